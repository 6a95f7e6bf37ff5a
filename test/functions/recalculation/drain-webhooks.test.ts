import { beforeEach, describe, expect, it } from 'vitest';
import { sha256 } from '../../../adapters/system/hash.ts';
import type { EmployeeWeekKey } from '../../../core/ledger/ledger.ts';
import type { RecalculationRequest } from '../../../functions/messages/objects.ts';
import { drainWebhooks } from '../../../functions/recalculation/drain-webhooks/step.ts';
import { MemoryRunStore } from '../../doubles/memory-run-store.ts';
import { MemoryQueue, MemoryRecalculations, RunWeeks, TickingClock } from '../../doubles/recalculation-ports.ts';

const MONDAY = '2026-11-16';
const BEFORE = '2026-11-09';
const NEVER_RUN = '2026-11-23';
const records = new RunWeeks(BEFORE, MONDAY);
let queue: MemoryQueue;
let store: MemoryRunStore;
let recalculations: MemoryRecalculations;

beforeEach(() => {
  queue = new MemoryQueue();
  store = new MemoryRunStore();
  recalculations = new MemoryRecalculations();
});

function drain(clock = new TickingClock()) {
  const ports = { queue, records, store, recalculations, clock, sha256 };
  return drainWebhooks(ports, new AbortController().signal);
}

function change(employeeId: string, mondayDate = MONDAY): EmployeeWeekKey {
  return { employeeId, mondayDate };
}

function numbered(count: number): EmployeeWeekKey[] {
  return Array.from({ length: count }, (_, index) => change(`E${String(index).padStart(5, '0')}`));
}

/** The employee-weeks that the started runs recalculate. */
async function requested(): Promise<string[]> {
  const requests = [...recalculations.started.values()].map(({ requestKey }) =>
    store.get<RecalculationRequest>(requestKey),
  );
  return (await Promise.all(requests)).flatMap(({ mondayDate, employeeIds }) =>
    employeeIds.map((employeeId) => `${mondayDate}#${employeeId}`),
  );
}

describe('a drain', () => {
  it('starts one run for each week, with each employee once, and leaves nothing behind', async () => {
    await queue.sendAll([change('E2'), change('E1', BEFORE), change('E1'), change('E2'), change('E2')]);

    const result = await drain();

    expect(await requested()).toEqual([`${BEFORE}#E1`, `${MONDAY}#E1`, `${MONDAY}#E2`]);
    expect([...recalculations.started.values()]).toMatchObject([
      { trigger: 'WEBHOOK', weekStartDate: BEFORE },
      { trigger: 'WEBHOOK', weekStartDate: MONDAY },
    ]);
    expect(result).toMatchObject({ messages: 5, employeeWeeks: 3, isEmpty: true });
    expect(result.executions).toHaveLength(2);
    expect(queue.contents()).toEqual([]);
  });

  it('starts no run where nothing waits', async () => {
    expect(await drain()).toEqual({ messages: 0, employeeWeeks: 0, executions: [], isEmpty: true });
  });

  it('only deletes what a week tells that was never run: the weekly run will read the timesheet', async () => {
    await queue.sendAll([change('E1', NEVER_RUN), change('E2')]);

    const result = await drain();

    expect(await requested()).toEqual([`${MONDAY}#E2`]);
    expect({ messages: result.messages, left: queue.contents() }).toEqual({ messages: 2, left: [] });
  });

  it('deletes the messages of a run once it is started, and not before', async () => {
    const events: string[] = [];
    recalculations.beforeStart = ({ weekStartDate }) => events.push(`start ${weekStartDate}`);
    queue.beforeDelete = (changes) => events.push(`delete ${changes.length}`);
    await queue.sendAll([change('E1', BEFORE), change('E1'), change('E2')]);

    await drain();

    expect(events).toEqual([`start ${BEFORE}`, 'delete 1', `start ${MONDAY}`, 'delete 2']);
  });

  it('splits more than 1,000 employees of a week', async () => {
    await queue.sendAll(numbered(1_001));

    const { executions, employeeWeeks } = await drain();

    expect({ runs: executions.length, employeeWeeks }).toEqual({ runs: 2, employeeWeeks: 1_001 });
    expect(new Set(await requested()).size).toBe(1_001);
  });

  it.each([1, 2])('goes on after %i empty answers: a receive asks only a part of the queue', async (empties) => {
    await queue.sendAll([change('E1')]);
    const receive = queue.receive.bind(queue);
    let asked = 0;
    queue.receive = async () => {
      asked += 1;
      return asked <= empties ? [] : receive();
    };

    expect(await drain()).toMatchObject({ messages: 1, isEmpty: true });
  });
});

describe('a drain is bounded', () => {
  it('takes 5,000 messages at most, and says that more may wait', async () => {
    await queue.sendAll(numbered(5_004));

    const result = await drain();

    expect(result).toMatchObject({ messages: 5_000, isEmpty: false });
    expect({ receives: queue.receives, left: queue.contents().length }).toEqual({ receives: 500, left: 4 });
  });

  it('receives for 20 s at most, so that the starts and deletions have their time', async () => {
    await queue.sendAll(numbered(500));
    const clock = new TickingClock();
    const receive = queue.receive.bind(queue);
    queue.receive = async () => {
      clock.pass(5_000);
      return receive();
    };

    const result = await drain(clock);

    expect(result).toMatchObject({ messages: 40, isEmpty: false });
    expect({ requested: (await requested()).length, left: queue.contents().length }).toEqual({
      requested: 40,
      left: 460,
    });
  });
});

describe('a drain that fails', () => {
  it.each<[string, () => void]>([
    [
      'the run is not started',
      () => {
        recalculations.beforeStart = breaksOnce();
      },
    ],
    [
      'the request is not written',
      () => {
        const put = store.put.bind(store);
        const breakOnce = breaksOnce();
        store.put = async (...args) => {
          breakOnce();
          await put(...args);
        };
      },
    ],
  ])('as %s leaves the messages, and the next one starts the run', async (_, breakIt) => {
    await queue.sendAll([change('E1'), change('E2')]);
    breakIt();

    await expect(drain()).rejects.toThrow('broken');
    expect({ left: queue.contents().length, started: recalculations.started.size }).toEqual({ left: 2, started: 0 });
    queue.showAgain();
    await drain();

    expect({ requested: await requested(), left: queue.contents() }).toEqual({
      requested: [`${MONDAY}#E1`, `${MONDAY}#E2`],
      left: [],
    });
  });

  it('after a start starts no other run for the same messages', async () => {
    await queue.sendAll([change('E1'), change('E2')]);
    queue.beforeDelete = breaksOnce();

    await expect(drain()).rejects.toThrow('broken');
    queue.showAgain();
    await drain();

    expect({ runs: recalculations.started.size, left: queue.contents() }).toEqual({ runs: 1, left: [] });
  });

  it('at the second week keeps the messages of this week alone', async () => {
    await queue.sendAll([change('E1', BEFORE), change('E1')]);
    recalculations.beforeStart = ({ weekStartDate }) => {
      if (weekStartDate === MONDAY) throw new Error('broken');
    };

    await expect(drain()).rejects.toThrow('broken');

    expect({ requested: await requested(), left: queue.contents() }).toEqual({
      requested: [`${BEFORE}#E1`],
      left: [`${MONDAY}#E1`],
    });
  });
});

describe('the name of a run', () => {
  async function nameOf(changes: readonly EmployeeWeekKey[]): Promise<string | undefined> {
    queue = new MemoryQueue();
    recalculations = new MemoryRecalculations();
    await queue.sendAll(changes);
    await drain();
    return [...recalculations.started.keys()][0];
  }

  it('is one that Step Functions takes', async () => {
    expect(await nameOf([change('E1')])).toMatch(/^[a-z0-9-]{1,80}$/);
  });

  it('follows from the messages', async () => {
    expect(await nameOf([change('E1'), change('E2')])).toBe(await nameOf([change('E1'), change('E2')]));
  });

  it('is another for a later message of the same employee-week: its change is not yet dealt with', async () => {
    await queue.sendAll([change('E1')]);
    await drain();
    await queue.sendAll([change('E1')]);
    await drain();

    expect(recalculations.started.size).toBe(2);
  });
});

/** Fails the first time it is called. */
function breaksOnce(): () => void {
  let isBroken = false;
  return () => {
    if (isBroken) return;
    isBroken = true;
    throw new Error('broken');
  };
}
