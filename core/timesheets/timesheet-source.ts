import type { MondayDate } from '../values/week.ts';
import type { ChainRows, EmployeeAnswer } from './timesheets.ts';

/** The timesheet system's answer for a week. */
export interface TimesheetAnswer {
  /** One for each asked employee. */
  readonly employees: ReadonlyMap<string, EmployeeAnswer>;
  readonly chain: ChainRows;
}

/** The timesheet system will answer later: it asked for a pause that is too long to be kept within one request. */
export class TimesheetSystemBusyError extends Error {
  override readonly name = 'TimesheetSystemBusyError';
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number, options?: ErrorOptions) {
    super(`the timesheet system asked for a pause of ${Math.ceil(retryAfterMs / 1000)} s`, options);
    this.retryAfterMs = retryAfterMs;
  }
}

/** Where timesheets come from. */
export interface TimesheetSource {
  /**
   * @param employeeIds 1 to 100
   * @throws TimesheetSystemBusyError
   */
  fetchWeek(mondayDate: MondayDate, employeeIds: readonly string[], signal: AbortSignal): Promise<TimesheetAnswer>;
}
