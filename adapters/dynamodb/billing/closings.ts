import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { ClosedMonth, Closings } from '../../../core/billing/closed-month.ts';
import type { Sha256 } from '../../../core/values/hash.ts';
import { PARTITIONS } from '../../../functions/names.ts';
import { closingKey, type Key } from '../keys.ts';
import { queryPartition } from '../query-partition.ts';
import { type Action, transact } from '../transact.ts';

type ClosingItem = Key & ClosedMonth;

/** One item per client and month, all in one partition, so that they are listed at once. */
export class DynamoClosings implements Closings {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #sha256: Sha256;

  constructor(client: DynamoDBDocumentClient, table: string, sha256: Sha256) {
    this.#client = client;
    this.#table = table;
    this.#sha256 = sha256;
  }

  async list(): Promise<ClosedMonth[]> {
    const items = queryPartition<ClosingItem>(this.#client, this.#table, PARTITIONS.closings);
    return Array.fromAsync(items, ({ pk: _pk, sk: _sk, ...closed }) => closed);
  }

  async put(closed: ClosedMonth, restsOn?: ClosedMonth): Promise<boolean> {
    const raised = restsOn ? [this.#onVersion({ ...restsOn, version: restsOn.version + 1 })] : [];
    return (await transact(this.#client, this.#sha256, [this.#onVersion(closed), ...raised])) === 'DONE';
  }

  /** On the version before, or on there being none. */
  #onVersion(closed: ClosedMonth): Action {
    const Item: ClosingItem = { ...closingKey(closed.month, closed.clientId), ...closed };
    const isFirst = closed.version === 1;
    return {
      Put: {
        TableName: this.#table,
        Item,
        ConditionExpression: isFirst ? 'attribute_not_exists(pk)' : 'version = :before',
        ...(!isFirst && { ExpressionAttributeValues: { ':before': closed.version - 1 } }),
      },
    };
  }
}
