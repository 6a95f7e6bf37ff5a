import {
  addUnreadable,
  type ChangeFeed,
  type FeedChange,
  NONE_UNREADABLE,
  type UnreadableChanges,
} from '../../../core/recalculation/change-feed.ts';

/** What one round of a sweep takes on: it fits the function's memory, and what it leads to fits the state. */
const CHANGES_MAX = 20_000;
const PAGES_MAX = 1_000;
/** So many without a change, one after the other, are the end of a feed that says it has none. */
const EMPTY_PAGES_MAX = 20;

export interface FeedChanges {
  readonly changes: readonly FeedChange[];
  readonly unreadable: UnreadableChanges;
  /** Where the next reading begins: the last page again, or the first that was not read. */
  readonly cursor: string | null;
  /** Whether there are pages that were not read. */
  readonly hasMore: boolean;
}

/**
 * Reads the feed from a cursor until its end, until time is up, or as much as a round takes on. A cursor the system no
 * longer knows starts it from the beginning; a feed that comes back to a cursor has no end that could be waited for.
 * @param isLate whether the time for reading is over
 */
export async function readFeed(
  feed: ChangeFeed,
  since: string | null,
  signal: AbortSignal,
  isLate: () => boolean = () => false,
): Promise<FeedChanges> {
  const changes: FeedChange[] = [];
  let unreadable = NONE_UNREADABLE;
  let emptyPages = 0;
  const seen = new Set<string | null>();
  let cursor = since;
  for (let pages = 0; pages < PAGES_MAX && changes.length < CHANGES_MAX && !isLate(); pages += 1) {
    seen.add(cursor);
    const page = await feed.read(cursor, signal);
    if (page === null) {
      seen.clear();
      cursor = null;
      continue;
    }
    changes.push(...page.changes);
    unreadable = addUnreadable(unreadable, page.unreadable);
    emptyPages = page.changes.length + page.unreadable.count === 0 ? emptyPages + 1 : 0;
    const isAtEnd = !page.hasMore || seen.has(page.nextCursor) || emptyPages === EMPTY_PAGES_MAX;
    if (isAtEnd) return { changes, unreadable, cursor, hasMore: false };
    cursor = page.nextCursor;
  }
  return { changes, unreadable, cursor, hasMore: true };
}
