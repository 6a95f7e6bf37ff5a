import { beforeEach, describe, expect, it } from 'vitest';
import { sha256 } from '../../../adapters/system/hash.ts';
import type { Allocation } from '../../../core/allocation/allocation.ts';
import type { EmployeeWeekKey } from '../../../core/ledger/ledger.ts';
import type { Head } from '../../../core/ledger/revision.ts';
import { SWEEP_BEGINNING } from '../../../core/recalculation/sweep-states.ts';
import type { Trouble } from '../../../core/recalculation/troubles.ts';
import type { RecalculationRequest } from '../../../functions/messages/objects.ts';
import { type SweepPlan, sweepPlanSchema } from '../../../functions/messages/sweep.ts';
import { collectChanges } from '../../../functions/recalculation/collect-changes/step.ts';
import { MemoryRunStore } from '../../doubles/memory-run-store.ts';
import {
  MemoryFeed,
  MemoryHeads,
  MemorySweepStates,
  RunWeeks,
  TickingClock,
} from '../../doubles/recalculation-ports.ts';
import { allocationOf, line } from '../../worlds/heads.ts';
import { headFor } from '../../worlds/runs.ts';

/** Tuesday: the last full week is that of the 16th. */
const NOW = '2026-11-24T06:00:00.000Z';
const LAST = '2026-11-16';
const EIGHT = ['2026-09-28', '2026-10-05', '2026-10-12', '2026-10-19', '2026-10-26', '2026-11-02', '2026-11-09', LAST];
const OLDER = '2026-09-21';
const EXECUTION = 'arn:aws:states:eu-central-1:1:execution:Sweep:one';

const ESTIMATED = allocationOf([line()], { basis: 'ESTIMATED', method: 'PLANNED_HOURS' });
let states: MemorySweepStates;
let store: MemoryRunStore;

beforeEach(() => {
  states = new MemorySweepStates();
  store = new MemoryRunStore();
});

interface World {
  readonly heads?: MemoryHeads;
  readonly feed?: MemoryFeed;
  readonly weeksRun?: readonly string[];
  readonly recheckWeeks?: number;
  readonly timeZone?: string;
  readonly clock?: TickingClock;
  readonly executionId?: string;
}

function collect(world: World = {}): Promise<SweepPlan> {
  const { heads = new MemoryHeads([]), feed = new MemoryFeed([]), weeksRun = EIGHT } = world;
  const { clock = new TickingClock(NOW), timeZone = 'UTC', recheckWeeks = 8, executionId = EXECUTION } = world;
  const ports = { states, feed, ledger: heads, records: new RunWeeks(...weeksRun), store, clock, sha256 };
  return collectChanges({ executionId }, ports, { timeZone, recheckWeeks }, new AbortController().signal);
}

/** The employee-weeks that the runs of a plan recalculate. */
async function requested({ requests }: SweepPlan): Promise<string[]> {
  const stored = await Promise.all(requests.map(({ requestKey }) => store.get<RecalculationRequest>(requestKey)));
  return stored.flatMap(({ mondayDate, employeeIds }) => employeeIds.map((id) => `${mondayDate}#${id}`));
}

function head(employeeId: string, mondayDate: string, allocation: Allocation = ESTIMATED): Head {
  const { revision, ...rest } = headFor(employeeId, { allocation });
  return { ...rest, revision: { ...revision, mondayDate } };
}

function change(employeeId: string, mondayDate = LAST): EmployeeWeekKey {
  return { employeeId, mondayDate };
}

describe('a sweep collects', () => {
  it('what the feed tells and what may have changed untold, each employee-week once, a request for each week', async () => {
    const feed = new MemoryFeed([change('E2'), change('E1', OLDER), change('E2')]);
    const heads = new MemoryHeads([head('E2', LAST), head('E3', LAST), head('E1', '2026-10-05')]);

    const plan = await collect({ feed, heads, weeksRun: [...EIGHT, OLDER] });

    expect(await requested(plan)).toEqual([`${OLDER}#E1`, '2026-10-05#E1', `${LAST}#E2`, `${LAST}#E3`]);
    expect(plan).toMatchObject({ changes: 3, rechecks: 3, before: { cursor: null }, next: { cursor: null } });
    expect(plan.requests.map(({ weekStartDate }) => weekStartDate)).toEqual([OLDER, '2026-10-05', LAST]);
  });

  it('nothing for a week that was never run', async () => {
    const plan = await collect({ feed: new MemoryFeed([change('E1')]), weeksRun: [] });

    expect(plan).toMatchObject({ requests: [], changes: 1, next: { cursor: null } });
  });

  it('nothing where nothing changed and all is settled', async () => {
    const plan = await collect({ heads: new MemoryHeads([head('E1', LAST, allocationOf([line()]))]) });

    expect(plan).toEqual({
      before: SWEEP_BEGINNING,
      next: { ...SWEEP_BEGINNING, caughtUpTo: NOW },
      requests: [],
      changes: 0,
      unreadable: { count: 0, sample: null },
      rechecks: 0,
      collectedAt: NOW,
      oldestChangeAt: null,
      newestChangeAt: null,
      hasMore: false,
    });
  });

  it('a plan that its state machine can carry on', async () => {
    const plan = await collect({ feed: new MemoryFeed([change('E1')]), heads: new MemoryHeads([head('E2', LAST)]) });

    expect(sweepPlanSchema.parse(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
    expect(plan.requests[0]?.name).toMatch(/^[a-z0-9-]{1,80}$/);
  });

  it('from the cursor that is stored, and leaves it to the next step to store another', async () => {
    states.state = { ...SWEEP_BEGINNING, cursor: 'c2' };
    const feed = new MemoryFeed([change('E0'), change('E1'), change('E2'), change('E3'), change('E4')], 2);

    const plan = await collect({ feed });

    expect(await requested(plan)).toEqual([`${LAST}#E2`, `${LAST}#E3`, `${LAST}#E4`]);
    expect({ next: plan.next.cursor, stored: states.state.cursor }).toEqual({ next: 'c4', stored: 'c2' });
  });

  it('by names that the same execution gives again, and another one does not', async () => {
    const names = async (executionId: string) => {
      const { requests } = await collect({ feed: new MemoryFeed([change('E1')]), executionId });
      return requests.map(({ name }) => name);
    };

    expect(await names(EXECUTION)).toEqual(await names(EXECUTION));
    expect(await names(EXECUTION)).not.toEqual(await names(`${EXECUTION}-2`));
  });
});

describe('a re-check', () => {
  it.each<[string, Allocation, boolean]>([
    ['an estimate by plans', ESTIMATED, true],
    ['an estimate by submitted hours', allocationOf([line()], { basis: 'ESTIMATED', method: 'SUBMITTED_HOURS' }), true],
    ['an equal split of an approved sheet', allocationOf([line()], { method: 'EQUAL_SPLIT' }), true],
    ['an actual result of which a part is unallocated', allocationOf([line(), line({ target: 'UNALLOCATED' })]), true],
    [
      'what nobody knows of',
      allocationOf([line({ target: 'UNALLOCATED' })], { basis: 'ESTIMATED', method: 'NONE' }),
      true,
    ],
    ['an actual result by logged hours', allocationOf([line(), line({ target: 'C2' })]), false],
    ['an actual result of leave', allocationOf([line({ target: 'OVERHEAD' })], { method: 'FULL_WEEK_LEAVE' }), false],
    ['an estimate of nothing', allocationOf([], { basis: 'ESTIMATED', method: 'PLANNED_HOURS' }), false],
  ])('of %s', async (_, allocation, isDue) => {
    const plan = await collect({ heads: new MemoryHeads([head('E1', LAST, allocation)]) });

    expect({ requested: await requested(plan), rechecks: plan.rechecks }).toEqual({
      requested: isDue ? [`${LAST}#E1`] : [],
      rechecks: isDue ? 1 : 0,
    });
  });

  it('looks at the last full weeks alone, each by its key, oldest first', async () => {
    const heads = new MemoryHeads([...EIGHT, OLDER, '2026-11-23'].map((monday) => head('E1', monday)));

    const plan = await collect({ heads, weeksRun: [...EIGHT, OLDER, '2026-11-23'] });

    expect(heads.listed).toEqual(EIGHT);
    expect(await requested(plan)).toEqual(EIGHT.map((monday) => `${monday}#E1`));
  });

  it.each([
    [0, []],
    [1, [LAST]],
    [2, ['2026-11-09', LAST]],
  ])('looks at as many weeks as are configured: %i', async (recheckWeeks, listed) => {
    const heads = new MemoryHeads([]);

    await collect({ heads, recheckWeeks });

    expect(heads.listed).toEqual(listed);
  });

  it('takes the weeks of the time zone: on Sunday evening in UTC it is Monday in Berlin', async () => {
    const listed = async (timeZone: string) => {
      const heads = new MemoryHeads([]);
      await collect({ heads, timeZone, recheckWeeks: 1, clock: new TickingClock('2026-11-22T23:30:00.000Z') });
      return heads.listed;
    };

    expect([await listed('UTC'), await listed('Europe/Berlin')]).toEqual([['2026-11-09'], [LAST]]);
  });
});

describe('a re-check of very many', () => {
  const ids = Array.from({ length: 5_003 }, (_, index) => `E${String(index).padStart(5, '0')}`);
  const heads = () =>
    new MemoryHeads([...ids.map((id) => head(id, LAST)), head('E00001', '2026-11-09'), head('E00001', '2026-09-28')]);

  it('stops after 5,000 and says where', async () => {
    const plan = await collect({ heads: heads() });

    expect({ rechecks: plan.rechecks, next: plan.next }).toEqual({
      rechecks: 5_000,
      next: { ...SWEEP_BEGINNING, caughtUpTo: NOW, recheckAfter: { mondayDate: LAST, employeeId: 'E04997' } },
    });
  });

  it('goes on there the next time, and begins anew after its end', async () => {
    states.state = (await collect({ heads: heads() })).next;

    const second = await collect({ heads: heads() });
    states.state = second.next;
    const third = await collect({ heads: heads() });

    expect(await requested(second)).toEqual(
      ['E04998', 'E04999', 'E05000', 'E05001', 'E05002'].map((id) => `${LAST}#${id}`),
    );
    expect(second.next.recheckAfter).toBeNull();
    expect(third.rechecks).toBe(5_000);
  });

  it('begins with the oldest week where the one it stopped in has passed', async () => {
    states.state = { ...SWEEP_BEGINNING, recheckAfter: { employeeId: 'E00001', mondayDate: OLDER } };

    const plan = await collect({ heads: new MemoryHeads([head('E1', '2026-09-28'), head('E1', LAST)]) });

    expect(await requested(plan)).toEqual(['2026-09-28#E1', `${LAST}#E1`]);
  });

  it('is split into runs of 1,000 employees', async () => {
    const plan = await collect({ heads: heads() });

    expect(plan.requests.map(({ weekStartDate }) => weekStartDate)).toEqual([
      '2026-09-28',
      '2026-11-09',
      ...Array(5).fill(LAST),
    ]);
    expect(new Set(plan.requests.map(({ name }) => name)).size).toBe(7);
  });
});

describe('employee-weeks that failed before', () => {
  const trouble = (employeeId: string): Trouble => {
    return { employeeId, mondayDate: LAST, sweeps: 1, reason: 'FAILED CONTENDED', parkedAt: null };
  };

  it('get a run of their own each, so that they take no others with them', async () => {
    states.state = { ...SWEEP_BEGINNING, troubles: [trouble('E2'), trouble('E3')] };
    const feed = new MemoryFeed([change('E1'), change('E2'), change('E2'), change('E3'), change('E4')]);

    const { requests } = await collect({ feed });

    const stored = await Promise.all(requests.map(({ requestKey }) => store.get<RecalculationRequest>(requestKey)));
    expect(stored.map(({ employeeIds }) => employeeIds)).toEqual([['E1', 'E4'], ['E2'], ['E3']]);
    expect(new Set(requests.map(({ name }) => name)).size).toBe(3);
  });

  it('and are parked are not met again, unless by a newer change', async () => {
    const parkedAt = '2026-11-23T06:00:00.000Z';
    const parked = ['E1', 'E2', 'E3', 'E4'].map((id) => ({ ...trouble(id), sweeps: 3, parkedAt }));
    states.state = { ...SWEEP_BEGINNING, troubles: parked };
    const old = { ...change('E1'), changedAt: '2026-11-23T05:00:00.000Z' };
    const newer = { ...change('E2'), changedAt: '2026-11-23T07:00:00.000Z' };
    const heads = new MemoryHeads([head('E3', LAST), head('E5', LAST)]);

    const plan = await collect({ feed: new MemoryFeed([old, newer, change('E4'), old, newer]), heads });

    expect(await requested(plan)).toEqual([`${LAST}#E5`, `${LAST}#E2`]);
  });

  it('leave the runs of their own to those that are met', async () => {
    const many = Array.from({ length: 150 }, (_, index) => trouble(`A${String(index).padStart(3, '0')}`));
    states.state = { ...SWEEP_BEGINNING, troubles: [...many, trouble('E1'), trouble('E2')] };

    const { requests } = await collect({ feed: new MemoryFeed([change('E1'), change('E2')]) });

    expect(requests).toHaveLength(2);
  });

  it('get as many as a sweep has time for', async () => {
    const many = Array.from({ length: 150 }, (_, index) => `E${String(index).padStart(3, '0')}`);
    states.state = { ...SWEEP_BEGINNING, troubles: many.map(trouble) };

    const { requests } = await collect({ feed: new MemoryFeed(many.map((id) => change(id))) });

    expect(requests).toHaveLength(101);
  });
});

describe('a feed with more than a round takes on', () => {
  it('is gone on with, and nothing is re-checked before its end', async () => {
    const feed = new MemoryFeed(Array.from({ length: 20_500 }, (_, index) => change(`E${index % 900}`)));
    const heads = new MemoryHeads([head('E2', LAST)]);

    const first = await collect({ feed, heads });
    states.state = first.next;
    const second = await collect({ feed, heads });

    expect([first, second].map(({ changes, rechecks, hasMore }) => ({ changes, rechecks, hasMore }))).toEqual([
      { changes: 20_000, rechecks: 0, hasMore: true },
      { changes: 500, rechecks: 1, hasMore: false },
    ]);
    expect(first.requests[0]?.name).not.toBe(second.requests[0]?.name);
  });

  it('passes over the weeks that were never run, which no lag is counted of', async () => {
    const old = { ...change('E1', '2024-01-01'), changedAt: '2024-01-03T10:00:00.000Z' };
    const recent = { ...change('E2'), changedAt: '2026-11-24T05:00:00.000Z' };

    states.state = { ...SWEEP_BEGINNING, caughtUpTo: '2023-01-01T00:00:00.000Z' };

    const plan = await collect({ feed: new MemoryFeed([old, recent, change('E3')]) });

    expect(await requested(plan)).toEqual([`${LAST}#E2`, `${LAST}#E3`]);
    expect(plan).toMatchObject({ oldestChangeAt: recent.changedAt, newestChangeAt: recent.changedAt });
  });
});

describe('changes that wait', () => {
  const at = (changedAt: string, employeeId = 'E1') => ({ ...change(employeeId), changedAt });
  const OLD = '2026-11-20T06:00:00.000Z';
  const NEW = '2026-11-24T05:00:00.000Z';
  const waitingOf = ({ oldestChangeAt, newestChangeAt }: SweepPlan) => [oldestChangeAt, newestChangeAt];

  it('are none of those that the last page tells again, however old they are', async () => {
    const feed = new MemoryFeed([at(OLD)]);
    states.state = (await collect({ feed })).next;

    const again = await collect({ feed });
    feed.changes.push(at(NEW, 'E2'));
    const grown = await collect({ feed });

    expect([again, grown].map(waitingOf)).toEqual([
      [null, null],
      [NEW, NEW],
    ]);
    expect(grown.next.caughtUpTo).toBe(NEW);
  });

  it('are none while a feed is read from its beginning, on the first day or as its cursor has gone stale', async () => {
    const old = Array.from({ length: 40_001 }, (_, index) => at(OLD, `E${index % 900}`));
    const feed = new MemoryFeed(old);
    const rounds: SweepPlan[] = [];
    for (let round = 0; round < 3; round += 1) {
      rounds.push(await collect({ feed }));
      states.state = rounds[round]?.next ?? states.state;
    }
    feed.staleCursors.add(states.state.cursor);
    rounds.push(await collect({ feed }));

    expect(rounds.map(({ hasMore }) => hasMore)).toEqual([true, true, false, true]);
    expect(rounds.map(waitingOf)).toEqual(Array(4).fill([null, null]));
  });

  it('are not hidden by one from the future', async () => {
    const feed = new MemoryFeed([at(OLD), at('2099-01-01T00:00:00.000Z')]);

    expect((await collect({ feed })).next.caughtUpTo).toBe(OLD);
  });
});

describe('a re-check that is slow', () => {
  it('stops when its time is up, and the next sweep goes on there', async () => {
    const clock = new TickingClock(NOW);
    const heads = new MemoryHeads([head('E1', LAST), head('E2', LAST), head('E3', LAST)]);
    const list = heads.listWeek.bind(heads);
    heads.listWeek = async function* (mondayDate) {
      for await (const one of list(mondayDate)) {
        clock.pass(110_000);
        yield one;
      }
    };

    const plan = await collect({ heads, clock });

    expect(await requested(plan)).toEqual([`${LAST}#E1`, `${LAST}#E2`]);
    expect(plan.next.recheckAfter).toEqual({ employeeId: 'E2', mondayDate: LAST });
  });
});

describe('a feed that is slow', () => {
  it('is read for two minutes, and the next sweep goes on there: the step has five', async () => {
    const feed = new MemoryFeed([change('E1'), change('E2'), change('E3'), change('E4'), change('E5')], 1);
    const clock = new TickingClock(NOW);
    const read = feed.read.bind(feed);
    feed.read = async (cursor) => {
      clock.pass(50_000);
      return read(cursor);
    };

    const plan = await collect({ feed, clock, recheckWeeks: 0 });

    expect(await requested(plan)).toEqual([`${LAST}#E1`, `${LAST}#E2`, `${LAST}#E3`]);
    expect(plan.next.cursor).toBe('c3');
  });
});
