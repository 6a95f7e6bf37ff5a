import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../adapters/system/hash.ts';
import type { BenchmarkSettings, Benchmarks, RoleBenchmark } from '../../../core/budgets/benchmarks.ts';
import { NO_FIGURES } from '../../../core/budgets/figures.ts';
import { asksForDecision, suggestBudget } from '../../../core/budgets/suggestion.ts';
import type { KnownCwo } from '../../../core/timesheets/cwo-registry.ts';
import type { CwoRoleDemand } from '../../../core/timesheets/timesheets.ts';
import { ratio } from '../../../core/values/ratio.ts';

const SETTINGS: BenchmarkSettings = { weeks: 12, minWeeks: 8, minPeople: 3, fullTimeHours: 40, bufferPct: 5 };
const NOW = '2026-11-26T09:00:00.000Z';

function benchmark(role: string, tokens: bigint, changes: Partial<RoleBenchmark> = {}): RoleBenchmark {
  return {
    role,
    status: 'OK',
    tokensPerWeek: ratio(tokens),
    usd4PerWeek: ratio(tokens * 10n),
    medianTokens: tokens / 2n,
    p90Tokens: tokens * 2n,
    people: 5,
    weeks: 12,
    tokens: tokens * 60n,
    topPersonTokens: tokens * 20n,
    adoption: ratio(1n),
    adoptionKnown: true,
    ...changes,
  };
}

const HISTORY = [benchmark('BACKEND', 8_000n), benchmark('PM', 1_500n), benchmark('QA', 3_000n)];
function benchmarks(roles: readonly RoleBenchmark[] = HISTORY, cwos: Benchmarks['cwos'] = []): Benchmarks {
  return {
    asOf: '2026-11-24T06:00:00.000Z',
    firstWeek: '2026-08-31',
    lastWeek: '2026-11-16',
    settings: SETTINGS,
    roles,
    cwos,
  };
}

const need = (role: string, headcount: number, plannedHoursPerWeek: number | null = null): CwoRoleDemand => {
  return { cwoRoleId: `R-${role}`, role, headcount, plannedHoursPerWeek };
};
const THREE_ONE_ONE = [need('BACKEND', 3), need('QA', 1), need('PM', 1)];
function cwo(changes: Partial<KnownCwo> = {}): KnownCwo {
  return {
    cwoId: 'C1',
    code: 'FIN-26-01',
    name: 'Core',
    billable: true,
    // 12 weeks.
    startDate: '2026-11-30',
    endDate: '2027-02-21',
    projectId: 'P1',
    projectName: 'Fintech',
    clientId: 'CL1',
    clientName: 'Bank',
    pmEmployeeId: 'E9',
    pmEmail: null,
    roles: THREE_ONE_ONE,
    ...changes,
  };
}

function suggest(changes: Partial<KnownCwo> = {}, history: Benchmarks | null = benchmarks(), now = NOW) {
  return suggestBudget(cwo(changes), { benchmarks: history, settings: SETTINGS, now, sha256 });
}

describe('a suggestion', () => {
  it('is people × use, a buffer, and up to two digits: 28,500 → 29,925 → 30,000; in 12 weeks 360,000', () => {
    const suggestion = suggest();

    expect(suggestion).toMatchObject({ sureness: 'OK', weeks: 12, sum: { tokens: 28_500n }, bufferPct: 5 });
    expect(suggestion.figures).toEqual({
      tokensPerWeek: 30_000n,
      tokensTotal: 360_000n,
      // 28.5000 USD, with the buffer 29.9250, up to whole dollars.
      usd4PerWeek: 300_000n,
      usd4Total: 3_600_000n,
    });
  });

  it('counts people by planned hours where they are known', () => {
    const roles = [need('BACKEND', 9, 12_000), need('QA', 1), need('PM', 1)];

    expect(suggest({ roles }).figures.tokensPerWeek).toBe(30_000n);
    expect(suggest({ roles: [need('BACKEND', 9, 1_000)] }).sum?.tokens).toBe(2_000n);
  });

  it('is as much less as hours are logged of those planned', () => {
    const half = benchmarks([benchmark('BACKEND', 8_000n, { adoption: ratio(1n, 2n) })]);

    expect(suggest({ roles: [need('BACKEND', 3)] }, half).sum?.tokens).toBe(12_000n);
  });

  it('leaves out and lists roles without history', () => {
    const short = benchmarks([
      benchmark('BACKEND', 8_000n),
      benchmark('QA', 3_000n, { status: 'INSUFFICIENT_HISTORY' }),
    ]);

    const { sureness, roles, figures } = suggest({}, short);

    expect(sureness).toBe('PARTIAL');
    expect(roles.map(({ role, perWeek }) => [role, perWeek?.tokens ?? null])).toEqual([
      ['BACKEND', 24_000n],
      ['PM', null],
      ['QA', null],
    ]);
    expect(figures.tokensPerWeek).toBe(26_000n);
  });

  it.each([
    ['no benchmarks', {}, null],
    ['none of its roles', {}, benchmarks([])],
    ['no roles', { roles: [] }, benchmarks()],
    ['a CWO that was never described', { roles: null }, benchmarks()],
  ])('proposes nothing with %s', (_, changes, history) => {
    expect(suggest(changes, history)).toMatchObject({
      sureness: 'INSUFFICIENT_HISTORY',
      figures: { tokensPerWeek: null, tokensTotal: null, usd4PerWeek: null, usd4Total: null },
      sum: null,
      range: null,
    });
  });

  it('proposes nothing for nobody, and asks nobody', () => {
    const made = suggest({ roles: [need('BACKEND', 0)] });

    expect(made).toMatchObject({ sureness: 'OK', sum: { tokens: 0n }, figures: NO_FIGURES });
    expect(asksForDecision(made)).toBe(false);
  });

  it.each([
    ['that ends before it starts', '2026-12-07', '2026-11-29'],
    ['of a weekend', '2026-12-05', '2026-12-06'],
  ])('has no total for a CWO %s', (_, startDate, endDate) => {
    expect(suggest({ startDate, endDate })).toMatchObject({
      weeks: 0,
      figures: { tokensPerWeek: 30_000n, tokensTotal: null, usd4Total: null },
    });
  });

  it('has no total without an end', () => {
    expect(suggest({ endDate: null })).toMatchObject({
      weeks: null,
      figures: { tokensPerWeek: 30_000n, tokensTotal: null, usd4Total: null },
    });
  });

  it.each([
    [1n, 2n],
    [9n, 10n],
    [95n, 100n],
    [990n, 1_100n],
    [123_456n, 130_000n],
  ])('of %s tokens is %s', (tokens, expected) => {
    expect(
      suggest({ roles: [need('BACKEND', 1)] }, benchmarks([benchmark('BACKEND', tokens)])).figures.tokensPerWeek,
    ).toBe(expected);
  });

  it('says the range from medians to P90s, and what ended CWOs of the project used a week', () => {
    const use = { projectId: 'P1', endDate: '2026-10-30', weeks: 4, tokens: 100_000n, costUsd4: 1_000_000n };
    const cwos = [
      { ...use, cwoId: 'OLD' },
      { ...use, cwoId: 'RUNNING', endDate: '2027-01-01' },
      { ...use, cwoId: 'ENDLESS', endDate: null },
      { ...use, cwoId: 'OTHER', projectId: 'P2' },
    ];

    const { range, projectHistory } = suggest({}, benchmarks(HISTORY, cwos));

    expect(range).toEqual({ lowTokens: 14_250n, highTokens: 57_000n });
    expect(projectHistory).toEqual([{ cwoId: 'OLD', weeks: 4, tokens: 25_000n, costUsd4: 250_000n }]);
  });
});

describe('the name of a suggestion', () => {
  const { suggestionId } = suggest();

  it('is the same on another day that proposes the same', () => {
    const later = { ...benchmarks(), asOf: '2026-12-01T06:00:00.000Z' };

    expect(suggest({}, later, '2026-12-01T09:00:00.000Z').suggestionId).toBe(suggestionId);
    expect(suggest({ roles: THREE_ONE_ONE.toReversed() }).suggestionId).toBe(suggestionId);
  });

  it.each([
    ['roles', { roles: [need('BACKEND', 4), need('QA', 1), need('PM', 1)] }],
    ['hours', { roles: [need('BACKEND', 3, 12_000), need('QA', 1), need('PM', 1)] }],
    ['dates', { endDate: '2027-03-21' }],
    ['CWO', { cwoId: 'C2' }],
  ])('is another with other %s', (_, changes) => {
    expect(suggest(changes).suggestionId).not.toBe(suggestionId);
  });
});
