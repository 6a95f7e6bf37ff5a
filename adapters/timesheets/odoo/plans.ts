import type { NormalPlan } from '../../../core/timesheets/mirror/normal-form.ts';
import { addDays, type PlainDate, plainDateAt } from '../../../core/values/week.ts';
import { type ConnectorSettings, stateOf } from '../connector.ts';
import type { Employee, Slot } from './schema.ts';

const SECOND_MS = 1_000;
const DAY_MS = 86_400_000;
const WORKING_DAYS = 5;
const SOME_MONDAY: PlainDate = '1970-01-05';

type Settings = Pick<ConnectorSettings, 'states' | 'dayZone'>;

/**
 * Shifts as plans for days of the week: their hours are spread evenly over their weekdays, whole seconds each, so that all
 * days come to the whole. Shifts of nobody, or in a state that is not configured as APPROVED, plan nothing.
 */
export function plansOf(
  slots: readonly Slot[],
  employees: readonly Employee[],
  days: readonly PlainDate[],
  settings: Settings,
): NormalPlan[] {
  const byResource = new Map(employees.map((employee) => [employee.resource_id, employee]));
  return slots.flatMap((slot) => {
    const employee = slot.resource_id === null ? undefined : byResource.get(slot.resource_id);
    if (!employee || stateOf(slot.state, {}, settings) !== 'APPROVED') return [];
    return plansOfSlot(slot, employee, days, settings);
  });
}

function plansOfSlot(slot: Slot, { id, tz }: Employee, days: readonly PlainDate[], { dayZone }: Settings) {
  const zone = dayZone === 'SOURCE' ? (tz ?? 'UTC') : dayZone;
  const lastInstant = new Date(Date.parse(slot.end_datetime) - SECOND_MS).toISOString();
  const [from, end] = [plainDateAt(slot.start_datetime, zone), addDays(plainDateAt(lastInstant, zone), 1)];
  const isOfWeekend = weekdays(from, end) === 0;
  const countDays = isOfWeekend ? daysBetween : weekdays;
  const secondsBefore = (day: PlainDate) =>
    Math.floor((slot.allocated_hours * countDays(from, day)) / countDays(from, end));
  return days
    .filter((day) => from <= day && day < end && countDays(day, addDays(day, 1)) === 1)
    .map((day): NormalPlan => {
      const secondsPerDay = secondsBefore(addDays(day, 1)) - secondsBefore(day);
      const item = { project: slot.project_id, task: null, account: null };
      return { user: String(id), from: day, to: day, secondsPerDay, ...item };
    });
}

/** From Monday to Friday, the last day not included. */
function weekdays(from: PlainDate, end: PlainDate): number {
  return weekdaysBefore(end) - weekdaysBefore(from);
}

function weekdaysBefore(day: PlainDate): number {
  const days = daysBetween(SOME_MONDAY, day);
  const weeks = Math.floor(days / 7);
  return weeks * WORKING_DAYS + Math.min(days - weeks * 7, WORKING_DAYS);
}

function daysBetween(from: PlainDate, end: PlainDate): number {
  return (Date.parse(end) - Date.parse(from)) / DAY_MS;
}
