import { type PlainDate, plainDateAt } from './week.ts';

/** Clocks change, and days begin, at quarters of an hour everywhere since 1972. */
const SLOT_MS = 900_000;
/** No zone is further from UTC. */
const OFFSET_MAX_MS = 15 * 3_600_000;

/**
 * The first instant of the day in the time zone, which is not midnight where clocks are put forward then.
 * @returns ISO instant, UTC, milliseconds; of a day that the zone left out, the first one after it
 */
export function startOfDay(day: PlainDate, timeZone: string): string {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  let [before, at] = [(midnight - OFFSET_MAX_MS) / SLOT_MS, (midnight + OFFSET_MAX_MS) / SLOT_MS];
  while (at - before > 1) {
    const middle = Math.floor((before + at) / 2);
    if (plainDateAt(instantOf(middle), timeZone) < day) before = middle;
    else at = middle;
  }
  return instantOf(at);
}

function instantOf(slot: number): string {
  return new Date(slot * SLOT_MS).toISOString();
}
