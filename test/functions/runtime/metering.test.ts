import { describe, expect, it } from 'vitest';
import { metered } from '../../../functions/runtime/metering.ts';

/** A function's counter, which has counted before and goes on whenever a step asks something of AWS. */
class Requests {
  #calls = 1000;

  ask(times: number): void {
    this.#calls += times;
  }

  since() {
    const before = this.#calls;
    return { calls: () => this.#calls - before };
  }
}

describe('what a step has spent', () => {
  it('is added to what its event says of the steps before, and told in its result', async () => {
    const requests = new Requests();

    const result = await metered(requests, { effort: { awsCalls: 7, invocations: 2 } }, async () => {
      requests.ask(3);
      return { key: 'k' };
    });

    expect(result).toEqual({ key: 'k', effort: { awsCalls: 10, invocations: 3 } });
  });

  it('begins with nothing where nothing went before', async () => {
    expect(await metered(new Requests(), {}, async () => ({}))).toEqual({ effort: { awsCalls: 0, invocations: 1 } });
  });

  it('counts, where it is stored, the request that stores it, and no request twice', async () => {
    const requests = new Requests();
    let stored: unknown;

    const { effort } = await metered(requests, { effort: { awsCalls: 7, invocations: 2 } }, async (meter) => {
      requests.ask(3);
      stored = meter.total(1);
      requests.ask(1);
      return {};
    });

    expect(stored).toEqual({ awsCalls: 11, invocations: 3 });
    expect(effort).toEqual(stored);
  });

  it('takes in what others have left a figure of', async () => {
    const { effort } = await metered(new Requests(), {}, async (meter) => {
      meter.add({ awsCalls: 40, invocations: 9 });
      return {};
    });

    expect(effort).toEqual({ awsCalls: 40, invocations: 10 });
  });
});
