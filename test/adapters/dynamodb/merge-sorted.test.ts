import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeSorted } from '../../../adapters/dynamodb/merge-sorted.ts';

/** A stream that counts how many of its elements were taken. */
function streamOf(elements: readonly number[], taken: number[] = []): AsyncIterable<number> {
  return (async function* () {
    for (const element of elements) {
      taken.push(element);
      yield element;
    }
  })();
}

const byNumber = (a: number, b: number) => a - b;
const anyStreams = fc.array(
  fc.array(fc.integer({ min: 0, max: 50 })).map((some) => some.toSorted(byNumber)),
  {
    maxLength: 16,
  },
);

describe('sorted streams', () => {
  it('merge into the one sorted stream of all their elements', async () => {
    await fc.assert(
      fc.asyncProperty(anyStreams, async (streams) => {
        const merged = await Array.fromAsync(
          mergeSorted(
            streams.map((one) => streamOf(one)),
            byNumber,
          ),
        );

        expect(merged).toEqual(streams.flat().sort(byNumber));
      }),
    );
  });

  it('of the same elements give the earlier stream first', async () => {
    const streams = ['a', 'b', 'c'].map((name) => streamFrom([{ rank: 1, name }]));

    const merged = await Array.fromAsync(mergeSorted(streams, (a, b) => a.rank - b.rank));

    expect(merged.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  });

  it('are not read further than one element ahead', async () => {
    const [first, second]: [number[], number[]] = [[], []];
    const merged = mergeSorted([streamOf([1, 2, 3, 9], first), streamOf([5, 6, 7], second)], byNumber);

    await merged.next();
    await merged.next();

    expect([first, second]).toEqual([[1, 2], [5]]);
  });

  it('end with the error of one of them', async () => {
    const failing = (async function* (): AsyncGenerator<number> {
      yield 1;
      throw new Error('the shard is gone');
    })();

    await expect(Array.fromAsync(mergeSorted([streamOf([2, 3]), failing], byNumber))).rejects.toThrow('shard is gone');
  });
});

async function* streamFrom<T>(elements: readonly T[]): AsyncGenerator<T> {
  yield* elements;
}
