import type { PlannedAllocation, TimesheetStatus } from '../../core/timesheets/timesheets.ts';
import type { HoursHundredths } from '../../core/values/hours.ts';
import type { MondayDate } from '../../core/values/week.ts';
import type { Employee, EntryRecord, TaskRecord } from '../timesheets/records.ts';
import type { UsageRow } from './usage.ts';

/** All there is about one employee of the sample company. */
export interface EmployeeFacts {
  readonly employee: Employee;
  /** In every CWO. */
  readonly role: string;
  readonly plans: readonly PlannedAllocation[];
  /** The task of each plan, in the same order. */
  readonly tasks: readonly TaskRecord[];
  /** Oldest first. */
  readonly weeks: readonly WeekFacts[];
}

export interface WeekFacts {
  readonly mondayDate: MondayDate;
  /** Null where there is none. */
  readonly sheet: Sheet | null;
  readonly leaveHours: HoursHundredths;
  readonly usage: readonly UsageRow[];
}

export interface Sheet {
  readonly status: TimesheetStatus;
  readonly entries: readonly EntryRecord[];
}
