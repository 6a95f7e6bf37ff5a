import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utilizationPct } from '../../../core/budgets/percent.ts';
import {
  crossThresholds,
  type Threshold,
  type ThresholdStates,
  type Utilization,
} from '../../../core/budgets/thresholds.ts';

const SEVENTY = { pct: 70, level: 'NOTIFY' } as const;
const NINETY = { pct: 90, level: 'ESCALATE' } as const;
const USUAL: readonly Threshold[] = [SEVENTY, NINETY];

function used(actual: bigint, changes: Partial<Utilization> = {}): Utilization {
  return { actual, budget: 30_000n, estimated: 0n, ...changes };
}

function cross(utilization: Utilization, states: ThresholdStates = {}, { isSilent = false, thresholds = USUAL } = {}) {
  const { states: after, crossings } = crossThresholds(utilization, thresholds, { states, isSilent });
  return { after, told: crossings.map(({ direction, pct, episode }) => `${direction} ${pct} #${episode}`) };
}

/** What a row is told of as it goes through these figures, one refresh after the other. */
function tellAll(figures: readonly (Utilization & { readonly isSilent?: boolean })[], thresholds = USUAL): string[][] {
  let states: ThresholdStates = {};
  return figures.map(({ isSilent = false, ...utilization }) => {
    const { after, told } = cross(utilization, states, { isSilent, thresholds });
    states = after;
    return told;
  });
}

describe('a threshold is raised', () => {
  it.each<[string, bigint, string, string[]]>([
    ['not by what only shows as 70', 20_999n, '70.00', []],
    ['by exactly 70', 21_000n, '70.00', ['UP 70 #1']],
    ['not again by what only shows as 90', 26_999n, '90.00', ['UP 70 #1']],
    ['the highest of several', 27_000n, '90.00', ['UP 90 #1']],
    ['by 1,000 %', 300_000n, '999.99', ['UP 90 #1']],
    ['not by nothing', 0n, '0.00', []],
    ['not by a credit', -30_000n, '-100.00', []],
  ])('%s', (_, actual, shown, told) => {
    expect(utilizationPct(actual, 30_000n)).toBe(shown);
    expect(cross(used(actual)).told).toEqual(told);
  });

  it('by exact ratios past 2^53', () => {
    const budget = 2n ** 62n - (2n ** 62n % 10n);
    const seventy = (budget / 10n) * 7n;

    expect(cross(used(seventy, { budget })).told).toEqual(['UP 70 #1']);
    expect(cross(used(seventy - 1n, { budget })).told).toEqual([]);
  });

  it('once, however often it is refreshed', () => {
    expect(tellAll([used(21_000n), used(21_000n), used(26_000n)])).toEqual([['UP 70 #1'], [], []]);
  });

  it('in an episode of its own each time', () => {
    const up = used(21_000n);
    const down = used(10_000n);

    expect(tellAll([up, down, up, down])).toEqual([['UP 70 #1'], ['DOWN 70 #1'], ['UP 70 #2'], ['DOWN 70 #2']]);
  });

  it('never without a budget', () => {
    expect(cross(used(10n ** 20n, { budget: null }))).toEqual({ after: {}, told: [] });
  });
});

describe('a raised threshold is lowered', () => {
  it.each<[string, bigint, string[]]>([
    ['not between', 20_000n, []],
    ['not at 65 exactly', 19_500n, []],
    ['below 65', 19_499n, ['DOWN 70 #1']],
  ])('%s', (_, actual, told) => {
    expect(tellAll([used(21_000n), used(actual)])[1]).toEqual(told);
  });

  it('and told where its raising was, of several the highest', () => {
    // 90 was told, 70 was just raised with it; then 70 is lowered and nobody had heard of it.
    expect(tellAll([used(27_000n), used(22_000n), used(0n)])).toEqual([['UP 90 #1'], ['DOWN 90 #1'], []]);
    expect(tellAll([used(21_000n), used(27_000n), used(0n)])).toEqual([['UP 70 #1'], ['UP 90 #1'], ['DOWN 90 #1']]);
  });

  it('and told of the highest that anybody had heard of, not of a higher one that was raised silently', () => {
    const silently = { ...used(27_000n), isSilent: true };

    expect(tellAll([used(21_000n), silently, used(0n)])[2]).toEqual(['DOWN 70 #1']);
  });

  it('without a word where the budget goes away, and raised anew where it comes back', () => {
    const away = used(27_000n, { budget: null });

    expect(tellAll([used(27_000n), away, used(27_000n)])).toEqual([['UP 90 #1'], [], ['UP 90 #2']]);
  });
});

describe('while more than half of the figure is ESTIMATED', () => {
  it.each<[string, bigint, string[]]>([
    ['more than half', 13_501n, ['UP 70 #1']],
    ['half exactly', 13_500n, ['UP 90 #1']],
    ['none', 0n, ['UP 90 #1']],
  ])('(%s) nothing is escalated', (_, estimated, told) => {
    expect(cross(used(27_000n, { estimated })).told).toEqual(told);
  });

  it('an escalation waits until it is not', () => {
    expect(tellAll([used(27_000n, { estimated: 27_000n }), used(27_000n)])).toEqual([['UP 70 #1'], ['UP 90 #1']]);
  });

  it('what was escalated stays so', () => {
    expect(tellAll([used(27_000n), used(27_000n, { estimated: 27_000n }), used(27_000n)])).toEqual([
      ['UP 90 #1'],
      [],
      [],
    ]);
  });
});

describe('a silent row', () => {
  const silent = (actual: bigint) => ({ ...used(actual), isSilent: true });

  it('changes its states all the same', () => {
    expect(cross(used(27_000n), {}, { isSilent: true })).toEqual({
      after: { 70: { raised: true, episode: 1, told: false }, 90: { raised: true, episode: 1, told: false } },
      told: [],
    });
  });

  it('tells nothing later of what it raised silently, and nothing now of what was told', () => {
    expect(tellAll([silent(27_000n), used(0n), used(21_000n)])).toEqual([[], [], ['UP 70 #2']]);
    expect(tellAll([used(21_000n), silent(0n)])).toEqual([['UP 70 #1'], []]);
  });
});

it('an escalation below a notice may be raised as the notice is lowered: both are told', () => {
  const thresholds: readonly Threshold[] = [
    { pct: 10, level: 'NOTIFY' },
    { pct: 70, level: 'ESCALATE' },
    { pct: 80, level: 'NOTIFY' },
  ];
  const provisional = used(24_000n, { estimated: 24_000n });

  expect(tellAll([provisional, used(21_000n)], thresholds)).toEqual([['UP 80 #1'], ['UP 70 #1', 'DOWN 80 #1']]);
});

describe('for any figures in any order', () => {
  const utilization = fc
    .record({
      actual: fc.bigInt(-100n, 1_200n),
      budget: fc.oneof({ weight: 1, arbitrary: fc.constant(null) }, { weight: 5, arbitrary: fc.bigInt(1n, 1_000n) }),
      estimated: fc.bigInt(0n, 1_200n),
      isSilent: fc.boolean(),
    })
    .map((one) => ({ ...one, told: undefined }));

  it('a DOWN follows an UP of the same episode, and of one refresh at most one of each is told', () => {
    fc.assert(
      fc.property(fc.array(utilization, { maxLength: 40 }), (figures) => {
        const open = new Set<string>();
        for (const told of tellAll(figures)) {
          expect(told.filter((one) => one.startsWith('UP')).length).toBeLessThan(2);
          expect(told.filter((one) => one.startsWith('DOWN')).length).toBeLessThan(2);
          for (const one of told.filter((word) => word.startsWith('DOWN'))) expect(open).toContain(one.slice(5));
          for (const one of told.filter((word) => word.startsWith('UP'))) open.add(one.slice(3));
        }
      }),
    );
  });

  it('the same figures once more change and tell nothing', () => {
    fc.assert(
      fc.property(fc.array(utilization, { minLength: 1, maxLength: 10 }), (figures) => {
        let states: ThresholdStates = {};
        for (const { isSilent, ...one } of figures) states = cross(one, states, { isSilent }).after;
        const { isSilent, ...last } = figures.at(-1) as (typeof figures)[number];

        expect(cross(last, states, { isSilent })).toEqual({ after: states, told: [] });
      }),
    );
  });
});
