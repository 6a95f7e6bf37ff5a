import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { ClosedSync, SyncRecords } from '../../../core/timesheets/mirror/mirror-store.ts';
import { decodeJson } from '../../../core/values/codec.ts';
import { MIRROR_PARTITIONS } from '../../../functions/names.ts';
import type { Key } from '../keys.ts';
import { queryPartition } from '../query-partition.ts';

interface SyncItem extends Key {
  readonly closedAt: string;
  /** JSON text. */
  readonly outcome: string;
}

/** What closed syncs left behind. Those that changed nothing share their number with the one that does. */
export class DynamoSyncRecords implements SyncRecords {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async readLast(): Promise<ClosedSync | null> {
    const newest = await this.#newestSeq();
    if (newest === null) return null;
    const syncs = queryPartition<SyncItem>(this.#client, this.#table, MIRROR_PARTITIONS.syncs, `${newest}#`);
    const all = (await Array.fromAsync(syncs)).sort((a, b) => Date.parse(b.closedAt) - Date.parse(a.closedAt));
    const [last] = all;
    return last ? { seq: Number(newest), closedAt: last.closedAt, outcome: decodeJson(last.outcome) } : null;
  }

  async #newestSeq(): Promise<string | null> {
    const { Items } = await this.#client.send(
      new QueryCommand({
        TableName: this.#table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': MIRROR_PARTITIONS.syncs },
        ProjectionExpression: 'sk',
        ScanIndexForward: false,
        ConsistentRead: true,
        Limit: 1,
      }),
    );
    const [last] = (Items ?? []) as Key[];
    return last?.sk.split('#')[0] ?? null;
  }
}
