import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { PseudonymStore, Pseudonyms } from '../../../core/publication/pseudonyms.ts';
import { PARTITIONS } from '../../../functions/names.ts';
import { queryPartition } from '../query-partition.ts';

interface PseudonymItem {
  readonly sk: string;
  readonly pseudonym: string;
}

/** One item per erased person, all in one partition: whoever publishes asks for all of them at once. */
export class DynamoPseudonyms implements PseudonymStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async list(): Promise<Pseudonyms> {
    const items = queryPartition<PseudonymItem>(this.#client, this.#table, PARTITIONS.pseudonyms);
    return new Map(await Array.fromAsync(items, ({ sk, pseudonym }): [string, string] => [sk, pseudonym]));
  }
}
