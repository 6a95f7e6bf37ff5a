import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ChangeFeed,
  type ChangePage,
  type FeedChange,
  NONE_UNREADABLE,
} from '../../../core/recalculation/change-feed.ts';
import { type FeedChanges, readFeed } from '../../../functions/recalculation/collect-changes/read-feed.ts';
import { MemoryFeed } from '../../doubles/recalculation-ports.ts';

const PAGES_MAX = 1_000;
const { signal } = new AbortController();

function changes(count: number, from = 0): FeedChange[] {
  const of = { mondayDate: '2026-11-16', changedAt: null };
  return Array.from({ length: count }, (_, index) => ({ employeeId: `E${from + index}`, ...of }));
}

function ids({ changes: read }: FeedChanges): string[] {
  return read.map(({ employeeId }) => employeeId);
}

function idsOf(count: number, from = 0): string[] {
  return changes(count, from).map(({ employeeId }) => employeeId);
}

/** Answers each cursor as it is told. */
function scripted(answer: (cursor: string | null) => Omit<ChangePage, 'changes' | 'unreadable'> | null) {
  const asked: (string | null)[] = [];
  const feed: ChangeFeed = {
    async read(cursor) {
      asked.push(cursor);
      const page = answer(cursor);
      return page && { unreadable: NONE_UNREADABLE, ...page, changes: changes(1, asked.length - 1) };
    },
  };
  return { feed, asked };
}

describe('the feed', () => {
  it('is read from the beginning to its end', async () => {
    const feed = new MemoryFeed(changes(7), 3);

    const read = await readFeed(feed, null, signal);

    expect({ ids: ids(read), asked: feed.asked }).toEqual({ ids: idsOf(7), asked: [null, 'c3', 'c6'] });
  });

  it('may be empty', async () => {
    expect(await readFeed(new MemoryFeed([]), null, signal)).toEqual({
      changes: [],
      unreadable: NONE_UNREADABLE,
      cursor: null,
      hasMore: false,
    });
  });

  it('leaves the cursor before its last page, which is read again: what comes late into it is seen', async () => {
    const feed = new MemoryFeed(changes(7), 3);
    const first = await readFeed(feed, null, signal);
    feed.changes.push(...changes(1, 7));

    const second = await readFeed(feed, first.cursor, signal);

    expect({ cursor: first.cursor, again: ids(second) }).toEqual({ cursor: 'c6', again: ['E6', 'E7'] });
  });

  it('may tell a change twice', async () => {
    const feed = new MemoryFeed([...changes(3), ...changes(3)], 4);

    expect(ids(await readFeed(feed, null, signal))).toEqual([...idsOf(3), ...idsOf(3)]);
  });
});

describe('changes that name no employee-week', () => {
  const unreadable = (count: number, detail: string) => ({ count, sample: { fields: 'employeeId', detail } });

  it('are counted over all pages, and the first of them is shown', async () => {
    const pages = [unreadable(2, 'the first'), NONE_UNREADABLE, unreadable(1, 'another')];
    const { feed } = scripted((cursor) => {
      const page = Number(cursor?.slice(1) ?? 0);
      return { nextCursor: `c${page + 1}`, hasMore: page < 2 };
    });
    const read = feed.read.bind(feed);
    feed.read = async (cursor, aborted) => {
      const page = await read(cursor, aborted);
      return page && { ...page, unreadable: pages[Number(cursor?.slice(1) ?? 0)] ?? NONE_UNREADABLE };
    };

    expect((await readFeed(feed, null, signal)).unreadable).toEqual(unreadable(3, 'the first'));
  });
});

describe('a cursor that has gone stale', () => {
  it('is given up for the beginning', async () => {
    const feed = new MemoryFeed(changes(5), 3);
    feed.staleCursors.add('c4');

    const read = await readFeed(feed, 'c4', signal);

    expect({ ids: ids(read), cursor: read.cursor, asked: feed.asked }).toEqual({
      ids: idsOf(5),
      cursor: 'c3',
      asked: ['c4', null, 'c3'],
    });
  });

  it('is given up within the feed as well', async () => {
    const { feed } = scripted((cursor) => {
      if (cursor === 'old') return { nextCursor: 'gone', hasMore: true };
      return cursor === 'gone' ? null : { nextCursor: 'end', hasMore: false };
    });

    expect(ids(await readFeed(feed, 'old', signal))).toEqual(['E0', 'E2']);
  });

  it('is met a bounded number of times, however often the feed gives it out', async () => {
    const { feed, asked } = scripted((cursor) => (cursor === 'gone' ? null : { nextCursor: 'gone', hasMore: true }));

    await readFeed(feed, 'gone', signal);

    expect(asked.length).toBeLessThanOrEqual(PAGES_MAX);
  });

  it('does not end the reading where the way from the beginning leads over it, now known again', async () => {
    let isKnown = false;
    const { feed, asked } = scripted((cursor) => {
      if (cursor === 'c5' && !isKnown) {
        isKnown = true;
        return null;
      }
      return cursor === null ? { nextCursor: 'c5', hasMore: true } : { nextCursor: 'c9', hasMore: false };
    });

    await readFeed(feed, 'c5', signal);

    expect(asked).toEqual(['c5', null, 'c5']);
  });
});

describe('a feed that never ends', () => {
  it.each([
    ['stays at its cursor', (cursor: string | null) => cursor ?? 'start'],
    ['comes back to a cursor', (cursor: string | null) => (cursor === 'a' ? 'b' : 'a')],
  ])('as it %s is left', async (_, next) => {
    const { feed, asked } = scripted((cursor) => ({ nextCursor: next(cursor), hasMore: true }));

    const { cursor } = await readFeed(feed, null, signal);

    expect(asked.length).toBeLessThanOrEqual(3);
    expect(asked).toContain(cursor);
  });

  it('as it always has more is left after so many pages, and the next reading goes on there', async () => {
    const { feed, asked } = scripted((cursor) => ({
      nextCursor: `c${Number(cursor?.slice(1) ?? 0) + 1}`,
      hasMore: true,
    }));

    const { cursor } = await readFeed(feed, null, signal);

    expect({ pages: asked.length, cursor }).toEqual({ pages: PAGES_MAX, cursor: `c${PAGES_MAX}` });
  });
});

describe('a feed that says it has more and tells no change', () => {
  it('is taken to be at its end after 20 such pages', async () => {
    const told = new MemoryFeed(changes(3), 1);
    const feed: ChangeFeed = {
      read: async (cursor) => {
        const at = Number(cursor?.slice(1) ?? 0);
        const page = await told.read(cursor);
        return page && { ...page, nextCursor: `c${at + 1}`, hasMore: true };
      },
    };

    const read = await readFeed(feed, null, signal);

    expect({ ids: ids(read), hasMore: read.hasMore, asked: told.asked.length }).toEqual({
      ids: idsOf(3),
      hasMore: false,
      asked: 23,
    });
  });
});

describe('a feed that fails', () => {
  it('fails the reading: nothing is taken for "no changes"', async () => {
    const feed: ChangeFeed = { read: () => Promise.reject(new Error('answered 503')) };

    await expect(readFeed(feed, null, signal)).rejects.toThrow('answered 503');
  });
});

describe('readings one after the other', () => {
  it('miss no change, whatever the pages, however the feed grows, and whichever of them come to nothing', async () => {
    const growths = fc.array(
      fc.record({ added: fc.integer({ min: 0, max: 40 }), isLost: fc.boolean(), isStale: fc.boolean() }),
      { maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 9 }), growths, async (pageSize, steps) => {
        const feed = new MemoryFeed([], pageSize);
        const collected = new Set<string>();
        let cursor: string | null = null;
        const read = async (isLost: boolean) => {
          const page = await readFeed(feed, cursor, signal);
          if (isLost) return;
          for (const id of ids(page)) collected.add(id);
          cursor = page.cursor;
        };
        for (const { added, isLost, isStale } of steps) {
          feed.changes.push(...changes(added, feed.changes.length));
          if (isStale && cursor !== null) feed.staleCursors.add(cursor);
          await read(isLost);
          feed.staleCursors.clear();
        }
        for (let rest = 0; rest <= feed.changes.length; rest += pageSize * (PAGES_MAX - 1)) await read(false);

        expect(collected).toEqual(new Set(idsOf(feed.changes.length)));
      }),
    );
  });
});
