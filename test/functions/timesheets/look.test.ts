import { describe, expect, it } from 'vitest';
import { S3PulledParts } from '../../../adapters/s3/pulled-parts.ts';
import {
  endLookEventSchema,
  type LookedWeek,
  openSyncEventSchema,
  pullWeekEventSchema,
} from '../../../functions/messages/timesheets.ts';
import { endLook } from '../../../functions/timesheets/close-sync/end-look.ts';
import { openSync } from '../../../functions/timesheets/open-sync/step.ts';
import { pullWeek } from '../../../functions/timesheets/pull-week/step.ts';
import { ScriptedTimesheetPuller } from '../../doubles/scripted-timesheet-puller.ts';
import { type Death, dyingAt } from '../../histories/model/gates.ts';
import { MirrorSystem, weeksOf } from '../../worlds/mirror-syncs.ts';
import { entry, MONDAY } from '../../worlds/mirror-weeks.ts';

const LEASE_AND_MORE_MS = 31 * 60_000;
const { signal } = new AbortController();
const CONNECTOR = {
  ...{ system: 'TEMPO', baseUrl: null, secretName: 'times', approval: ['ENTRY'], dayZone: 'SOURCE' },
  ...{ hours: 'EXACT', requestsPerSecond: 4, states: {} },
};

/** Pulls a week of the system and applies nothing; null where another sync writes. */
async function look(system: MirrorSystem, owner = 'look'): Promise<readonly LookedWeek[] | null> {
  const ports = { ...system.ports(), parts: new S3PulledParts(system.bucket.client, 'bucket'), uniqueId: () => 'r1' };
  const asked = { executionId: owner, weeks: [MONDAY], sources: ['times'], apply: false };
  const opened = await openSync(openSyncEventSchema.parse(asked), ports);
  if (opened.status === 'SKIPPED') return null;
  const { seq, weeks } = opened;
  const looked: object[] = [];
  for (const { source, weekStartDate } of weeks) {
    const week = { source, weekStartDate };
    const event = pullWeekEventSchema.parse({ seq, owner, ...week, connector: CONNECTOR, position: null });
    const puller = new ScriptedTimesheetPuller({
      lines: [{ user: { user: 'u1', isUnstable: false } }, { entry: entry({ id: 'e1' }) }],
    });
    const pulled = await pullWeek(event, { ...ports, puller, requestsSent: () => 1 }, signal);
    if (pulled.status !== 'DONE') throw new Error(`the pull is ${pulled.status}`);
    looked.push({ ...week, snapshotKey: pulled.snapshotKey, requests: pulled.position.requests });
  }
  return (await endLook(endLookEventSchema.parse({ seq, owner, looked }), ports)).looked;
}

/** All rows but who may write. */
function rowsOf(system: MirrorSystem): unknown[] {
  return [...system.table.items()].map(({ owner: _, leaseUntil: __, ...row }) => row);
}

describe('a look', () => {
  it('keeps what a system told, and changes nothing of the mirror', async () => {
    const system = new MirrorSystem();
    await system.import(weeksOf(3));
    const before = rowsOf(system);

    const looked = await look(system);

    expect(looked).toMatchObject([{ source: 'times', weekStartDate: MONDAY, requests: 1 }]);
    const kept = looked?.[0] && 'snapshotKey' in looked[0] ? looked[0].snapshotKey : '';
    expect((await system.ports().snapshots.read(kept))?.snapshot.entries).toHaveLength(1);
    expect(rowsOf(system)).toEqual(before);
  });

  it('gives the right to write back at once', async () => {
    const system = new MirrorSystem();
    await look(system);

    expect(await system.import(weeksOf(2), { owner: 'next' })).toMatchObject({ closed: { seq: 1, hasChanges: true } });
  });

  it('that is told of its end twice takes the right from nobody', async () => {
    const system = new MirrorSystem();
    await look(system);
    const { leases } = system.ports();
    await leases.open('next');
    await leases.giveBack({ seq: 1, owner: 'look' });

    expect(await leases.open('another')).toBeNull();
  });

  it('is left out while another sync writes', async () => {
    const system = new MirrorSystem();
    await system.ports().leases.open('a sync');

    expect(await look(system)).toBeNull();
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8].map((at) => at * 3))(
    'after a sync that died at call %i leaves what it left to the next one',
    async (atCall) => {
      const system = new MirrorSystem();
      await system.import(weeksOf(100), { owner: 'first' });
      const { cursor } = await system.feed();
      const gate = dyingAt({ atCall, moment: 'AFTER', times: 1, of: 'RUN' } satisfies Death);
      const after = weeksOf(100, () => 6_50);
      await system.import(after, { owner: 'second', gate }).catch(() => undefined);
      system.clock.advance(LEASE_AND_MORE_MS);
      const before = rowsOf(system);
      const told = await system.feed(cursor);

      await look(system);

      expect(rowsOf(system)).toEqual(before);
      expect(await system.feed(cursor)).toEqual(told);
      await system.import(after, { owner: 'third' });
      expect((await system.feed(cursor)).changes).toHaveLength(100);
    },
  );

  it.each([
    ['an import', { imported: { weekStartDate: MONDAY, snapshotKey: 'mirror/x', complete: false } }],
    ['what is kept', { remap: true }],
  ])('is refused of %s', (_, asked) => {
    const parsed = openSyncEventSchema.safeParse({ executionId: 'look', apply: false, ...asked });

    expect(parsed.error?.issues).toMatchObject([{ path: ['apply'], message: 'must hold of what is kept' }]);
  });

  it('is of systems alone', async () => {
    const system = new MirrorSystem();
    await system.import(weeksOf(1));
    const open = (asked: object) =>
      openSync(openSyncEventSchema.parse({ executionId: 'look', apply: false, ...asked }), system.ports());

    await expect(open({ sources: ['import'] })).rejects.toThrow('no timesheet source import: there are times');
    expect(await open({ weeks: [MONDAY] })).toMatchObject({ weeks: [{ source: 'times', snapshotKey: null }] });
  });
});
