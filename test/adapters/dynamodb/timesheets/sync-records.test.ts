import { describe, expect, it } from 'vitest';
import { DynamoSyncLeases } from '../../../../adapters/dynamodb/timesheets/sync-leases.ts';
import { DynamoSyncRecords } from '../../../../adapters/dynamodb/timesheets/sync-records.ts';
import { sha256 } from '../../../../adapters/system/hash.ts';
import { MemoryTable } from '../../../doubles/memory-table.ts';
import { TestClock } from '../../../doubles/test-clock.ts';

describe('the last sync', () => {
  it('is none before the first one', async () => {
    expect(await new DynamoSyncRecords(new MemoryTable().client, 'table').readLast()).toBeNull();
  });

  it('is the one that closed last, of those under the same number', async () => {
    const { client } = new MemoryTable();
    const clock = new TestClock();
    const leases = new DynamoSyncLeases(client, 'table', { clock, sha256 });
    for (const owner of ['z', 'a', 'm']) {
      const lease = await leases.open(owner);
      if (lease) await leases.close(lease, { weeks: [owner] });
      clock.advance(60_000);
    }

    expect(await new DynamoSyncRecords(client, 'table').readLast()).toEqual({
      seq: 1,
      closedAt: '2026-11-24T06:02:00.000Z',
      outcome: { weeks: ['m'] },
    });
  });
});
