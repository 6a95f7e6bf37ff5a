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
/** How often the place of an entry may be taken by another of the same millisecond. */
const TRIES_MAX = 3;

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
    for (const identity of entries) if (await this.#add(identity, at)) added += 1;
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
    const entries: IdentityEntry[] = [];
    for await (const { entry } of queryPartition<IdentityItem>(this.#client, this.#table, pk, { prefix: sk })) {
      // Another id may go on behind this one just as its key does.
      if (entry.actor.id === actor.id) entries.push(entry);
    }
    return entries;
  }

  /** @returns whether it said anything new */
  async #add(identity: NewIdentity, at: string): Promise<boolean> {
    const { source, actor } = identity;
    const { pk, sk } = this.#place(actor);
    for (let tries = 0; tries < TRIES_MAX; tries += 1) {
      const before = (await this.find(actor)).filter((entry) => entry.source === source);
      const newest = before.at(-1);
      if (newest && saysTheSame(newest, identity)) return false;
      const Item: IdentityItem = {
        pk,
        sk: `${sk}${source}#${at}#${number(before.length)}`,
        entry: { ...identity, at },
      };
      const put = new PutCommand({ TableName: this.#table, Item, ConditionExpression: IS_NEW });
      if (await conditionHolds(this.#client.send(put))) return true;
    }
    throw new Error(`an actor's entry was overtaken by others of the same moment ${TRIES_MAX} times`);
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

/** Of the entries of one moment, the one with more before it is newer. */
function number(before: number): string {
  return before.toString().padStart(NUMBER_DIGITS, '0');
}
