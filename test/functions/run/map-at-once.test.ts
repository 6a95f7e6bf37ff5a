import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mapAtOnce } from '../../../functions/run/plan-batches/map-at-once.ts';
import { hops, Traffic } from '../../worlds/delays.ts';

async function* numbers(count: number, taken: number[] = [], failsAt = -1): AsyncGenerator<number> {
  for (let number = 0; number < count; number += 1) {
    if (number === failsAt) throw new Error(`the stream ends at ${number}`);
    taken.push(number);
    yield number;
  }
}

const anyDelays = fc.array(fc.nat(6), { minLength: 1, maxLength: 20 });
const anyCount = fc.nat(40);
const anyPlaces = fc.integer({ min: 1, max: 16 });

describe('what is done to the elements of a stream, some at once', () => {
  it('comes in their order, as if done one after the other, and no more at once than there are places', async () => {
    await fc.assert(
      fc.asyncProperty(anyCount, anyPlaces, anyDelays, async (count, places, delays) => {
        const traffic = new Traffic(delays);

        const results = await mapAtOnce(numbers(count), places, async (number, index) => {
          await traffic.pass();
          return [index, number * number];
        });

        expect(results).toEqual(Array.from({ length: count }, (_, number) => [number, number * number]));
        expect(traffic.most).toBeLessThanOrEqual(places);
        expect(traffic.underWay).toBe(0);
      }),
    );
  });

  it('fills every place, and takes no element before there is one for it', async () => {
    const traffic = new Traffic([10]);
    const taken: number[] = [];

    const done = mapAtOnce(numbers(9, taken), 4, () => traffic.pass());
    await hops(5);

    expect(traffic.underWay).toBe(4);
    expect(taken).toEqual([0, 1, 2, 3]);
    await done;
    expect(traffic.begun).toBe(9);
  });

  it('ends with the first failure: nothing is begun behind it, and what is under way ends before', async () => {
    const failing = fc.uniqueArray(fc.nat(39), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(failing, anyPlaces, anyDelays, async (fails, places, delays) => {
        const traffic = new Traffic(delays);
        const begun: number[] = [];
        const failed: string[] = [];
        const begunAfter: number[] = [];
        let isKnown = false;

        const done = mapAtOnce(numbers(40), places, async (number) => {
          if (isKnown) begunAfter.push(number);
          begun.push(number);
          await traffic.pass();
          if (!fails.includes(number)) return;
          failed.push(`${number} failed`);
          setImmediate(() => {
            isKnown = true;
          });
          throw new Error(`${number} failed`);
        });

        const error = await done.catch((reason: Error) => reason);
        expect(traffic.underWay).toBe(0);
        expect(error).toMatchObject({ message: failed[0] });
        expect(begunAfter).toEqual([]);
        expect(begun).toEqual(Array.from({ length: begun.length }, (_, number) => number));
      }),
    );
  });

  it('ends with the failure of the stream, once what is under way has ended', async () => {
    const traffic = new Traffic([7]);

    await expect(mapAtOnce(numbers(9, [], 3), 4, () => traffic.pass())).rejects.toThrow('the stream ends at 3');

    expect([traffic.begun, traffic.underWay]).toEqual([3, 0]);
  });

  it('closes the stream that it leaves', async () => {
    let isClosed = false;
    const stream = (async function* () {
      try {
        yield* numbers(9);
      } finally {
        isClosed = true;
      }
    })();

    await expect(mapAtOnce(stream, 1, () => Promise.reject(new Error('full')))).rejects.toThrow('full');

    expect(isClosed).toBe(true);
  });
});
