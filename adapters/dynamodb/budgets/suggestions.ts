import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { BudgetRefusedError } from '../../../core/budgets/budget-store.ts';
import type { BudgetSuggestion } from '../../../core/budgets/suggestion.ts';
import type { NewSuggestions, SuggestionStore } from '../../../core/budgets/suggestion-store.ts';
import { decodeJson, encodeJson } from '../../../core/values/codec.ts';
import type { Sha256 } from '../../../core/values/hash.ts';
import { getItem } from '../get-item.ts';
import type { Key } from '../keys.ts';
import { queryPartition } from '../query-partition.ts';
import { CONDITION_FAILED, isRefusal, transact } from '../transact.ts';
import { putOn } from './change-actions.ts';
import { suggestionKey } from './keys.ts';

interface SuggestionItem extends Key {
  readonly createdAt: string;
  readonly suggestion: string;
}

/** Suggestions by CWO; none is ever written again. */
export class DynamoSuggestions implements SuggestionStore, NewSuggestions {
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
    let latest: SuggestionItem | null = null;
    const { pk } = suggestionKey(cwoId, '');
    for await (const item of queryPartition<SuggestionItem>(this.#client, this.#table, pk)) {
      if (latest === null || item.createdAt > latest.createdAt) latest = item;
    }
    return latest ? decodeJson(latest.suggestion) : null;
  }

  async add(suggestion: BudgetSuggestion): Promise<boolean> {
    const { cwoId, suggestionId, createdAt } = suggestion;
    const item: SuggestionItem = {
      ...suggestionKey(cwoId, suggestionId),
      createdAt,
      suggestion: encodeJson(suggestion),
    };
    const answer = await transact(this.#client, this.#sha256, [putOn(0, this.#table, item)]);
    if (answer === 'DONE') return true;
    if (isRefusal(answer)) throw new BudgetRefusedError(cwoId);
    if (answer.includes(CONDITION_FAILED)) return false;
    throw new SuggestionNotAddedError(cwoId);
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
