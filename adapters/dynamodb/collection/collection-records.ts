import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type {
  Collected,
  CollectionFailure,
  CollectionRecords,
  SourceRecord,
} from '../../../core/collection/collection-records.ts';
import { PARTITIONS } from '../../../functions/names.ts';
import { conditionHolds } from '../condition-holds.ts';
import { collectionKey, type Key } from '../keys.ts';
import { queryPartition } from '../query-partition.ts';

interface RecordItem extends Key {
  readonly collected?: Collected;
  readonly failure?: CollectionFailure;
}

/** One item per source, all in one partition. Days pulled again by hand do not stand for the newest ones. */
export class DynamoCollectionRecords implements CollectionRecords {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async noteCollected(source: string, collected: Collected): Promise<void> {
    await conditionHolds(
      this.#client.send(
        new UpdateCommand({
          ...this.#of(source),
          UpdateExpression: 'SET collected = :value, collectedTo = :to REMOVE failure',
          ConditionExpression: 'attribute_not_exists(collectedTo) OR collectedTo <= :to',
          ExpressionAttributeValues: { ':value': collected, ':to': collected.to },
        }),
      ),
    );
  }

  async noteFailure(source: string, failure: CollectionFailure): Promise<void> {
    await this.#client.send(
      new UpdateCommand({
        ...this.#of(source),
        UpdateExpression: 'SET failure = :value',
        ExpressionAttributeValues: { ':value': failure },
      }),
    );
  }

  async list(): Promise<SourceRecord[]> {
    const items = queryPartition<RecordItem>(this.#client, this.#table, PARTITIONS.collections);
    return Array.fromAsync(items, ({ sk, collected, failure }) => ({
      source: sk,
      collected: collected ?? null,
      failure: failure ?? null,
    }));
  }

  #of(source: string) {
    return { TableName: this.#table, Key: collectionKey(source) };
  }
}
