import type { MondayDate, PlainDate } from '../values/week.ts';
import { cwoWeeks, weeksBetween } from './cwo-weeks.ts';
import { sharePct } from './percent.ts';

interface Dates {
  readonly startDate: PlainDate;
  readonly endDate: PlainDate | null;
}

/**
 * How much of its time a CWO has used: the weeks from its first through the newest tracked one ÷ all of its weeks, in per
 * cent with 2 decimals. Null without end date, without a week, or with nothing tracked.
 */
export function elapsedPct({ startDate, endDate }: Dates, newestWeek: MondayDate | null): string | null {
  const { first, count } = cwoWeeks(startDate, endDate);
  if (count === null || newestWeek === null) return null;
  return sharePct(BigInt(Math.max(0, weeksBetween(first, newestWeek) + 1)), BigInt(count));
}
