import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { CurrentMapping } from '../../../core/timesheets/mirror/mapping-store.ts';
import { getItem } from '../get-item.ts';
import { MAPPING_STATE_KEY } from './mirror-keys.ts';

/** The hash of the mapping that holds, in one item. */
export class DynamoCurrentMapping implements CurrentMapping {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async read(): Promise<string | null> {
    return (await getItem<{ hash: string }>(this.#client, this.#table, MAPPING_STATE_KEY))?.hash ?? null;
  }

  async set(hash: string): Promise<void> {
    await this.#client.send(new PutCommand({ TableName: this.#table, Item: { ...MAPPING_STATE_KEY, hash } }));
  }
}
