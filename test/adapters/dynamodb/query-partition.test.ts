import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { SHARD_NAMES } from '../../../adapters/dynamodb/keys.ts';
import { queryPartition, queryWeek } from '../../../adapters/dynamodb/query-partition.ts';
import { MemoryTable } from '../../doubles/memory-table.ts';

const MONDAY = '2026-11-16';

function filled(pk: string, count: number, table = new MemoryTable()): MemoryTable {
  for (let index = 0; index < count; index += 1) table.put({ pk, sk: `S${String(index).padStart(4, '0')}` });
  return table;
}

/** The table behind a client that keeps what it was asked. */
function watched({ client }: MemoryTable) {
  const dynamodb = mockClient(DynamoDBDocumentClient);
  dynamodb.on(QueryCommand).callsFake((input) => client.send(new QueryCommand(input)));
  return dynamodb;
}

async function sortKeys(items: AsyncIterable<{ readonly sk: string }>): Promise<string[]> {
  return (await Array.fromAsync(items)).map(({ sk }) => sk);
}

describe('a partition', () => {
  it.each([0, 1, 299, 300, 301, 900, 950])(
    'of %d items is read to its end, each item once, in order',
    async (count) => {
      const table = filled('P', count);
      filled('Q', 2, table);

      const found = await sortKeys(queryPartition(table.client, 'ledger', 'P'));

      expect(found).toEqual(table.partition('P').map(({ sk }) => sk));
      expect(found).toHaveLength(count);
    },
  );

  it('is read a page at a time and one ahead: what is behind it is not asked for', async () => {
    const dynamodb = watched(filled('P', 900));

    for await (const _ of queryPartition(dynamodb as unknown as DynamoDBDocumentClient, 'ledger', 'P')) break;

    const calls = dynamodb.commandCalls(QueryCommand);
    expect(calls.map(({ args }) => args[0].input)).toMatchObject([
      { TableName: 'ledger', Limit: 300 },
      { Limit: 300, ExclusiveStartKey: { pk: 'P', sk: 'S0299' } },
    ]);
  });

  it('of small rows may be read by more of them', async () => {
    const dynamodb = watched(filled('P', 900));
    const items = queryPartition<{ sk: string }>(dynamodb as unknown as DynamoDBDocumentClient, 'ledger', 'P', {
      pageItems: 500,
    });

    expect(await sortKeys(items)).toHaveLength(900);
    expect(dynamodb.commandCalls(QueryCommand)).toHaveLength(2);
  });

  it('may be read by how its sort keys begin', async () => {
    const { client } = filled('P', 400);

    expect(await sortKeys(queryPartition(client, 'ledger', 'P', { prefix: 'S039' }))).toEqual(
      Array.from({ length: 10 }, (_, index) => `S039${index}`),
    );
  });

  it('that goes round in a circle is an error, not a wait', async () => {
    const dynamodb = mockClient(DynamoDBDocumentClient);
    dynamodb.on(QueryCommand).resolves({ Items: [], LastEvaluatedKey: { pk: 'P', sk: 'S' } });

    const items = queryPartition<{ sk: string }>(dynamodb as unknown as DynamoDBDocumentClient, 'ledger', 'P');

    await expect(sortKeys(items)).rejects.toThrow('P has more than 1000 pages');
    expect(dynamodb.commandCalls(QueryCommand)).toHaveLength(1000);
  });
});

describe('a week', () => {
  it('is all of its shards, merged by employee, and no other week', async () => {
    const table = new MemoryTable();
    for (const [index, shard] of SHARD_NAMES.entries()) {
      for (const sk of [`E${String(index).padStart(2, '0')}`, `F${String(99 - index)}`]) {
        table.put({ pk: `WEEK#${MONDAY}#${shard}`, sk });
        table.put({ pk: `WEEK#2026-11-09#${shard}`, sk: `other-${sk}` });
      }
    }

    const found = await sortKeys(queryWeek(table.client, 'ledger', MONDAY));

    expect(found).toHaveLength(2 * SHARD_NAMES.length);
    expect(found).toEqual(found.toSorted());
    expect(found.some((sk) => sk.startsWith('other'))).toBe(false);
  });
});
