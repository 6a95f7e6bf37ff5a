import { describe, expect, it, vi } from 'vitest';
import { LEASE_MS } from '../../../adapters/dynamodb/timesheets/sync-leases.ts';
import { S3PulledParts } from '../../../adapters/s3/pulled-parts.ts';
import type { NormalEntry, Snapshot } from '../../../core/timesheets/mirror/normal-form.ts';
import type { PulledLine } from '../../../core/timesheets/mirror/timesheet-puller.ts';
import { SourceError, type SourceErrorCode } from '../../../core/values/source-error.ts';
import {
  type CloseSyncEvent,
  openSyncEventSchema,
  type PullWeekEvent,
  type PullWeekResult,
  pullWeekEventSchema,
} from '../../../functions/messages/timesheets.ts';
import { applyWeek } from '../../../functions/timesheets/apply-week/step.ts';
import { closeSync } from '../../../functions/timesheets/close-sync/step.ts';
import { openSync } from '../../../functions/timesheets/open-sync/step.ts';
import { LINES_PER_PIECE, pullWeek } from '../../../functions/timesheets/pull-week/step.ts';
import { type ScriptedPart, ScriptedTimesheetPuller } from '../../doubles/scripted-timesheet-puller.ts';
import { MirrorSystem } from '../../worlds/mirror-syncs.ts';
import { entry, MONDAY, mapping, personRow, sheet } from '../../worlds/mirror-weeks.ts';

const { signal } = new AbortController();
const MINUTE_MS = 60_000;
const LAST_MONDAY = '2026-11-09';
const OWNER = 'arn:aws:states:eu-central-1:000000000000:execution:sync:sync-1';
const ANN: PulledLine = { user: { user: 'u1', isUnstable: false } };
const BEN: PulledLine = { user: { user: 'u2', isUnstable: false } };
const of = (...entries: readonly NormalEntry[]): PulledLine[] => entries.map((one) => ({ entry: one }));
const [E1, E2, E3] = ['e1', 'e2', 'e3'].map((id) => entry({ id })) as [NormalEntry, NormalEntry, NormalEntry];

const EVENT: PullWeekEvent = pullWeekEventSchema.parse({
  ...{ seq: 1, owner: OWNER, source: 'tempo', weekStartDate: MONDAY, position: null },
  connector: {
    ...{ system: 'TEMPO', baseUrl: null, secretName: 'tempo', approval: ['PERIOD'], dayZone: 'SOURCE' },
    ...{ hours: 'EXACT', requestsPerSecond: 4, states: {} },
  },
});

async function worldOf(...script: readonly ScriptedPart[]) {
  const system = new MirrorSystem();
  const puller = new ScriptedTimesheetPuller(...script);
  let rounds = 0;
  const uniqueId = () => {
    rounds += 1;
    return `r${rounds}`;
  };
  const mirror = system.ports();
  const parts = new S3PulledParts(system.bucket.client, 'bucket');
  const ports = { ...mirror, puller, parts, uniqueId };
  await mirror.leases.open(OWNER);
  /** A request for each part. */
  const pull = (position: PullWeekEvent['position'] = null) => {
    const before = puller.asked.length;
    return pullWeek({ ...EVENT, position }, { ...ports, requestsSent: () => puller.asked.length - before }, signal);
  };
  /** As the workflow does: again and again, and how long it waits each time. */
  const pullToEnd = async () => {
    const waits: number[] = [];
    let result = await pull();
    while (result.status === 'MORE' || result.status === 'WAIT') {
      waits.push(result.status === 'WAIT' ? result.waitSeconds : 0);
      result = await pull(result.position);
    }
    return { result, waits };
  };
  const snapshotOf = async (result: PullWeekResult): Promise<Snapshot> => {
    if (result.status !== 'DONE') throw new Error(`the pull is ${result.status}`);
    const kept = await mirror.snapshots.read(result.snapshotKey);
    return kept?.snapshot as Snapshot;
  };
  return { system, puller, parts, pull, pullToEnd, snapshotOf };
}

const failing = (code: SourceErrorCode, retryAfterMs = 0) =>
  new SourceError(code, 'tempo /4/worklogs: answered so', { retryAfterMs });

describe('a pulled week', () => {
  it('is a snapshot of all its parts, each from where the one before ended', async () => {
    const plan = { user: 'u1', from: MONDAY, to: MONDAY, secondsPerDay: 60, project: null, task: null, account: null };
    const { pull, puller, snapshotOf } = await worldOf(
      { lines: [ANN, { sheet: sheet() }], next: 'p2' },
      { lines: of(E1, E2), next: 'p3' },
      { lines: [{ plan }] },
    );

    expect(await snapshotOf(await pull())).toEqual({
      ...{ users: [{ user: 'u1', isUnstable: false }], entries: [E1, E2], sheets: [sheet()], leave: [], plans: [plan] },
    });
    expect(puller.asked).toEqual([null, 'p2', 'p3']);
  });

  it('of the same content has the same key', async () => {
    const keys = [];
    for (const _ of [1, 2]) {
      const { pull } = await worldOf({ lines: [ANN], next: 'p2' }, { lines: of(E1) });
      keys.push(await pull());
    }

    expect(keys[0]).toEqual(keys[1]);
  });

  it('has each line once, though pages were shifted or repeated', async () => {
    const leave = { user: 'u1', date: MONDAY, seconds: 60, state: 'APPROVED' };
    const { pull, snapshotOf } = await worldOf(
      { lines: [ANN, { sheet: sheet() }, { leave }, { leave }, ...of(E1, E2)], next: 'p2' },
      {
        lines: [ANN, { sheet: sheet() }, { leave }, { leave }, ...of(E2, E3)],
        totals: { entries: 3, seconds: 10_800 },
      },
    );

    expect(await snapshotOf(await pull())).toEqual({
      users: [{ user: 'u1', isUnstable: false }],
      ...{ entries: [E1, E2, E3], sheets: [sheet()], leave: [leave, leave], plans: [] },
    });
  });

  it('marks users who moved while it was read, by what is told or by a sheet that is told anew', async () => {
    const { pull, snapshotOf } = await worldOf(
      { lines: [ANN, BEN, { sheet: sheet() }, { sheet: sheet({ user: 'u2' }) }], next: 'p2' },
      { lines: [{ sheet: sheet({ user: 'u2', state: 'DRAFT' }) }], next: 'p3' },
      { moved: ['u1'] },
    );

    expect((await snapshotOf(await pull())).users).toEqual(['u1', 'u2'].map((user) => ({ user, isUnstable: true })));
  });

  it('counts entries of the days around it in the totals, and nowhere else', async () => {
    const { pull, snapshotOf } = await worldOf({
      ...{ lines: of(E1), around: [{ id: 'e0', seconds: 60 }], totals: { entries: 2, seconds: 3_660 } },
    });

    expect((await snapshotOf(await pull())).entries).toEqual([E1]);
  });

  it('puts a part with a whole week in several, and what has no id stays as often as it was told', async () => {
    const many = Array.from({ length: 2 * LINES_PER_PIECE + 1 }, (_, index) => entry({ id: `e${index}` }));
    const leave = { leave: { user: 'u1', date: MONDAY, seconds: 3_600, state: 'APPROVED' } } as const;
    const totals = { entries: many.length + 1, seconds: null };
    const { pull, system, snapshotOf } = await worldOf(
      { lines: [leave, ...of(...many), leave], totals, next: 'p2' },
      { lines: [leave, ...of(entry({ id: 'last' }))], totals },
    );

    const snapshot = await snapshotOf(await pull());

    expect(snapshot.entries.map(({ id }) => id)).toEqual([...many.map(({ id }) => id), 'last']);
    expect(snapshot.leave).toHaveLength(2);
    expect([...system.bucket.objects.keys()].filter((key) => key.startsWith('runs/timesheets/'))).toHaveLength(4);
  });

  it('is put while its next part is asked for, and no more than that one', async () => {
    const { pull, parts, puller, snapshotOf } = await worldOf(
      { lines: of(E1), next: 'p2' },
      { lines: of(E2), next: 'p3' },
      { lines: of(E3) },
    );
    const put = parts.put.bind(parts);
    const askedByThen: (string | null)[][] = [];
    vi.spyOn(parts, 'put').mockImplementation((...args) => {
      askedByThen.push([...puller.asked]);
      return put(...args);
    });

    expect((await snapshotOf(await pull())).entries).toEqual([E1, E2, E3]);
    expect(askedByThen).toEqual([
      [null, 'p2'],
      [null, 'p2', 'p3'],
      [null, 'p2', 'p3'],
    ]);
  });

  it('of which a part cannot be put breaks off by that, whatever becomes of the next', async () => {
    const { pull, parts } = await worldOf({ lines: of(E1), next: 'p2' }, failing('UNAVAILABLE', 61_000));
    vi.spyOn(parts, 'put').mockRejectedValue(new Error('the bucket is gone'));

    await expect(pull()).rejects.toThrow('the bucket is gone');
  });

  it('puts addresses beside the snapshot, those alone that are new', async () => {
    const told = (...addresses: [string, string][]) => addresses.map(([user, email]) => ({ user, email }));
    const { pull, system } = await worldOf(
      { addresses: told(['u1', 'Ann@x.example'], ['u2', 'ben@x.example']), next: 'p2' },
      { addresses: told(['u1', 'Ann@x.example'], ['u2', 'new@x.example']) },
    );

    const { people } = system.ports();
    await people.putEmails('tempo-2', new Map([['u3', 'of another source']]));

    await pull();

    expect(Object.fromEntries(await people.emailsOf('tempo'))).toEqual({ u1: 'Ann@x.example', u2: 'new@x.example' });
    expect((await people.read('tempo')).emails).toEqual(await people.emailsOf('tempo'));
    expect(JSON.stringify([...system.bucket.objects.values()].map(String))).not.toContain('x.example');
  });
});

describe('a week whose totals differ', () => {
  const lost: ScriptedPart = { lines: of(E1), totals: { entries: 2, seconds: null } };

  it('is pulled anew, and what was read before is none of it', async () => {
    const whole = { lines: of(E2, E3), totals: { entries: 2, seconds: 7_200 } };
    const { pullToEnd, snapshotOf } = await worldOf(lost, whole);

    const { result, waits } = await pullToEnd();

    expect((await snapshotOf(result)).entries).toEqual([E2, E3]);
    expect(waits).toEqual([0]);
  });

  it.each<[string, ScriptedPart]>([
    ['of fewer rows than the source counts', lost],
    ['of fewer seconds', { lines: of(E1), totals: { entries: 1, seconds: 3_599 } }],
    ['of an entry that changed between two pages', { lines: of(E1, { ...E1, seconds: 1 }) }],
  ])('is INCOMPLETE after three times: %s', async (_, part) => {
    const { pullToEnd, puller, system } = await worldOf(part, part, part);

    expect((await pullToEnd()).result).toMatchObject({
      status: 'INCOMPLETE',
      failure: 'the entries that were read are not those that the source says it has, 3 times',
    });
    expect(puller.asked).toEqual([null, null, null]);
    expect([...system.bucket.objects.keys()].filter((key) => key.includes('mirror/'))).toEqual([]);
  });

  it('must have them before and after', async () => {
    const before = { lines: of(E1), totals: { entries: 1, seconds: null }, next: 'p2' };
    const { pull } = await worldOf(before, { lines: of(E2), totals: { entries: 2, seconds: null } });

    expect(await pull()).toMatchObject({ status: 'MORE', position: { attempt: 1, part: 0, cursor: null, rounds: [] } });
  });
});

describe('a source that is down on one week', () => {
  it('leaves the others, and is told by its name', async () => {
    const system = new MirrorSystem();
    await system.useMapping(mapping({ people: [personRow({ source: 'times' })] }));
    const ports = { ...system.ports(), parts: new S3PulledParts(system.bucket.client, 'bucket'), uniqueId: () => 'r1' };
    const puller = new ScriptedTimesheetPuller(failing('UNAUTHORIZED'), { lines: [ANN, ...of(E1)] });
    const asked = { executionId: OWNER, weeks: [LAST_MONDAY, MONDAY], sources: ['times'] };
    const sync = await openSync(openSyncEventSchema.parse(asked), ports);
    if (sync.status === 'SKIPPED') throw new Error('another sync writes');

    const weeks: CloseSyncEvent['weeks'][number][] = [];
    for (const { source, weekStartDate } of sync.weeks) {
      const week = { seq: sync.seq, owner: OWNER, source, weekStartDate };
      const pulled = await pullWeek({ ...EVENT, ...week }, { ...ports, puller, requestsSent: () => 2 }, signal);
      if (pulled.status === 'FAILED')
        weeks.push({ source, weekStartDate, status: 'FAILED', failure: pulled.failure, requests: 2 });
      if (pulled.status !== 'DONE') continue;
      const { snapshotKey } = pulled;
      weeks.push(await applyWeek({ ...week, snapshotKey, complete: true, acceptDrop: false, requests: 2 }, ports));
    }
    const closed = await closeSync({ seq: sync.seq, owner: OWNER, weeks }, ports);

    expect(closed).toMatchObject({
      obstacle: `times, week ${LAST_MONDAY}: FAILED: UNAUTHORIZED: tempo /4/worklogs: answered so`,
      weeks: [
        { status: 'FAILED', requests: 2 },
        { status: 'APPLIED', entries: 1, changed: 1, requests: 2 },
      ],
    });
    expect((await system.feed()).changes).toMatchObject([{ employeeId: 'E-1', mondayDate: MONDAY }]);
  });
});

describe('a pull', () => {
  it('answers MORE after ten minutes of work, and goes on from there', async () => {
    const world = await worldOf(
      () => {
        world.system.clock.advance(10 * MINUTE_MS);
        return { lines: of(E1), next: 'p2' };
      },
      { lines: of(E2) },
    );

    const first = await world.pull();

    expect(first).toEqual({
      status: 'MORE',
      position: { attempt: 0, part: 1, cursor: 'p2', mores: 1, waits: 0, requests: 1, rounds: ['r1'] },
    });
    expect((await world.snapshotOf(await world.pull(first.position))).entries).toEqual([E1, E2]);
    expect(world.puller.asked).toEqual([null, 'p2']);
  });

  it('counts the requests of all its rounds and attempts', async () => {
    const late = failing('UNAVAILABLE', 61_000);
    const { pullToEnd } = await worldOf({ next: 'p2' }, late, failing('STALE_CURSOR'), { lines: of(E1) });

    expect((await pullToEnd()).result).toMatchObject({ status: 'DONE', position: { attempt: 1, requests: 4 } });
  });

  it('goes on from a position in which no requests were counted', () => {
    const position = { attempt: 0, part: 3, cursor: 'p4', mores: 2, waits: 0, rounds: ['r0'] };

    expect(pullWeekEventSchema.parse({ ...EVENT, position }).position).toEqual({ ...position, requests: 0 });
  });

  it('is given up after 200 rounds', async () => {
    const { pull } = await worldOf(failing('STALE_CURSOR'));
    const position = { attempt: 0, part: 3, cursor: 'p4', mores: 200, waits: 0, requests: 0, rounds: ['r0'] };

    expect(await pull(position)).toMatchObject({
      status: 'FAILED',
      failure: 'the week did not end in 200 rounds',
    });
  });

  it('waits for a quota where it stands, and nobody else writes meanwhile', async () => {
    const { pull, puller, snapshotOf, system } = await worldOf(
      { lines: of(E1), next: 'p2' },
      failing('UNAVAILABLE', 3_600_000),
      { lines: of(E2) },
    );
    const first = await pull();
    expect(first).toMatchObject({ status: 'WAIT', waitSeconds: 3_600, position: { cursor: 'p2', waits: 1 } });

    system.clock.advance(3_600_000 + LEASE_MS - 1);
    expect(await system.ports().leases.open('another')).toBeNull();

    expect((await snapshotOf(await pull(first.position))).entries).toEqual([E1, E2]);
    expect(puller.asked).toEqual([null, 'p2', 'p2']);
  });

  it('waits six times at most', async () => {
    const { pullToEnd } = await worldOf(...Array.from({ length: 7 }, () => failing('UNAVAILABLE', 61_000)));

    const { result, waits } = await pullToEnd();

    expect(waits).toEqual([61, 61, 61, 61, 61, 61]);
    expect(result).toMatchObject({ status: 'FAILED', failure: 'UNAVAILABLE: tempo /4/worklogs: answered so' });
  });

  it.each<[string, SourceError]>([
    ['a quota that is over an hour away', failing('UNAVAILABLE', 3_600_001)],
    ['a source that is down', failing('UNAVAILABLE')],
    ['a refused token', failing('UNAUTHORIZED')],
    ['a missing right', failing('FORBIDDEN')],
    ['an answer of another shape', failing('MALFORMED')],
  ])('has failed by %s, and says where', async (_, error) => {
    const { pull } = await worldOf({ lines: of(E1), next: 'p2' }, error);

    expect(await pull()).toMatchObject({ status: 'FAILED', failure: `${error.code}: tempo /4/worklogs: answered so` });
  });

  it('begins anew where the source forgot its cursor, twice', async () => {
    const stale = failing('STALE_CURSOR');
    const { pullToEnd, snapshotOf } = await worldOf({ lines: of(E1), next: 'p2' }, stale, { lines: of(E2) });
    expect((await snapshotOf((await pullToEnd()).result)).entries).toEqual([E2]);

    const forgetful = await worldOf(stale, stale, stale);
    expect((await forgetful.pullToEnd()).result).toMatchObject({ status: 'FAILED' });
  });

  it('that broke half way leaves parts that do not count', async () => {
    const { pull, snapshotOf } = await worldOf(
      { lines: of(E1, E2), next: 'p2' },
      new Error('the process died'),
      { lines: of(E1), next: 'p2' },
      { lines: of(E3), totals: { entries: 2, seconds: null } },
    );
    await expect(pull()).rejects.toThrow('the process died');

    expect((await snapshotOf(await pull())).entries).toEqual([E1, E3]);
  });

  it.each<[string, ScriptedPart]>([
    ['to itself', { next: 'p2' }],
    ['by a cursor that is too long', { next: 'x'.repeat(4_097) }],
  ])('refuses a part that leads %s', async (_, part) => {
    const { pull } = await worldOf({ next: 'p2' }, part);

    expect(await pull()).toMatchObject({
      status: 'FAILED',
      failure: 'MALFORMED: part 2 of the week leads to none that could be next',
    });
  });

  it('ends where another sync has taken the right to write', async () => {
    const { pull, system, puller } = await worldOf({ lines: of(E1) });
    system.clock.advance(LEASE_MS + 1);
    await system.ports().leases.open('another');

    await expect(pull()).rejects.toMatchObject({ name: 'LeaseLostError' });
    expect(puller.asked).toEqual([]);
  });
});
