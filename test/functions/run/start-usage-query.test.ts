import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../adapters/system/hash.ts';
import type { UsageSource } from '../../../core/usage/usage-source.ts';
import { startUsageQuery } from '../../../functions/run/start-usage-query/step.ts';
import { MemoryRunStore } from '../../doubles/memory-run-store.ts';
import { MemoryUsageSource } from '../../doubles/memory-usage-source.ts';
import { TestClock } from '../../doubles/test-clock.ts';
import { RUN } from '../../worlds/runs.ts';

const NOW = '2026-11-24T06:00:05.000Z';

/** With a lake that takes its time to begin. */
async function start(attempt: number, selectionKey: string | null = null) {
  const lake = MemoryUsageSource.of([]);
  const clock = new TestClock(NOW);
  const usage: UsageSource = {
    start: (query) => {
      clock.advance(60_000);
      return lake.start(query);
    },
    read: () => lake.read(),
  };
  const store = MemoryRunStore.of({ selection: { withHead: ['E7'], fromLake: ['E1', 'E2'] } });
  const query = await startUsageQuery({ run: RUN, attempt, selectionKey }, { usage, store, clock, sha256 });
  return { query, asked: lake.started[0] };
}

describe('the usage query', () => {
  it('asks for the whole week, and says no later moment than that at which it was asked', async () => {
    const { query, asked } = await start(0);

    expect(query).toEqual({ queryId: 'query-1', usageAsOf: NOW });
    expect(asked).toEqual({ mondayDate: RUN.mondayDate, token: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  it('has the same token when a request is repeated, and another one in another attempt', async () => {
    const [first, repeated, second] = [await start(0), await start(0), await start(1)];

    expect(repeated.asked?.token).toBe(first.asked?.token);
    expect(second.asked?.token).not.toBe(first.asked?.token);
  });

  it('of a recalculation asks for those alone who have no head', async () => {
    const { asked } = await start(0, 'selection');

    expect(asked?.employeeIds).toEqual(['E1', 'E2']);
  });
});
