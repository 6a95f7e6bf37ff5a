import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { ClosedMonth, Closings } from '../../../core/billing/closed-month.ts';
import { PARTITIONS } from '../../../functions/names.ts';
import { conditionHolds } from '../condition-holds.ts';
import { closingKey, type Key } from '../keys.ts';
import { queryPartition } from '../query-partition.ts';

type ClosingItem = Key & ClosedMonth;

/** One item per client and month, all in one partition, so that they are listed at once. */
export class DynamoClosings implements Closings {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async list(): Promise<ClosedMonth[]> {
    const items = queryPartition<ClosingItem>(this.#client, this.#table, PARTITIONS.closings);
    return Array.fromAsync(items, ({ pk: _pk, sk: _sk, ...closed }) => closed);
  }

  async put(closed: ClosedMonth): Promise<boolean> {
    const Item: ClosingItem = { ...closingKey(closed.month, closed.clientId), ...closed };
    return conditionHolds(
      this.#client.send(
        new PutCommand({
          TableName: this.#table,
          Item,
          ConditionExpression: closed.version === 1 ? 'attribute_not_exists(pk)' : 'version = :before',
          ...(closed.version > 1 && { ExpressionAttributeValues: { ':before': closed.version - 1 } }),
        }),
      ),
    );
  }
}
