import type { KnownCwo } from '../timesheets/cwo-registry.ts';
import { type DecisionText, toDecisionText } from './decision-view.ts';
import { elapsedPct } from './elapsed.ts';
import type { BudgetSuggestion } from './suggestion.ts';
import { type SuggestionText, toSuggestionText } from './suggestion-view.ts';
import type { CwoBudget } from './tracking.ts';
import {
  type TotalAttributes,
  toTotalAttributes,
  toWeekAttributes,
  type WeekAttributes,
} from './tracking-attributes.ts';

/** All that is decided on, used and proposed of a CWO, for those who may see it. */
export interface BudgetView {
  readonly cwoId: string;
  readonly cwoName: string;
  /** Of the last decision; 0 where there is none. Whoever decides names it. */
  readonly version: number;
  /** By version ascending. */
  readonly decisions: readonly DecisionText[];
  /** By Monday ascending. */
  readonly weeks: readonly WeekAttributes[];
  readonly total: (TotalAttributes & { readonly elapsedPct: string | null }) | null;
  readonly suggestion: SuggestionText | null;
}

export function toBudgetView(
  cwo: KnownCwo,
  { decisions, weeks, total }: CwoBudget,
  suggestion: BudgetSuggestion | null,
): BudgetView {
  const { cwoId } = cwo;
  return {
    cwoId,
    cwoName: cwo.name,
    version: decisions.at(-1)?.version ?? 0,
    decisions: decisions.map(toDecisionText),
    weeks: weeks.map((week) => toWeekAttributes(cwoId, week)),
    total: total && { ...toTotalAttributes(cwoId, total), elapsedPct: elapsedPct(cwo, total.newestWeek) },
    suggestion: suggestion && toSuggestionText(suggestion),
  };
}
