import { DeleteCommand, type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { PendingRecalculations } from '../../../core/collection/collection-records.ts';
import type { MondayDate } from '../../../core/values/week.ts';
import { type Key, pendingKey } from '../keys.ts';
import { queryPartition } from '../query-partition.ts';

/** One item for each request that waits, in a partition of its week. */
export class DynamoPendingRecalculations implements PendingRecalculations {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async add(mondayDate: MondayDate, requestKeys: readonly string[]): Promise<void> {
    for (const key of requestKeys) {
      await this.#client.send(new PutCommand({ TableName: this.#table, Item: pendingKey(mondayDate, key) }));
    }
  }

  list(mondayDate: MondayDate): Promise<string[]> {
    const items = queryPartition<Key>(this.#client, this.#table, pendingKey(mondayDate, '').pk);
    return Array.fromAsync(items, ({ sk }) => sk);
  }

  async settle(mondayDate: MondayDate, requestKey: string): Promise<void> {
    await this.#client.send(new DeleteCommand({ TableName: this.#table, Key: pendingKey(mondayDate, requestKey) }));
  }
}
