import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import {
  type IdentityEntry,
  type IdentityStore,
  type NewIdentity,
  saysTheSame,
} from '../../../core/collection/identity.ts';
import type { Sha256 } from '../../../core/values/hash.ts';
import { conditionHolds } from '../condition-holds.ts';
import { type Key, SHARD_NAMES, shardOf } from '../keys.ts';
import { queryPartition } from '../query-partition.ts';

interface IdentityItem extends Key {
  readonly entry: IdentityEntry;
}

/** An entry is never replaced: one of another content that claims its place is refused. */
const IS_NEW = 'attribute_not_exists(pk)';
const NUMBER_DIGITS = 6;

/**
 * Entries of `ActorIdentity`, append-only: sixteen partitions by the actor, in each of them by actor, source and time of
 * writing ascending.
 */
export class DynamoIdentities implements IdentityStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #sha256: Sha256;

  constructor(client: DynamoDBDocumentClient, table: string, sha256: Sha256) {
    this.#client = client;
    this.#table = table;
    this.#sha256 = sha256;
  }

  async add(entries: readonly NewIdentity[], at: string): Promise<number> {
    let added = 0;
    for (const [index, identity] of entries.entries()) {
      const newest = (await this.find(identity.actor)).findLast(({ source }) => source === identity.source);
      if (newest && saysTheSame(newest, identity)) continue;
      const { pk, sk } = this.#place(identity.actor);
      const Item: IdentityItem = {
        pk,
        sk: `${sk}${identity.source}#${at}#${number(index)}`,
        entry: { ...identity, at },
      };
      const put = new PutCommand({ TableName: this.#table, Item, ConditionExpression: IS_NEW });
      if (await conditionHolds(this.#client.send(put))) added += 1;
    }
    return added;
  }

  async *list(): AsyncGenerator<IdentityEntry> {
    for (const shard of SHARD_NAMES) {
      for await (const { entry } of queryPartition<IdentityItem>(this.#client, this.#table, partition(shard)))
        yield entry;
    }
  }

  async find(actor: NewIdentity['actor']): Promise<IdentityEntry[]> {
    const { pk, sk } = this.#place(actor);
    const items = queryPartition<IdentityItem>(this.#client, this.#table, pk, sk);
    return Array.fromAsync(items, ({ entry }) => entry);
  }

  /** The partition of the actor, and how the sort keys of its entries begin. */
  #place({ kind, id }: NewIdentity['actor']): Key {
    const sk = `${kind}#${id}#`;
    return { pk: partition(shardOf(this.#sha256(sk))), sk };
  }
}

function partition(shard: string): string {
  return `ACTOR#${shard}`;
}

/** Of the entries of one moment, the later one is newer. */
function number(index: number): string {
  return index.toString().padStart(NUMBER_DIGITS, '0');
}
