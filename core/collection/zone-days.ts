import { addDays, type PlainDate, plainDateAt } from '../values/week.ts';

/** Clocks change, and days begin, at quarters of an hour everywhere since 1972. */
const SLOT_MS = 900_000;
/** No zone is further from UTC. */
const OFFSET_MAX_MS = 15 * 3_600_000;
const UTC_DAY_MS = 86_400_000;
/** Days of UTC whose local days are remembered: of a century. */
const REMEMBERED_MAX = 36_525;

interface Day {
  readonly day: PlainDate;
  readonly startMs: number;
  /** Exclusive. */
  readonly endMs: number;
}

/** The days of a time zone for many instants: asking the calendar takes longer than all else that is done for a line. */
export class ZoneDays {
  readonly #timeZone: string;
  /** By day of UTC, on which two or three days of the zone lie. */
  readonly #days = new Map<number, Day[]>();

  /** @param timeZone IANA name that the platform knows */
  constructor(timeZone: string) {
    this.#timeZone = timeZone;
  }

  dayOf(instantMs: number): PlainDate {
    return this.#dayAt(instantMs).day;
  }

  /** When the day begins and the next one does, which may be 23 or 25 hours later; ISO instants. */
  periodOf(day: PlainDate): { readonly start: string; readonly end: string; readonly zone: string } {
    const { startMs, endMs } = this.#bounded(day);
    return { start: new Date(startMs).toISOString(), end: new Date(endMs).toISOString(), zone: this.#timeZone };
  }

  #dayAt(instantMs: number): Day {
    const utcDay = Math.floor(instantMs / UTC_DAY_MS);
    const known = this.#days.get(utcDay) ?? [];
    const hit = known.find(({ startMs, endMs }) => startMs <= instantMs && instantMs < endMs);
    if (hit) return hit;
    if (this.#days.size >= REMEMBERED_MAX) this.#days.clear();
    const day = this.#bounded(plainDateAt(new Date(instantMs).toISOString(), this.#timeZone));
    this.#days.set(utcDay, [...known, day]);
    return day;
  }

  #bounded(day: PlainDate): Day {
    return { day, startMs: this.#startOf(day), endMs: this.#startOf(addDays(day, 1)) };
  }

  /** The first slot that is not before the day. */
  #startOf(day: PlainDate): number {
    const midnight = Date.parse(`${day}T00:00:00Z`);
    let [before, after] = [(midnight - OFFSET_MAX_MS) / SLOT_MS, (midnight + OFFSET_MAX_MS) / SLOT_MS];
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (plainDateAt(new Date(middle * SLOT_MS).toISOString(), this.#timeZone) < day) before = middle;
      else after = middle;
    }
    return after * SLOT_MS;
  }
}
