import { describe, expect, it } from 'vitest';
import { LEASE_MS } from '../../../adapters/dynamodb/timesheets/sync-leases.ts';
import { EMPTY_BODY } from '../../../core/timesheets/mirror/mirror-body.ts';
import type { SnapshotPart } from '../../../core/timesheets/mirror/snapshot-store.ts';
import { openSyncEventSchema } from '../../../functions/messages/timesheets.ts';
import { openSync } from '../../../functions/timesheets/open-sync/step.ts';
import type { Gate } from '../../histories/model/gates.ts';
import { MirrorSystem, type OpenedSync, weekOf, weeksOf } from '../../worlds/mirror-syncs.ts';
import { cwoRow, entry, MONDAY, mapping, personRow } from '../../worlds/mirror-weeks.ts';

const ANN_LISTED: SnapshotPart = { user: { user: 'u1', isUnstable: false } };
const ANN_WORKS: SnapshotPart = { entry: entry({ state: 'SUBMITTED' }) };

function opened(result: Awaited<ReturnType<MirrorSystem['open']>>): OpenedSync {
  if (result.status === 'SKIPPED') throw new Error('another sync writes');
  return result;
}

/** Counts calls by command. */
function counter() {
  const calls: string[] = [];
  const gate: Gate = (call, action) => {
    calls.push(call);
    return action();
  };
  return { calls, gate, of: (command: string) => calls.filter((call) => call === command).length };
}

describe('a sync', () => {
  it('writes what is new, tells it in the feed, and gives the figures of the week', async () => {
    const system = new MirrorSystem();

    const synced = await system.import([{ week: weekOf('E-1', 8_00) }, { week: weekOf('E-2', 7_50) }]);

    expect(synced?.closed).toMatchObject({ seq: 1, isComplete: true, obstacle: null, hasChanges: true });
    expect(synced?.weeks).toMatchObject([{ status: 'APPLIED', people: 2, entries: 2, hours: '15.50', changed: 2 }]);
    expect((await system.feed()).changes.map(({ employeeId }) => employeeId)).toEqual(['E-1', 'E-2']);
    expect(system.messages.sent).toEqual([]);
  });

  it('of entries leads them through the mapping that holds', async () => {
    const system = new MirrorSystem();
    await system.useMapping(mapping({ people: [personRow({ source: 'import' })] }));

    await system.import([ANN_LISTED, ANN_WORKS]);

    const { employees, chain } = await system.answer(['E-1', 'E-7']);
    expect(employees.get('E-1')).toMatchObject({
      kind: 'KNOWN',
      record: { timesheet: { status: 'SUBMITTED', version: 1 } },
    });
    expect(employees.get('E-7')).toEqual({ kind: 'UNKNOWN' });
    expect(chain.cwos.map(({ cwoId }) => cwoId)).toEqual(['CWO-1']);
    expect(system.table.find({ pk: 'PERSON', sk: 'E-1' })).toMatchObject({
      person: { users: ['u1'], source: 'import' },
    });
  });

  it('finds users by the addresses that lie in erasable rows', async () => {
    const system = new MirrorSystem();
    const people = [personRow({ source: null, userId: null, email: 'ann@example.com' })];
    await system.useMapping(mapping({ people }));
    await system.ports().people.putEmails('import', new Map([['u1', 'Ann@Example.com']]));

    expect((await system.import([ANN_LISTED, ANN_WORKS]))?.weeks).toMatchObject([{ setAside: { count: 0 } }]);
    expect(await system.version('E-1')).toBe(1);
  });

  it('raises the version and tells the feed where a decision may depend on it, and only there', async () => {
    const system = new MirrorSystem();
    const people = [personRow({ source: 'import' })];
    await system.useMapping(mapping({ people }));
    await system.import([ANN_LISTED, ANN_WORKS]);
    const { cursor } = await system.feed();
    await system.useMapping(mapping({ people, cwos: [cwoRow({ name: 'Renamed' })] }));

    const renamed = await system.import([ANN_LISTED, ANN_WORKS], { owner: 'sync-2' });

    expect(renamed?.weeks).toMatchObject([{ status: 'APPLIED', changed: 0 }]);
    expect(renamed?.closed.hasChanges).toBe(false);
    expect((await system.answer(['E-1'])).chain.cwos).toMatchObject([{ name: 'Renamed' }]);
    expect(await system.version('E-1')).toBe(1);

    await system.import([ANN_LISTED, { entry: entry({ state: 'SUBMITTED', seconds: 7200 }) }], { owner: 'sync-3' });

    expect(await system.version('E-1')).toBe(2);
    expect((await system.feed(cursor)).changes).toMatchObject([{ employeeId: 'E-1', mondayDate: MONDAY }]);
  });

  it('of what was applied last is unchanged, and reads no record: five calls over all three steps', async () => {
    const system = new MirrorSystem();
    await system.import(weeksOf(100));
    const { calls, gate } = counter();

    const again = await system.import(weeksOf(100), { owner: 'sync-2', gate });

    expect(again?.weeks).toMatchObject([{ status: 'UNCHANGED', people: 100, changed: 0 }]);
    // Open; renew, state and mapping; whether there is a feed, close.
    expect(calls).toEqual([
      'UpdateCommand',
      'UpdateCommand',
      'BatchGetCommand',
      'QueryCommand',
      'TransactWriteCommand',
    ]);
  });

  it('of the same snapshot is no repetition under another mapping or on another day', async () => {
    const system = new MirrorSystem();
    await system.import(weeksOf(1));
    await system.useMapping(mapping());
    expect((await system.import(weeksOf(1)))?.weeks).toMatchObject([{ status: 'APPLIED', changed: 0 }]);
    system.clock.advance(24 * 3_600_000);
    expect((await system.import(weeksOf(1)))?.weeks).toMatchObject([{ status: 'APPLIED', changed: 0 }]);
    expect((await system.import(weeksOf(1)))?.weeks).toMatchObject([{ status: 'UNCHANGED' }]);
  });

  it('of 500 changed people of 5,000 writes twelve times', async () => {
    const system = new MirrorSystem();
    await system.import(weeksOf(5_000));
    const { gate, of } = counter();
    const opening = opened(
      await system.open(await system.put(weeksOf(5_000, (index) => (index % 10 === 0 ? 7_00 : 8_00))), {
        owner: 'sync-2',
      }),
    );

    const { weeks } = await system.finish(opening, gate);

    expect(weeks).toMatchObject([{ changed: 500 }]);
    expect(of('TransactWriteCommand') - 1).toBe(12);
  });
});

describe('an import', () => {
  it('of a part replaces the people whom it names, and leaves the others', async () => {
    const system = new MirrorSystem();
    await system.import(weeksOf(10));

    await system.import([{ week: weekOf('E-3', 1_00) }], { owner: 'sync-2' });

    expect((await system.answer(['E-3', 'E-4'])).employees.get('E-4')).toMatchObject({
      record: { entries: [{ hours: 8_00 }] },
    });
    expect(await system.version('E-3')).toBe(2);
  });

  it('that is complete empties all others of it, once', async () => {
    const system = new MirrorSystem();
    await system.import(weeksOf(3));
    const asked = { owner: 'sync-2', complete: true };

    expect((await system.import(weeksOf(2), asked))?.weeks).toMatchObject([{ changed: 1 }]);

    const left = (await system.answer(['E-2'])).employees.get('E-2');
    expect(left).toEqual({ kind: 'KNOWN', record: { timesheet: null, ...emptyRecord() } });
    expect((await system.import(weeksOf(1), { ...asked, owner: 'sync-3' }))?.weeks).toMatchObject([{ changed: 1 }]);
  });

  it('of somebody whom another source has is set aside', async () => {
    const system = new MirrorSystem();
    await system.apply('times', weeksOf(1));

    const synced = await system.import([{ week: weekOf('E-0', 1_00) }], { owner: 'sync-2' });

    const setAside = { user: 'E-0', employeeId: 'E-0', reason: 'TWO_SOURCES', detail: 'also in times' };
    expect(synced?.weeks[0]?.setAside).toEqual({ count: 1, sample: [setAside] });
    expect(await system.version('E-0')).toBe(1);
    expect(system.messages.sent).toHaveLength(1);
    expect(system.messages.sent[0]?.body).toContain('TWO_SOURCES: user E-0, employee E-0: also in times');
  });

  it('of somebody whose record would be larger than the table holds is set aside alone', async () => {
    const system = new MirrorSystem();
    const week = weekOf('E-1', 1_00);
    const entries = Array.from({ length: 4_000 }, (_, index) => ({
      ...week.body.entries[0],
      entryId: `${'e'.repeat(60)}${index}`,
    }));
    const huge = { ...week, body: { ...week.body, entries: entries as typeof week.body.entries } };

    const synced = await system.import([{ week: huge }, { week: weekOf('E-2', 1_00) }]);

    expect(synced?.weeks).toMatchObject([
      { changed: 1, setAside: { count: 1, sample: [{ employeeId: 'E-1', reason: 'TOO_MANY_ENTRIES' }] } },
    ]);
  });

  it('whose file was cut off is not applied', async () => {
    const system = new MirrorSystem();
    const key = await system.put(weeksOf(3));
    const stored = system.bucket.objects.get(key);
    if (!stored) throw new Error('no snapshot');
    system.bucket.objects.set(key, { ...stored, bytes: stored.bytes.slice(0, -20) });

    const { weeks, closed } = await system.finish(opened(await system.open(key)));

    expect(weeks).toMatchObject([{ status: 'INCOMPLETE', changed: 0 }]);
    expect(closed).toMatchObject({ isComplete: false, hasChanges: false });
    expect(system.messages.sent[0]?.body).toContain('INCOMPLETE');
    await expect(system.answer(['E-0'])).rejects.toThrow(`week ${MONDAY} is not in the mirror`);
  });
});

describe('people who lose all entries at once', () => {
  const few = weeksOf(7);

  it('leave the week as it was until operators accept it', async () => {
    const system = new MirrorSystem();
    await system.import(weeksOf(20), { complete: true });

    const dropped = await system.import(few, { owner: 'sync-2', complete: true });
    expect(dropped?.weeks).toMatchObject([{ status: 'SUSPICIOUS_DROP', people: 20, changed: 0 }]);
    expect(dropped?.closed).toMatchObject({ isComplete: false, hasChanges: false });
    expect(system.messages.sent[0]?.body).toContain('from 20 to 7');

    const accepted = await system.import(few, { owner: 'sync-3', complete: true, acceptDrop: true });
    expect(accepted?.weeks).toMatchObject([{ status: 'APPLIED', changed: 13 }]);
  });

  it('are no drop in an import of a part', async () => {
    const system = new MirrorSystem();
    await system.import(weeksOf(20));

    expect((await system.import(few, { owner: 'sync-2' }))?.weeks).toMatchObject([{ status: 'APPLIED', changed: 0 }]);
  });
});

describe('the right to write', () => {
  it('is of one sync at a time', async () => {
    const system = new MirrorSystem();
    const key = await system.put(weeksOf(1));
    const first = opened(await system.open(key, { owner: 'one' }));

    expect(await system.open(key, { owner: 'two' })).toEqual({ status: 'SKIPPED' });
    await system.finish(first);
    expect(await system.open(key, { owner: 'two' })).toMatchObject({ status: 'OPEN', seq: 2 });
  });

  it('is of one of two that begin at once', async () => {
    const system = new MirrorSystem();

    const keys = [await system.put(weeksOf(100)), await system.put(weeksOf(100, () => 1_00))];
    const both = await Promise.all(keys.map((key, at) => system.open(key, { owner: `sync-${at}` })));
    const opened = both.filter((one) => one.status === 'OPEN');
    expect(opened).toHaveLength(1);
    for (const one of opened) await system.finish(one);

    expect((await system.feed()).changes).toHaveLength(100);
  });

  it('that ran out under a slow writer is gone, whether or not another sync has it now', async () => {
    for (const isTakenOver of [true, false]) {
      const system = new MirrorSystem();
      const slow = opened(await system.open(await system.put(weeksOf(100)), { owner: 'slow' }));
      let writes = 0;
      const gate: Gate = async (call, action) => {
        if (call !== 'TransactWriteCommand') return action();
        writes += 1;
        const answer = await action();
        if (writes === 1) system.clock.advance(LEASE_MS + 1);
        if (writes === 1 && isTakenOver) await system.open(await system.put(weeksOf(1)), { owner: 'other' });
        return answer;
      };

      await expect(system.finish(slow, gate)).rejects.toThrow('may not write any more');
      expect(system.records().size).toBe(45);
    }
  });

  it('that another sync took cannot be closed, and what was written comes with that one', async () => {
    const system = new MirrorSystem();
    const slow = opened(await system.open(await system.put(weeksOf(2)), { owner: 'slow' }));
    let fast: OpenedSync | null = null;
    const gate: Gate = async (call, action) => {
      if (call === 'QueryCommand' && system.table.partition('FEED#0000000001').length > 0 && fast === null) {
        system.clock.advance(LEASE_MS + 1);
        fast = opened(await system.open(await system.put(weeksOf(1)), { owner: 'fast' }));
      }
      return action();
    };

    await expect(system.finish(slow, gate)).rejects.toThrow('may not write any more');
    expect((await system.feed()).changes).toEqual([]);
    if (fast === null) throw new Error('nobody took over');
    expect((await system.finish(fast)).closed).toMatchObject({ seq: 1, hasChanges: true });
    expect((await system.feed()).changes).toHaveLength(2);
  });
});

describe('opening', () => {
  it('names the weeks of systems, which are pulled, and those imports whose snapshots are kept', async () => {
    const system = new MirrorSystem();
    await system.import(weeksOf(1));
    await system.apply('times', [{ week: weekOf('E-9', 1_00) }], { owner: 'sync-2' });
    const open = (asked: object) =>
      openSync(openSyncEventSchema.parse({ executionId: 'sync-3', ...asked }), system.ports());
    const weeksIn = async (asked: object) =>
      opened(await open(asked)).weeks.map(({ source, weekStartDate, snapshotKey }) => {
        return `${source} ${weekStartDate} ${snapshotKey === null ? 'pulled' : 'kept'}`;
      });

    expect(await weeksIn({})).toEqual([
      ...['times 2026-11-09 pulled', 'import 2026-11-16 kept', 'times 2026-11-16 pulled', 'times 2026-11-23 pulled'],
    ]);
    expect(await weeksIn({ weeks: [MONDAY], sources: ['times'] })).toEqual(['times 2026-11-16 pulled']);
    expect(await weeksIn({ weeks: 1, sources: ['import'] })).toEqual([]);
    expect(await weeksIn({ remap: true })).toEqual(['import 2026-11-16 kept', 'times 2026-11-16 kept']);
    await expect(open({ sources: ['other'] })).rejects.toThrow('no timesheet source other: there are import, times');
    system.settings.sources.push(
      ...['a', 'b'].map((source) => ({ source, approval: ['ENTRY' as const], afterDays: 0 })),
    );
    await expect(open({ weeks: 41 })).rejects.toThrow('41 weeks of 4 sources are over 160: sync fewer at a time');
  });
});

function emptyRecord() {
  const { timesheet: _, chain: __, ...rest } = EMPTY_BODY;
  return rest;
}
