import { type PlainDate, plainDateAt } from './week.ts';

const HOUR_MS = 3_600_000;
/** Days begin from 14 hours before those of UTC to 12 after them. */
const EARLIEST_MS = -15 * HOUR_MS;
const LATEST_MS = 13 * HOUR_MS;

/**
 * The first instant of the day in the time zone, which is not midnight where clocks are put forward then.
 * @returns ISO instant, UTC, milliseconds; of a day that the zone left out, the first one after it
 */
export function startOfDay(day: PlainDate, timeZone: string): string {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  let [before, at] = [midnight + EARLIEST_MS, midnight + LATEST_MS];
  while (at - before > 1) {
    const middle = Math.floor((before + at) / 2);
    if (plainDateAt(new Date(middle).toISOString(), timeZone) < day) before = middle;
    else at = middle;
  }
  return new Date(at).toISOString();
}
