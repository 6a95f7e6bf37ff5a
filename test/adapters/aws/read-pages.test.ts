import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPages } from '../../../adapters/aws/read-pages.ts';
import { hops, Traffic } from '../../worlds/delays.ts';

interface Page {
  readonly page: number;
  readonly next?: number;
}

const LIMIT = { pagesMax: 100, of: 'the book' };
const tokenAfter = ({ next }: Page) => next;

/** A book of so many pages, which notes what it is asked for; its page `torn` cannot be read. */
function bookOf(pages: number, { torn = -1, traffic = new Traffic() } = {}) {
  const asked: number[] = [];
  const ask = async (page = 0): Promise<Page> => {
    asked.push(page);
    await traffic.pass();
    if (page === torn) throw new Error(`page ${page} is torn`);
    return { page, ...(page + 1 < pages && { next: page + 1 }) };
  };
  return { ask, asked };
}

describe('the pages of an answer', () => {
  it('come in order, one request at a time, however long each takes', async () => {
    const delays = fc.array(fc.nat(4), { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 20 }), delays, fc.nat(3), async (count, some, work) => {
        const traffic = new Traffic(some);
        const book = bookOf(count, { traffic });
        const read: number[] = [];

        for await (const { page } of readPages(book.ask, tokenAfter, LIMIT)) {
          await hops(work);
          read.push(page);
          expect(book.asked.length).toBe(Math.min(page + 2, count));
        }

        expect(read).toEqual(Array.from({ length: count }, (_, page) => page));
        expect(book.asked).toEqual(read);
        expect(traffic.most).toBe(1);
      }),
    );
  });

  it('are asked for while the one before is worked on, and not further ahead', async () => {
    const book = bookOf(5);
    const pages = readPages(book.ask, tokenAfter, LIMIT);

    expect(book.asked).toEqual([]);
    await pages.next();
    await hops(5);
    expect(book.asked).toEqual([0, 1]);
    await pages.next();
    expect(book.asked).toEqual([0, 1, 2]);
  });

  it.each([0, 1, 3])(
    'end with the error of page %i, those before it given and none behind it asked for',
    async (torn) => {
      const book = bookOf(5, { torn });
      const read: number[] = [];

      const reading = (async () => {
        for await (const { page } of readPages(book.ask, tokenAfter, LIMIT)) {
          await hops(3);
          read.push(page);
        }
      })();

      await expect(reading).rejects.toThrow(`page ${torn} is torn`);
      expect(read).toEqual(Array.from({ length: torn }, (_, page) => page));
      expect(book.asked.at(-1)).toBe(torn);
    },
  );

  it('may be left alone by a reader: an error ahead is nobody’s then', async () => {
    const unheard: unknown[] = [];
    const listener = (reason: unknown) => unheard.push(reason);
    process.on('unhandledRejection', listener);

    for await (const _ of readPages(bookOf(5, { torn: 1 }).ask, tokenAfter, LIMIT)) break;
    await hops(5);

    process.off('unhandledRejection', listener);
    expect(unheard).toEqual([]);
  });

  it('are refused behind the last that is allowed, and not asked for', async () => {
    const book = bookOf(4);
    const limit = { pagesMax: 3, of: 'the book' };

    await expect(Array.fromAsync(readPages(book.ask, tokenAfter, limit))).rejects.toThrow(
      'the book has more than 3 pages',
    );

    expect(book.asked).toEqual([0, 1, 2]);
    expect(await Array.fromAsync(readPages(bookOf(3).ask, tokenAfter, limit))).toHaveLength(3);
  });
});
