import { describe, expect, it } from 'vitest';
import type { UsageResultRow } from '../../../core/usage/usage-source.ts';
import type { BatchEmployee, Plan } from '../../../functions/messages/objects.ts';
import { type PlanResult, planBatches } from '../../../functions/run/plan-batches/step.ts';
import { MemoryLedger } from '../../doubles/memory-ledger.ts';
import { MemoryRunStore } from '../../doubles/memory-run-store.ts';
import { MemoryUsageSource } from '../../doubles/memory-usage-source.ts';
import { batchesOf } from '../../worlds/planned.ts';
import { headFor, RUN, USAGE_AS_OF } from '../../worlds/runs.ts';
import { group, pagesOf } from '../../worlds/usage-pages.ts';

interface Selected {
  readonly withHead: readonly string[];
  readonly fromLake: readonly string[];
  readonly mayVanish?: readonly string[];
  /** What the lake answers; null where it is not asked. */
  readonly pages: UsageResultRow[][] | null;
}

/** Plans the recalculation of some employees in batches of two, in a ledger that also knows E9. */
async function plan({ withHead, fromLake, mayVanish = [], pages }: Selected) {
  const store = MemoryRunStore.of({ selection: { withHead, fromLake, mayVanish } });
  const ledger = MemoryLedger.of(headFor('E9'));
  const query = pages && { queryId: 'query-1', usageAsOf: USAGE_AS_OF };
  const event = { run: { ...RUN, trigger: 'SWEEP' as const }, query, selectionKey: 'selection' };
  const ports = { usage: MemoryUsageSource.of(pages ?? []), ledger, store };
  return { result: await planBatches(event, ports, 2), store };
}

async function employeesOf(result: PlanResult, store: MemoryRunStore): Promise<(readonly BatchEmployee[])[]> {
  return (await batchesOf(result, store)).map(({ employees }) => employees);
}

describe('a recalculation', () => {
  it('has those with a head, without usage of their own, then those the lake was asked for', async () => {
    const pages = pagesOf([group('E1', '10.00')]);

    const { result, store } = await plan({ withHead: ['E7', 'E8'], fromLake: ['E1', 'E2'], pages });

    expect(await employeesOf(result, store)).toEqual([
      [
        { employeeId: 'E7', sources: null },
        { employeeId: 'E8', sources: null },
      ],
      [{ employeeId: 'E1', sources: [{ source: 'claude_code', tokens: 1000n, costUsd6: 10_000_000n }] }],
    ]);
  });

  it('of heads alone asks no lake, counts no usage yet, and nobody else joins', async () => {
    const { result, store } = await plan({ withHead: ['E7'], fromLake: [], pages: null });

    expect(await employeesOf(result, store)).toEqual([[{ employeeId: 'E7', sources: null }]]);
    const { read } = await store.get<Plan>(result.kind === 'PLANNED' ? result.planKey : '');
    expect(read.usage).toEqual({ tokens: 0n, costUsd4: 0n });
  });

  it('of changed usage takes back what the lake no longer has', async () => {
    const pages = pagesOf([group('E2', '10.00')]);

    const { result, store } = await plan({
      withHead: [],
      fromLake: ['E1', 'E2', 'E3'],
      mayVanish: ['E1', 'E2'],
      pages,
    });

    const [of2, of1] = (await employeesOf(result, store)).flat();
    expect(of2).toMatchObject({ employeeId: 'E2', sources: [{ costUsd6: 10_000_000n }] });
    expect(of1).toEqual({ employeeId: 'E1', sources: [] });
  });

  it('that finds nothing in the lake is no failure', async () => {
    const { result } = await plan({ withHead: [], fromLake: ['E1'], pages: pagesOf([]) });

    expect(result).toMatchObject({ kind: 'PLANNED', batches: 0 });
  });

  it('of an answer that is not whole is one', async () => {
    const { result } = await plan({ withHead: ['E7'], fromLake: ['E1'], pages: [[group('E1', '1.00')]] });

    expect(result).toMatchObject({ kind: 'ENDED', failure: { code: 'USAGE_TOTALS_DIFFER' } });
  });
});
