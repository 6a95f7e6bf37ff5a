import { describe, expect, it } from 'vitest';
import { DynamoClosedSyncs } from '../../../adapters/dynamodb/timesheets/closed-syncs.ts';
import { syncKey } from '../../../adapters/dynamodb/timesheets/mirror-keys.ts';
import { notApplied } from '../../../functions/timesheets/apply-week/results.ts';
import { watchSyncs } from '../../../functions/timesheets/watch-syncs/step.ts';
import { MemoryTable } from '../../doubles/memory-table.ts';
import { TestClock } from '../../doubles/test-clock.ts';

const WEEK = { source: 'import', weekStartDate: '2026-11-16', requests: 7 };
const GOOD = [notApplied(WEEK, null, { status: 'UNCHANGED', obstacle: null })];
/** As it was kept before requests were counted. */
const OLD = GOOD.map(({ requests: _, ...week }) => week);
const BAD = [...GOOD, notApplied(WEEK, null, { status: 'SUSPICIOUS_DROP', obstacle: 'people fell from 90 to 3' })];

type Closed = readonly [seq: number, owner: string, closedAt: string, weeks: readonly object[]];

async function watch(syncs: readonly Closed[]): Promise<number[]> {
  const table = new MemoryTable();
  for (const [seq, owner, closedAt, weeks] of syncs) {
    table.put({ ...syncKey(seq, owner), closedAt, outcome: JSON.stringify({ weeks }) });
  }
  const told: number[] = [];
  await watchSyncs({
    syncs: new DynamoClosedSyncs(table.client, 'mirror'),
    clock: new TestClock('2026-11-24T06:00:00.000Z'),
    report: { hoursSinceSync: (hours) => void told.push(hours) },
  });
  return told;
}

describe('the hours since a timesheet sync succeeded', () => {
  it.each<[string, readonly Closed[], number]>([
    ['are full ones', [[1, 'a', '2026-11-24T04:00:00.001Z', GOOD]], 1],
    ['count one that told no requests yet', [[1, 'a', '2026-11-24T05:00:00.000Z', OLD]], 1],
    ['are none by a clock that is ahead', [[1, 'a', '2026-11-24T07:30:00.000Z', GOOD]], 0],
    ['count one that had nothing to apply', [[1, 'a', '2026-11-24T03:00:00.000Z', []]], 3],
    [
      'go on from the last success where one was not whole since',
      [
        [8, 'a', '2026-11-22T06:00:00.000Z', GOOD],
        [9, 'b', '2026-11-23T06:00:00.000Z', BAD],
        [10, 'c', '2026-11-24T05:00:00.000Z', BAD],
      ],
      48,
    ],
    [
      'are those of the latest of many that changed nothing, which share a number',
      [
        [2, 'a', '2026-11-20T06:00:00.000Z', GOOD],
        ...Array.from(
          { length: 120 },
          (_, i): Closed => [3, `z${i}`, `2026-11-21T0${i % 10}:00:00.000Z`, i % 2 === 0 ? GOOD : BAD],
        ),
        [3, 'b', '2026-11-23T06:00:00.000Z', GOOD],
      ],
      24,
    ],
  ])('%s', async (_, syncs, hours) => {
    expect(await watch(syncs)).toEqual([hours]);
  });

  it('are not told where none ever has', async () => {
    expect(await watch([])).toEqual([]);
    expect(await watch([[1, 'a', '2026-11-24T05:00:00.000Z', BAD]])).toEqual([]);
  });
});
