import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunksFrom, chunksOf } from '../../../core/values/chunks.ts';

async function* oneByOne<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}

describe('chunks', () => {
  it.each([
    [[], []],
    [['a'], [['a']]],
    [['a', 'b'], [['a', 'b']]],
    [
      ['a', 'b', 'c'],
      [['a', 'b'], ['c']],
    ],
  ])('of %j by two are %j', (items, chunks) => {
    expect(chunksOf(items, 2)).toEqual(chunks);
  });

  it('hold every item once and in order, and are full but for the last', async () => {
    const inputs = [fc.array(fc.integer(), { maxLength: 40 }), fc.integer({ min: 1, max: 9 })] as const;
    await fc.assert(
      fc.asyncProperty(...inputs, async (items, size) => {
        const chunks = chunksOf(items, size);

        expect(chunks.flat()).toEqual(items);
        expect(chunks.slice(0, -1).every(({ length }) => length === size)).toBe(true);
        expect(chunks.every(({ length }) => length >= 1 && length <= size)).toBe(true);
        expect(await Array.fromAsync(chunksFrom(oneByOne(items), size))).toEqual(chunks);
      }),
    );
  });
});
