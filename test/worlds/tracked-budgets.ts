import type { CwoBudget } from '../../core/budgets/tracking.ts';
import { addDays } from '../../core/values/week.ts';

/** The first week of `tracked`. */
export const FIRST = '2026-09-07';

/** A budget of tokens in all, and what was used of it in week after week. */
export function tracked(used: readonly bigint[], budget: bigint | null): CwoBudget {
  const row = {
    budget: { TOKENS: budget, USD: null },
    estimated: { tokens: 0n, costUsd4: 0n },
    states: { TOKENS: {}, USD: {} },
    runId: 'r',
    createdAt: '',
    updatedAt: '',
    version: 1,
  };
  const weeks = used.map((tokens, index) => {
    return { ...row, mondayDate: addDays(FIRST, 7 * index), actual: { tokens, costUsd4: 0n }, employees: 1 };
  });
  const actual = { tokens: used.reduce((sum, tokens) => sum + tokens, 0n), costUsd4: 0n };
  const newestWeek = weeks.at(-1)?.mondayDate ?? null;
  return { cwoId: 'C1', weeks, total: { ...row, actual, weeksTracked: weeks.length, newestWeek }, decisions: [] };
}
