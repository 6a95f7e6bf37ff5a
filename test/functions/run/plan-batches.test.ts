import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { UsageResultRow } from '../../../core/usage/usage-source.ts';
import type { PlanBatchesEvent } from '../../../functions/messages/events.ts';
import type { Plan } from '../../../functions/messages/objects.ts';
import {
  BATCHES_PER_OBJECT,
  OBJECTS_AT_ONCE,
  type PlanResult,
  planBatches,
} from '../../../functions/run/plan-batches/step.ts';
import { MemoryLedger } from '../../doubles/memory-ledger.ts';
import { MemoryRunStore } from '../../doubles/memory-run-store.ts';
import { MemoryUsageSource } from '../../doubles/memory-usage-source.ts';
import { Traffic } from '../../worlds/delays.ts';
import { batchesOf } from '../../worlds/planned.ts';
import { headFor, RUN, USAGE_AS_OF } from '../../worlds/runs.ts';
import { group, pagesOf, totalOf } from '../../worlds/usage-pages.ts';

interface World {
  readonly pages: readonly (readonly UsageResultRow[])[];
  readonly heads?: readonly ReturnType<typeof headFor>[];
  readonly batchSize?: number;
  readonly event?: Partial<PlanBatchesEvent>;
}

async function plan({ pages, heads = [], batchSize = 100, event = {} }: World) {
  const store = new MemoryRunStore();
  const ledger = MemoryLedger.of(...heads);
  const usage = MemoryUsageSource.of(pages);
  const asked = { run: RUN, query: { queryId: 'query-1', usageAsOf: USAGE_AS_OF }, ...event };
  const result = await planBatches(asked, { usage, ledger, store }, batchSize);
  return { result, store, usage };
}

async function employeesOf(result: PlanResult, store: MemoryRunStore): Promise<string[][]> {
  return (await batchesOf(result, store)).map(({ employees }) => employees.map(({ employeeId }) => employeeId));
}

async function readPlan(result: PlanResult, store: MemoryRunStore): Promise<Plan> {
  if (result.kind !== 'PLANNED') throw new Error(`not planned: ${result.failure.message}`);
  return store.get<Plan>(result.planKey);
}

const FIVE = ['E1', 'E2', 'E3', 'E4', 'E5'].map((id) => group(id, '10.00'));

describe('the usage of a week', () => {
  it.each([
    [1, [['E1'], ['E2'], ['E3'], ['E4'], ['E5']]],
    [2, [['E1', 'E2'], ['E3', 'E4'], ['E5']]],
    [5, [['E1', 'E2', 'E3', 'E4', 'E5']]],
    [100, [['E1', 'E2', 'E3', 'E4', 'E5']]],
  ])('becomes batches of up to %i employees', async (batchSize, employees) => {
    const { result, store } = await plan({ pages: pagesOf(FIVE), batchSize });

    expect(await employeesOf(result, store)).toEqual(employees);
    expect(result).toMatchObject({ kind: 'PLANNED', batches: employees.length });
    expect((await readPlan(result, store)).batches.map(({ batch, employees: count }) => [batch, count])).toEqual(
      employees.map((ids, batch) => [batch, ids.length]),
    );
  });

  it('is in ten batches an object, all of it and in order, however many there are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 1, max: 4 }), async (people, batchSize) => {
        const ids = Array.from({ length: people }, (_, index) => `E${String(index).padStart(2, '0')}`);

        const { result, store } = await plan({ pages: pagesOf(ids.map((id) => group(id, '1.00'))), batchSize });

        const employees = await employeesOf(result, store);
        expect(employees.flat()).toEqual(ids);
        expect(employees.slice(0, -1).every(({ length }) => length === batchSize)).toBe(true);
        const objects = store.keys(`runs/${RUN.runId}/batches/`);
        expect(objects).toHaveLength(Math.ceil(people / batchSize / 10));
      }),
      { numRuns: 50 },
    );
  });

  it('of several sources is one employee, also across pages', async () => {
    const groups = [
      group('E1', '10.00', { source: 'claude_code' }),
      group('E1', '0.00005', { source: 'cursor' }),
      group('E2', '1.00'),
    ];

    const { result, store } = await plan({ pages: pagesOf(groups, 2) });

    const [batch] = await batchesOf(result, store);
    expect(batch?.employees[0]).toEqual({
      employeeId: 'E1',
      sources: [
        { source: 'claude_code', tokens: 1000n, costUsd6: 10_000_000n },
        { source: 'cursor', tokens: 1000n, costUsd6: 50n },
      ],
      isNew: true,
    });
    expect(batch?.usageAsOf).toBe(USAGE_AS_OF);
  });

  it('tells who has no head yet, before, between and behind those who have', async () => {
    const groups = ['E1', 'E2', 'E3', 'E4', 'E5'].map((id) => group(id, '1.00'));

    const { result, store } = await plan({ pages: pagesOf(groups), heads: [headFor('E2'), headFor('E4')] });

    const [batch] = await batchesOf(result, store);
    expect(batch?.employees.map(({ employeeId, isNew }) => [employeeId, isNew ?? false])).toEqual([
      ['E1', true],
      ['E2', false],
      ['E3', true],
      ['E4', false],
      ['E5', true],
    ]);
  });

  it('is summed as it is rounded, week by week, and the difference is told', async () => {
    const groups = [group('E1', '0.00005'), group('E2', '0.00015'), group('E3', '1.00004')];

    const { result, store } = await plan({ pages: pagesOf(groups), batchSize: 2 });

    const { read, batches } = await readPlan(result, store);
    expect(read).toMatchObject({ usage: { tokens: 3000n, costUsd4: 10_002n }, roundingUsd6: -40n, employees: 3 });
    expect(batches.map(({ amount }) => amount.costUsd4)).toEqual([2n, 10_000n]);
  });

  it('streams by: an object is written before the page behind it is read, and none is held twice', async () => {
    const store = new MemoryRunStore();
    const many = Array.from({ length: 50 }, (_, index) => group(`E${10 + index}`, '1.00'));
    const usage = MemoryUsageSource.of(pagesOf(many, 1));
    const pagesAtWrite: number[] = [];
    store.putHashed = async (prefix) => {
      pagesAtWrite.push(usage.pagesRead);
      return prefix;
    };
    const event = { run: RUN, query: { queryId: 'query-1', usageAsOf: USAGE_AS_OF } };

    await planBatches(event, { usage, ledger: new MemoryLedger(), store }, 2);

    // The total, the twenty of the object, and the one that shows where the last of them ends.
    expect(pagesAtWrite).toEqual([22, 42, 51]);
  });
});

describe('objects that are written side by side', () => {
  const event = { run: RUN, query: { queryId: 'query-1', usageAsOf: USAGE_AS_OF } };
  const ids = Array.from({ length: 100 }, (_, index) => `E${String(index).padStart(3, '0')}`);
  const everybody = ids.map((id) => group(id, '1.00'));
  const heads = ids.map((id) => headFor(`${id}-gone`));
  /** Of 200 employees in batches of three. */
  const OBJECTS = 7;

  /** A store whose puts of objects of batches take time; the puts listed fail. */
  function slowStore(traffic: Traffic, fails: readonly number[] = []) {
    const store = new MemoryRunStore();
    const put: string[] = [];
    store.putHashed = async (prefix, value) => {
      const isFailing = fails.includes(traffic.begun);
      put.push(prefix);
      await traffic.pass();
      if (isFailing) throw new Error(`put ${prefix} failed`);
      return MemoryRunStore.prototype.putHashed.call(store, prefix, value);
    };
    return { store, put };
  }

  const planInto = (store: MemoryRunStore, rows = pagesOf(everybody, 7)) =>
    planBatches(event, { usage: MemoryUsageSource.of(rows), ledger: MemoryLedger.of(...heads), store }, 3);

  it('leave the objects that one after the other would, in whatever order their writes end', async () => {
    const { store: expected } = await plan({ pages: pagesOf(everybody, 7), heads, batchSize: 3 });

    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(9), { minLength: 1, maxLength: 70 }), async (delays) => {
        const { store, put } = slowStore(new Traffic(delays));

        await planInto(store);

        expect(new Map([...store.texts].sort())).toEqual(new Map([...expected.texts].sort()));
        expect(put).toHaveLength(OBJECTS);
        expect(new Set(put).size).toBe(put.length);
      }),
      { numRuns: 30 },
    );
  });

  it('are two at most, twenty batches', async () => {
    const traffic = new Traffic([20]);

    await planInto(slowStore(traffic).store);

    expect(traffic.most).toBe(OBJECTS_AT_ONCE);
    expect(OBJECTS_AT_ONCE * BATCHES_PER_OBJECT).toBe(20);
    expect(traffic.begun).toBe(OBJECTS);
  });

  it.each([0, 1, 2, 4, 6])(
    'end with the error of write %i: none is begun behind it, and there is no manifest',
    async (k) => {
      const traffic = new Traffic([3]);
      const { store, put } = slowStore(traffic, [k]);

      await expect(planInto(store)).rejects.toThrow(
        `put runs/${RUN.runId}/batches/${String(k * BATCHES_PER_OBJECT).padStart(6, '0')} failed`,
      );

      expect(traffic.underWay).toBe(0);
      expect(put.length).toBeLessThanOrEqual(k + OBJECTS_AT_ONCE);
      expect(new Set(put).size).toBe(put.length);
      expect(store.keys('').filter((key) => key.endsWith('.json') && !key.includes('/batches/'))).toEqual([]);
    },
  );

  it('end with the error of a page, once those under way are written', async () => {
    const traffic = new Traffic([9]);
    const { store } = slowStore(traffic);
    const usage = MemoryUsageSource.of([]);
    usage.read = async function* () {
      yield* pagesOf(everybody, 7).slice(0, 5);
      throw new Error('the page is gone');
    };

    const planning = planBatches(event, { usage, ledger: new MemoryLedger(), store }, 3);

    await expect(planning).rejects.toThrow('the page is gone');
    expect(traffic.underWay).toBe(0);
    expect(store.keys('')).toHaveLength(traffic.begun);
  });
});

describe('a result that is not whole', () => {
  const [total, ...groups] = pagesOf(FIVE).flat() as [UsageResultRow, ...UsageResultRow[]];

  it.each([
    ['lost a page', [[total], groups.slice(0, 2), groups.slice(4)]],
    ['has a page twice', [[total], groups.slice(0, 2), groups.slice(0, 2), groups.slice(2)]],
    ['lost its last page', [[total, ...groups.slice(0, 4)]]],
    ['lost its total', [groups]],
    ['has its total twice', [[total, ...groups], [total]]],
    ['is nothing at all', []],
    ['lost a token', [[total, ...groups.slice(1), group('E1', '10.00', { tokens: 999n })]]],
    ['lost a millionth of a dollar', [[total, ...groups.slice(1), group('E1', '9.999999')]]],
    ['says zero and has rows', [[totalOf([]), ...groups]]],
  ])('(it %s) ends the run, and nothing can be started from it', async (_, pages) => {
    const { result, store } = await plan({ pages });

    expect(result).toMatchObject({ kind: 'ENDED', failure: { code: 'USAGE_TOTALS_DIFFER' } });
    expect(store.keys('').filter((key) => key.endsWith('manifest.json') || key.endsWith('plan.json'))).toEqual([]);
  });
});

describe('a week without usage', () => {
  const pages = pagesOf([]);
  const lookback = { run: { ...RUN, trigger: 'LOOKBACK' as const } };

  it.each(['WEEKLY', 'MANUAL'] as const)('is a failure of a %s run, whatever the ledger holds', async (trigger) => {
    const event = { run: { ...RUN, trigger } };

    const ends = [await plan({ pages, event }), await plan({ pages, event, heads: [headFor('E1')] })];

    for (const { result } of ends) expect(result).toMatchObject({ kind: 'ENDED', failure: { code: 'NO_USAGE' } });
  });

  it('takes nothing back where all of it is set aside: a bad export is no proof that nothing was used', async () => {
    const groups = [group('E1', '0.00', { reason: 'MISSING_COST' }), group('E2', '0.00', { reason: 'MISSING_COST' })];

    const { result, store } = await plan({ pages: pagesOf(groups), heads: [headFor('E1'), headFor('E2')] });

    expect(await employeesOf(result, store)).toEqual([]);
    expect((await readPlan(result, store)).read.setAside.rows).toBe(2);
  });

  it('takes nothing back: nobody joins for having vanished', async () => {
    const { store } = await plan({ pages, heads: [headFor('E1'), headFor('E2')] });

    expect(store.keys('')).toEqual([]);
  });

  it('is quiet in a look-back on a week that was never run', async () => {
    const { result, store } = await plan({ pages, event: lookback });

    expect(result).toMatchObject({ kind: 'PLANNED', batches: 0 });
    expect((await readPlan(result, store)).read.usage).toEqual({ tokens: 0n, costUsd4: 0n });
  });

  it('is a failure in a look-back on a week that the ledger knows', async () => {
    const { result } = await plan({ pages, event: lookback, heads: [headFor('E1')] });

    expect(result).toMatchObject({ kind: 'ENDED', failure: { code: 'NO_USAGE' } });
  });
});

describe('employees whose usage is no longer there', () => {
  it('join without any, in their place', async () => {
    const heads = ['E0', 'E2', 'E3', 'E9'].map((id) => headFor(id));

    const { result, store } = await plan({ pages: pagesOf([group('E1', '1.00'), group('E3', '1.00')]), heads });

    const [batch] = await batchesOf(result, store);
    expect(batch?.employees.map(({ employeeId, sources }) => [employeeId, sources?.length])).toEqual([
      ['E0', 0],
      ['E1', 1],
      ['E2', 0],
      ['E3', 1],
      ['E9', 0],
    ]);
    expect((await readPlan(result, store)).read).toMatchObject({ employees: 5, usage: { costUsd4: 20_000n } });
  });

  it('do not join again once their head knows', async () => {
    const heads = [headFor('E0', { inputs: { sources: [] } })];

    const { result, store } = await plan({ pages: pagesOf([group('E1', '1.00')]), heads });

    expect(await employeesOf(result, store)).toEqual([['E1']]);
  });
});

describe('rows that cannot be used', () => {
  const bad = Array.from({ length: 2500 }, (_, index) =>
    group(`B${String(index).padStart(4, '0')}`, '0.10', { reason: 'NEGATIVE_TOKENS', tokens: -1n }),
  );

  it('are set aside in parts of a thousand, and counted', async () => {
    const { result, store } = await plan({ pages: pagesOf([...bad, ...FIVE]) });

    const parts = await Promise.all(
      store.keys(`runs/${RUN.runId}/quarantine/`).map((key) => store.get<unknown[]>(key)),
    );
    expect(parts.map((part) => part.length)).toEqual([1000, 1000, 500]);
    expect(parts[0]?.[0]).toEqual({
      kind: 'USAGE_ROW',
      employeeId: 'B0000',
      reason: 'NEGATIVE_TOKENS',
      source: 'claude_code',
      rows: 1,
      tokens: -1n,
      costUsd6: 100_000n,
    });
    expect(await employeesOf(result, store)).toEqual([['E1', 'E2', 'E3', 'E4', 'E5']]);
    expect((await readPlan(result, store)).read).toMatchObject({
      usage: { tokens: 5000n - 2500n, costUsd4: 500_000n + 2_500_000n },
      setAside: { rows: 2500, amount: { tokens: -2500n, costUsd4: 2_500_000n } },
    });
  });

  it('do not take the good rows of their employee with them', async () => {
    const groups = [group('E1', '0.00', { reason: 'MISSING_COST', source: 'a' }), group('E1', '2.00', { source: 'b' })];

    const { result, store } = await plan({ pages: pagesOf(groups) });

    const [batch] = await batchesOf(result, store);
    expect(batch?.employees).toEqual([
      { employeeId: 'E1', sources: [{ source: 'b', tokens: 1000n, costUsd6: 2_000_000n }], isNew: true },
    ]);
  });

  it("may be nobody's", async () => {
    const groups = [group(null, '2.00', { reason: 'MALFORMED_EMPLOYEE' }), ...FIVE];

    const { result, store } = await plan({ pages: pagesOf(groups) });

    expect(await employeesOf(result, store)).toEqual([['E1', 'E2', 'E3', 'E4', 'E5']]);
    expect((await readPlan(result, store)).read.setAside.rows).toBe(1);
  });
});
