import { describe, expect, it } from 'vitest';
import { DynamoCollectionRecords } from '../../../../adapters/dynamodb/collection/collection-records.ts';
import type { Collected, CollectionFailure } from '../../../../core/collection/collection-records.ts';
import { MemoryTable } from '../../../doubles/memory-table.ts';

const COLLECTED: Collected = {
  ...{ at: '2026-11-18T05:00:00.000Z', from: '2026-11-14', to: '2026-11-18', facts: 3, refused: 1 },
  refusedSample: [{ place: 'page 1, rows.3', reason: 'no day' }],
};
const FAILURE: CollectionFailure = { at: '2026-11-19T05:00:00.000Z', code: 'UNAUTHORIZED', message: 'answered 401' };

function recordsIn(table = new MemoryTable()) {
  return { table, records: new DynamoCollectionRecords(table.client, 'ledger') };
}

describe('what is known of sources', () => {
  it('is nothing at first', async () => {
    expect(await recordsIn().records.list()).toEqual([]);
  });

  it('is what each left last, by source, in one partition', async () => {
    const { table, records } = recordsIn();
    await records.noteCollected('openai_usage', COLLECTED);
    await records.noteCollected('cursor', { ...COLLECTED, facts: 1 });
    await records.noteCollected('cursor', COLLECTED);

    expect(await records.list()).toEqual([
      { source: 'cursor', collected: COLLECTED, failure: null },
      { source: 'openai_usage', collected: COLLECTED, failure: null },
    ]);
    expect(table.items().map(({ pk, sk }) => [pk, sk])).toEqual([
      ['COLLECTION', 'cursor'],
      ['COLLECTION', 'openai_usage'],
    ]);
  });

  it('keeps what was collected when a later try fails, and forgets the failure when one succeeds', async () => {
    const { records } = recordsIn();
    await records.noteCollected('cursor', COLLECTED);
    await records.noteFailure('cursor', FAILURE);
    const failed = await records.list();
    await records.noteCollected('cursor', COLLECTED);

    expect(failed).toEqual([{ source: 'cursor', collected: COLLECTED, failure: FAILURE }]);
    expect(await records.list()).toEqual([{ source: 'cursor', collected: COLLECTED, failure: null }]);
  });

  it('may be a failure alone', async () => {
    const { records } = recordsIn();
    await records.noteFailure('cursor', FAILURE);

    expect(await records.list()).toEqual([{ source: 'cursor', collected: null, failure: FAILURE }]);
  });
});
