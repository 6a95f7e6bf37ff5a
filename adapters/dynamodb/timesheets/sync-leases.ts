import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import {
  LeaseLostError,
  type OpenSync,
  type SyncLease,
  type SyncLeases,
} from '../../../core/timesheets/mirror/mirror-store.ts';
import type { Clock } from '../../../core/values/clock.ts';
import { encodeJson } from '../../../core/values/codec.ts';
import type { Sha256 } from '../../../core/values/hash.ts';
import { getItem } from '../get-item.ts';
import { type Action, CONDITION_FAILED, isRefusal, transact } from '../transact.ts';
import { expiryAfter, type SyncStateItem } from './mirror-items.ts';
import { feedPartition, SYNC_STATE_KEY, syncKey } from './mirror-keys.ts';

/** Twice what an invocation may take; each one begins it anew. */
export const LEASE_MS = 30 * 60_000;
/** Shorter than the feed's rows live, so that the oldest record names a number whose rows are all there. */
const RECORD_DAYS = 390;

const NOBODY = '';
const NAMES = { '#owner': 'owner' };
const IS_OURS = '#owner = :owner AND openSeq = :seq';

/** The lease in the table's one state. Which write decides: that of `open`, on a state whose lease has run out. */
export class DynamoSyncLeases implements SyncLeases {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #clock: Clock;
  readonly #sha256: Sha256;

  constructor(
    client: DynamoDBDocumentClient,
    table: string,
    tools: { readonly clock: Clock; readonly sha256: Sha256 },
  ) {
    this.#client = client;
    this.#table = table;
    this.#clock = tools.clock;
    this.#sha256 = tools.sha256;
  }

  async open(owner: string): Promise<OpenSync | null> {
    const now = this.#clock.now();
    return this.#update({
      UpdateExpression: [
        'SET #owner = :owner, leaseUntil = :until, openSeq = if_not_exists(openSeq, :first)',
        'closedSeq = if_not_exists(closedSeq, :none), epoch = if_not_exists(epoch, :none)',
      ].join(', '),
      ConditionExpression: 'attribute_not_exists(leaseUntil) OR leaseUntil < :now OR #owner = :owner',
      ExpressionAttributeValues: { ':owner': owner, ':until': leaseFrom(now), ':now': now, ':first': 1, ':none': 0 },
    });
  }

  async renew(lease: SyncLease, pauseMs = 0): Promise<OpenSync> {
    const renewed = await this.#update({
      UpdateExpression: 'SET leaseUntil = :until',
      ConditionExpression: IS_OURS,
      ExpressionAttributeValues: {
        ':owner': lease.owner,
        ':seq': lease.seq,
        ':until': leaseFrom(this.#clock.now(), pauseMs),
      },
    });
    if (!renewed) throw new LeaseLostError(lease);
    return renewed;
  }

  async close(lease: SyncLease, outcome: object): Promise<boolean> {
    const hasChanges = await this.#hasFeed(lease.seq);
    const answer = await transact(this.#client, this.#sha256, [
      this.#end(lease, hasChanges),
      this.#record(lease, outcome),
    ]);
    if (answer === 'DONE') return hasChanges;
    if (answer === 'AGAIN' || isRefusal(answer) || !answer.includes(CONDITION_FAILED)) {
      throw new SyncNotClosedError(`sync ${lease.seq} of ${lease.owner} could not be closed yet`);
    }
    const state = await getItem<SyncStateItem>(this.#client, this.#table, SYNC_STATE_KEY);
    // Closed before, by a try that nobody heard of or by the sync that took over: readers see what was written.
    if (!hasChanges || (state !== undefined && state.closedSeq >= lease.seq)) return hasChanges;
    throw new LeaseLostError(lease);
  }

  async giveBack({ owner, seq }: SyncLease): Promise<void> {
    await this.#update({
      UpdateExpression: 'SET #owner = :nobody, leaseUntil = :nobody',
      ConditionExpression: IS_OURS,
      ExpressionAttributeValues: { ':owner': owner, ':seq': seq, ':nobody': NOBODY },
    });
  }

  #end({ owner, seq }: SyncLease, hasChanges: boolean): Action {
    return {
      Update: {
        TableName: this.#table,
        Key: SYNC_STATE_KEY,
        UpdateExpression: 'SET #owner = :nobody, leaseUntil = :nobody, closedSeq = :closed, openSeq = :next',
        ConditionExpression: IS_OURS,
        ExpressionAttributeNames: NAMES,
        ExpressionAttributeValues: {
          ':owner': owner,
          ':seq': seq,
          ':nobody': NOBODY,
          ':closed': hasChanges ? seq : seq - 1,
          ':next': hasChanges ? seq + 1 : seq,
        },
      },
    };
  }

  #record({ owner, seq }: SyncLease, outcome: object): Action {
    const now = this.#clock.now();
    const expiresAt = expiryAfter(now, RECORD_DAYS);
    const Item = { ...syncKey(seq, owner), closedAt: now, outcome: encodeJson(outcome), expiresAt };
    return { Put: { TableName: this.#table, Item } };
  }

  async #hasFeed(seq: number): Promise<boolean> {
    const { Items } = await this.#client.send(
      new QueryCommand({
        TableName: this.#table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': feedPartition(seq) },
        ConsistentRead: true,
        Limit: 1,
      }),
    );
    return (Items ?? []).length > 0;
  }

  /** @returns null where the condition does not hold */
  async #update(
    change: Pick<
      ConstructorParameters<typeof UpdateCommand>[0],
      'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeValues'
    >,
  ): Promise<OpenSync | null> {
    const update = new UpdateCommand({
      ...{ TableName: this.#table, Key: SYNC_STATE_KEY, ExpressionAttributeNames: NAMES, ReturnValues: 'ALL_NEW' },
      ...change,
    });
    try {
      const { owner, openSeq: seq, epoch } = (await this.#client.send(update)).Attributes as SyncStateItem;
      return { owner, seq, epoch };
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return null;
      throw error;
    }
  }
}

/** Worth another try: nothing of the close was written. */
export class SyncNotClosedError extends Error {
  override readonly name = 'SyncNotClosedError';
  /** The SDK's mark of what passes. */
  readonly $retryable = {};
}

/** A check that the sync may still write, as an action of a transaction. */
export function leaseCheck(table: string, { owner, seq }: SyncLease, now: string): Action {
  return {
    ConditionCheck: {
      TableName: table,
      Key: SYNC_STATE_KEY,
      ConditionExpression: `${IS_OURS} AND leaseUntil > :now`,
      ExpressionAttributeNames: NAMES,
      ExpressionAttributeValues: { ':owner': owner, ':seq': seq, ':now': now },
    },
  };
}

function leaseFrom(now: string, pauseMs = 0): string {
  return new Date(Date.parse(now) + pauseMs + LEASE_MS).toISOString();
}
