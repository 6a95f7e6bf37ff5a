import { describe, expect, it } from 'vitest';
import { type DecisionCommand, decideBudget } from '../../../core/budgets/decide-budget.ts';
import { NO_FIGURES } from '../../../core/budgets/figures.ts';
import { trackWeek } from '../../../core/budgets/track-week.ts';
import { cwoLine, MemoryBudgets, portsOf } from './budget-rows.ts';

const MONDAY = '2026-11-23';
const LINES = new Map([
  ['C1/2026-11-16', [cwoLine(80n)]],
  ['C1/2026-11-23', [cwoLine(95n)]],
]);

function command(changes: Partial<DecisionCommand['request']> = {}, seenVersion = 0): DecisionCommand {
  const request: DecisionCommand['request'] = {
    kind: 'SET',
    figures: { tokensPerWeek: 100n },
    effectiveFrom: null,
    suggestionId: null,
    decidedBy: 'E9',
    note: null,
    ...changes,
  };
  return { cwoId: 'C1', seenVersion, request, suggested: null };
}

async function tracked(lines = LINES) {
  const budgets = new MemoryBudgets();
  const ports = portsOf(budgets, lines);
  for (const mondayDate of ['2026-11-16', MONDAY]) await trackWeek({ runId: 'R1', mondayDate }, ['C1'], ports);
  const versions = () => budgets.rests.get('C1')?.weeks.map(({ version }) => version);
  return { budgets, ports, versions };
}

describe('deciding', () => {
  it('refreshes the weeks it holds for, and tells what it crosses at once', async () => {
    const { budgets, ports, versions } = await tracked();
    const told: string[] = [];
    budgets.beforeWrite = ({ alerts }) => told.push(...alerts.map(({ mondayDate, pct }) => `${mondayDate} ${pct}`));

    const decision = await decideBudget(command(), ports);

    expect(decision).toMatchObject({
      version: 1,
      effectiveFrom: MONDAY,
      figures: { ...NO_FIGURES, tokensPerWeek: 100n },
    });
    expect(told).toEqual([`${MONDAY} 90`]);
    expect(versions()).toEqual([1, 2]);
    expect(budgets.rests.get('C1')).toMatchObject({ decisions: [decision], total: { version: 3 } });
  });

  it('of a later week, or declining, refreshes TOTAL alone', async () => {
    const { ports, versions } = await tracked();

    await decideBudget(command({ effectiveFrom: '2026-11-30' }), ports);
    await decideBudget(command({ kind: 'SKIPPED', figures: {} }, 1), ports);

    expect(versions()).toEqual([1, 1]);
  });

  it('sums the lines again, as they are now', async () => {
    const lines = new Map(LINES);
    const { budgets, ports } = await tracked(lines);
    lines.set(`C1/${MONDAY}`, [cwoLine(1n)]);

    await decideBudget(command(), ports);

    expect(budgets.rests.get('C1')?.weeks[1]?.actual.tokens).toBe(1n);
  });
});

describe('deciding at once with another', () => {
  it('only the first of two who saw the same decides, and the other is shown that', async () => {
    const { budgets, ports } = await tracked();

    const both = await Promise.allSettled([
      decideBudget(command({ decidedBy: 'E8' }), ports),
      decideBudget(command({ decidedBy: 'E9' }), ports),
    ]);

    expect(both).toEqual([
      expect.objectContaining({ status: 'fulfilled' }),
      expect.objectContaining({
        reason: expect.objectContaining({
          name: 'DecisionConflictError',
          current: expect.objectContaining({ decidedBy: 'E8' }),
        }),
      }),
    ]);
    expect(budgets.rests.get('C1')?.decisions).toHaveLength(1);
  });

  it.each([
    ['an older version than the last', 0, 1],
    ['a version that is still to come', 2, 1],
  ])('%s is refused', async (_, seenVersion, last) => {
    const { ports } = await tracked();
    await decideBudget(command(), ports);

    await expect(decideBudget(command({}, seenVersion), ports)).rejects.toMatchObject({
      name: 'DecisionConflictError',
      current: { version: last },
      message: 'the budget of C1 stands at version 1: look at it and decide again',
    });
  });

  it('a refresh in between is no conflict: it decides on the newer rows', async () => {
    const { budgets, ports } = await tracked();
    budgets.beforeWrite = () => {
      budgets.beforeWrite = () => {};
      const rests = budgets.rests.get('C1');
      if (rests?.total) budgets.rests.set('C1', { ...rests, total: { ...rests.total, version: 40 } });
    };

    await decideBudget(command(), ports);

    expect(budgets.rests.get('C1')).toMatchObject({ total: { version: 41 }, decisions: [{ version: 1 }] });
  });

  it('gives up after 6 tries', async () => {
    const { budgets, ports } = await tracked();
    budgets.beforeWrite = () => {
      throw new Error('somebody was first');
    };

    await expect(decideBudget(command(), ports)).rejects.toMatchObject({
      name: 'BudgetContendedError',
      $retryable: {},
    });

    expect(ports.clock.pauses).toHaveLength(5);
    expect(budgets.rests.get('C1')?.decisions).toEqual([]);
  });
});

it('what the rules refuse is not written', async () => {
  const { budgets, ports } = await tracked();

  await expect(decideBudget(command({ effectiveFrom: '2026-11-16' }), ports)).rejects.toThrow(
    'history is not rewritten',
  );

  expect(budgets.rests.get('C1')).toMatchObject({ total: { version: 2 }, decisions: [] });
});
