import { describe, expect, it } from 'vitest';
import { type BudgetChange, refreshBudget } from '../../../core/budgets/refresh.ts';
import type { CwoBudget } from '../../../core/budgets/tracking.ts';
import { toTotalAttributes, toWeekAttributes } from '../../../core/budgets/tracking-attributes.ts';
import type { WeekSum } from '../../../core/budgets/week-sum.ts';
import { afterChange, CONTEXT, decided, emptyBudget } from './budget-rows.ts';

const TOLD = '2026-11-16';
const SILENT = '2026-11-02';

function sum(tokens: bigint, changes: Partial<WeekSum> = {}): WeekSum {
  const amount = { tokens, costUsd4: tokens * 10n };
  return { actual: amount, estimated: { tokens: 0n, costUsd4: 0n }, employees: 2, roles: [], ...changes };
}

function refresh(before: CwoBudget, weeks: Readonly<Record<string, WeekSum>>, context = CONTEXT): BudgetChange {
  return refreshBudget(before, { sums: new Map(Object.entries(weeks)), decision: null }, context);
}

function toldOf({ alerts }: BudgetChange): string[] {
  return alerts.map(({ scope, unit, direction, pct, episode }) => `${scope} ${unit} ${direction} ${pct} #${episode}`);
}

describe('a refresh', () => {
  it('writes the row of the week and TOTAL, here 18,750 of 30,000 tokens and 18.75 of 25 USD', () => {
    const before = {
      ...emptyBudget(),
      decisions: [decided({ tokensPerWeek: 30_000n, tokensTotal: 360_000n, usd4PerWeek: 250_000n })],
    };
    const estimated = { tokens: 4_000n, costUsd4: 50_000n };

    const { weeks, total } = refresh(before, { [TOLD]: sum(18_750n, { estimated }) });

    const row = {
      cwoId: 'C1',
      budgetTokens: 30_000n,
      actualTokens: 18_750n,
      utilizationPct: '62.50',
      budgetUsd: '25.0000',
      actualUsd: '18.7500',
      utilizationUsdPct: '75.00',
      provisionalPct: '21.33',
      provisionalUsdPct: '26.67',
      runId: 'R1',
      createdAt: CONTEXT.now,
      updatedAt: CONTEXT.now,
      version: 1,
    };
    expect(weeks.map((week) => toWeekAttributes('C1', week))).toEqual([{ ...row, mondayDate: TOLD, employees: 2 }]);
    const whole = { budgetTokens: 360_000n, utilizationPct: '5.21', budgetUsd: null, utilizationUsdPct: null };
    expect(toTotalAttributes('C1', total)).toEqual({ ...row, ...whole, weeksTracked: 1 });
  });

  it('sums TOTAL from all week rows, and raises the versions of what it writes alone', () => {
    const first = afterChange(refresh(emptyBudget(), { [SILENT]: sum(5n), [TOLD]: sum(7n) }));

    const { weeks, total } = refresh(
      first,
      { [TOLD]: sum(1n) },
      { ...CONTEXT, runId: 'R2', now: '2026-11-26T00:00:00.000Z' },
    );

    expect(weeks).toEqual([
      expect.objectContaining({
        mondayDate: TOLD,
        version: 2,
        runId: 'R2',
        createdAt: CONTEXT.now,
        updatedAt: '2026-11-26T00:00:00.000Z',
      }),
    ]);
    expect(total).toMatchObject({ actual: { tokens: 6n }, weeksTracked: 2, newestWeek: TOLD, version: 2 });
  });

  it('that changes nothing raises the versions all the same, and tells nothing', () => {
    const before = { ...emptyBudget(), decisions: [decided({ tokensPerWeek: 100n })] };
    const first = refresh(before, { [TOLD]: sum(95n) });

    const again = refresh(afterChange(first), { [TOLD]: sum(95n) });

    expect(toldOf(first)).toEqual(['WEEK TOKENS UP 90 #1']);
    expect(toldOf(again)).toEqual([]);
    expect([again.weeks[0]?.version, again.total.version]).toEqual([2, 2]);
  });

  it('writes a week without lines too, so that whoever summed them before loses', () => {
    const { weeks, total } = refresh(emptyBudget(), { [TOLD]: sum(0n, { employees: 0 }) });

    expect([weeks[0]?.version, total.version]).toEqual([1, 1]);
    expect(toWeekAttributes('C1', weeks[0] as (typeof weeks)[number])).toMatchObject({
      actualTokens: 0n,
      provisionalPct: null,
    });
  });

  it('without a budget has actuals only', () => {
    const change = refresh(emptyBudget(), { [TOLD]: sum(10n ** 20n) });

    expect(toldOf(change)).toEqual([]);
    expect(change.weeks[0]).toMatchObject({ budget: { TOKENS: null, USD: null }, states: { TOKENS: {}, USD: {} } });
  });

  it('tells of each row and unit what it crosses, but of an old week of TOTAL alone', () => {
    const figures = { tokensPerWeek: 100n, tokensTotal: 100n, usd4PerWeek: 1_400n, usd4Total: 10_000n };
    const before = { ...emptyBudget(), decisions: [decided(figures)] };

    expect(toldOf(refresh(before, { [TOLD]: sum(100n) }))).toEqual([
      'WEEK TOKENS UP 90 #1',
      'WEEK USD UP 70 #1',
      'TOTAL TOKENS UP 90 #1',
    ]);
    expect(toldOf(refresh(before, { [SILENT]: sum(100n) }))).toEqual(['TOTAL TOKENS UP 90 #1']);
    expect(toldOf(refresh(before, { '2026-11-09': sum(100n) }))).toHaveLength(3);
  });

  it('tells with the figures as they were, the week before, and roles of enough people', () => {
    const before = { ...emptyBudget(), decisions: [decided({ tokensPerWeek: 100n })] };
    const first = afterChange(refresh(before, { '2026-11-09': sum(40n) }));
    const roles = [{ role: 'Engineer', tokens: 80n, people: 3 }];

    const { alerts } = refresh(first, { [TOLD]: sum(80n, { roles, estimated: { tokens: 8n, costUsd4: 1n } }) });

    expect(alerts).toEqual([
      {
        alertId: expect.stringMatching(/^[0-9a-f]{64}$/),
        cwoId: 'C1',
        ...{ scope: 'WEEK', mondayDate: TOLD, unit: 'TOKENS', pct: 70, level: 'NOTIFY', direction: 'UP', episode: 1 },
        ...{ budget: 100n, actual: 80n, estimated: 8n, costUsd4: 800n, change: { before: 40n, after: 80n } },
        ...{ newestWeek: TOLD, roles, runId: 'R1', raisedAt: CONTEXT.now },
      },
    ]);
  });
});

describe('a decision', () => {
  it('refreshes TOTAL also where nothing was tracked yet', () => {
    const decision = decided({ tokensTotal: 5n });

    const change = refreshBudget(emptyBudget(), { sums: new Map(), decision }, { ...CONTEXT, runId: null });

    expect(change).toMatchObject({ decision, weeks: [], alerts: [] });
    expect(change.total).toMatchObject({
      budget: { TOKENS: 5n },
      runId: null,
      weeksTracked: 0,
      newestWeek: null,
      version: 1,
    });
  });

  it('that takes the budget away lowers what was raised, without a word, and leaves the run that summed', () => {
    const before = { ...emptyBudget(), decisions: [decided({ tokensPerWeek: 100n })] };
    const raised = afterChange(refresh(before, { [TOLD]: sum(95n) }));
    const decision = decided({}, { version: 2 });

    const change = refreshBudget(raised, { sums: new Map([[TOLD, sum(95n)]]), decision }, { ...CONTEXT, runId: null });

    expect(change.alerts).toEqual([]);
    expect(change.weeks[0]).toMatchObject({
      runId: 'R1',
      states: { TOKENS: { 70: { raised: false, episode: 1 }, 90: { raised: false, episode: 1 } } },
    });
  });
});
