import { DeleteCommand, type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Subscriber, Subscribers } from '../../../core/budgets/subscribers.ts';
import { BUDGET_PARTITIONS } from '../../../functions/names.ts';
import type { Key } from '../keys.ts';
import { queryPartition } from '../query-partition.ts';
import { subscriberKey } from './keys.ts';

type SubscriberItem = Key & Omit<Subscriber, 'email'>;

/** Known subscribers in `TokenBudgetTracking`. There is one writer: whoever sends alerts does it alone. */
export class DynamoSubscribers implements Subscribers {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async *list(): AsyncGenerator<Subscriber> {
    const items = queryPartition<SubscriberItem>(this.#client, this.#table, BUDGET_PARTITIONS.subscribers);
    for await (const { sk, cwoIds } of items) yield { email: sk, cwoIds };
  }

  async put({ email, cwoIds }: Subscriber): Promise<void> {
    const Item: SubscriberItem = { ...subscriberKey(email), cwoIds };
    await this.#client.send(new PutCommand({ TableName: this.#table, Item }));
  }

  async delete(email: string): Promise<void> {
    await this.#client.send(new DeleteCommand({ TableName: this.#table, Key: { ...subscriberKey(email) } }));
  }
}
