import { startOfDay } from '../values/day-start.ts';
import { addDays, type PlainDate, plainDateAt } from '../values/week.ts';

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
    const start = startOfDay(day, this.#timeZone);
    return { start, end: startOfDay(addDays(day, 1), this.#timeZone), zone: this.#timeZone };
  }

  #dayAt(instantMs: number): Day {
    const utcDay = Math.floor(instantMs / UTC_DAY_MS);
    const known = this.#days.get(utcDay) ?? [];
    const hit = known.find(({ startMs, endMs }) => startMs <= instantMs && instantMs < endMs);
    if (hit) return hit;
    if (this.#days.size >= REMEMBERED_MAX) this.#days.clear();
    const local = plainDateAt(new Date(instantMs).toISOString(), this.#timeZone);
    const { start, end } = this.periodOf(local);
    const day = { day: local, startMs: Date.parse(start), endMs: Date.parse(end) };
    this.#days.set(utcDay, [...known, day]);
    return day;
  }
}
