import { describe, expect, it } from 'vitest';
import { BY_OWNER } from '../../../core/collection/match-actors.ts';
import type { PulledPage } from '../../../core/collection/usage-puller.ts';
import { writeDays } from '../../../functions/collection/write-days/step.ts';
import { type PulledSource, sourceResultSchema, type WriteDaysEvent } from '../../../functions/messages/collection.ts';
import { MemoryCollectionRecords } from '../../doubles/memory-collection-records.ts';
import { MemoryFactTable } from '../../doubles/memory-fact-table.ts';
import { MemoryIdentities } from '../../doubles/memory-identities.ts';
import { MemoryPulledPages } from '../../doubles/memory-pulled-pages.ts';
import { TestClock } from '../../doubles/test-clock.ts';
import { CURSOR, EXECUTION, EXECUTION_NAME } from '../../worlds/collections.ts';
import { ANN, identityEntry, KEY } from '../../worlds/identities.ts';
import { EMPTY_PAGE, usageFact } from '../../worlds/usage-facts.ts';

const WINDOW = { from: '2026-11-14', to: '2026-11-18' };
const DAYS = ['2026-11-14', '2026-11-15', '2026-11-16', '2026-11-17'];
const POSITION = { attempt: 1, page: 2, cursor: null, tries: 0, lastPage: null, rounds: ['r1', 'r2'] };
const EVENT: WriteDaysEvent = {
  ...{ execution: EXECUTION, source: CURSOR, contractRates: [], window: WINDOW },
  position: POSITION,
};

async function worldOf(...pages: Partial<PulledPage>[]) {
  const ports = {
    pages: new MemoryPulledPages(),
    facts: new MemoryFactTable(),
    identities: MemoryIdentities.of(identityEntry()),
    records: new MemoryCollectionRecords(),
    pricesVersion: 'list@1',
    clock: new TestClock(),
  };
  const pull = { execution: EXECUTION_NAME, source: 'cursor', round: 'r1' };
  for (const [number, page] of pages.entries()) await ports.pages.put(pull, number, { ...EMPTY_PAGE, ...page });
  return { ports, write: (event: Partial<WriteDaysEvent> = {}) => writeDays({ ...EVENT, ...event }, ports) };
}

const onDay = (usageDate: string) => usageFact({ usageDate });

describe('the days of a pull', () => {
  it('are all written, those without facts too, with when the pull began', async () => {
    const { ports, write } = await worldOf({ facts: [onDay('2026-11-15')] }, { facts: [onDay('2026-11-17')] });
    const { isDone, result } = await write();

    expect([...ports.facts.parts.keys()]).toEqual(DAYS.map((day) => `cursor/${day}/api`));
    expect([...ports.facts.parts.values()].map(({ facts }) => facts.length)).toEqual([0, 1, 0, 1]);
    expect([...ports.facts.parts.values()].map(({ pulledAt }) => pulledAt)).toEqual(Array(4).fill(EXECUTION.startTime));
    expect(isDone).toBe(true);
    expect(sourceResultSchema.parse(result)).toEqual({
      ...{ source: 'cursor', failure: null, facts: 2, refused: 0, refusedSample: [], shrunk: [] },
      mondays: ['2026-11-09', '2026-11-16'],
    });
  });

  it('are of the invocations that have answered, and of no other', async () => {
    const { ports, write } = await worldOf();
    const broken = { execution: EXECUTION_NAME, source: 'cursor', round: 'broken' };
    await ports.pages.put(broken, 0, { ...EMPTY_PAGE, facts: [onDay('2026-11-15')] });

    expect((await write()).result?.facts).toBe(0);
  });

  it('that shrank are written and named', async () => {
    const { ports, write } = await worldOf({ facts: [onDay('2026-11-15')] });
    const part = { source: 'cursor', usageDate: '2026-11-15', reporter: 'api' };
    await ports.facts.replace(part, [onDay('2026-11-15'), onDay('2026-11-15'), onDay('2026-11-15')], '');
    const { result } = await write();

    expect(result?.shrunk).toEqual(['2026-11-15']);
    expect(ports.facts.parts.get('cursor/2026-11-15/api')?.facts).toHaveLength(1);
  });

  it('hold fees of seats by the plan of the configuration', async () => {
    const seats = [{ actor: ANN, from: '2026-11-17', to: null }];
    const source: PulledSource = { ...CURSOR, seats: { monthlyFeeUsd: 30_000_000n, purchased: 2 } };
    const { ports, write } = await worldOf({ seats });
    await write({ source });
    const feesOn = (day: string) => ports.facts.parts.get(`cursor/${day}/api`)?.facts.map(({ cost }) => cost.usd6);

    expect([feesOn('2026-11-16'), feesOn('2026-11-17')]).toEqual([[2_000_000n], [1_000_000n, 1_000_000n]]);
  });

  it('come to the same when the step is repeated', async () => {
    const { ports, write } = await worldOf({ facts: [onDay('2026-11-15')] });
    const first = await write();
    const parts = structuredClone(ports.facts.parts);

    expect(await write()).toEqual(first);
    expect(ports.facts.parts).toEqual(parts);
  });
});

describe('a pull of many days', () => {
  it('is written in rounds, the source noted at the end of the last', async () => {
    const { ports, write } = await worldOf({ facts: DAYS.map(onDay) });
    const replace = ports.facts.replace.bind(ports.facts);
    ports.facts.replace = (...of) => {
      ports.clock.advance(6 * 60_000);
      return replace(...of);
    };
    const first = await write();

    expect(first).toEqual({ isDone: false, nextDay: '2026-11-16', written: { facts: 2, shrunk: [] }, result: null });
    expect(ports.records.records.size).toBe(0);
    const { isDone, result } = await write({
      nextDay: first.nextDay,
      written: { ...first.written, shrunk: ['2026-11-14'] },
    });
    expect([isDone, result?.facts, result?.shrunk]).toEqual([true, 4, ['2026-11-14']]);
    expect(ports.records.records.size).toBe(1);
  });
});

describe('a source whose days are written', () => {
  it('is noted as collected, with its window and a sample of what was not taken', async () => {
    const refused = Array.from({ length: 12 }, (_, index) => ({ place: `page 1, ${index}`, reason: 'no day' }));
    const { ports, write } = await worldOf({ refused: refused.slice(0, 3) }, { refused: refused.slice(3) });
    const { result } = await write();
    const collected = { refused: 12, refusedSample: refused.slice(0, 10), facts: 0 };

    expect(result).toMatchObject(collected);
    expect(await ports.records.list()).toEqual([
      { source: 'cursor', collected: { at: ports.clock.now(), ...WINDOW, ...collected }, failure: null },
    ]);
  });

  it('makes keys known by their owners, for itself, from the first day of the window', async () => {
    const owners = [{ actor: KEY, email: 'ann@example.com' }];
    const { ports, write } = await worldOf({ owners }, { owners });
    await write();

    expect(await ports.identities.find(KEY)).toMatchObject([
      { source: 'cursor', employeeId: 'E1', validFrom: '2026-11-14', validTo: null, by: BY_OWNER },
    ]);
  });

  it('is not noted where a day cannot be written', async () => {
    const { ports, write } = await worldOf();
    ports.facts.replace = () => Promise.reject(new Error('no bucket'));

    await expect(write()).rejects.toThrow('no bucket');
    expect(ports.records.records.size).toBe(0);
  });
});
