import { addDays, type PlainDate, plainDateAt } from '../values/week.ts';

/** Clocks change, and days begin, at quarters of an hour everywhere since 1972. */
const SLOT_MS = 900_000;
/** No zone is further from UTC. */
const OFFSET_MAX_MS = 15 * 3_600_000;
/** Slots that are remembered: of ten years. */
const SLOTS_MAX = 350_640;

/** The days of a time zone for many instants: asking the calendar takes longer than all else that is done for a line. */
export class ZoneDays {
  readonly timeZone: string;
  readonly #days = new Map<number, PlainDate>();

  /** @param timeZone IANA name that the platform knows */
  constructor(timeZone: string) {
    this.timeZone = timeZone;
  }

  dayOf(instantMs: number): PlainDate {
    const slot = Math.floor(instantMs / SLOT_MS);
    const known = this.#days.get(slot);
    if (known !== undefined) return known;
    const day = plainDateAt(new Date(slot * SLOT_MS).toISOString(), this.timeZone);
    if (this.#days.size >= SLOTS_MAX) this.#days.clear();
    this.#days.set(slot, day);
    return day;
  }

  /** When the day begins and the next one does, which may be 23 or 25 hours later; ISO instants. */
  periodOf(day: PlainDate): { readonly start: string; readonly end: string; readonly zone: string } {
    return { start: this.#startOf(day), end: this.#startOf(addDays(day, 1)), zone: this.timeZone };
  }

  /** The first slot that is not before the day. */
  #startOf(day: PlainDate): string {
    const midnight = Date.parse(`${day}T00:00:00Z`);
    let [before, after] = [(midnight - OFFSET_MAX_MS) / SLOT_MS, (midnight + OFFSET_MAX_MS) / SLOT_MS];
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (this.dayOf(middle * SLOT_MS) < day) before = middle;
      else after = middle;
    }
    return new Date(after * SLOT_MS).toISOString();
  }
}
