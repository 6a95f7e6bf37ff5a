import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../adapters/system/hash.ts';
import { buildWeek, WeekContendedError } from '../../../core/collection/build-week.ts';
import { BY_ADDRESS } from '../../../core/collection/match-actors.ts';
import type { UsageFact } from '../../../core/collection/usage-fact.ts';
import { unresolvedId, type WeeklyRow } from '../../../core/collection/weekly-usage.ts';
import { MemoryCwoList } from '../../doubles/memory-cwo-list.ts';
import { MemoryIdentities } from '../../doubles/memory-identities.ts';
import { MemoryWeeklyFacts } from '../../doubles/memory-weekly-facts.ts';
import { MemoryWeeklyTable } from '../../doubles/memory-weekly-table.ts';
import { TestClock } from '../../doubles/test-clock.ts';
import { identityEntry } from '../../worlds/identities.ts';
import { MONDAY, usageFact } from '../../worlds/usage-facts.ts';

const { signal } = new AbortController();
const E1: WeeklyRow = { employeeId: 'E1', tool: 'cursor', tokens: 15n, costUsd6: 7n };
const BOB = { kind: 'EMAIL', id: 'bob@example.com' } as const;
const CRASH = new Error('the function was killed');

/** A week of these facts, of which Ann is E1. */
function worldOf(facts: readonly UsageFact[], cwos = new MemoryCwoList()) {
  const weekly = MemoryWeeklyFacts.of(...facts);
  const told: string[][] = [];
  const table = new MemoryWeeklyTable();
  const identities = MemoryIdentities.of(identityEntry());
  const ports = { identities, identityTable: weekly, cwos, facts: weekly, table, clock: new TestClock(), sha256 };
  const build = (tell?: () => Promise<void>) =>
    buildWeek(MONDAY, ports, tell ?? (async (changed) => void told.push([...changed])), signal);
  return { weekly, table, identities, ports, told, build };
}

describe('a week that is built', () => {
  it('is put with its rows, and whoever changed is told before', async () => {
    const { build, table, told } = worldOf([usageFact()]);
    table.beforeReplace = () => expect(told).toEqual([['E1']]);

    expect(await build()).toEqual({ rows: [E1], changed: ['E1'] });
    expect(table.weeks.get(MONDAY)).toEqual({ rows: [E1], version: '1' });
  });

  it('again without any change writes nothing and tells nobody', async () => {
    const { build, table, told } = worldOf([usageFact()]);
    await build();

    expect(await build()).toEqual({ rows: [E1], changed: [] });
    expect(told).toEqual([['E1']]);
    expect(table.weeks.get(MONDAY)?.version).toBe('1');
  });

  it('without facts, where there never were any, is not put', async () => {
    const { build, table, told } = worldOf([]);

    expect(await build()).toEqual({ rows: [], changed: [] });
    expect([table.weeks.size, told]).toEqual([0, []]);
  });

  it('whose facts are gone is put empty, and whoever had any is told', async () => {
    const { build, table, weekly, told } = worldOf([usageFact()]);
    await build();
    weekly.facts.length = 0;
    await build();

    expect(table.weeks.get(MONDAY)?.rows).toEqual([]);
    expect(told).toEqual([['E1'], ['E1']]);
  });

  it('leaves facts of other weeks to theirs', async () => {
    const { build } = worldOf([usageFact({ usageDate: '2026-11-15' }), usageFact({ usageDate: '2026-11-23' })]);

    expect((await build()).rows).toEqual([]);
  });

  it('leaves services out', async () => {
    const { build, identities } = worldOf([usageFact(), usageFact({ actor: BOB })]);
    identities.entries.push(identityEntry({ actor: BOB, target: 'service', employeeId: null }));

    expect((await build()).rows).toEqual([E1]);
  });
});

describe('an address that nobody knows', () => {
  it('is looked for among the managers, and the week is summed again with who it is', async () => {
    const { build, weekly, identities } = worldOf(
      [usageFact({ actor: BOB })],
      new MemoryCwoList({ employeeId: 'E5', email: 'bob@example.com' }),
    );

    expect((await build()).rows).toEqual([{ ...E1, employeeId: 'E5' }]);
    expect(weekly.calls).toEqual(['replace', 'sum', 'replace', 'sum']);
    expect(await identities.find(BOB)).toMatchObject([{ by: BY_ADDRESS, employeeId: 'E5', validFrom: MONDAY }]);
  });

  it('that is of no manager stays unresolved, and nothing is summed again', async () => {
    const { build, weekly } = worldOf([usageFact({ actor: BOB })], new MemoryCwoList());

    expect((await build()).rows).toEqual([{ ...E1, employeeId: unresolvedId('cursor', BOB, sha256) }]);
    expect(weekly.calls).toEqual(['replace', 'sum']);
  });

  it('that is found later moves its usage from the unresolved to the employee: both are told', async () => {
    const { build, identities, told } = worldOf([usageFact({ actor: BOB })]);
    await build();
    identities.entries.push(identityEntry({ actor: BOB, employeeId: 'E5' }));
    await build();

    expect(told.at(-1)).toEqual(['E5', unresolvedId('cursor', BOB, sha256)]);
  });
});

describe('a build that is killed', () => {
  it.each<[string, (world: ReturnType<typeof worldOf>) => () => void]>([
    ['before the identity table is written', ({ weekly }) => failOnce(weekly, 'replace')],
    ['while the facts are summed', ({ weekly }) => failOnce(weekly, 'sum')],
    ['before the matched address is written', ({ identities }) => failOnce(identities, 'add')],
    ['before the table is replaced', ({ table }) => failOnce(table, 'replace')],
  ])('%s leaves the week as it was, and built again comes to the same', async (_, fail) => {
    const managers = new MemoryCwoList({ employeeId: 'E5', email: 'bob@example.com' });
    const world = worldOf([usageFact(), usageFact({ actor: BOB })], managers);
    const restore = fail(world);

    await expect(world.build()).rejects.toThrow(CRASH);
    expect(world.table.weeks.size).toBe(0);
    restore();
    await world.build();
    expect(world.table.weeks.get(MONDAY)?.rows).toEqual([E1, { ...E1, employeeId: 'E5' }]);
    expect(world.told.at(-1)).toEqual(['E1', 'E5']);
  });

  it('before it told whoever changed puts nothing, and tells them when it is built again', async () => {
    const { build, table, told } = worldOf([usageFact()]);

    await expect(build(() => Promise.reject(CRASH))).rejects.toThrow(CRASH);
    expect(table.weeks.size).toBe(0);
    await build();
    expect(told).toEqual([['E1']]);
  });

  it('after it told and before it put tells them again', async () => {
    const { build, table, told } = worldOf([usageFact()]);
    table.beforeReplace = () => {
      throw CRASH;
    };
    await expect(build()).rejects.toThrow(CRASH);
    table.beforeReplace = () => {};
    await build();

    expect(told).toEqual([['E1'], ['E1']]);
    expect(table.weeks.get(MONDAY)?.rows).toEqual([E1]);
  });

  it('after it put has told everybody, and built again tells nobody', async () => {
    const { build, table, told } = worldOf([usageFact()]);
    const put = table.put.bind(table);
    table.put = (...of) => {
      put(...of);
      throw CRASH;
    };
    await expect(build()).rejects.toThrow(CRASH);

    expect((await build()).changed).toEqual([]);
    expect(told).toEqual([['E1']]);
  });
});

describe('a build that somebody overtook', () => {
  const FOREIGN: WeeklyRow = { ...E1, employeeId: 'E9' };

  it('begins anew, and whoever differs from what is there now is told', async () => {
    const { build, table, told } = worldOf([usageFact()]);
    let races = 1;
    table.beforeReplace = () => {
      if (races > 0) table.put(MONDAY, [FOREIGN]);
      races -= 1;
    };

    expect(await build()).toEqual({ rows: [E1], changed: ['E1', 'E9'] });
    expect(told).toEqual([['E1'], ['E1', 'E9']]);
    expect(table.weeks.get(MONDAY)?.rows).toEqual([E1]);
  });

  it('by one that came to the same has nothing left to do', async () => {
    const { build, table } = worldOf([usageFact()]);
    table.beforeReplace = () => table.put(MONDAY, [E1]);

    expect(await build()).toEqual({ rows: [E1], changed: [] });
    expect(table.weeks.get(MONDAY)?.version).toBe('1');
  });

  it('three times gives up', async () => {
    const { build, table, weekly } = worldOf([usageFact()]);
    let cost = 100n;
    table.beforeReplace = () => {
      cost += 1n;
      table.put(MONDAY, [{ ...E1, costUsd6: cost }]);
    };

    await expect(build()).rejects.toThrow(WeekContendedError);
    await expect(build()).rejects.toThrow(`week ${MONDAY} was replaced by others 3 times while it was built`);
    expect(weekly.calls.filter((call) => call === 'sum')).toHaveLength(6);
  });
});

describe('a build whose time is up', () => {
  it('stops', async () => {
    const { ports } = worldOf([usageFact()]);

    await expect(buildWeek(MONDAY, ports, async () => {}, AbortSignal.abort(CRASH))).rejects.toThrow(CRASH);
  });
});

/** Lets a member fail until the returned function is called. */
function failOnce<Key extends string>(of: { [key in Key]: unknown }, member: Key): () => void {
  const before = of[member];
  Object.assign(of, { [member]: () => Promise.reject(CRASH) });
  return () => Object.assign(of, { [member]: before });
}
