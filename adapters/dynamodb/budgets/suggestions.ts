import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { BudgetRefusedError } from '../../../core/budgets/budget-store.ts';
import type { BudgetSuggestion } from '../../../core/budgets/suggestion.ts';
import type { NewSuggestions, SuggestionList, SuggestionStore } from '../../../core/budgets/suggestion-store.ts';
import { decodeJson, encodeJson } from '../../../core/values/codec.ts';
import type { Sha256 } from '../../../core/values/hash.ts';
import { conditionHolds } from '../condition-holds.ts';
import { getItem } from '../get-item.ts';
import type { Key } from '../keys.ts';
import { queryPartition } from '../query-partition.ts';
import { CONDITION_FAILED, isRefusal, transact } from '../transact.ts';
import { putOn } from './change-actions.ts';
import { suggestedKey, suggestionKey } from './keys.ts';

interface SuggestionItem extends Key {
  readonly suggestion: string;
}

/** Names the latest suggestion for a CWO, and when it was proposed, be it for the first time or again. */
interface SuggestedItem extends Key {
  readonly suggestionId: string;
  readonly proposedAt: string;
}

/** Suggestions by CWO; none is ever written again. */
export class DynamoSuggestions implements SuggestionStore, NewSuggestions, SuggestionList {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #sha256: Sha256;

  constructor(client: DynamoDBDocumentClient, table: string, sha256: Sha256) {
    this.#client = client;
    this.#table = table;
    this.#sha256 = sha256;
  }

  async find(cwoId: string, suggestionId: string): Promise<BudgetSuggestion | null> {
    const item = await getItem<SuggestionItem>(this.#client, this.#table, suggestionKey(cwoId, suggestionId));
    return item ? decodeJson(item.suggestion) : null;
  }

  async latest(cwoId: string): Promise<BudgetSuggestion | null> {
    const item = await getItem<SuggestedItem>(this.#client, this.#table, suggestedKey(cwoId));
    return item ? this.find(cwoId, item.suggestionId) : null;
  }

  async listCwos(): Promise<string[]> {
    const { pk } = suggestedKey('');
    const items = await Array.fromAsync(queryPartition<SuggestedItem>(this.#client, this.#table, pk));
    return items.map(({ sk }) => sk);
  }

  async list(cwoId: string): Promise<BudgetSuggestion[]> {
    const { pk } = suggestionKey(cwoId, '');
    const items = await Array.fromAsync(queryPartition<SuggestionItem>(this.#client, this.#table, pk));
    const made = items.map(({ suggestion }) => decodeJson<BudgetSuggestion>(suggestion));
    return made.sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
  }

  /** The suggestion first: what stops in between leaves one that is there, and the older as the latest. */
  async add(suggestion: BudgetSuggestion): Promise<boolean> {
    const isNew = await this.#keep(suggestion);
    await this.#nameLatest(suggestion);
    return isNew;
  }

  async #keep(suggestion: BudgetSuggestion): Promise<boolean> {
    const { cwoId, suggestionId } = suggestion;
    const item: SuggestionItem = { ...suggestionKey(cwoId, suggestionId), suggestion: encodeJson(suggestion) };
    const answer = await transact(this.#client, this.#sha256, [putOn(0, this.#table, item)]);
    if (answer === 'DONE') return true;
    if (isRefusal(answer)) throw new BudgetRefusedError(cwoId);
    if (answer.includes(CONDITION_FAILED)) return false;
    throw new SuggestionNotAddedError(cwoId);
  }

  async #nameLatest({ cwoId, suggestionId, createdAt }: BudgetSuggestion): Promise<void> {
    const item: SuggestedItem = { ...suggestedKey(cwoId), suggestionId, proposedAt: createdAt };
    await conditionHolds(
      this.#client.send(
        new PutCommand({
          TableName: this.#table,
          Item: item,
          ConditionExpression: 'attribute_not_exists(pk) OR proposedAt <= :proposedAt',
          ExpressionAttributeValues: { ':proposedAt': createdAt },
        }),
      ),
    );
  }
}

/** The table was busy: worth another try. */
class SuggestionNotAddedError extends Error {
  override readonly name = 'SuggestionNotAddedError';
  /** The SDK's mark of what passes. */
  readonly $retryable = {};

  constructor(cwoId: string) {
    super(`the suggestion for ${cwoId} was not added, as the table is busy`);
  }
}
