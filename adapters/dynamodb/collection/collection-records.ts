import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type {
  Collected,
  CollectionFailure,
  CollectionRecords,
  SourceRecord,
} from '../../../core/collection/collection-records.ts';
import { PARTITIONS } from '../../../functions/names.ts';
import { collectionKey, type Key } from '../keys.ts';
import { queryPartition } from '../query-partition.ts';

interface RecordItem extends Key {
  readonly collected?: Collected;
  readonly failure?: CollectionFailure;
}

/** One item per source, all in one partition. The later of two writes stands. */
export class DynamoCollectionRecords implements CollectionRecords {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async noteCollected(source: string, collected: Collected): Promise<void> {
    await this.#update(source, 'SET collected = :value REMOVE failure', collected);
  }

  async noteFailure(source: string, failure: CollectionFailure): Promise<void> {
    await this.#update(source, 'SET failure = :value', failure);
  }

  async list(): Promise<SourceRecord[]> {
    const items = queryPartition<RecordItem>(this.#client, this.#table, PARTITIONS.collections);
    return Array.fromAsync(items, ({ sk, collected, failure }) => ({
      source: sk,
      collected: collected ?? null,
      failure: failure ?? null,
    }));
  }

  async #update(source: string, UpdateExpression: string, value: Collected | CollectionFailure): Promise<void> {
    const of = { TableName: this.#table, Key: collectionKey(source) };
    const ExpressionAttributeValues = { ':value': value };
    await this.#client.send(new UpdateCommand({ ...of, UpdateExpression, ExpressionAttributeValues }));
  }
}
