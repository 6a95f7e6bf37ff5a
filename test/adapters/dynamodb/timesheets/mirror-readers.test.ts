import { describe, expect, it } from 'vitest';
import { encodeCursor } from '../../../../adapters/dynamodb/timesheets/feed-cursor.ts';
import { WeekNotMirroredError } from '../../../../adapters/dynamodb/timesheets/mirror-timesheet-source.ts';
import { readFeed } from '../../../../functions/recalculation/collect-changes/read-feed.ts';
import type { Gate } from '../../../histories/model/gates.ts';
import { MirrorSystem, weekOf, weeksOf } from '../../../worlds/mirror-syncs.ts';
import { cwoRow, entry, MONDAY, mapping, personRow } from '../../../worlds/mirror-weeks.ts';

const { signal } = new AbortController();

/** Syncs of one employee whose hours are another each time. */
async function synced(times: number): Promise<MirrorSystem> {
  const system = new MirrorSystem();
  for (let time = 1; time <= times; time += 1) {
    await system.import([{ week: weekOf('E-1', time) }], { owner: `sync-${time}` });
  }
  return system;
}

function raiseEpoch(system: MirrorSystem, epoch: number): void {
  const key = { pk: 'STATE', sk: 'SYNC' };
  system.table.put({ ...key, ...system.table.find(key), epoch });
}

describe('the feed of the mirror', () => {
  it('of a new installation is empty, and its end is where the first change will be', async () => {
    const system = new MirrorSystem();
    const { changes, cursor } = await system.feed();
    expect(changes).toEqual([]);

    await system.import(weeksOf(2));

    expect((await system.feed(cursor)).changes).toHaveLength(2);
  });

  it('tells each change once, in the order of the syncs, when it is read on from where it ended', async () => {
    const system = await synced(3);
    const { changes, cursor } = await system.feed();
    expect(changes).toHaveLength(3);
    expect(changes[0]).toEqual({ employeeId: 'E-1', mondayDate: MONDAY, changedAt: system.clock.now() });

    expect((await system.feed(cursor)).changes).toEqual([]);
    await system.import([{ week: weekOf('E-2', 1) }], { owner: 'sync-4' });
    expect((await system.feed(cursor)).changes.map(({ employeeId }) => employeeId)).toEqual(['E-2']);
  });

  it('pages through more changes than a page holds, and skips none', async () => {
    const system = new MirrorSystem();
    await system.import(weeksOf(1_203));
    await system.import(
      weeksOf(7, () => 1_00),
      { owner: 'sync-2' },
    );

    const { changes, hasMore } = await readFeed(system.ports().feed, null, signal);

    expect([changes.length, hasMore]).toEqual([1_210, false]);
    expect(new Set(changes.map(({ employeeId }) => employeeId)).size).toBe(1_203);
  });

  it('has nothing of a sync before it is closed, while its records are there', async () => {
    const system = await synced(1);
    const { cursor } = await system.feed();
    const seen: number[] = [];
    const gate: Gate = async (call, action) => {
      const answer = await action();
      if (call === 'TransactWriteCommand') seen.push((await system.feed(cursor)).changes.length);
      return answer;
    };

    await system.import(weeksOf(100), { owner: 'sync-2', gate });

    // After each of three chunks, and after the end.
    expect(seen).toEqual([0, 0, 0, 100]);
  });

  it('that ends with a sync without changes goes on at the same number', async () => {
    const system = await synced(1);
    const { cursor } = await system.feed();
    const again = await system.import([{ week: weekOf('E-1', 1) }], { owner: 'sync-2' });

    expect(again?.closed).toMatchObject({ seq: 2, hasChanges: false });
    const next = await system.import([{ week: weekOf('E-1', 5) }], { owner: 'sync-3' });
    expect(next?.closed).toMatchObject({ seq: 2, hasChanges: true });
    expect((await system.feed(cursor)).changes).toHaveLength(1);
  });
});

describe('a cursor', () => {
  it.each([
    ['of tomorrow', encodeCursor({ seq: 9, after: '' }, 0)],
    ['of another epoch', encodeCursor({ seq: 2, after: '' }, 1)],
    ['of another system', 'page-2'],
    ['of nothing', ''],
    ['that was cut off', encodeCursor({ seq: 2, after: '' }, 0).slice(0, 8)],
  ])('%s is not known', async (_, cursor) => {
    const system = await synced(3);
    expect(await system.ports().feed.read(cursor)).toBeNull();
  });

  it('older than the feed is not known, and the beginning is the oldest sync that is whole', async () => {
    const system = await synced(3);
    const first = encodeCursor({ seq: 1, after: '' }, 0);
    expect(await system.ports().feed.read(first)).not.toBeNull();

    for (const { pk, sk } of system.table.partition('SYNC').slice(0, 1)) system.table.delete({ pk, sk });

    expect(await system.ports().feed.read(first)).toBeNull();
    expect((await system.feed()).changes).toHaveLength(2);
  });

  it('in a sync whose rows have expired is not known where no sync followed', async () => {
    const system = await synced(1);
    const { cursor } = await system.feed();
    for (const { pk, sk } of system.table.partition('SYNC')) system.table.delete({ pk, sk });

    expect(await system.ports().feed.read(encodeCursor({ seq: 1, after: 'x' }, 0))).toBeNull();
    expect(await system.ports().feed.read(cursor)).toMatchObject({ changes: [], hasMore: false });
  });

  it('that is not known starts the sweep anew', async () => {
    const system = await synced(3);
    const { changes, cursor } = await readFeed(system.ports().feed, encodeCursor({ seq: 9, after: '' }, 0), signal);
    expect(changes).toHaveLength(3);
    expect(cursor).toBeNull();
  });

  it('lives shorter than the rows it may point at', async () => {
    const system = await synced(1);
    const [row] = system.table.partition('FEED#0000000001');
    const [record] = system.table.partition('SYNC');
    expect(Number(row?.expiresAt) - Number(record?.expiresAt)).toBe(10 * 86_400);
  });
});

describe('a raised epoch', () => {
  it('gives every record of a synced week a version above all that readers saw, and tells of it', async () => {
    const system = await synced(3);
    const { cursor } = await system.feed();
    expect(await system.version('E-1')).toBe(3);
    raiseEpoch(system, 1);

    const again = await system.import([{ week: weekOf('E-1', 3) }], { owner: 'sync-4' });

    expect(again?.weeks).toMatchObject([{ status: 'APPLIED', changed: 1 }]);
    expect(await system.version('E-1')).toBe(1_000_001);
    expect(await system.ports().feed.read(cursor)).toBeNull();
    expect((await system.feed()).changes).toHaveLength(4);
    expect((await system.import([{ week: weekOf('E-1', 3) }]))?.weeks).toMatchObject([{ status: 'UNCHANGED' }]);
  });
});

describe('the timesheets of the mirror', () => {
  it('of a week that was never synced are asked for in vain, and the error says what to do', async () => {
    const system = await synced(1);
    const answer = system.answer(['E-1'], '2026-11-09');
    await expect(answer).rejects.toThrow(WeekNotMirroredError);
    await expect(answer).rejects.toThrow(
      'week 2026-11-09 is not in the mirror: pull it with "ledger timesheets sync --week", or import it with "ledger timesheets import"',
    );
  });

  it('of a week whose first sync is not over are none yet', async () => {
    const system = new MirrorSystem();
    const errors: unknown[] = [];
    const gate: Gate = async (call, action) => {
      const answer = await action();
      if (call === 'TransactWriteCommand') errors.push(await system.answer(['E-0']).catch((error) => error.name));
      return answer;
    };
    await system.import(weeksOf(60), { gate });

    expect(errors).toMatchObject(['WeekNotMirroredError', { chain: {} }, { chain: {} }]);
  });

  it('cost one batch read for a hundred people, once it is known that the week is there', async () => {
    const system = new MirrorSystem();
    await system.import(weeksOf(100));
    const calls: string[] = [];
    const { timesheets } = system.ports((call, action) => {
      calls.push(call);
      return action();
    });
    const ids = weeksOf(100).map((_, index) => `E-${index}`);

    await timesheets.fetchWeek(MONDAY, ids);
    const { employees } = await timesheets.fetchWeek(MONDAY, ids);

    expect(employees.size).toBe(100);
    expect(calls).toEqual(['QueryCommand', 'BatchGetCommand', 'BatchGetCommand']);
  });

  it('have of a row that two records tell differently the one that was written last', async () => {
    const system = new MirrorSystem();
    const people = ['u1', 'u2'].map((userId) => personRow({ source: 'import', userId, employeeId: `E-${userId}` }));
    const tell = (...users: string[]) =>
      users.flatMap((user) => [
        { user: { user, isUnstable: false } },
        { entry: entry({ id: user, user, state: 'SUBMITTED' }) },
      ]);
    await system.useMapping(mapping({ people }));
    await system.import(tell('u1', 'u2'));
    system.clock.advance(60_000);
    await system.useMapping(mapping({ people, cwos: [cwoRow({ name: 'Renamed' })] }));
    await system.import(tell('u1'), { owner: 'sync-2' });

    const { chain } = await system.answer(['E-u1', 'E-u2']);

    expect(chain.cwos.map(({ name }) => name)).toEqual(['Renamed']);
    expect(chain.tasks).toHaveLength(2);
  });
});
