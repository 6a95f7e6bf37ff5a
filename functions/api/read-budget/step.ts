import { findBudgetCwo } from '../../../core/budgets/budget-access.ts';
import type { BudgetStore } from '../../../core/budgets/budget-store.ts';
import { type BudgetView, toBudgetView } from '../../../core/budgets/budget-view.ts';
import type { SuggestionStore } from '../../../core/budgets/suggestion-store.ts';
import type { CwoReader } from '../../../core/timesheets/cwo-registry.ts';
import type { BudgetRequest } from '../../messages/decision.ts';

export interface ReadBudgetPorts {
  readonly cwos: CwoReader;
  readonly budgets: Pick<BudgetStore, 'read'>;
  readonly suggestions: Pick<SuggestionStore, 'latest'>;
}

export type BudgetAnswer =
  | { readonly status: 200; readonly body: BudgetView; readonly headers: { readonly etag: string } }
  | { readonly status: 403 | 404 };

/** All there is on the budget of a CWO, for those who decide on it. */
export async function readBudget(
  request: BudgetRequest,
  { cwos, budgets, suggestions }: ReadBudgetPorts,
): Promise<BudgetAnswer> {
  const cwo = await findBudgetCwo(request, cwos);
  if ('status' in cwo) return cwo;
  const [budget, suggestion] = await Promise.all([budgets.read(cwo.cwoId), suggestions.latest(cwo.cwoId)]);
  const body = toBudgetView(cwo, budget, suggestion);
  return { status: 200, body, headers: { etag: `"${body.version}"` } };
}
