import type { EmployeeWeekKey } from '../ledger/ledger.ts';

/** A change that waits; it comes again unless it is deleted in time. */
export interface WaitingChange extends EmployeeWeekKey {
  readonly messageId: string;
  readonly receipt: string;
}

/** Employee-weeks whose timesheets changed, until a recalculation is started for them. */
export interface ChangeQueue {
  /** It rejects where the queue did not take it. */
  send(change: EmployeeWeekKey): Promise<void>;
  /** Up to ten, perhaps fewer than wait; none where the queue looks empty. */
  receive(): Promise<WaitingChange[]>;
  delete(changes: readonly WaitingChange[]): Promise<void>;
}
