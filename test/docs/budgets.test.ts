import { describe, expect, it } from 'vitest';
import { sha256 } from '../../adapters/system/hash.ts';
import { accuracyByHistory, errorPct } from '../../core/budgets/accuracy.ts';
import { BenchmarkTally, nearestRank } from '../../core/budgets/benchmarks.ts';
import { weeksBetween } from '../../core/budgets/cwo-weeks.ts';
import { elapsedPct } from '../../core/budgets/elapsed.ts';
import { utilizationPct } from '../../core/budgets/percent.ts';
import { projectTotal } from '../../core/budgets/projection.ts';
import { suggestBudget } from '../../core/budgets/suggestion.ts';
import { crossThresholds, type Threshold, type ThresholdStates } from '../../core/budgets/thresholds.ts';
import { formatDecimal, grouped } from '../../core/values/decimal.ts';
import { ratio, roundRatio } from '../../core/values/ratio.ts';
import { addDays } from '../../core/values/week.ts';
import { FIRST, tracked } from '../worlds/tracked-budgets.ts';
import { readPage, sectionOf, tableOf } from './markdown.ts';

/** The figures of `docs/budgets.md` are what the core makes of them. */
const PAGE = readPage('docs/budgets.md');
const DEFAULTS: readonly Threshold[] = [
  { pct: 70, level: 'NOTIFY' },
  { pct: 90, level: 'ESCALATE' },
];
const SETTINGS = { weeks: 12, minWeeks: 1, minPeople: 1, fullTimeHours: 40, bufferPct: 5 };

const numberOf = (text = '') => BigInt(text.replaceAll(',', ''));
const listOf = (text = '') => (text === 'none' ? [] : text.split(', '));

describe('the table of thresholds', () => {
  it.each(tableOf(sectionOf(PAGE, 'Thresholds')))('$before, $used ($estimated estimated) of $of', (row) => {
    const before: ThresholdStates = Object.fromEntries(
      listOf(row.before).map((pct) => [pct, { raised: true, episode: 1, told: true }]),
    );
    const [actual, estimated, of] = [row.used, row.estimated, row.of].map(numberOf) as [bigint, bigint, bigint];
    const budget = of === 0n ? null : of;

    const { states, crossings } = crossThresholds({ actual, estimated, budget }, DEFAULTS, {
      states: before,
      isSilent: false,
    });

    const raised = Object.entries(states).filter(([, state]) => state.raised);
    expect(raised.map(([pct]) => pct)).toEqual(listOf(row['raised after']));
    expect(crossings.map(({ direction, pct }) => `${direction} ${pct}`).join()).toBe(row.told);
    expect(utilizationPct(actual, budget) ?? '').toBe(row.shown);
  });
});

describe('the figure of benchmarks', () => {
  it('is 9,143 tokens', () => {
    const tally = new BenchmarkTally();
    const line = { role: 'QA', cwoId: 'C1', projectId: null, mondayDate: '2026-11-16', costUsd4: 0n };
    for (const [employeeId, tokens, hours] of [
      ['E1', 6_000n, 2_000],
      ['E2', 1_000n, 1_000],
      ['E3', 9_000n, 4_000],
    ] as const) {
      tally.add({ ...line, employeeId, tokens, hours });
    }

    const [role] = tally.roles(SETTINGS, new Map());

    const shown = grouped(roundRatio(role?.tokensPerWeek ?? ratio(0n)));
    expect(sectionOf(PAGE, 'Benchmarks')).toContain(`16,000 × 40 ÷ 70 = **${shown}** tokens`);
  });
});

describe('the table of suggestions', () => {
  it.each(tableOf(sectionOf(PAGE, 'Suggestions')).filter(({ people }) => people !== undefined))(
    '$people people at $"tokens each"',
    (row) => {
      const tokens = (row['tokens each'] ?? '').split(', ').map(numberOf);
      const roles = listOf(row.people).map((headcount, index) => {
        return {
          cwoRoleId: `R${index}`,
          role: `ROLE-${index}`,
          headcount: Number(headcount),
          plannedHoursPerWeek: null,
        };
      });
      const benchmarks = {
        asOf: '',
        firstWeek: '',
        lastWeek: '',
        settings: SETTINGS,
        cwos: [],
        roles: tokens.map((perWeek, index) => benchmarkOf(`ROLE-${index}`, perWeek)),
      };
      const startDate = '2026-11-30';
      const endDate = addDays(startDate, 7 * Number(row.weeks) - 3);

      const suggestion = suggestBudget(
        { ...CWO, roles, startDate, endDate },
        { benchmarks, settings: SETTINGS, now: '2026-11-26T00:00:00.000Z', sha256 },
      );

      const { figures, sum } = suggestion;
      const buffered = formatDecimal((sum?.tokens ?? 0n) * 105n, 2).replace(/\.00$/, '');
      expect(
        [sum?.tokens ?? 0n, buffered, figures.tokensPerWeek ?? 0n, figures.tokensTotal ?? 0n].map(grouped),
      ).toEqual([row.sum, row['with buffer'], row['a week'], row['in all']]);
    },
  );
});

describe('the table of projections', () => {
  it.each(tableOf(sectionOf(PAGE, 'Projection')))('$"used by week" of $of', (row) => {
    const used = listOf(row['used by week']).map(BigInt);
    const budget = numberOf(row.of);

    const found = projectTotal(tracked(used, budget), 'TOKENS');

    const newest = addDays(FIRST, 7 * (used.length - 1));
    const weekOf = (monday: string | null) => (monday === null ? 'none' : weeksBetween(newest, monday));
    const told = found ? `${weekOf(found.earliestWeek)} to ${weekOf(found.latestWeek)}` : 'none';
    expect(told).toBe(row['runs out in week']);
    expect(grouped(used.reduce((left, tokens) => left - tokens, budget))).toBe(row.left);
    if (found) expect(`${nearestRank(used, 75)}, ${nearestRank(used, 25)}`).toBe(row.paces);
  });
});

describe('the figures of accuracy and pace', () => {
  it('are 14.00 % of one suggestion, and 50.00 % of two roles', () => {
    const roles = [150n, 50n].map((suggested) => ({ role: 'QA', historyWeeks: 8, suggested, actual: 100n }));
    const one = { cwoId: 'C1', suggestionId: 's', createdAt: '', sureness: 'OK' as const, weeks: 1 };
    const inAll = { suggested: 28_500n, actual: 25_000n };
    const section = sectionOf(PAGE, 'Accuracy');

    expect(section).toContain(`28,500 suggested against 25,000\n  used a week are ${errorPct(inAll)} % too much`);
    const [history] = accuracyByHistory([{ ...one, inAll, roles }]);
    expect(section).toContain(`150 and 50 suggested, 100 used each\n  time, are ${history?.errorPct} % off`);
  });

  it('are 58.33 % of the time, 7 of 12 weeks', () => {
    const dates = { startDate: '2026-10-05', endDate: '2026-12-25' };

    expect(sectionOf(PAGE, 'Alerts')).toContain(`7 ÷ 12 = ${elapsedPct(dates, '2026-11-16')} % have passed`);
  });
});

function benchmarkOf(role: string, tokens: bigint) {
  return {
    role,
    status: 'OK' as const,
    tokensPerWeek: ratio(tokens),
    usd4PerWeek: ratio(0n),
    medianTokens: tokens,
    p90Tokens: tokens,
    people: 3,
    weeks: 12,
    tokens,
    topPersonTokens: tokens,
    adoption: ratio(1n),
    adoptionKnown: true,
  };
}

const CWO = {
  cwoId: 'C1',
  code: 'C-1',
  name: 'Core',
  billable: true,
  projectId: 'P1',
  projectName: null,
  clientId: null,
  clientName: null,
  pmEmployeeId: null,
  pmEmail: null,
};
