import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Pseudonym, PseudonymKeeper, PseudonymStore, Pseudonyms } from '../../../core/publication/pseudonyms.ts';
import { PARTITIONS } from '../../../functions/names.ts';
import { conditionHolds } from '../condition-holds.ts';
import { getItem } from '../get-item.ts';
import { type Key, pseudonymKey } from '../keys.ts';
import { queryPartition } from '../query-partition.ts';

type PseudonymItem = Key & Pseudonym;

/** One item per erased person, all in one partition: whoever publishes asks for all of them at once. */
export class DynamoPseudonyms implements PseudonymStore, PseudonymKeeper {
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

  async keep(employeeId: string, made: Pseudonym): Promise<Pseudonym> {
    const key = pseudonymKey(employeeId);
    const Item: PseudonymItem = { ...key, ...made };
    const ConditionExpression = 'attribute_not_exists(pk)';
    const put = new PutCommand({ TableName: this.#table, Item, ConditionExpression });
    if (await conditionHolds(this.#client.send(put))) return made;
    const { pseudonym, by, at } = (await getItem<PseudonymItem>(this.#client, this.#table, key)) ?? made;
    return { pseudonym, by, at };
  }
}
