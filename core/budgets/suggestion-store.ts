import type { BudgetSuggestion } from './suggestion.ts';

/** Suggestions as they were made. */
export interface SuggestionStore {
  find(cwoId: string, suggestionId: string): Promise<BudgetSuggestion | null>;
  /** The one that was proposed last; null before the first. */
  latest(cwoId: string): Promise<BudgetSuggestion | null>;
}

/** Where suggestions are added. */
export interface NewSuggestions {
  /**
   * Keeps a suggestion, and has its PM asked about it where there is something to decide; one that is there stays as it is,
   * and nobody is asked again. It is the latest from then on, unless one that was proposed later is.
   * @returns false where it was there
   */
  add(suggestion: BudgetSuggestion): Promise<boolean>;
}

/** All that were made. */
export interface SuggestionList {
  /** The CWOs for which there are some, ascending. */
  listCwos(): Promise<string[]>;
  /** In the order in which they were made. */
  list(cwoId: string): Promise<BudgetSuggestion[]>;
}
