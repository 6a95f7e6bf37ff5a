import { startOfDay } from '../../../core/values/day-start.ts';
import { addDays, type MondayDate, type PlainDate } from '../../../core/values/week.ts';
import type { TimesheetCompany } from './company.ts';
import type { LoggedEntry } from './draw-week.ts';

/** Ids, zones and instants of the company as Clockify has them. */

const ID_DIGITS = 24;
const ZONES = ['Europe/Berlin', 'America/New_York', 'Asia/Tokyo'];
/** By day and zone: finding one takes longer than all else of an entry. */
const MIDNIGHTS = new Map<string, number>();
const MINUTE_MS = 60_000;

/** As Clockify's: 24 characters, in the order of the numbers. */
export function clockifyId(number: number): string {
  return String(number).padStart(ID_DIGITS, '0');
}

export function zoneOfPerson(person: number): string {
  return ZONES[person % ZONES.length] as string;
}

export function approvalOf(company: TimesheetCompany, person: number, monday: MondayDate) {
  return company.approvalOf(person, { from: monday, to: addDays(monday, 6) });
}

export function requestId(person: number, day: PlainDate): string {
  return clockifyId(Number(day.replaceAll('-', '')) * 1_000_000 + person);
}

export function startOf({ person, date, startMinute }: LoggedEntry): number {
  return midnight(date, person) + startMinute * MINUTE_MS;
}

export function midnight(day: PlainDate, person: number): number {
  const zone = zoneOfPerson(person);
  const key = `${day} ${zone}`;
  const known = MIDNIGHTS.get(key) ?? Date.parse(startOfDay(day, zone));
  MIDNIGHTS.set(key, known);
  return known;
}

export function iso(ms: number): string {
  return new Date(ms).toISOString();
}
