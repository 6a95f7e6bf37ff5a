import type { EmployeeWeekKey } from '../ledger/ledger.ts';

export interface ChangePage {
  readonly changes: readonly EmployeeWeekKey[];
  readonly nextCursor: string;
  readonly hasMore: boolean;
}

/** The timesheet system's change feed. */
export interface ChangeFeed {
  /**
   * @param cursor null means from the beginning
   * @returns null where the system does not know the cursor any more
   */
  read(cursor: string | null, signal: AbortSignal): Promise<ChangePage | null>;
}
