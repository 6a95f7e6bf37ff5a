import { DeleteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type {
  AlertOutbox,
  OutboxEntry,
  SentAlert,
  SentAlerts,
  SuggestionQuestion,
} from '../../../core/budgets/alert-outbox.ts';
import type { Clock } from '../../../core/values/clock.ts';
import type { Sha256 } from '../../../core/values/hash.ts';
import type { MondayDate } from '../../../core/values/week.ts';
import { BUDGET_PARTITIONS } from '../../../functions/names.ts';
import { queryPartition } from '../query-partition.ts';
import { type Action, isRefusal, transact } from '../transact.ts';
import { outboxKey, sentPartition } from './keys.ts';
import { type OutboxItem, type SentItem, toOutboxEntry, toSentAlert, toSentItem } from './outbox-items.ts';

/** Alerts that were told could not be marked: they are told again, by the same messages. */
export class NotMarkedError extends Error {
  override readonly name = 'NotMarkedError';
  /** The SDK's mark of what passes. */
  readonly $retryable = {};
}

const TRIES_MAX = 4;
const PAUSE_MS = 50;

/** The outbox of `TokenBudgetTracking`, and what was sent of it. */
export class DynamoAlertOutbox implements AlertOutbox, SentAlerts {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #sha256: Sha256;
  readonly #clock: Clock;

  constructor(client: DynamoDBDocumentClient, table: string, sha256: Sha256, clock: Clock) {
    this.#client = client;
    this.#table = table;
    this.#sha256 = sha256;
    this.#clock = clock;
  }

  async *listPending(): AsyncGenerator<OutboxEntry> {
    const items = queryPartition<OutboxItem>(this.#client, this.#table, BUDGET_PARTITIONS.outbox);
    for await (const item of items) yield toOutboxEntry(item);
  }

  async *listSent(mondayDate: MondayDate): AsyncGenerator<SentAlert> {
    const items = queryPartition<SentItem>(this.#client, this.#table, sentPartition(mondayDate));
    for await (const item of items) yield toSentAlert(item);
  }

  /** Two actions an alert, of 100 in a transaction. No condition is on them: what is cancelled met another writer. */
  async markSent(sent: readonly SentAlert[]): Promise<void> {
    const TableName = this.#table;
    const actions = sent.flatMap((one): Action[] => [
      { Delete: { TableName, Key: { ...outboxKey(one.alert.alertId) } } },
      { Put: { TableName, Item: toSentItem(one) } },
    ]);
    for (let tries = 1; tries <= TRIES_MAX; tries += 1) {
      if (tries > 1) await this.#clock.pause(PAUSE_MS * 2 ** tries);
      const answer = await transact(this.#client, this.#sha256, actions);
      if (answer === 'DONE') return;
      if (isRefusal(answer)) break;
    }
    throw new NotMarkedError(`${sent.length} alerts were told and could not be marked`);
  }

  async removeQuestion({ suggestionId }: SuggestionQuestion): Promise<void> {
    const Key = { ...outboxKey(suggestionId) };
    await this.#client.send(new DeleteCommand({ TableName: this.#table, Key }));
  }
}
