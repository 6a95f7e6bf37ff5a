import { BatchGetCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import type { HeadItem } from '../../../../adapters/dynamodb/ledger/items.ts';
import { DynamoLedger } from '../../../../adapters/dynamodb/ledger/ledger.ts';
import { sha256 } from '../../../../adapters/system/hash.ts';
import { TestClock } from '../../../doubles/test-clock.ts';
import { headItem } from '../../../worlds/commits.ts';
import { MONDAY } from '../../../worlds/rule-weeks.ts';

const dynamodb = mockClient(DynamoDBDocumentClient);
const client = dynamodb as unknown as DynamoDBDocumentClient;
const ledger = new DynamoLedger(client, 'ledger', { clock: new TestClock(), sha256 });

beforeEach(() => {
  dynamodb.reset();
});

describe('the heads of a batch', () => {
  const heads = ['E1', 'E2', 'E3'].map((id) => headItem(id, ['C1']));
  const keysOf = (some: readonly HeadItem[]) => some.map(({ pk, sk }) => ({ pk, sk }));

  it('are asked for again as long as some were left out', async () => {
    dynamodb
      .on(BatchGetCommand)
      .resolvesOnce({
        Responses: { ledger: heads.slice(0, 1) },
        UnprocessedKeys: { ledger: { Keys: keysOf(heads.slice(1)) } },
      })
      .resolves({ Responses: { ledger: heads.slice(1) } });

    const found = await ledger.readHeads(MONDAY, ['E1', 'E2', 'E3', 'E4']);

    expect([...found.keys()]).toEqual(['E1', 'E2', 'E3']);
    expect(dynamodb.commandCalls(BatchGetCommand)[1]?.args[0].input.RequestItems?.ledger).toEqual({
      Keys: keysOf(heads.slice(1)),
      ConsistentRead: true,
    });
  });

  it('that are always left out are unavailability after 8 requests', async () => {
    dynamodb.on(BatchGetCommand).resolves({ UnprocessedKeys: { ledger: { Keys: keysOf(heads) } } });

    await expect(ledger.readHeads(MONDAY, ['E1'])).rejects.toMatchObject({ name: 'LedgerUnavailableError' });

    expect(dynamodb.commandCalls(BatchGetCommand)).toHaveLength(8);
  });

  it('of nobody cost nothing', async () => {
    expect(await ledger.readHeads(MONDAY, [])).toEqual(new Map());
    expect(dynamodb.calls()).toEqual([]);
  });
});
