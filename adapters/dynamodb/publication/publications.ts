import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import {
  type Publication,
  type Publications,
  type PublishedPart,
  type PublishedTotals,
  UNDIVIDED,
} from '../../../core/publication/publication.ts';
import type { MondayDate } from '../../../core/values/week.ts';
import { PARTITIONS } from '../../../functions/names.ts';
import { conditionHolds } from '../condition-holds.ts';
import { publicationKey } from '../keys.ts';
import { queryPartition } from '../query-partition.ts';

/** What an item holds; a part that somebody is expected to write, and nothing else, has no version yet. */
interface PublicationItem {
  readonly sk: PublishedPart;
  readonly version?: number;
  readonly isDirty?: boolean;
  readonly dirtySince?: string;
  readonly raisedAt?: string;
  readonly settlesAt?: string;
  readonly published?: StoredTotals & { readonly at: string };
}

/** Integers come back as `bigint` where they are large. */
interface StoredTotals {
  readonly rows: number;
  readonly tokens: number | bigint;
  readonly costUsd4: number | bigint;
}

/** One item per part, all in one partition: a year adds 52, so that they are listed at once. */
export class DynamoPublications implements Publications {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async expect(part: PublishedPart, settlesAt: string): Promise<void> {
    await conditionHolds(
      this.#client.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: publicationKey(part),
          UpdateExpression: 'SET settlesAt = :settlesAt',
          // Others may go on for longer.
          ConditionExpression: 'attribute_not_exists(settlesAt) OR settlesAt < :settlesAt',
          ExpressionAttributeValues: { ':settlesAt': settlesAt },
        }),
      ),
    );
  }

  async expectChange(weeks: readonly MondayDate[], settlesAt: string): Promise<void> {
    for (const part of weeks.length === 0 ? [UNDIVIDED] : weeks) await this.expect(part, settlesAt);
  }

  async raise(part: PublishedPart, now: string): Promise<number> {
    const { Attributes } = await this.#client.send(
      new UpdateCommand({
        TableName: this.#table,
        Key: publicationKey(part),
        UpdateExpression:
          'SET isDirty = :dirty, dirtySince = if_not_exists(dirtySince, :now), raisedAt = :now ADD version :one',
        ExpressionAttributeValues: { ':dirty': true, ':now': now, ':one': 1 },
        ReturnValues: 'UPDATED_NEW',
      }),
    );
    return (Attributes as { version: number }).version;
  }

  async confirm(part: PublishedPart, version: number, totals: PublishedTotals, now: string): Promise<boolean> {
    const { rows, tokens, costUsd4 } = totals;
    return conditionHolds(
      this.#client.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: publicationKey(part),
          UpdateExpression: 'SET isDirty = :dirty, published = :published REMOVE dirtySince',
          ConditionExpression: 'version = :version',
          ExpressionAttributeValues: {
            ':dirty': false,
            ':published': { rows, tokens, costUsd4, at: now },
            ':version': version,
          },
        }),
      ),
    );
  }

  async list(): Promise<Publication[]> {
    const items = queryPartition<PublicationItem>(this.#client, this.#table, PARTITIONS.publications);
    return Array.fromAsync(items, toPublication);
  }
}

function toPublication({ sk, published, ...item }: PublicationItem): Publication {
  const { version, isDirty, dirtySince, raisedAt, settlesAt } = item;
  return {
    part: sk,
    version: version ?? 0,
    isDirty: isDirty ?? false,
    dirtySince: dirtySince ?? null,
    raisedAt: raisedAt ?? null,
    settlesAt: settlesAt ?? null,
    published: published
      ? { ...published, tokens: BigInt(published.tokens), costUsd4: BigInt(published.costUsd4) }
      : null,
  };
}
