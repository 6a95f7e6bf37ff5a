import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PAGE_ITEMS, queryWeek } from '../../../adapters/dynamodb/query-partition.ts';
import { MemoryTable } from '../../doubles/memory-table.ts';
import { headItem } from '../../worlds/commits.ts';
import { Traffic } from '../../worlds/delays.ts';
import { MONDAY } from '../../worlds/rule-weeks.ts';

const SHARDS = 16;
// Some two pages a shard.
const ITEMS = Array.from({ length: SHARDS * PAGE_ITEMS + 3000 }, (_, index) => `E${String(index).padStart(5, '0')}`);

const table = new MemoryTable();
for (const id of ITEMS) table.put({ ...headItem(id, ['C1']) });

/** The table behind requests that take time, the k-th of which may fail. */
function clientOf(traffic: Traffic, failsAt = -1): DynamoDBDocumentClient {
  const send = async (command: Parameters<MemoryTable['send']>[0]) => {
    const isFailing = traffic.begun === failsAt;
    await traffic.pass();
    if (isFailing) throw new Error('the shard is gone');
    return table.send(command);
  };
  return { send } as unknown as DynamoDBDocumentClient;
}

describe('the heads of a week', () => {
  it('come in order from all shards, each page once, at most one request a shard at a time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(5), { minLength: 1, maxLength: 40 }), async (delays) => {
        const traffic = new Traffic(delays);

        const read = await Array.fromAsync(queryWeek(clientOf(traffic), 'ledger', MONDAY), ({ sk }) => sk);

        expect(read).toEqual(ITEMS);
        expect(traffic.most).toBe(SHARDS);
      }),
      { numRuns: 5 },
    );
  });

  it('are asked for from every shard before the first is given, one page ahead', async () => {
    const traffic = new Traffic();
    const heads = queryWeek(clientOf(traffic), 'ledger', MONDAY);

    await heads.next();

    expect(traffic.begun).toBe(2 * SHARDS);
  });

  it.each([0, 7, 20, 30])('end with the error of request %i', async (failsAt) => {
    const heads = queryWeek(clientOf(new Traffic([1, 3, 0]), failsAt), 'ledger', MONDAY);

    await expect(Array.fromAsync(heads)).rejects.toThrow('the shard is gone');
  });
});
