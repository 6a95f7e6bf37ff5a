import { type DecisionText, toDecisionText } from '../../../core/budgets/decision-view.ts';
import { grouped } from '../../../core/values/decimal.ts';
import type { Deployment } from '../../deployment.ts';
import { toJson } from '../../view/json.ts';
import { type Column, renderTable } from '../../view/table.ts';

/** Every decision on the budget of a CWO, the first one first. */
export async function budgetHistory(
  { budgets }: Pick<Deployment, 'budgets'>,
  { cwo: cwoId, json }: { readonly cwo: string; readonly json?: boolean },
): Promise<string> {
  const decisions = (await budgets.read(cwoId)).decisions.map(toDecisionText);
  if (json) return toJson({ cwoId, decisions });
  if (decisions.length === 0) return `Nobody has decided on a budget of ${cwoId}.`;
  return renderTable(decisions, COLUMNS);
}

const figure = (value: bigint | string | null) => (value === null ? '' : grouped(value));

const COLUMNS: readonly Column<DecisionText>[] = [
  { title: 'version', of: ({ version }) => version.toString(), isNumber: true },
  { title: 'kind', of: ({ kind }) => kind },
  { title: 'from', of: ({ effectiveFrom }) => effectiveFrom },
  { title: 'tokens a week', of: ({ tokensPerWeek }) => figure(tokensPerWeek), isNumber: true },
  { title: 'tokens in all', of: ({ tokensTotal }) => figure(tokensTotal), isNumber: true },
  { title: 'USD a week', of: ({ usdPerWeek }) => figure(usdPerWeek), isNumber: true },
  { title: 'USD in all', of: ({ usdTotal }) => figure(usdTotal), isNumber: true },
  { title: 'by', of: ({ decidedBy }) => decidedBy },
  { title: 'at', of: ({ decidedAt }) => decidedAt },
  { title: 'note', of: ({ note }) => note ?? '' },
];
