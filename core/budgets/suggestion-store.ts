import type { BudgetSuggestion } from './suggestion.ts';

/** Suggestions as they were made. */
export interface SuggestionStore {
  find(cwoId: string, suggestionId: string): Promise<BudgetSuggestion | null>;
  /** The one that was made last; null before the first. */
  latest(cwoId: string): Promise<BudgetSuggestion | null>;
}

/** Where suggestions are added. */
export interface NewSuggestions {
  /** @returns false where it is there: nobody is asked again */
  add(suggestion: BudgetSuggestion): Promise<boolean>;
}
