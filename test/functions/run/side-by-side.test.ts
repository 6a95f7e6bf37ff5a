import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BATCH_TIMEOUTS } from '../../../lib/run/run-functions.ts';
import { BatchChild, sleep } from '../../worlds/batch-child.ts';

/** Runs that share the places of *fetch timesheets*, its reserved concurrency. */

const PLACES = 9;
const BATCHES = 60;
const FETCH_MS = 2_000;
const REST_MS = 2_000;

/** A function that refuses, as Lambda does, what is over its reserved concurrency. */
class CappedFunction {
  most = 0;
  refused = 0;
  #taken = 0;

  async invoke(): Promise<void> {
    if (this.#taken === PLACES) {
      this.refused += 1;
      throw Object.assign(new Error('Rate Exceeded.'), { name: 'TooManyRequestsException' });
    }
    this.#taken += 1;
    this.most = Math.max(this.most, this.#taken);
    await sleep(FETCH_MS);
    this.#taken -= 1;
  }
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  vi.setTimerTickMode('nextTimerAsync');
});
afterEach(() => vi.useRealTimers());

/** As many children at once as there are places, as the Map of each run has. */
async function run(name: string, fetch: CappedFunction): Promise<number> {
  let batches = BATCHES;
  let longest = 0;
  const place = async () => {
    while (batches > 0) {
      batches -= 1;
      const one = new BatchChild(`${name}/${batches}`);
      await one.run(() => fetch.invoke(), BATCH_TIMEOUTS.fetch);
      await sleep(REST_MS);
      longest = Math.max(longest, one.seconds());
    }
  };
  await Promise.all(Array.from({ length: PLACES }, place));
  return longest;
}

describe('runs side by side', () => {
  it.each([1, 2, 6])('(%i of them) never ask more at once than one, and no batch waits in vain', async (runs) => {
    const fetch = new CappedFunction();

    const longest = await Promise.all(Array.from({ length: runs }, (_, index) => run(`run ${index}`, fetch)));

    expect(fetch.most).toBe(PLACES);
    expect(fetch.refused === 0).toBe(runs === 1);
    expect(Math.max(...longest)).toBeLessThan(150);
  });
});
