import { beforeEach, describe, expect, it } from 'vitest';
import { formatUsd4 } from '../../core/values/money.ts';
import { VISIBILITY_MS } from '../doubles/memory-queue.ts';
import type { Person } from '../worlds/company-week.ts';
import { keyText } from './model/company.ts';
import { OPEN } from './model/gates.ts';
import { checkLedger } from './model/invariants.ts';
import { KEYS, World } from './model/world.ts';

const KEY = KEYS[0] as (typeof KEYS)[number];
const { employeeId, mondayDate } = KEY;
const ONE_DAY_MS = 86_400_000;
const HALVES = { C1: '20.00', C2: '20.00' };
const ON_HALVES = 'C1 5.0000, C2 5.0000';
const ON_PLAN = { status: null, plans: { C1: '40.00' } };

let world: World;

beforeEach(() => {
  world = new World();
  spend('10.000000');
});

/** What the lake holds of the employee-week from now on. */
function spend(...costs: string[]): void {
  const rows = costs.map((cost) => ({ employeeId, source: 'tool', tokens: 1000n, cost }));
  const other = { employeeId: 'E2', source: 'tool', tokens: 1n, cost: '1.000000' };
  world.system.lake.put(mondayDate, [...rows, other]);
}

/** The week is run while the timesheet system says so. */
async function runWith(person: Person): Promise<void> {
  world.system.company.set(KEY, { version: 1, ...person }, 'NOBODY');
  await world.runWeek(mondayDate);
}

/** A change of the timesheet whose webhook is delivered and drained. */
async function changeAndDrain(change: Partial<Person>): Promise<void> {
  world.changeSheet(KEY, change, 'WEBHOOK');
  await world.deliver(KEY);
  await world.drain();
}

/** Revision, basis, method, flags and lines in one line of text. */
function told(): string {
  const revision = world.system.head(KEY)?.revision;
  if (!revision) return 'nothing';
  const { basis, method, flags, lines } = revision.allocation;
  const parts = lines.map(({ target, costUsd4, reason }) =>
    [target, formatUsd4(costUsd4), reason].filter(Boolean).join(' '),
  );
  return `${revision.revision}: ${[basis, method, ...flags].join(' ')}: ${parts.join(', ') || 'no lines'}`;
}

function revisions(): number {
  return world.system.revisionBodies(KEY).length;
}

describe('a timesheet that changes after the weekly run', () => {
  it.each<[string, Person, Partial<Person>, string]>([
    ['is approved late', ON_PLAN, { status: 'APPROVED', logs: HALVES }, `2: ACTUAL LOGGED_HOURS: ${ON_HALVES}`],
    ['is amended', { logs: { C1: '40.00' } }, { logs: HALVES }, `2: ACTUAL LOGGED_HOURS: ${ON_HALVES}`],
    ['is opened again', { logs: HALVES }, { status: 'REOPENED' }, `2: ESTIMATED SUBMITTED_HOURS: ${ON_HALVES}`],
    [
      'is opened again and emptied',
      { logs: HALVES, plans: { C3: '8.00' } },
      { status: 'REOPENED', logs: {} },
      '2: ESTIMATED PLANNED_HOURS: C3 10.0000',
    ],
    [
      'is approved with nothing to do',
      { status: null },
      { status: 'APPROVED' },
      '2: ACTUAL NONE: OVERHEAD 10.0000 BENCH',
    ],
  ])('%s: its webhook corrects the ledger once', async (_, before, change, after) => {
    await runWith(before);

    await changeAndDrain(change);
    expect(told()).toBe(after);

    for (let repeats = 0; repeats < 3; repeats += 1) await world.deliver(KEY);
    await world.drain();
    expect(told()).toBe(after);
    await checkLedger(world);
  });

  it('goes through approval, opening and approval as three corrections', async () => {
    await runWith(ON_PLAN);

    await changeAndDrain({ status: 'APPROVED', logs: HALVES });
    await changeAndDrain({ status: 'REOPENED' });
    await changeAndDrain({ status: 'APPROVED' });

    expect(told()).toBe(`4: ACTUAL LOGGED_HOURS: ${ON_HALVES}`);
  });
});

describe('what no webhook tells', () => {
  it.each<[string, Person, Partial<Person>, string]>([
    ['late leave', ON_PLAN, { leave: '40.00' }, '2: ACTUAL FULL_WEEK_LEAVE: OVERHEAD 10.0000'],
    [
      'late leave beside approved hours',
      { logs: HALVES },
      { leave: '40.00' },
      `2: ACTUAL LOGGED_HOURS LEAVE_WITH_HOURS: ${ON_HALVES}`,
    ],
    [
      'leave that is taken back',
      { status: null, leave: '40.00', plans: { C2: '8.00' } },
      { leave: '0.00' },
      '2: ESTIMATED PLANNED_HOURS: C2 10.0000',
    ],
    [
      'a plan for who sat on the bench',
      {},
      { plans: { C1: '0.00', C2: '0.00' } },
      `2: ACTUAL EQUAL_SPLIT: ${ON_HALVES}`,
    ],
  ])('%s is found by the sweep in the feed', async (_, before, change, after) => {
    await runWith(before);
    world.change(KEY, change, 'FEED');

    await world.drain();
    expect(revisions()).toBe(1);
    await world.sweep();

    expect(told()).toBe(after);
    await checkLedger(world);
  });

  it.each<[string, Person, Partial<Person>, string]>([
    ['under an estimate', ON_PLAN, { plans: { C2: '40.00' } }, '2: ESTIMATED PLANNED_HOURS: C2 10.0000'],
    [
      'under an equal split',
      { plans: { C1: '40.00' } },
      { plans: { C2: '40.00' } },
      '2: ACTUAL EQUAL_SPLIT: C2 10.0000',
    ],
    ['where nobody could say', { status: null }, { plans: { C2: '40.00' } }, '2: ESTIMATED PLANNED_HOURS: C2 10.0000'],
    [
      'beside a broken chain',
      { logs: { C1: '20.00', BROKEN: '20.00' } },
      { logs: { C1: '20.00', C2: '20.00' } },
      `2: ACTUAL LOGGED_HOURS: ${ON_HALVES}`,
    ],
    ['by a submission', ON_PLAN, { status: 'SUBMITTED', logs: HALVES }, `2: ESTIMATED SUBMITTED_HOURS: ${ON_HALVES}`],
  ])('a change %s is found by looking again, though the feed is silent', async (_, before, change, after) => {
    await runWith(before);
    world.change(KEY, change, 'NOBODY');

    await world.sweep();

    expect(told()).toBe(after);
    await checkLedger(world);
  });

  it('is not looked for under approved hours, nor in weeks that are long over', async () => {
    await runWith({ logs: HALVES });
    const { answered } = world.system.company;
    const before = answered.length;
    await world.sweep();
    expect(answered).toHaveLength(before);

    await changeAndDrain({ status: 'REOPENED' });
    world.system.clock.advance(60 * ONE_DAY_MS);
    await world.settle();
    const late = answered.length;
    await world.sweep();
    // The last change of the feed is read again; beyond that nobody asks.
    expect(answered).toHaveLength(late + 1);
  });
});

describe('usage that changes', () => {
  it.each<[string, string[], string]>([
    ['grows by a late file', ['10.000000', '2.500000'], '2: ACTUAL LOGGED_HOURS: C1 6.2500, C2 6.2500'],
    ['shrinks by a credit', ['10.000000', '-2.000000'], '2: ACTUAL LOGGED_HOURS: C1 4.0000, C2 4.0000'],
    ['vanishes', [], '2: ACTUAL LOGGED_HOURS: no lines'],
  ])('%s is taken up by the next run of the week, and by no recalculation', async (_, costs, after) => {
    await runWith({ logs: HALVES });
    spend(...costs);

    await world.deliver(KEY);
    await world.drain();
    expect(told()).toBe(`1: ACTUAL LOGGED_HOURS: ${ON_HALVES}`);
    await world.runWeek(mondayDate);

    expect(told()).toBe(after);
    await checkLedger(world);
  });

  it('comes back as a third revision after it had vanished', async () => {
    await runWith({ logs: HALVES });
    spend();
    await world.runWeek(mondayDate);
    spend('10.000000');
    await world.runWeek(mondayDate);

    expect(told()).toBe(`3: ACTUAL LOGGED_HOURS: ${ON_HALVES}`);
  });

  it('stays gone when the timesheet changes afterwards', async () => {
    await runWith({ logs: HALVES });
    spend();
    await world.runWeek(mondayDate);

    await changeAndDrain({ logs: { C3: '40.00' } });

    expect(told()).toBe('2: ACTUAL LOGGED_HOURS: no lines');
  });

  it('is asked from the lake for who had none when the week was run', async () => {
    spend();
    await runWith({ logs: HALVES });
    expect(told()).toBe('nothing');
    spend('10.000000');

    await changeAndDrain({ logs: { C1: '40.00' } });

    expect(told()).toBe('1: ACTUAL LOGGED_HOURS: C1 10.0000');
    await checkLedger(world);
  });
});

describe('a delivery at the wrong time', () => {
  it('that overtakes the weekly run does nothing: the run reads the timesheet itself', async () => {
    world.system.company.set(KEY, { status: 'APPROVED', version: 2, logs: HALVES }, 'WEBHOOK');
    await world.deliver(KEY);
    await world.drain();
    expect(world.system.ended).toEqual([]);
    expect(world.system.queue.length).toBe(0);

    await world.runWeek(mondayDate);

    expect(told()).toBe(`1: ACTUAL LOGGED_HOURS: ${ON_HALVES}`);
  });

  it('months later confirms what is there', async () => {
    await runWith(ON_PLAN);
    await changeAndDrain({ status: 'APPROVED', logs: HALVES });
    await changeAndDrain({ logs: { C2: '40.00' } });
    world.system.clock.advance(120 * ONE_DAY_MS);
    world.system.objects.expire();

    await world.deliver(KEY);
    await world.drain();

    expect(told()).toBe('3: ACTUAL LOGGED_HOURS: C2 10.0000');
    expect(world.system.head(KEY)?.confirmation?.trigger).toBe('WEBHOOK');
  });

  it('that never comes is made up for by the sweep', async () => {
    await runWith(ON_PLAN);
    world.changeSheet(KEY, { status: 'APPROVED', logs: HALVES }, 'WEBHOOK');

    await world.sweep();

    expect(told()).toBe(`2: ACTUAL LOGGED_HOURS: ${ON_HALVES}`);
  });
});

describe('a sweep whose run fails', () => {
  const other = { employeeId: 'E2', mondayDate };

  beforeEach(async () => {
    world.system.company.set(other, { version: 1, logs: { C1: '40.00' } }, 'NOBODY');
    await runWith({ logs: HALVES });
    // Read again as the last change of the feed, it must not be what saves the first.
    world.changeSheet(KEY, { logs: { C2: '40.00' } }, 'FEED');
    world.changeSheet(other, { logs: { C2: '40.00' } }, 'FEED');
  });

  it.each<[string, () => Promise<void>]>([
    [
      'as the timesheet system is down',
      () => {
        world.system.company.outages = 2;
        return world.sweep();
      },
    ],
    [
      'as each try of a step dies',
      () => world.sweep(world.dying({ atCall: 'fetchWeek', moment: 'BEFORE', times: 9, of: 'STEP' })),
    ],
    [
      'as it dies with its sweep',
      () => world.sweep(world.dying({ atCall: 'fetchWeek', moment: 'AFTER', times: 1, of: 'RUN' })),
    ],
  ])('%s, leaves the cursor where it is, and the next one makes up for it', async (_, fail) => {
    const { states } = world.system.ports(OPEN);
    const before = await states.read();

    await fail();
    expect(told()).toBe(`1: ACTUAL LOGGED_HOURS: ${ON_HALVES}`);
    expect(await states.read()).toEqual(before);
    await world.sweep();

    expect(told()).toBe('2: ACTUAL LOGGED_HOURS: C2 10.0000');
    expect(await states.read()).not.toEqual(before);
    await checkLedger(world);
  });
});

describe('a drain that dies', () => {
  it.each([
    ['before the run is started', 'BEFORE'],
    ['after the run is started, before its messages are deleted', 'AFTER'],
  ] as const)('%s, leaves its messages to the next', async (_, moment) => {
    await runWith({ logs: { C1: '40.00' } });
    world.changeSheet(KEY, { logs: HALVES }, 'WEBHOOK');
    await world.deliver(KEY);

    await world.drain(world.dying({ atCall: 'start', moment, times: 1, of: 'RUN' }));
    expect(world.system.queue.length).toBe(1);
    world.system.clock.advance(VISIBILITY_MS);
    await world.drain();

    expect(told()).toBe(`2: ACTUAL LOGGED_HOURS: ${ON_HALVES}`);
    expect(world.system.queue.length).toBe(0);
    await checkLedger(world);
  });
});

describe('an old answer of the timesheet system', () => {
  const behind = (fetches: number) => world.system.company.behind.set(keyText(KEY), fetches);

  beforeEach(async () => {
    await runWith({ logs: { C1: '40.00' } });
    await changeAndDrain({ logs: HALVES });
  });

  it('is asked for again', async () => {
    behind(2);
    await changeAndDrain({ logs: { C2: '40.00' } });

    expect(told()).toBe('3: ACTUAL LOGGED_HOURS: C2 10.0000');
  });

  it('is not believed where it stays: the ledger and the cursor wait for a newer one', async () => {
    behind(3);
    world.changeSheet(KEY, { logs: { C2: '40.00' } }, 'FEED');
    await world.sweep();
    expect(told()).toBe(`2: ACTUAL LOGGED_HOURS: ${ON_HALVES}`);
    expect(world.system.ended.at(-1)?.summary.totals.employeesFailed).toBe(1);

    await world.sweep();

    expect(told()).toBe('3: ACTUAL LOGGED_HOURS: C2 10.0000');
  });

  it('leaves nothing behind once a newer one is there, not even a task that was deleted since', async () => {
    const entries = [{ entryId: 'TE-1', taskId: 'T-E1-C1', date: mondayDate, hours: '8.00' }];
    behind(1);
    await changeAndDrain({ logs: {}, entries });

    expect(told()).toBe('3: ACTUAL LOGGED_HOURS FEW_HOURS: UNALLOCATED 10.0000 BROKEN_CHAIN');
    await checkLedger(world);
  });
});
