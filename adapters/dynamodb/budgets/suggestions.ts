import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { BudgetRefusedError } from '../../../core/budgets/budget-store.ts';
import { asksForDecision, type BudgetSuggestion } from '../../../core/budgets/suggestion.ts';
import type { NewSuggestions, SuggestionList, SuggestionStore } from '../../../core/budgets/suggestion-store.ts';
import { decodeJson, encodeJson } from '../../../core/values/codec.ts';
import type { Sha256 } from '../../../core/values/hash.ts';
import { conditionHolds } from '../condition-holds.ts';
import { getItem } from '../get-item.ts';
import type { Key } from '../keys.ts';
import { queryPartition } from '../query-partition.ts';
import { type Action, CONDITION_FAILED, isRefusal, transact } from '../transact.ts';
import { put, putOn } from './change-actions.ts';
import { suggestedKey, suggestionKey } from './keys.ts';
import { toQuestionItem } from './outbox-items.ts';

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

  /** It is kept, named the latest and asked about in one transaction, so that nothing stops in between. */
  async add(suggestion: BudgetSuggestion): Promise<boolean> {
    const named = toSuggestedItem(suggestion);
    const question = asksForDecision(suggestion) ? [put(this.#table, toQuestionItem(suggestion))] : [];
    const answer = await this.#write([this.#keep(suggestion), this.#name(named), ...question], suggestion.cwoId);
    if (answer === 'DONE') return true;
    if (answer[KEPT] !== CONDITION_FAILED) return this.#addReplaced(suggestion);
    await conditionHolds(this.#client.send(new PutCommand(this.#name(named).Put)));
    return false;
  }

  /** One that was made later is the latest already: nobody is asked about this one. */
  async #addReplaced(suggestion: BudgetSuggestion): Promise<boolean> {
    return (await this.#write([this.#keep(suggestion)], suggestion.cwoId)) === 'DONE';
  }

  #keep(suggestion: BudgetSuggestion) {
    return putOn(0, this.#table, toSuggestionItem(suggestion));
  }

  /** Unless one that was proposed later is named. */
  #name(Item: SuggestedItem) {
    return {
      Put: {
        TableName: this.#table,
        Item,
        ConditionExpression: 'attribute_not_exists(pk) OR proposedAt <= :proposedAt',
        ExpressionAttributeValues: { ':proposedAt': Item.proposedAt },
      },
    };
  }

  /** @returns the reasons of its actions where a condition did not hold */
  async #write(actions: readonly Action[], cwoId: string): Promise<'DONE' | readonly string[]> {
    const answer = await transact(this.#client, this.#sha256, actions);
    if (answer === 'DONE') return answer;
    if (isRefusal(answer)) throw new BudgetRefusedError(cwoId);
    if (typeof answer === 'string' || !answer.includes(CONDITION_FAILED)) throw new SuggestionNotAddedError(cwoId);
    return answer;
  }
}

/** The place of the suggestion among the actions that add it. */
const KEPT = 0;

function toSuggestionItem(suggestion: BudgetSuggestion): SuggestionItem {
  const { cwoId, suggestionId } = suggestion;
  return { ...suggestionKey(cwoId, suggestionId), suggestion: encodeJson(suggestion) };
}

function toSuggestedItem({ cwoId, suggestionId, createdAt }: BudgetSuggestion): SuggestedItem {
  return { ...suggestedKey(cwoId), suggestionId, proposedAt: createdAt };
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
