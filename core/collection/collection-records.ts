import type { SourceErrorCode } from '../values/source-error.ts';
import type { MondayDate, PlainDate } from '../values/week.ts';
import type { RefusedRecord } from './usage-puller.ts';

/** How a source stands: what its last pull or import left, and what went wrong since. */
export interface SourceRecord {
  readonly source: string;
  readonly collected: Collected | null;
  /** Null where the last try succeeded. */
  readonly failure: CollectionFailure | null;
}

export interface Collected {
  /** ISO instant. */
  readonly at: string;
  /** The days that it holds, the end exclusive. */
  readonly from: PlainDate;
  readonly to: PlainDate;
  readonly facts: number;
  /** Records of answers or files that were not taken, and the first of them. */
  readonly refused: number;
  readonly refusedSample: readonly RefusedRecord[];
}

export interface CollectionFailure {
  readonly at: string;
  readonly code: SourceErrorCode | 'FAILED';
  readonly message: string;
}

/** What is known of each source, and which weeks wait for their recalculation. */
export interface CollectionRecords {
  noteCollected(source: string, collected: Collected): Promise<void>;
  noteFailure(source: string, failure: CollectionFailure): Promise<void>;
  list(): Promise<SourceRecord[]>;
}

/** Requests of a week whose table was, or is about to be, replaced: they stay until their recalculation has succeeded. */
export interface PendingRecalculations {
  /** Adds to what waits for the week. */
  add(mondayDate: MondayDate, requestKeys: readonly string[]): Promise<void>;
  /** Keys of all that wait, ascending. */
  list(mondayDate: MondayDate): Promise<string[]>;
  settle(mondayDate: MondayDate, requestKey: string): Promise<void>;
}
