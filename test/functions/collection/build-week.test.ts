import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../adapters/system/hash.ts';
import { buildWeek } from '../../../functions/collection/build-week/step.ts';
import type { RecalculationRequest } from '../../../functions/messages/objects.ts';
import { MemoryCwoList } from '../../doubles/memory-cwo-list.ts';
import { MemoryIdentities } from '../../doubles/memory-identities.ts';
import { MemoryPendingRecalculations } from '../../doubles/memory-pending-recalculations.ts';
import { MemoryRunRecords } from '../../doubles/memory-run-records.ts';
import { MemoryRunStore } from '../../doubles/memory-run-store.ts';
import { MemoryWeeklyFacts } from '../../doubles/memory-weekly-facts.ts';
import { MemoryWeeklyTable } from '../../doubles/memory-weekly-table.ts';
import { TestClock } from '../../doubles/test-clock.ts';
import { EXECUTION } from '../../worlds/collections.ts';
import { identityEntry } from '../../worlds/identities.ts';
import { MONDAY, usageFact } from '../../worlds/usage-facts.ts';

const { signal } = new AbortController();

function worldOf({ wasRun = true, people = 0 } = {}) {
  const known = Array.from({ length: people }, (_, index) => {
    return { kind: 'USER_ID', id: `u${String(index).padStart(4, '0')}` } as const;
  });
  const facts = MemoryWeeklyFacts.of(usageFact(), ...known.map((actor) => usageFact({ actor })));
  const entries = known.map((actor) => identityEntry({ actor, employeeId: `E-${actor.id}` }));
  const records = new MemoryRunRecords();
  records.hasFullRun = async () => wasRun;
  const ports = {
    ...{ identities: MemoryIdentities.of(identityEntry(), ...entries), identityTable: facts, facts },
    ...{ cwos: new MemoryCwoList(), table: new MemoryWeeklyTable(), pending: new MemoryPendingRecalculations() },
    ...{ store: new MemoryRunStore(), clock: new TestClock(), sha256, records },
  };
  const build = (executionId = EXECUTION.id) => buildWeek({ executionId, mondayDate: MONDAY }, ports, signal);
  return { ports, facts, build };
}

describe('a week that is built', () => {
  it('says what it came to, sums as text', async () => {
    const { build, facts } = worldOf();
    facts.facts.push(usageFact({ tokens: { output: 2n ** 60n }, cost: { usd6: null }, modelRaw: 'strange' }));

    expect((await build()).week).toEqual({
      ...{ weekStartDate: MONDAY, employees: 1, tokens: '1152921504606847001', costUsd: '0.000007' },
      changedEmployees: 1,
    });
  });

  it('asks for the recalculation of whoever changed, by a request that is kept until it has succeeded', async () => {
    const { build, ports } = worldOf();
    const { requests } = await build();
    const [request] = requests;

    expect(requests).toHaveLength(1);
    expect(request).toMatchObject({ weekStartDate: MONDAY });
    expect(await ports.store.get<RecalculationRequest>(request?.requestKey ?? '')).toEqual({
      mondayDate: MONDAY,
      employeeIds: ['E1'],
    });
    expect(await ports.pending.list(MONDAY)).toEqual([request?.requestKey]);
  });

  it('that was never run asks for none and has nothing waiting: its run reads what is there', async () => {
    const { build, ports } = worldOf({ wasRun: false });
    await ports.pending.add(MONDAY, ['runs/requests/earlier.json']);
    const { week, requests } = await build();

    expect([week.changedEmployees, requests]).toEqual([1, []]);
    expect(await ports.pending.list(MONDAY)).toEqual([]);
    expect(ports.table.weeks.get(MONDAY)?.rows).toHaveLength(1);
  });

  it('without any change asks for nothing once all has succeeded', async () => {
    const { build, ports } = worldOf();
    for (const { requestKey } of (await build()).requests) await ports.pending.settle(MONDAY, requestKey);

    expect(await build()).toMatchObject({ week: { changedEmployees: 0 }, requests: [] });
  });

  it('without any change asks again for what did not succeed', async () => {
    const { build } = worldOf();
    const [failed] = (await build()).requests;
    const [again] = (await build(`${EXECUTION.id}-next`)).requests;

    expect(again?.requestKey).toBe(failed?.requestKey);
    expect(again?.name).not.toBe(failed?.name);
  });

  it('keeps the request before the rows are put', async () => {
    const { build, ports } = worldOf();
    ports.table.beforeReplace = () => {
      throw new Error('the function was killed');
    };

    await expect(build()).rejects.toThrow('killed');
    expect(await ports.pending.list(MONDAY)).toHaveLength(1);
    expect(ports.table.weeks.size).toBe(0);
  });

  it('repeated in one execution asks by the same names: nothing is started twice', async () => {
    const { build } = worldOf();

    expect(await build()).toMatchObject({ requests: (await build()).requests });
  });

  it('of more people than one recalculation takes asks for several, by names that an execution may have', async () => {
    const { build, ports } = worldOf({ people: 2_000 });
    const { requests } = await build(`${EXECUTION.id}${'x'.repeat(80)}`);
    const parts = await Promise.all(
      requests.map(({ requestKey }) => ports.store.get<RecalculationRequest>(requestKey)),
    );

    expect(parts.map(({ employeeIds }) => employeeIds.length).sort()).toEqual([1, 1000, 1000]);
    expect(new Set(parts.flatMap(({ employeeIds }) => employeeIds)).size).toBe(2_001);
    expect(new Set(requests.map(({ name }) => name)).size).toBe(3);
    for (const { name } of requests) expect(name).toMatch(/^usage-2026-11-16-[0-9a-f]{32}$/);
    expect(Math.max(...requests.map(({ name }) => name.length))).toBeLessThanOrEqual(80);
  });
});
