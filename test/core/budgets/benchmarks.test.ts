import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BenchmarkLine,
  type BenchmarkSettings,
  BenchmarkTally,
  nearestRank,
  type PlannedCwo,
} from '../../../core/budgets/benchmarks.ts';
import { ratio, roundRatio } from '../../../core/values/ratio.ts';
import { addDays } from '../../../core/values/week.ts';

const SETTINGS: BenchmarkSettings = { weeks: 12, minWeeks: 1, minPeople: 1, fullTimeHours: 40, bufferPct: 5 };
const FIRST = '2026-09-07';

function line(changes: Partial<BenchmarkLine> = {}): BenchmarkLine {
  return {
    role: 'BACKEND_DEVELOPER',
    cwoId: 'C1',
    projectId: 'P1',
    employeeId: 'E1',
    mondayDate: FIRST,
    tokens: 1_000n,
    costUsd4: 10_000n,
    hours: 4_000,
    ...changes,
  };
}

function tallied(
  lines: readonly BenchmarkLine[],
  planned: Readonly<Record<string, PlannedCwo>> = {},
  settings = SETTINGS,
) {
  const tally = new BenchmarkTally();
  for (const one of lines) tally.add(one);
  return { roles: tally.roles(settings, new Map(Object.entries(planned))), tally };
}

const THREE = [
  line({ employeeId: 'E1', tokens: 6_000n, hours: 2_000 }),
  line({ employeeId: 'E2', tokens: 1_000n, hours: 1_000 }),
  line({ employeeId: 'E3', tokens: 9_000n, hours: 4_000 }),
];
const planFor = (plannedHoursPerWeek: number | null, role = 'BACKEND_DEVELOPER'): PlannedCwo => {
  return { endDate: null, roles: [{ role, plannedHoursPerWeek }] };
};

describe('the benchmark of a role', () => {
  it('is what a full-time person uses: 16,000 tokens in 70 h are 9,143 in 40 h', () => {
    const [role] = tallied(THREE).roles;

    expect(role?.tokensPerWeek).toEqual(ratio(64_000n, 7n));
    expect(role && roundRatio(role.tokensPerWeek)).toBe(9_143n);
    expect(role).toMatchObject({ people: 3, weeks: 1, tokens: 16_000n, topPersonTokens: 9_000n });
  });

  it('has its median and P90 by nearest rank, of employee-weeks scaled to full time', () => {
    // 4,000, 9,000 and 12,000 in 40 h.
    expect(tallied(THREE).roles[0]).toMatchObject({ medianTokens: 9_000n, p90Tokens: 12_000n });
  });

  it('takes the lines of an employee in a week together, whatever CWOs they are of', () => {
    const lines = [line({ tokens: 100n, hours: 1_000 }), line({ cwoId: 'C2', tokens: 300n, hours: 1_000 })];

    expect(tallied(lines).roles[0]).toMatchObject({ medianTokens: 800n, p90Tokens: 800n, people: 1 });
  });

  it.each([
    ['too few weeks', { minWeeks: 2 }],
    ['too few people', { minPeople: 4 }],
  ])('has insufficient history with %s', (_, changes) => {
    expect(tallied(THREE, {}, { ...SETTINGS, ...changes }).roles[0]?.status).toBe('INSUFFICIENT_HISTORY');
    expect(tallied(THREE).roles[0]?.status).toBe('OK');
  });

  it.each([
    ['logged of planned', { C1: planFor(14_000) }, ratio(7_000n, 14_000n), true],
    ['at most 1', { C1: planFor(3_500) }, ratio(1n), true],
    ['1 where the CWO is not described', {}, ratio(1n), false],
    ['1 where its hours are not planned', { C1: planFor(null) }, ratio(1n), false],
    ['1 where it plans no such role', { C1: planFor(14_000, 'QA') }, ratio(1n), false],
  ])('is adopted as far as hours are %s', (_, planned, adoption, adoptionKnown) => {
    expect(tallied(THREE, planned).roles[0]).toMatchObject({ adoption, adoptionKnown });
  });

  it('leaves CWOs without planned hours out of both sums of adoption', () => {
    const lines = [line({ hours: 1_000 }), line({ cwoId: 'C2', hours: 4_000 })];

    expect(tallied(lines, { C1: planFor(2_000), C2: planFor(null) }).roles[0]?.adoption).toEqual(ratio(1_000n, 2_000n));
  });

  it('counts the planned hours of each week that was logged', () => {
    const lines = [line({ hours: 1_000 }), line({ mondayDate: addDays(FIRST, 7), hours: 2_000 })];

    expect(tallied(lines, { C1: planFor(2_000) }).roles[0]?.adoption).toEqual(ratio(3_000n, 4_000n));
  });

  it('does not depend on who comes first', () => {
    const people = fc.array(fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 15n }), fc.integer({ min: 1, max: 16_800 })), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(people, (amounts) => {
        const lines = amounts.map(([tokens, hours], index) => line({ employeeId: `E${index}`, tokens, hours }));
        expect(tallied(lines.toReversed()).roles).toEqual(tallied(lines).roles);
      }),
    );
  });
});

describe('what CWOs used', () => {
  it('is summed over the window, with the weeks it took', () => {
    const { tally } = tallied([line(), line({ role: 'QA', mondayDate: addDays(FIRST, 7) })]);

    const known = new Map([['C1', { endDate: '2026-10-01', roles: null }]]);
    expect(tally.cwos(known)).toEqual([
      { cwoId: 'C1', projectId: 'P1', endDate: '2026-10-01', weeks: 2, tokens: 2_000n, costUsd4: 20_000n },
    ]);
    expect(tally.cwoIds()).toEqual(['C1']);
  });
});

describe('the nearest rank', () => {
  it.each([
    [[1], 50, 1],
    [[1, 2], 50, 1],
    [[1, 2, 3], 50, 2],
    [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 90, 9],
    [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], 90, 10],
  ])('of %j at %i %% is %i', (values, pct, expected) => {
    expect(nearestRank(values, pct)).toBe(expected);
  });
});
