import type { TimesheetStatus } from '../../core/timesheets/timesheets.ts';
import type { HoursHundredths } from '../../core/values/hours.ts';
import { addDays, type MondayDate, type PlainDate } from '../../core/values/week.ts';
import type { EntryRecord, HolidayRecord, TaskRecord, TimesheetRecord } from '../timesheets/records.ts';
import type { Sheet, WeekFacts } from './facts.ts';
import type { Random } from './random.ts';
import { shareOut } from './share-out.ts';

/** Work that belongs to no CWO. */
export const INTERNAL_TASKS: readonly TaskRecord[] = [
  { taskId: 'T-TRAINING', name: 'Training', allocationId: null },
  { taskId: 'T-PRESALES', name: 'Pre-sales', allocationId: null },
  { taskId: 'T-COMPANY', name: 'Company meetings', allocationId: null },
];
/** Where the `COMPANY_SHUTDOWN` of the last week applies. */
export const SHUTDOWN_CALENDAR = 'LAB';

const DAY_HOURS = 8_00;
const QUARTER_HOUR = 25;
/** The last week's sheets that are not approved yet, out of a hundred. */
const LATE_STATUSES: readonly (TimesheetStatus | null)[] = ['SUBMITTED', 'DRAFT', null];
/** A life of draft, submission and decision, with a reopening where there was one. */
const VERSIONS: Record<TimesheetStatus, number> = { DRAFT: 1, SUBMITTED: 2, APPROVED: 3, REJECTED: 3, REOPENED: 4 };

/** Monday to Friday. */
export function workingDaysOf(mondayDate: MondayDate): PlainDate[] {
  return [0, 1, 2, 3, 4].map((day) => addDays(mondayDate, day));
}

/** A public holiday in the last week but two, and a site that is shut for the last week. */
export function holidaysOf(lastMonday: MondayDate): HolidayRecord[] {
  const shutdown = workingDaysOf(lastMonday).map((date) => ({ calendar: SHUTDOWN_CALENDAR, date }));
  return [{ calendar: 'PL', date: addDays(lastMonday, -14 + 2) }, ...shutdown];
}

/** An ordinary employee's week: eight hours on each day that is not off, spread over the tasks by quarters of an hour. */
export function ordinaryWeek(
  mondayDate: MondayDate,
  tasks: readonly TaskRecord[],
  { holidays, mayBeLate, random }: { holidays: readonly PlainDate[]; mayBeLate: boolean; random: Random },
): Pick<WeekFacts, 'sheet' | 'leaveHours'> {
  const workdays = workingDaysOf(mondayDate).filter((day) => !holidays.includes(day));
  const leaveDay = random.isChance(6) ? workdays[random.below(workdays.length)] : undefined;
  const days = workdays.filter((day) => day !== leaveDay);
  const internal = random.isChance(5) ? [{ taskId: pick(INTERNAL_TASKS, random).taskId, hours: 2_00 }] : [];
  const capacity = days.length * DAY_HOURS - (internal[0]?.hours ?? 0);
  const shares = shareOut(capacity, QUARTER_HOUR, tasks.length, random);
  const parts = [...tasks.map(({ taskId }, index) => ({ taskId, hours: shares[index] as number })), ...internal];
  const lateStatus = mayBeLate ? LATE_STATUSES[random.below(100)] : undefined;
  const status = lateStatus === undefined ? 'APPROVED' : lateStatus;
  return {
    sheet: status && { status, entries: fillDays(days, parts) },
    leaveHours: leaveDay === undefined ? 0 : DAY_HOURS,
  };
}

/** Lays hours into the days one after the other, eight to a day; what is left over goes to the last day. */
export function fillDays(
  days: readonly PlainDate[],
  parts: readonly { readonly taskId: string; readonly hours: HoursHundredths }[],
): EntryRecord[] {
  const entries: EntryRecord[] = [];
  const room = days.map((date, index) => ({
    date,
    free: index === days.length - 1 ? Number.MAX_SAFE_INTEGER : DAY_HOURS,
  }));
  for (const { taskId, hours } of parts) {
    let left = hours;
    for (const day of room) {
      const taken = Math.min(left, day.free);
      if (taken > 0) entries.push({ taskId, date: day.date, hours: taken });
      day.free -= taken;
      left -= taken;
    }
  }
  return entries;
}

/** The sheet as the timesheet system keeps it; approvals come on Friday afternoon. */
export function toTimesheet(employeeId: string, mondayDate: MondayDate, { status, entries }: Sheet): TimesheetRecord {
  const approvedAt = status === 'APPROVED' ? `${addDays(mondayDate, 4)}T17:05:00.000Z` : null;
  return { employeeId, mondayDate, status, version: VERSIONS[status], approvedAt, entries };
}

function pick<Item>(items: readonly Item[], random: Random): Item {
  return items[random.below(items.length)] as Item;
}
