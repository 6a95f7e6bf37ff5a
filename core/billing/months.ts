import { compareIds } from '../values/ids.ts';
import { addDays, isPlainDate, type MondayDate, mondayOf, type PlainDate, weekDays } from '../values/week.ts';

/** A calendar month, `YYYY-MM`. Months compare as text. */
export type Month = string;

/** How a week that lies in two months falls to them (`docs/publication.md`, "Line by month"). */
export const MONTH_POLICIES = ['BY_DAY', 'BY_MONDAY'] as const;
export type MonthPolicy = (typeof MONTH_POLICIES)[number];

/** A month that was closed for somebody, with the policy that is frozen in it. */
export interface MonthWithPolicy {
  readonly month: Month;
  readonly policy: MonthPolicy;
}

export function isMonth(text: string): boolean {
  return /^\d{4}-\d{2}$/.test(text) && isPlainDate(`${text}-01`);
}

export function monthOf(day: PlainDate): Month {
  return day.slice(0, 7);
}

export function monthAfter(month: Month): Month {
  return monthOf(addDays(`${month}-28`, 4));
}

/** The one or two months that days of the week lie in, ascending. */
export function monthsOfWeek(mondayDate: MondayDate): Month[] {
  return [...new Set([monthOf(mondayDate), monthOf(addDays(mondayDate, 6))])];
}

/** The weeks that have a day in the month, ascending. */
export function weeksOfMonth(month: Month): MondayDate[] {
  const end = `${monthAfter(month)}-01`;
  const weeks: MondayDate[] = [];
  for (let monday = mondayOf(`${month}-01`); monday < end; monday = addDays(monday, 7)) weeks.push(monday);
  return weeks;
}

/** How many of the week's days from Monday to Friday lie in each of the months. */
export function workingDaysIn(months: readonly Month[], mondayDate: MondayDate): number[] {
  const days = weekDays(mondayDate).slice(0, 5);
  return months.map((month) => days.filter((day) => monthOf(day) === month).length);
}

/**
 * The policy of a week. One that is configured anew holds from the first week on that touches no closed month: before it,
 * what the closed month has that the week touches first, or else the next closed one.
 */
export function policyOfWeek(
  mondayDate: MondayDate,
  closed: readonly MonthWithPolicy[],
  configured: MonthPolicy,
): MonthPolicy {
  const first = monthOf(mondayDate);
  const later = closed.filter(({ month }) => month >= first).toSorted((a, b) => compareIds(a.month, b.month));
  return later[0]?.policy ?? configured;
}
