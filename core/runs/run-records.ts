import type { MondayDate } from '../values/week.ts';
import type { RunSummary } from './run.ts';

export interface RunRecords {
  /** Writes the record before anything is read; repeating it is harmless. */
  open(summary: RunSummary, executionId: string): Promise<void>;
  /** Ends the record; the first end stands. @returns the summary that stands */
  close(summary: RunSummary): Promise<RunSummary>;
  read(mondayDate: MondayDate, runId: string): Promise<RunSummary | null>;
  /** The run of an execution, by its name; among the latest of the week. */
  findByExecution(mondayDate: MondayDate, executionName: string): Promise<RunSummary | null>;
  /** Whether a run of the whole week, not a recalculation, was ever opened. */
  hasFullRun(mondayDate: MondayDate): Promise<boolean>;
}

/** The runs of a week for readers. */
export interface RunHistory {
  /**
   * The last run of the whole week that has ended, and the recalculations since, newest first.
   * @throws RangeError where it is not among the latest 10,000
   */
  listSinceFullRun(mondayDate: MondayDate): Promise<RunSummary[]>;
}
