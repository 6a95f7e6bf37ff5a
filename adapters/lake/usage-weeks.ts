import { addDays, type MondayDate, mondayOf } from '../../core/values/week.ts';
import { USAGE_DAYS } from '../../functions/names.ts';

/** The weeks that the usage table shows whole, by their Mondays. */
export interface UsageWeeks {
  readonly first: MondayDate;
  readonly last: MondayDate;
}

/** @param now ISO 8601 instant, UTC, as the table's own "now" */
export function usageWeeks(now: string): UsageWeeks {
  const lastDay = addDays(now.slice(0, 10), USAGE_DAYS.daysAhead);
  return { first: USAGE_DAYS.first, last: mondayOf(addDays(lastDay, -6)) };
}
