/** A calendar day without a time zone, `YYYY-MM-DD`. Days compare as text. */
export type PlainDate = string;
/** The Monday that names a week. */
export type MondayDate = PlainDate;

/** The days of one week, made once per batch. */
export interface Week {
  readonly mondayDate: MondayDate;
  readonly sundayDate: PlainDate;
  readonly workingDays: readonly PlainDate[];
}

const DAY_MS = 86_400_000;
/** One per time zone that was asked for, as making one takes longer than all else that is done for a week's rows. */
const DAY_FORMATS = new Map<string, Intl.DateTimeFormat>();
/** There is no year 0000, and so no week that begins in it. */
const PATTERN = /^(?!0000)\d{4}-\d{2}-\d{2}$/;

/** Whether the text is a real day of the calendar: `2026-02-30` is not. */
export function isPlainDate(text: string): boolean {
  if (!PATTERN.test(text)) return false;
  const instant = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(instant) && toText(instant) === text;
}

export function isMonday(text: string): boolean {
  return isPlainDate(text) && new Date(`${text}T00:00:00Z`).getUTCDay() === 1;
}

export function addDays(day: PlainDate, days: number): PlainDate {
  return toText(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS);
}

/** The Monday of the week that contains the day. */
export function mondayOf(day: PlainDate): MondayDate {
  return addDays(day, -daysSinceMonday(day));
}

/** The seven days of the week, Monday first. */
export function weekDays(monday: MondayDate): PlainDate[] {
  return Array.from({ length: 7 }, (_, day) => addDays(monday, day));
}

export function weekOf(mondayDate: MondayDate): Week {
  return { mondayDate, sundayDate: addDays(mondayDate, 6), workingDays: weekDays(mondayDate).slice(0, 5) };
}

/**
 * The last week that had ended in the time zone at the instant, or an earlier one.
 * @param instant ISO 8601 with offset
 * @param weeksBack 1 is the last full week, 2 the one before
 */
export function fullWeekBefore(instant: string, timeZone: string, weeksBack: number): MondayDate {
  return addDays(mondayOf(plainDateAt(instant, timeZone)), -7 * weeksBack);
}

/** The day in the time zone at the instant, ISO 8601 with offset. */
export function plainDateAt(instant: string, timeZone: string): PlainDate {
  return dayFormat(timeZone).format(new Date(instant));
}

/** Whether it is one of IANA, as `Europe/Berlin`. */
export function isTimeZone(name: string): boolean {
  try {
    dayFormat(name);
    return true;
  } catch {
    return false;
  }
}

/** @throws RangeError where there is no such time zone */
function dayFormat(timeZone: string): Intl.DateTimeFormat {
  const format = DAY_FORMATS.get(timeZone) ?? new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
  DAY_FORMATS.set(timeZone, format);
  return format;
}

function daysSinceMonday(day: PlainDate): number {
  return (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
}

function toText(instantMs: number): PlainDate {
  return new Date(instantMs).toISOString().slice(0, 10);
}
