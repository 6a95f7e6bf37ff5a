import { findBudgetCwo } from '../../../core/budgets/budget-access.ts';
import type { SuggestionStore } from '../../../core/budgets/suggestion-store.ts';
import { type SuggestionText, toSuggestionText } from '../../../core/budgets/suggestion-view.ts';
import type { CwoReader } from '../../../core/timesheets/cwo-registry.ts';
import type { BudgetRequest } from '../../messages/decision.ts';

export interface ReadSuggestionPorts {
  readonly cwos: CwoReader;
  readonly suggestions: Pick<SuggestionStore, 'latest'>;
}

export type SuggestionAnswer = { readonly status: 200; readonly body: SuggestionText } | { readonly status: 403 | 404 };

/** The suggestion that holds for a CWO, for those who decide on it; 404 where none was made. */
export async function readSuggestion(
  request: BudgetRequest,
  { cwos, suggestions }: ReadSuggestionPorts,
): Promise<SuggestionAnswer> {
  const cwo = await findBudgetCwo(request, cwos);
  if ('status' in cwo) return cwo;
  const suggestion = await suggestions.latest(cwo.cwoId);
  return suggestion ? { status: 200, body: toSuggestionText(suggestion) } : { status: 404 };
}
