import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { ClosedSync, ClosedSyncs } from '../../../core/timesheets/mirror/closed-syncs.ts';
import { decodeJson } from '../../../core/values/codec.ts';
import { MIRROR_PARTITIONS } from '../../../functions/names.ts';
import { readPages } from '../../aws/read-pages.ts';
import type { Key } from '../keys.ts';

interface SyncItem extends Key {
  readonly closedAt: string;
  /** JSON. */
  readonly outcome: string;
}

const PAGE_SYNCS = 50;
/** All that are kept of a sync an hour. */
const PAGES_MAX = 250;

/** Records of syncs, all in one partition. */
export class DynamoClosedSyncs implements ClosedSyncs {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async *listNewestFirst(): AsyncGenerator<ClosedSync> {
    const pk = MIRROR_PARTITIONS.syncs;
    const query = (start: Record<string, unknown> | undefined) =>
      this.#client.send(
        new QueryCommand({
          TableName: this.#table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': pk },
          ConsistentRead: true,
          ScanIndexForward: false,
          Limit: PAGE_SYNCS,
          ExclusiveStartKey: start,
        }),
      );
    const limit = { pagesMax: PAGES_MAX, of: pk };
    for await (const { Items } of readPages(query, ({ LastEvaluatedKey }) => LastEvaluatedKey, limit)) {
      yield* ((Items ?? []) as SyncItem[]).map(toClosedSync);
    }
  }
}

function toClosedSync({ sk, closedAt, outcome }: SyncItem): ClosedSync {
  return { seq: Number.parseInt(sk, 10), closedAt, outcome: decodeJson(outcome) };
}
