import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import {
  type ChangeFeed,
  type ChangePage,
  type FeedChange,
  NONE_UNREADABLE,
} from '../../../core/recalculation/change-feed.ts';
import { MIRROR_PARTITIONS } from '../../../functions/names.ts';
import { getItem } from '../get-item.ts';
import type { Key } from '../keys.ts';
import { decodeCursor, encodeCursor, type FeedPosition } from './feed-cursor.ts';
import type { FeedItem, SyncStateItem } from './mirror-items.ts';
import { feedPartition, SYNC_STATE_KEY } from './mirror-keys.ts';

const PAGE_CHANGES = 500;
/** Syncs that one page reads at most. */
const PAGE_SYNCS = 25;
const MONDAY_DIGITS = 10;

/** What closed syncs changed, in their order. Every closed number has rows, and its rows are complete. */
export class MirrorChangeFeed implements ChangeFeed {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async read(cursor: string | null): Promise<ChangePage | null> {
    const state = await getItem<SyncStateItem>(this.#client, this.#table, SYNC_STATE_KEY);
    const { closedSeq = 0, epoch = 0 } = state ?? {};
    const oldest = (await this.#oldestSeq()) ?? closedSeq + 1;
    const since = cursor === null ? { seq: oldest, after: '' } : decodeCursor(cursor, epoch);
    if (since === null || since.seq < oldest || since.seq > closedSeq + 1) return null;
    const { changes, position } = await this.#readFrom(since, closedSeq);
    const nextCursor = encodeCursor(position, epoch);
    return { changes, unreadable: NONE_UNREADABLE, nextCursor, hasMore: position.seq <= closedSeq };
  }

  async #readFrom(since: FeedPosition, closedSeq: number) {
    const changes: FeedChange[] = [];
    let position = since;
    for (let syncs = 0; syncs < PAGE_SYNCS && position.seq <= closedSeq && changes.length < PAGE_CHANGES; syncs += 1) {
      const { Items, LastEvaluatedKey: last } = await this.#query(position, PAGE_CHANGES - changes.length);
      changes.push(...((Items ?? []) as FeedItem[]).map(toChange));
      position = last ? { ...position, after: (last as Key).sk } : { seq: position.seq + 1, after: '' };
    }
    return { changes, position };
  }

  #query({ seq, after }: FeedPosition, limit: number) {
    return this.#client.send(
      new QueryCommand({
        TableName: this.#table,
        KeyConditionExpression: after === '' ? 'pk = :pk' : 'pk = :pk AND sk > :after',
        ExpressionAttributeValues: { ':pk': feedPartition(seq), ...(after !== '' && { ':after': after }) },
        ConsistentRead: true,
        Limit: limit,
      }),
    );
  }

  /** The first number whose rows are all still there: its record goes before they do. */
  async #oldestSeq(): Promise<number | null> {
    const { Items } = await this.#client.send(
      new QueryCommand({
        TableName: this.#table,
        KeyConditionExpression: 'pk = :pk',
        ProjectionExpression: 'sk',
        ExpressionAttributeValues: { ':pk': MIRROR_PARTITIONS.syncs },
        ConsistentRead: true,
        Limit: 1,
      }),
    );
    const [first] = (Items ?? []) as Key[];
    return first ? Number(first.sk.split('#')[0]) : null;
  }
}

function toChange({ sk, occurredAt }: FeedItem): FeedChange {
  const mondayDate = sk.slice(0, MONDAY_DIGITS);
  return { mondayDate, employeeId: sk.slice(MONDAY_DIGITS + 1), changedAt: occurredAt };
}
