import { describe, expect, it } from 'vitest';
import { type Death, dyingAt, type Gate } from '../../histories/model/gates.ts';
import { MirrorSystem, weeksOf } from '../../worlds/mirror-syncs.ts';
import { MONDAY } from '../../worlds/mirror-weeks.ts';

const PEOPLE = 100;
const LEASE_AND_MORE_MS = 31 * 60_000;
const before = weeksOf(PEOPLE);
/** Everybody but every tenth: two whole chunks, which is none of the last. */
const after = weeksOf(PEOPLE, (index) => (index % 10 === 0 ? 8_00 : 6_50));
const CHANGED = 90;

async function started() {
  const system = new MirrorSystem();
  await system.import(before, { owner: 'first' });
  const { cursor } = await system.feed();
  return { system, cursor };
}

async function countCalls(): Promise<number> {
  const { system } = await started();
  let calls = 0;
  const counting: Gate = (_, action) => {
    calls += 1;
    return action();
  };
  await system.import(after, { owner: 'second', gate: counting });
  return calls;
}

const CALLS = await countCalls();
const deaths = Array.from({ length: CALLS }, (_, atCall) => atCall).flatMap((atCall) => [
  { atCall, moment: 'BEFORE' as const },
  { atCall, moment: 'AFTER' as const },
]);

async function expectAsWithoutCrash({ system, cursor }: Awaited<ReturnType<typeof started>>) {
  const smooth = await started();
  await smooth.system.import(after, { owner: 'second' });
  expect(system.records()).toEqual(smooth.system.records());
  const told = new Set((await system.feed(cursor)).changes.map(({ employeeId }) => employeeId));
  expect(told.size).toBe(CHANGED);
}

describe('a sync that dies', () => {
  it('makes the calls that are gone through', () => {
    expect(CALLS).toBeGreaterThan(20);
  });

  it.each(deaths)('as a whole at call $atCall, $moment it, is made up for by the next one', async (death) => {
    const world = await started();
    const gate = dyingAt({ ...death, times: 1, of: 'RUN' } satisfies Death);
    await expect(world.system.import(after, { owner: 'second', gate })).rejects.toThrow();
    world.system.clock.advance(LEASE_AND_MORE_MS);

    const next = await world.system.import(after, { owner: 'third' });

    expect(next?.weeks[0]?.status).toMatch(/^(APPLIED|UNCHANGED)$/);
    await expectAsWithoutCrash(world);
  });

  it.each(deaths)('in a step at call $atCall, $moment it, goes on with the same step', async (death) => {
    const world = await started();
    const gate = dyingAt({ ...death, times: 1, of: 'STEP' } satisfies Death);
    const { system } = world;
    const snapshotKey = await system.put(after);
    const asked = { owner: 'second', gate };
    const again = async <T>(step: () => Promise<T>) => step().catch(step);
    const opened = await again(() => system.open(snapshotKey, asked));
    if (opened.status === 'SKIPPED') throw new Error('the same execution has the lease');

    const { closed } = await system.finish(opened, gate, again);

    expect(closed.hasChanges).toBe(true);
    await expectAsWithoutCrash(world);
  });

  it('between two chunks of a source that goes back to what it was leaves nothing of what it had begun', async () => {
    const { system } = await started();
    const isWrite = (call: string) => call === 'TransactWriteCommand';
    let writes = 0;
    const gate: Gate = (call, action) => {
      if (isWrite(call)) writes += 1;
      return isWrite(call) && writes === 2 ? Promise.reject(new Error('gone')) : action();
    };
    await expect(system.import(after, { owner: 'second', gate })).rejects.toThrow('gone');
    system.clock.advance(LEASE_AND_MORE_MS);

    const back = await system.import(before, { owner: 'third' });

    expect(back?.weeks[0]).toMatchObject({ status: 'APPLIED', changed: 45 });
    const answer = await system.answer(['E-1']);
    expect(answer.employees.get('E-1')).toMatchObject({ record: { entries: [{ hours: 8_00, date: MONDAY }] } });
  });
});
