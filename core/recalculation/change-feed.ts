import type { EmployeeWeekKey } from '../ledger/ledger.ts';

/** Changes that name no employee-week: nothing can be done about them but tell. */
export interface UnreadableChanges {
  readonly count: number;
  /** One of them; null where there is none. */
  readonly sample: UnreadableChange | null;
}

export interface UnreadableChange {
  /** What cannot be read of it: names of fields, comma-separated. */
  readonly fields: string;
  /** One line: where it stood, whose it is where that can be read, and what is wrong. No more of it than ids and days. */
  readonly detail: string;
}

/** An employee-week that the system says has changed. */
export interface FeedChange extends EmployeeWeekKey {
  /** ISO instant of the change; null where the system does not say. */
  readonly changedAt: string | null;
}

export interface ChangePage {
  readonly changes: readonly FeedChange[];
  readonly unreadable: UnreadableChanges;
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

export const NONE_UNREADABLE: UnreadableChanges = { count: 0, sample: null };

/** Both together, with the sample of the first that has one. */
export function addUnreadable(a: UnreadableChanges, b: UnreadableChanges): UnreadableChanges {
  return { count: a.count + b.count, sample: a.sample ?? b.sample };
}
