import { describe, expect, it } from 'vitest';
import { measureAccuracy } from '../../../core/budgets/measure-accuracy.ts';
import type { BudgetSuggestion } from '../../../core/budgets/suggestion.ts';
import type { TrackedWeek } from '../../../core/budgets/tracking.ts';
import type { CwoLine } from '../../../core/budgets/week-sum.ts';
import type { KnownCwo } from '../../../core/timesheets/cwo-registry.ts';
import { suggestion } from '../../worlds/suggestions.ts';
import { emptyBudget } from './budget-rows.ts';

const LAST_WEEK = '2026-12-21';
const AFTER = '2026-12-29T09:00:00.000Z';

interface World {
  readonly now?: string;
  readonly endDate?: string | null;
  /** ESTIMATED tokens of the last week. */
  readonly estimated?: bigint;
  readonly weeks?: readonly string[];
  readonly made?: readonly BudgetSuggestion[];
  readonly isKnown?: boolean;
}

/** A CWO of 12 weeks, of which two are tracked: in each BACKEND_DEVELOPER used 8,000 tokens and nobody with a role 1,000. */
function measure(world: World = {}) {
  const {
    now = AFTER,
    endDate = '2026-12-25',
    estimated = 0n,
    weeks = ['2026-10-05', LAST_WEEK],
    isKnown = true,
  } = world;
  const { made = [suggestion()] } = world;
  const cwo = { cwoId: 'C1', startDate: '2026-10-05', endDate } as KnownCwo;
  const rows = weeks.map((mondayDate) => trackedWeek(mondayDate, mondayDate === weeks.at(-1) ? estimated : 5n));
  const used: CwoLine[] = [
    { basis: 'ACTUAL', role: 'BACKEND_DEVELOPER', tokens: 8_000n, costUsd4: 80n },
    { basis: 'ACTUAL', role: null, tokens: 1_000n, costUsd4: 10n },
  ];
  return measureAccuracy(
    { now, timeZone: 'Europe/Berlin' },
    {
      suggestions: { listCwos: async () => ['C1'], list: async () => [...made] },
      cwos: { readCwos: async () => new Map(isKnown ? [['C1', cwo]] : []) },
      budgets: { read: async () => ({ ...emptyBudget(), weeks: rows }) },
      lines: {
        async *read() {
          yield* used;
        },
      },
    },
  );
}

function trackedWeek(mondayDate: string, estimated: bigint): TrackedWeek {
  return {
    mondayDate,
    employees: 2,
    budget: { TOKENS: null, USD: null },
    actual: { tokens: 9_000n, costUsd4: 90n },
    estimated: { tokens: estimated, costUsd4: 0n },
    states: { TOKENS: {}, USD: {} },
    runId: 'R1',
    createdAt: AFTER,
    updatedAt: AFTER,
    version: 1,
  };
}

describe('suggestions', () => {
  it('are compared with all that their CWO used, over all of its weeks', async () => {
    const later = suggestion({ suggestionId: 'b'.repeat(64), createdAt: '2026-12-15T09:00:00.000Z' });

    const compared = await measure({ made: [suggestion(), later] });

    expect(compared.map(({ suggestionId }) => suggestionId)).toEqual(['a'.repeat(64), 'b'.repeat(64)]);
    expect(compared[0]).toMatchObject({
      weeks: 12,
      inAll: { suggested: 342_000n, actual: 18_000n },
      roles: [
        { role: 'BACKEND_DEVELOPER', actual: 16_000n },
        { role: 'FRONTEND_DEVELOPER', actual: 0n },
        { role: 'TESTER' },
      ],
    });
  });

  it.each<[string, World]>([
    ['its last week has just ended', { now: '2026-12-27T23:30:00.000Z' }],
    ['nobody used it in its last week', { weeks: ['2026-10-05'] }],
  ])('are compared where %s', async (_, world) => {
    expect(await measure(world)).toHaveLength(1);
  });

  it.each<[string, World]>([
    ['its last week is not over', { now: '2026-12-27T12:00:00.000Z' }],
    ['it has no end', { endDate: null }],
    ['it ended before it began', { endDate: '2026-09-01' }],
    ['its last week is ESTIMATED in part', { estimated: 1n }],
    ['nothing of it is tracked', { weeks: [] }],
    ['it is known no more', { isKnown: false }],
  ])('are not compared where %s', async (_, world) => {
    expect(await measure(world)).toEqual([]);
  });
});
