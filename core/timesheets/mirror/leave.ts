import { divideHalfEven } from '../../values/decimal.ts';
import type { HoursHundredths } from '../../values/hours.ts';
import type { PlainDate, Week } from '../../values/week.ts';
import { roundHours, SECONDS_PER_HUNDREDTH } from './hundredths.ts';
import type { MappingIndex } from './mapping-index.ts';
import type { NormalLeave, NormalSheet } from './normal-form.ts';
import { type Person, rowsOn } from './people.ts';

/** Working hours and leave (`docs/connectors.md`, rule 5). */

const WORKING_DAYS = 5;
/** Of a person whose weekly hours are unknown. */
const USUAL_WEEKLY_HOURS: HoursHundredths = 40_00;

/**
 * The weekly hours of the person less a fifth per holiday, and per working day on which nobody is mapped; else what a sheet
 * of exactly this week requires; null where neither is known.
 */
export function workingHoursOf(
  person: Person,
  sheets: readonly NormalSheet[],
  week: Week,
  mapping: MappingIndex,
): HoursHundredths | null {
  const days = week.workingDays.filter((day) => rowsOn(person, day).length > 0);
  const weekly = days.map((day) => weeklyHoursOn(person, day));
  if (weekly.length === 0 || weekly.includes(null)) return requiredHours(sheets, week);
  const fifths = days
    .filter((day) => !isHolidayOf(person, day, mapping))
    .reduce((sum, day) => sum + (weeklyHoursOn(person, day) ?? 0), 0);
  return Number(divideHalfEven(BigInt(fifths), BigInt(WORKING_DAYS)));
}

function requiredHours(sheets: readonly NormalSheet[], week: Week): HoursHundredths | null {
  const required = sheets
    .filter((sheet) => isExactly(sheet, week))
    .flatMap(({ requiredSeconds }) => requiredSeconds ?? []);
  return required.length === 0 ? null : roundHours(Math.max(...required), SECONDS_PER_HUNDREDTH);
}

/** Whether the sheet is of this week and all projects. */
export function isExactly({ project, from, to }: NormalSheet, { mondayDate, sundayDate }: Week): boolean {
  return project === null && from === mondayDate && to === sundayDate;
}

export interface ToldLeave {
  /** Approved requests. */
  readonly requests: readonly NormalLeave[];
  /** Approved entries of kind LEAVE. */
  readonly entries: readonly { readonly date: PlainDate; readonly seconds: number }[];
}

/**
 * Leave of the week's working days, at most the working hours: that of the mapping where it has any file of it, else the
 * source's. Of what the source tells of a day in both ways the greater counts, and nothing on a holiday.
 */
export function leaveHoursOf(
  person: Person,
  told: ToldLeave,
  workingHours: HoursHundredths | null,
  { week, mapping }: { readonly week: Week; readonly mapping: MappingIndex },
): HoursHundredths {
  const imported = mapping.leaveOf(person.employeeId);
  const hours = imported
    ? imported.filter(({ date }) => week.workingDays.includes(date)).reduce((sum, row) => sum + row.hours, 0)
    : toldHours(person, told, week, mapping);
  return Math.min(hours, workingHours ?? hours);
}

/** In fifths of seconds, as a day is a fifth of a week. */
function toldHours(person: Person, { requests, entries }: ToldLeave, week: Week, mapping: MappingIndex) {
  const days = week.workingDays.filter((day) => !isHolidayOf(person, day, mapping));
  const fifths = days.reduce((sum, day) => {
    const wholeDay = (weeklyHoursOn(person, day) ?? USUAL_WEEKLY_HOURS) * SECONDS_PER_HUNDREDTH;
    const requested = requests
      .filter(({ date }) => date === day)
      .map(({ seconds }) => (seconds === null ? wholeDay : seconds * WORKING_DAYS));
    const logged = entries.filter(({ date }) => date === day).map(({ seconds }) => seconds * WORKING_DAYS);
    return sum + Math.max(total(requested), total(logged));
  }, 0);
  return roundHours(fifths, SECONDS_PER_HUNDREDTH * WORKING_DAYS);
}

function weeklyHoursOn(person: Person, day: PlainDate): HoursHundredths | null {
  return rowsOn(person, day).find(({ weeklyHours }) => weeklyHours !== null)?.weeklyHours ?? null;
}

function isHolidayOf(person: Person, day: PlainDate, mapping: MappingIndex): boolean {
  return rowsOn(person, day).some(({ calendar }) => mapping.isHoliday(calendar, day));
}

function total(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + amount, 0);
}
