import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import {
  LeaseLostError,
  type MirroredOrigin,
  type MirrorStore,
  type RecordChunk,
  RecordMovedError,
  type RecordWrite,
  type StoredRecord,
  type SyncedWeek,
  type SyncLease,
} from '../../../core/timesheets/mirror/mirror-store.ts';
import type { Clock } from '../../../core/values/clock.ts';
import type { Sha256 } from '../../../core/values/hash.ts';
import type { MondayDate } from '../../../core/values/week.ts';
import { readPages } from '../../aws/read-pages.ts';
import { type BatchSource, batchRead } from '../batch-read.ts';
import type { Key } from '../keys.ts';
import { queryPartition } from '../query-partition.ts';
import { type Action, CONDITION_FAILED, isRefusal, type TransactAnswer } from '../transact.ts';
import {
  expiryAfter,
  type FeedItem,
  type RecordItem,
  type SyncedItem,
  toRecord,
  toRecordItem,
} from './mirror-items.ts';
import { feedKey, MAPPING_STATE_KEY, recordKey, recordPartitions, syncedKey } from './mirror-keys.ts';
import { leaseCheck } from './sync-leases.ts';
import { transactPatiently } from './transact-patiently.ts';

const FEED_DAYS = 400;
/** A shard of 300,000 people's weeks at 1 MB a page. */
const PAGES_MAX = 1000;

/** The mirror in DynamoDB. Which write decides: that of each record, on its version and while the lease is ours. */
export class DynamoMirrorStore implements MirrorStore {
  readonly #source: BatchSource;
  readonly #sha256: Sha256;

  constructor(
    client: DynamoDBDocumentClient,
    table: string,
    tools: { readonly clock: Clock; readonly sha256: Sha256 },
  ) {
    this.#source = { client, table, clock: tools.clock };
    this.#sha256 = tools.sha256;
  }

  listSynced(mondayDate: MondayDate): Promise<SyncedWeek[]> {
    const { pk, sk } = syncedKey(mondayDate);
    const { client, table } = this.#source;
    return Array.fromAsync(queryPartition<SyncedItem>(client, table, pk, { prefix: sk }), ({ synced }) => synced);
  }

  async readState(mondayDate: MondayDate, source: string) {
    const items = await batchRead<Key & Partial<SyncedItem> & { readonly hash?: string }>(this.#source, [
      syncedKey(mondayDate, source),
      MAPPING_STATE_KEY,
    ]);
    return {
      synced: items.find(({ synced }) => synced)?.synced ?? null,
      mappingHash: items.find(({ hash }) => hash)?.hash ?? null,
    };
  }

  async listPeople(mondayDate: MondayDate): Promise<MirroredOrigin[]> {
    return (await Promise.all(recordPartitions(mondayDate).map((pk) => this.#listShard(pk)))).flat();
  }

  async readRecords(mondayDate: MondayDate, employeeIds: readonly string[]): Promise<Map<string, StoredRecord>> {
    const keys = employeeIds.map((id) => recordKey(mondayDate, id, this.#sha256));
    const items = await batchRead<RecordItem>(this.#source, keys);
    return new Map(items.map((item) => [item.sk, toRecord(item)]));
  }

  async write(lease: SyncLease, chunk: RecordChunk): Promise<void> {
    const { table, clock } = this.#source;
    const actions = [
      leaseCheck(table, lease, clock.now()),
      ...chunk.writes.flatMap((write) => this.#actionsOf(write, chunk)),
      ...(chunk.synced ? [this.#put({ ...keyOf(chunk.synced), synced: chunk.synced } satisfies SyncedItem)] : []),
    ];
    const target = { ...this.#source, sha256: this.#sha256 };
    await transactPatiently(target, actions, `a chunk of week ${chunk.mondayDate} was`, (answer) =>
      refuse(answer, lease, chunk),
    );
  }

  async #listShard(pk: string): Promise<MirroredOrigin[]> {
    const { client, table } = this.#source;
    const query = (start: Record<string, unknown> | undefined) =>
      client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk',
          ProjectionExpression: 'sk, #source, #users',
          ExpressionAttributeNames: { '#source': 'source', '#users': 'users' },
          ExpressionAttributeValues: { ':pk': pk },
          ConsistentRead: true,
          ExclusiveStartKey: start,
        }),
      );
    const people: MirroredOrigin[] = [];
    const limit = { pagesMax: PAGES_MAX, of: pk };
    for await (const { Items } of readPages(query, ({ LastEvaluatedKey }) => LastEvaluatedKey, limit)) {
      const items = (Items ?? []) as Pick<RecordItem, 'sk' | 'source' | 'users'>[];
      people.push(...items.map(({ sk, source, users }) => ({ employeeId: sk, source, users })));
    }
    return people;
  }

  #actionsOf({ record, versionBefore, change }: RecordWrite, { mondayDate, at }: RecordChunk): Action[] {
    const { employeeId, version, seq } = record;
    const item = toRecordItem(recordKey(mondayDate, employeeId, this.#sha256), record);
    const put: Action = {
      Put: {
        TableName: this.#source.table,
        Item: item,
        ...(versionBefore === null
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : { ConditionExpression: 'version = :before', ExpressionAttributeValues: { ':before': versionBefore } }),
      },
    };
    if (change === null) return [put];
    const key = feedKey(seq, mondayDate, employeeId);
    const expiresAt = expiryAfter(at, FEED_DAYS);
    return [put, this.#put({ ...key, version, type: change, occurredAt: at, expiresAt } satisfies FeedItem)];
  }

  #put<Item extends Key>(Item: Item): Action {
    return { Put: { TableName: this.#source.table, Item } };
  }
}

function keyOf({ mondayDate, source }: SyncedWeek): Key {
  return syncedKey(mondayDate, source);
}

/** Returns where the same transaction may be tried again. */
function refuse(answer: Exclude<TransactAnswer, 'DONE'>, lease: SyncLease, { mondayDate }: RecordChunk): void {
  if (isRefusal(answer)) throw new Error(`a chunk of week ${mondayDate} is none that DynamoDB can hold`);
  if (typeof answer === 'string') return;
  if (answer[0] === CONDITION_FAILED) throw new LeaseLostError(lease);
  if (answer.includes(CONDITION_FAILED)) {
    throw new RecordMovedError(`a record of week ${mondayDate} was written by another try of sync ${lease.seq}`);
  }
}
