import type { EmployeeWeekKey } from '../../../core/ledger/ledger.ts';
import {
  addUnreadable,
  type ChangeFeed,
  NONE_UNREADABLE,
  type UnreadableChanges,
} from '../../../core/recalculation/change-feed.ts';

/** 20 pages of up to 500 changes; the rest is left to the next sweep. */
const PAGES_MAX = 20;

export interface FeedChanges {
  readonly changes: readonly EmployeeWeekKey[];
  readonly unreadable: UnreadableChanges;
  /** Where the next sweep begins: the last page again, or the first that was not read. */
  readonly cursor: string | null;
}

/**
 * Reads the feed from a cursor. A cursor the system no longer knows starts it from the beginning; a feed that comes back
 * to a cursor or never ends is left after its pages.
 * @param isLate whether the time for reading is over
 */
export async function readFeed(
  feed: ChangeFeed,
  since: string | null,
  signal: AbortSignal,
  isLate: () => boolean = () => false,
): Promise<FeedChanges> {
  const changes: EmployeeWeekKey[] = [];
  let unreadable = NONE_UNREADABLE;
  const seen = new Set<string | null>();
  let cursor = since;
  for (let pages = 0; pages < PAGES_MAX && !isLate(); pages += 1) {
    seen.add(cursor);
    const page = await feed.read(cursor, signal);
    if (page === null) {
      seen.clear();
      cursor = null;
      continue;
    }
    changes.push(...page.changes);
    unreadable = addUnreadable(unreadable, page.unreadable);
    if (!page.hasMore || seen.has(page.nextCursor)) return { changes, unreadable, cursor };
    cursor = page.nextCursor;
  }
  return { changes, unreadable, cursor };
}
