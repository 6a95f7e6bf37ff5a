import type { CwoReader, KnownCwo } from '../timesheets/cwo-registry.ts';
import { fullWeekBefore, type MondayDate } from '../values/week.ts';
import { type CwoLifeUse, compareSuggestion, type SuggestionAccuracy } from './accuracy.ts';
import type { BudgetStore } from './budget-store.ts';
import { cwoWeeks } from './cwo-weeks.ts';
import type { SuggestionList } from './suggestion-store.ts';
import type { CwoBudget } from './tracking.ts';
import { type CwoLines, sumLines } from './week-sum.ts';

export interface AccuracyPorts {
  readonly suggestions: SuggestionList;
  readonly cwos: CwoReader;
  readonly budgets: Pick<BudgetStore, 'read'>;
  readonly lines: CwoLines;
}

/**
 * Compares every suggestion for a CWO that has ended, once what is tracked last of it is ACTUAL, with what the CWO used.
 * By CWO ascending, then in the order in which they were made.
 */
export async function measureAccuracy(
  { now, timeZone }: { readonly now: string; readonly timeZone: string },
  { suggestions, cwos, budgets, lines }: AccuracyPorts,
): Promise<SuggestionAccuracy[]> {
  const lastFullWeek = fullWeekBefore(now, timeZone, 1);
  const cwoIds = await suggestions.listCwos();
  const known = await cwos.readCwos(cwoIds);
  const compared: SuggestionAccuracy[] = [];
  for (const cwoId of cwoIds) {
    const weeks = endedWeeks(known.get(cwoId), lastFullWeek);
    if (weeks === null) continue;
    const budget = await budgets.read(cwoId);
    if (!isActual(budget)) continue;
    const use = await useOf(budget, weeks, lines);
    const made = await suggestions.list(cwoId);
    compared.push(...made.flatMap((one) => compareSuggestion(one, use) ?? []));
  }
  return compared;
}

/** How many weeks the CWO had; null where it is not over, or had none. */
function endedWeeks(cwo: KnownCwo | undefined, lastFullWeek: MondayDate): number | null {
  if (!cwo) return null;
  const { last, count } = cwoWeeks(cwo.startDate, cwo.endDate);
  return last !== null && last <= lastFullWeek && count !== null && count > 0 ? count : null;
}

function isActual({ weeks }: CwoBudget): boolean {
  const newest = weeks.at(-1);
  return newest !== undefined && newest.estimated.tokens === 0n && newest.estimated.costUsd4 === 0n;
}

async function useOf({ cwoId, weeks }: CwoBudget, count: number, lines: CwoLines): Promise<CwoLifeUse> {
  const sums = await Promise.all(weeks.map(({ mondayDate }) => sumLines(lines.read(cwoId, mondayDate))));
  const tokensByRole = new Map<string, bigint>();
  for (const { role, tokens } of sums.flatMap(({ roles }) => roles)) {
    tokensByRole.set(role, (tokensByRole.get(role) ?? 0n) + tokens);
  }
  return { weeks: count, tokens: sums.reduce((sum, { actual }) => sum + actual.tokens, 0n), tokensByRole };
}
