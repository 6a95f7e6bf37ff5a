import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Publication, Publications, PublishedTotals } from '../../../core/publication/publication.ts';
import type { MondayDate } from '../../../core/values/week.ts';
import { PARTITIONS } from '../../../functions/names.ts';
import { conditionHolds } from '../condition-holds.ts';
import { publicationKey } from '../keys.ts';
import { queryPartition } from '../query-partition.ts';

/** What an item holds; a week that a run is expected of, and nothing else, has no version yet. */
interface PublicationItem {
  readonly sk: MondayDate;
  readonly version?: number;
  readonly isDirty?: boolean;
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

/** One item per week, all in one partition: a year adds 52, so that they are listed at once. */
export class DynamoPublications implements Publications {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async expectRun(mondayDate: MondayDate, settlesAt: string): Promise<void> {
    await this.#client.send(
      new UpdateCommand({
        TableName: this.#table,
        Key: publicationKey(mondayDate),
        UpdateExpression: 'SET settlesAt = :settlesAt',
        ExpressionAttributeValues: { ':settlesAt': settlesAt },
      }),
    );
  }

  async raise(mondayDate: MondayDate, now: string): Promise<number> {
    const { Attributes } = await this.#client.send(
      new UpdateCommand({
        TableName: this.#table,
        Key: publicationKey(mondayDate),
        UpdateExpression: 'SET isDirty = :dirty, raisedAt = :now ADD version :one',
        ExpressionAttributeValues: { ':dirty': true, ':now': now, ':one': 1 },
        ReturnValues: 'UPDATED_NEW',
      }),
    );
    return (Attributes as { version: number }).version;
  }

  async confirm(mondayDate: MondayDate, version: number, totals: PublishedTotals, now: string): Promise<boolean> {
    const { rows, tokens, costUsd4 } = totals;
    return conditionHolds(
      this.#client.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: publicationKey(mondayDate),
          UpdateExpression: 'SET isDirty = :dirty, published = :published',
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

function toPublication({ sk, version, isDirty, raisedAt, settlesAt, published }: PublicationItem): Publication {
  return {
    mondayDate: sk,
    version: version ?? 0,
    isDirty: isDirty ?? false,
    raisedAt: raisedAt ?? null,
    settlesAt: settlesAt ?? null,
    published: published
      ? { ...published, tokens: BigInt(published.tokens), costUsd4: BigInt(published.costUsd4) }
      : null,
  };
}
