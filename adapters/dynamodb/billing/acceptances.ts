import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { BillingAcceptance, BillingAcceptances } from '../../../core/billing/open-points.ts';
import type { MondayDate } from '../../../core/values/week.ts';
import { billingAcceptanceKey, type Key } from '../keys.ts';
import { queryPartition } from '../query-partition.ts';

type AcceptanceItem = Key & BillingAcceptance;

/** One item per employee-week that finance has ever taken as it was; the last word counts. */
export class DynamoBillingAcceptances implements BillingAcceptances {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async list(mondayDate: MondayDate): Promise<Map<string, BillingAcceptance>> {
    const { pk } = billingAcceptanceKey('', mondayDate);
    const items = queryPartition<AcceptanceItem>(this.#client, this.#table, pk);
    const entries = await Array.fromAsync(items, ({ pk: _pk, sk, ...word }): [string, BillingAcceptance] => [sk, word]);
    return new Map(entries);
  }

  async put(employeeId: string, mondayDate: MondayDate, acceptance: BillingAcceptance): Promise<void> {
    const Item: AcceptanceItem = { ...billingAcceptanceKey(employeeId, mondayDate), ...acceptance };
    await this.#client.send(new PutCommand({ TableName: this.#table, Item }));
  }
}
