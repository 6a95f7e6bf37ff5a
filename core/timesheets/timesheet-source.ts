import type { MondayDate } from '../values/week.ts';
import type { ChainRows, EmployeeAnswer } from './timesheets.ts';

/** The timesheet system's answer for a week. */
export interface TimesheetAnswer {
  /** One for each asked employee. */
  readonly employees: ReadonlyMap<string, EmployeeAnswer>;
  readonly chain: ChainRows;
}

/** Where timesheets come from. */
export interface TimesheetSource {
  /** @param employeeIds 1 to 100 */
  fetchWeek(mondayDate: MondayDate, employeeIds: readonly string[], signal: AbortSignal): Promise<TimesheetAnswer>;
}
