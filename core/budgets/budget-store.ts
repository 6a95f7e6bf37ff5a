import type { MondayDate } from '../values/week.ts';
import type { BudgetChange } from './refresh.ts';
import type { CwoBudget, TrackedTotal, TrackedWeek } from './tracking.ts';

/** Where budgets rest: rows, decisions and the outbox of alerts. */
export interface BudgetStore {
  /** By consistent read. */
  read(cwoId: string): Promise<CwoBudget>;
  /**
   * Writes each change in one transaction, on the versions of the rows that it rests on.
   * @returns those that were not written; none of them keeps another from it
   */
  write(changes: readonly BudgetChange[]): Promise<readonly Unwritten[]>;
}

/** A change that was not written. */
export interface Unwritten {
  readonly change: BudgetChange;
  /** What kept it from being written; null where it lost to another writer, and is to be made anew from a fresh read. */
  readonly failure: unknown;
}

/** Where decisions are written. */
export interface DecisionStore {
  /**
   * Writes a change with its decision, in one transaction.
   * @returns false where it lost to another writer
   */
  write(change: BudgetChange): Promise<boolean>;
}

/** Rows that the table will never take, whatever the try. */
export class BudgetRefusedError extends Error {
  override readonly name = 'BudgetRefusedError';

  constructor(cwoId: string) {
    super(`the table takes no rows of ${cwoId}`);
  }
}

/** The weeks as they are tracked. */
export interface TrackedWeeks {
  /** The CWOs that have a row of the week, ascending. */
  listCwos(mondayDate: MondayDate): AsyncIterable<string>;
  /** What is tracked of them, by CWO ascending. */
  readWeek(mondayDate: MondayDate): Promise<TrackedCwo[]>;
  /** What CWOs have used as a whole, by CWO; those that are not tracked are absent. */
  readTotals(cwoIds: readonly string[]): Promise<ReadonlyMap<string, TrackedTotal>>;
}

/** A CWO in a week, beside what it has used as a whole. */
export interface TrackedCwo {
  readonly cwoId: string;
  readonly week: TrackedWeek | null;
  readonly total: TrackedTotal | null;
}
