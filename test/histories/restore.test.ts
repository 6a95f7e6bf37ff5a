import { beforeEach, describe, expect, it } from 'vitest';
import { formatUsd4 } from '../../core/values/money.ts';
import type { Item } from '../doubles/memory-table.ts';
import { checkFigures, verifyWeek } from './model/invariants.ts';
import { KEYS, World } from './model/world.ts';

/** The table is restored to an earlier state while timesheets, evidence and seals stay as they are, and all goes on. */

const [KEY, COLLEAGUE] = KEYS as [(typeof KEYS)[number], (typeof KEYS)[number]];
const { employeeId, mondayDate } = KEY;
const LEFT_BEHIND = `${employeeId}: REV#000002 lies beyond the current revision: left behind by a restore`;

let world: World;
let earlier: Item[];

beforeEach(async () => {
  world = new World();
  const usage = (who: string) => ({ employeeId: who, source: 'tool', tokens: 1000n, cost: '10.000000' });
  world.system.lake.put(mondayDate, [usage(employeeId), usage(COLLEAGUE.employeeId)]);
  for (const key of [KEY, COLLEAGUE]) world.system.company.set(key, { version: 1, logs: { C1: '40.00' } }, 'NOBODY');
  await world.runWeek(mondayDate);
  earlier = world.system.table.items();
  await correct({ C1: '20.00', C2: '20.00' });
  await world.runWeek(mondayDate);
  await correct({ C1: '10.00', C2: '30.00' });
  // The notary knows of no restore; what stands in the end is checked by itself.
  world.system.table.afterWrite = () => {};
});

/** A correction that the next sweep finds in the feed. */
async function correct(logs: Record<string, string>): Promise<void> {
  world.changeSheet(KEY, { logs }, 'FEED');
  await world.sweep();
}

/** All is as it was then, or the heads alone. */
function restore(part: 'ALL' | 'HEADS'): void {
  const { table } = world.system;
  if (part === 'ALL') for (const item of table.items()) table.delete(item);
  for (const item of earlier) if (part === 'ALL' || item.pk.startsWith('WEEK#')) table.put(item);
}

/** Revision and lines in one line of text. */
function told(): string {
  const revision = world.system.head(KEY)?.revision;
  const lines = revision?.allocation.lines.map(({ target, costUsd4 }) => `${target} ${formatUsd4(costUsd4)}`);
  return `${revision?.revision}: ${lines?.join(', ')}`;
}

/** What verifying finds, but for what runs have sealed that the restore took away: this stays for ever. */
async function faults(): Promise<string[]> {
  const { faults: found } = await verifyWeek(world.system, mondayDate);
  return found.filter(({ fault }) => !fault.includes('sealed')).map(({ employeeId: of, fault }) => `${of}: ${fault}`);
}

function lastRun() {
  return world.system.ended.at(-1)?.summary;
}

describe('a table restored whole', () => {
  beforeEach(() => restore('ALL'));

  it('goes on from there: the sweep, restored as well, finds what was corrected since', async () => {
    await world.sweep();

    expect(told()).toBe('2: C1 2.5000, C2 7.5000');
    await world.runWeek(mondayDate);
    checkFigures(world);
    expect(await faults()).toEqual([]);
  });

  it('does not hide that a sealed revision is gone', async () => {
    await world.runWeek(mondayDate);
    const { faults: found } = await verifyWeek(world.system, mondayDate);
    expect(found.map(({ fault }) => fault)).toContainEqual(
      expect.stringMatching(/^revision 2 is not the one that run/),
    );
  });
});

describe('a table of which only the heads were restored', () => {
  beforeEach(() => restore('HEADS'));

  it('is told of by verifying, and no run replaces what was left behind', async () => {
    expect(await faults()).toContain(LEFT_BEHIND);
    await world.runWeek(mondayDate);
    const before = world.system.table.partition(`EW#${employeeId}#${mondayDate}`);

    await correct({ C1: '30.00', C2: '10.00' });
    await world.runWeek(mondayDate);

    expect(told()).toBe('2: C1 2.5000, C2 7.5000');
    expect(world.system.table.partition(`EW#${employeeId}#${mondayDate}`)).toEqual(before);
    expect(lastRun()).toMatchObject({ status: 'PARTIAL', totals: { employeesConfirmed: 1, employeesFailed: 1 } });
    expect(await faults()).toEqual([LEFT_BEHIND]);
  });

  it('goes on once what verifying has named is deleted', async () => {
    await world.runWeek(mondayDate);
    await correct({ C1: '30.00', C2: '10.00' });
    world.system.table.delete({ pk: `EW#${employeeId}#${mondayDate}`, sk: 'REV#000002' });

    await world.runWeek(mondayDate);

    expect(told()).toBe('3: C1 7.5000, C2 2.5000');
    expect(lastRun()?.status).toBe('SUCCEEDED');
    checkFigures(world);
    expect(await faults()).toEqual([]);
  });
});
