import { startOfDay } from '../../../core/values/day-start.ts';
import { addDays, type MondayDate } from '../../../core/values/week.ts';

/** Date-times on the clock of whoever asks, both included, between which all entries of a week begin. */
export interface Window {
  readonly begin: string;
  readonly end: string;
}

const HOUR_MS = 3_600_000;
/** Where a day begins first, and where it ends last. */
const AHEAD_OF_UTC_MS = 14 * HOUR_MS;
const BEHIND_UTC_MS = 12 * HOUR_MS;
/** What a clock shows twice when it is put back may be either. */
const MARGIN_MS = HOUR_MS;
/** Clocks of two machines are not one. */
const CLOCK_MARGIN_MS = 60_000;

/**
 * @param dayZone of the days; `SOURCE` where each entry has its own
 * @param ownZone of whoever asks
 */
export function windowOf(mondayDate: MondayDate, dayZone: string, ownZone: string): Window {
  const nextMonday = addDays(mondayDate, 7);
  const [from, to] =
    dayZone === 'SOURCE'
      ? [Date.parse(mondayDate) - AHEAD_OF_UTC_MS, Date.parse(nextMonday) + BEHIND_UTC_MS]
      : [Date.parse(startOfDay(mondayDate, dayZone)), Date.parse(startOfDay(nextMonday, dayZone))];
  return { begin: clockTime(from - MARGIN_MS, ownZone), end: clockTime(to + MARGIN_MS, ownZone) };
}

/**
 * Since when changes are asked for. It is read in UTC, or, by releases before the end of 2025, on the clock of whoever asks:
 * the earlier of both is early enough for either.
 */
export function changedSince(instant: string, ownZone: string): string {
  const ms = Date.parse(instant) - CLOCK_MARGIN_MS;
  const [inUtc, onOwnClock] = [clockTime(ms, 'UTC'), clockTime(ms, ownZone)];
  return inUtc < onOwnClock ? inUtc : onOwnClock;
}

/** `2026-11-16T00:00:00` */
function clockTime(ms: number, timeZone: string): string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  return format.format(ms).replace(' ', 'T');
}
