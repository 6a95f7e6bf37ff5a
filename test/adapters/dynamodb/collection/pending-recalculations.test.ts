import { describe, expect, it } from 'vitest';
import { DynamoPendingRecalculations } from '../../../../adapters/dynamodb/collection/pending-recalculations.ts';
import { MemoryTable } from '../../../doubles/memory-table.ts';
import { MONDAY } from '../../../worlds/usage-facts.ts';

const NEXT = '2026-11-23';

describe('recalculations that wait', () => {
  it('are those of the week, each once, until they are settled', async () => {
    const table = new MemoryTable();
    const pending = new DynamoPendingRecalculations(table.client, 'ledger');

    expect(await pending.list(MONDAY)).toEqual([]);
    await pending.add(MONDAY, ['b', 'a']);
    expect(await pending.list(MONDAY)).toEqual(['a', 'b']);
    await pending.add(MONDAY, ['c', 'a']);
    expect(await pending.list(MONDAY)).toEqual(['a', 'b', 'c']);
    await pending.add(NEXT, ['a']);
    expect(await pending.list(NEXT)).toEqual(['a']);
    await pending.settle(MONDAY, 'a');
    await pending.settle(MONDAY, 'never there');
    expect(await pending.list(MONDAY)).toEqual(['b', 'c']);
    expect(await pending.list(NEXT)).toEqual(['a']);
    expect(table.items()[0]).toEqual({ pk: `COLLECTED#${MONDAY}`, sk: 'b' });
  });
});
