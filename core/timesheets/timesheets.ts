import type { HoursHundredths } from '../values/hours.ts';
import type { PlainDate } from '../values/week.ts';

/**
 * What the timesheet system knows of a week, typed. The chain of a logged hour is
 * TimesheetEntry → Task → PlannedAllocation → CwoRole → Cwo → Project.
 */

export const TIMESHEET_STATUSES = ['DRAFT', 'SUBMITTED', 'APPROVED', 'REJECTED', 'REOPENED'] as const;
export type TimesheetStatus = (typeof TIMESHEET_STATUSES)[number];

export interface Timesheet {
  readonly status: TimesheetStatus;
  /** Rises with every change of the timesheet. */
  readonly version: number;
  readonly approvedAt: string | null;
}

/** Whether the entries of the sheet are looked at: those of a DRAFT or REJECTED one, or without any, never are. */
export function hoursCount(timesheet: Timesheet | null): boolean {
  return timesheet !== null && timesheet.status !== 'DRAFT' && timesheet.status !== 'REJECTED';
}

export interface TimesheetEntry {
  readonly entryId: string;
  readonly taskId: string;
  readonly date: PlainDate;
  /** Negative where it corrects another entry. */
  readonly hours: HoursHundredths;
}

/** A planned assignment (the framework's Allocation, renamed so that it is never taken for a cost allocation). */
export interface PlannedAllocation {
  readonly allocationId: string;
  readonly employeeId: string;
  readonly cwoRoleId: string;
  readonly plannedHoursPerWeek: HoursHundredths;
  readonly startDate: PlainDate;
  readonly endDate: PlainDate | null;
}

export interface Task {
  readonly taskId: string;
  /** Null is internal work: training, pre-sales. */
  readonly allocationId: string | null;
}

export interface CwoRole {
  readonly cwoRoleId: string;
  readonly cwoId: string;
  readonly role: string;
}

/** What a CWO needs of a role: the basis of its budget. */
export interface CwoRoleDemand {
  readonly cwoRoleId: string;
  readonly role: string;
  readonly headcount: number;
  /** Of the whole role; null where it is not planned by hours. */
  readonly plannedHoursPerWeek: HoursHundredths | null;
}

export interface ProjectManager {
  readonly employeeId: string;
  readonly email: string | null;
}

export interface Cwo {
  readonly cwoId: string;
  readonly code: string;
  readonly name: string;
  readonly projectId: string;
  readonly billable: boolean;
  readonly startDate: PlainDate;
  readonly endDate: PlainDate | null;
  readonly projectManager: ProjectManager | null;
}

/** A CWO in an answer about a week. Its PM's address is asked for apart, and rests in the `Cwo` table alone. */
export interface ChainCwo extends Omit<Cwo, 'projectManager'> {
  readonly projectManager: Pick<ProjectManager, 'employeeId'> | null;
}

export interface Project {
  readonly projectId: string;
  readonly name: string;
  readonly clientId: string;
  readonly clientName: string;
}

/** The rows that chains lead through; what is malformed is left out, as if unknown. */
export interface ChainRows {
  readonly tasks: readonly Task[];
  readonly allocations: readonly Pick<PlannedAllocation, 'allocationId' | 'cwoRoleId'>[];
  readonly cwoRoles: readonly CwoRole[];
  readonly cwos: readonly ChainCwo[];
  readonly projects: readonly Project[];
}

/** One employee's week as the timesheet system tells it. */
export interface EmployeeRecord {
  readonly timesheet: Timesheet | null;
  /** Contractual hours less public holidays; null is not known. */
  readonly workingHours: HoursHundredths | null;
  readonly approvedLeaveHours: HoursHundredths;
  readonly entries: readonly TimesheetEntry[];
  /** The employee's own planned assignments that overlap the week. */
  readonly plans: readonly PlannedAllocation[];
}

/** What the system said of one asked employee. */
export type EmployeeAnswer =
  | { readonly kind: 'KNOWN'; readonly record: EmployeeRecord }
  | { readonly kind: 'UNKNOWN' }
  | { readonly kind: 'MALFORMED'; readonly detail: string };
