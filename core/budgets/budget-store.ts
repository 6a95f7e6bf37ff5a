import type { MondayDate } from '../values/week.ts';
import type { BudgetChange } from './refresh.ts';
import type { CwoBudget } from './tracking.ts';

/** Where budgets rest: rows, decisions and the outbox of alerts. */
export interface BudgetStore {
  /** By consistent read. */
  read(cwoId: string): Promise<CwoBudget>;
  /**
   * Writes each change in one transaction, on the versions of the rows that it rests on.
   * @returns those that lost to another writer: to be made anew from a fresh read
   */
  write(changes: readonly BudgetChange[]): Promise<readonly BudgetChange[]>;
  /** The CWOs that have a row of the week, ascending. */
  listWeek(mondayDate: MondayDate): AsyncIterable<string>;
}
