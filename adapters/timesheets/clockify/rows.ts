import type { EntryKind, NormalEntry, NormalLeave, NormalPlan } from '../../../core/timesheets/mirror/normal-form.ts';
import { addDays, mondayOf, type PlainDate, plainDateAt } from '../../../core/values/week.ts';
import { type ConnectorSettings, type StateTable, stateOf } from '../connector.ts';
import type { Assignment, EntryType, Period, ReportEntry, TimeOff } from './schema.ts';

const KINDS: Readonly<Record<EntryType, EntryKind>> = {
  REGULAR: 'WORK',
  BREAK: 'BREAK',
  HOLIDAY: 'LEAVE',
  TIME_OFF: 'LEAVE',
};
const TIME_OFF_STATES: StateTable = { PENDING: 'SUBMITTED', APPROVED: 'APPROVED', REJECTED: 'REJECTED' };
/** Of a day of eight hours: which half is told, not how long it is. */
const HALF_DAY_SECONDS = 4 * 3_600;
const SECOND_MS = 1_000;
const SATURDAY = 5;

/** In which zone days of a user fall. */
export type ZoneOf = (user: string) => string;

/** A running one has no end. */
export function isRunning({ timeInterval }: ReportEntry): boolean {
  return timeInterval.end === null || timeInterval.duration == null;
}

export function dateOf({ userId, timeInterval }: ReportEntry, zoneOf: ZoneOf): PlainDate {
  return plainDateAt(timeInterval.start, zoneOf(userId));
}

export function entryOf(entry: ReportEntry, date: PlainDate, state: 'APPROVED' | 'SUBMITTED' | 'DRAFT'): NormalEntry {
  return {
    id: entry.id,
    user: entry.userId,
    date,
    seconds: entry.timeInterval.duration ?? 0,
    project: entry.projectId,
    task: entry.taskId,
    activity: null,
    account: null,
    tags: (entry.tags ?? []).map(({ id }) => id),
    billable: entry.billable,
    kind: entry.type ? KINDS[entry.type] : null,
    state,
  };
}

/** Days of the week for which time off was asked: whole ones, but for half days and for hours within a day. */
export function leaveOf(
  { userId, timeUnit, status, timeOffPeriod }: TimeOff,
  days: readonly PlainDate[],
  zoneOf: ZoneOf,
  settings: Pick<ConnectorSettings, 'states'>,
): NormalLeave[] {
  const { from, to } = daysOf(timeOffPeriod.period, zoneOf(userId));
  let seconds: number | null = null;
  if (timeOffPeriod.halfDay) seconds = HALF_DAY_SECONDS;
  else if (timeUnit === 'HOURS' && from === to) seconds = secondsOf(timeOffPeriod.period);
  const state = stateOf(status.statusType, TIME_OFF_STATES, settings);
  return days.filter((day) => from <= day && day <= to).map((date) => ({ user: userId, date, seconds, state }));
}

/** A plan for each day of the week: its weekdays, and the weekend where the source says so. */
export function plansOf(assignment: Assignment, days: readonly PlainDate[], zoneOf: ZoneOf): NormalPlan[] {
  const { userId, projectId, taskId, hoursPerDay, period, includeNonWorkingDays, excludeDays } = assignment;
  if (assignment.published === false) return [];
  const zone = zoneOf(userId);
  const { from, to } = daysOf(period, zone);
  const excluded = (excludeDays ?? []).map(({ date }) => plainDateAt(date, zone));
  return days
    .filter((day) => from <= day && day <= to && !excluded.includes(day))
    .filter((day) => includeNonWorkingDays === true || day < addDays(mondayOf(day), SATURDAY))
    .map((day) => {
      const item = { project: projectId, task: taskId, account: null };
      return { user: userId, from: day, to: day, secondsPerDay: hoursPerDay, ...item };
    });
}

/** The last day included: of an end at midnight it is the day that begins then. */
function daysOf({ start, end }: Period, zone: string): { readonly from: PlainDate; readonly to: PlainDate } {
  return { from: plainDateAt(start, zone), to: plainDateAt(end, zone) };
}

function secondsOf({ start, end }: Period): number {
  return Math.round((Date.parse(end) - Date.parse(start)) / SECOND_MS);
}
