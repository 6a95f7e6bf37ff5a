import type { MondayDate } from '../values/week.ts';
import type { EmployeeWeekKey } from './ledger.ts';

/**
 * An operator's word that a timesheet with a lower version is the newest: it was created anew, or its system was restored.
 * It holds for the head it was given on, and for no other.
 */
export interface StaleAcceptance {
  /** The decision that the ledger rested on. */
  readonly insteadOf: string;
  readonly by: string;
  readonly why: string;
  /** ISO instant. */
  readonly at: string;
}

export interface StaleAcceptances {
  /** Of up to 100 employees, by employee id and consistent read; those without one are absent. */
  read(mondayDate: MondayDate, employeeIds: readonly string[]): Promise<ReadonlyMap<string, StaleAcceptance>>;
  /** In place of the one before. */
  put(employeeWeek: EmployeeWeekKey, acceptance: StaleAcceptance): Promise<void>;
}
