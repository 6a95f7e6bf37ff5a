import { addDays, type MondayDate, mondayOf, type PlainDate } from '../values/week.ts';

/** The weeks of a CWO: the Mondays with at least one Monday-to-Friday day within its dates. */
export interface CwoWeeks {
  readonly first: MondayDate;
  /** Null without end date, as `count`. */
  readonly last: MondayDate | null;
  readonly count: number | null;
}

export function cwoWeeks(startDate: PlainDate, endDate: PlainDate | null): CwoWeeks {
  const first = isWeekend(startDate) ? addDays(mondayOf(startDate), 7) : mondayOf(startDate);
  if (endDate === null) return { first, last: null, count: null };
  const last = mondayOf(endDate);
  return { first, last, count: Math.max(0, weeksBetween(first, last) + 1) };
}

/** How many weeks `later` is after `earlier`, both Mondays. */
export function weeksBetween(earlier: MondayDate, later: MondayDate): number {
  return Math.round((Date.parse(later) - Date.parse(earlier)) / WEEK_MS);
}

const WEEK_MS = 7 * 86_400_000;

function isWeekend(day: PlainDate): boolean {
  return day > addDays(mondayOf(day), 4);
}
