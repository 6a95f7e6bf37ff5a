import { toTotalItem, toWeekItem } from '../adapters/dynamodb/budgets/items.ts';
import type { TrackedTotal, TrackedWeek } from '../core/budgets/tracking.ts';
import type { MondayDate } from '../core/values/week.ts';

/** Rows of budgets as they rest, of usual length. */
const ROW = {
  budget: { TOKENS: 30_000_000n, USD: 2_500_000n },
  actual: { tokens: 123_456_789n, costUsd4: 1_234_567n },
  estimated: { tokens: 23_456_789n, costUsd4: 234_567n },
  states: { TOKENS: { '70': { raised: true, episode: 1, told: true } }, USD: {} },
  runId: '20261126T161709Z-3b937206',
  createdAt: '2026-11-26T16:17:17.186Z',
  updatedAt: '2026-11-26T16:17:24.933Z',
  version: 12,
} as const;
const EMPLOYEES = 44;

export function weekItem(cwoId: string, mondayDate: MondayDate) {
  const week: TrackedWeek = { ...ROW, mondayDate, employees: EMPLOYEES };
  return toWeekItem(cwoId, week);
}

export function totalItem(cwoId: string, weeksTracked: number, newestWeek: MondayDate) {
  const total: TrackedTotal = { ...ROW, weeksTracked, newestWeek };
  return toTotalItem(cwoId, total, []);
}
