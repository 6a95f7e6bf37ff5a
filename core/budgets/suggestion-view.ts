import { formatDecimal } from '../values/decimal.ts';
import { formatHours } from '../values/hours.ts';
import { type AmountText, formatUsd4, toAmountText } from '../values/money.ts';
import type { FiguresText } from './decision-view.ts';
import { toFiguresText } from './decision-view.ts';
import { sharePct } from './percent.ts';
import type { BudgetSuggestion, SuggestedRole, Sureness } from './suggestion.ts';

/** A suggestion as readers are told it. */
export interface SuggestionText extends FiguresText {
  readonly suggestionId: string;
  readonly cwoId: string;
  readonly createdAt: string;
  readonly benchmarksAsOf: string | null;
  readonly sureness: Sureness;
  readonly startDate: string;
  readonly endDate: string | null;
  readonly weeks: number | null;
  readonly roles: readonly SuggestedRoleText[];
  readonly sum: AmountText | null;
  readonly bufferPct: number;
  readonly range: { readonly lowTokens: bigint; readonly highTokens: bigint } | null;
  readonly projectHistory: readonly (AmountText & { readonly cwoId: string; readonly weeks: number })[];
}

export interface SuggestedRoleText {
  readonly cwoRoleId: string;
  readonly role: string;
  readonly headcount: number;
  /** `120.00`, of the whole role; null where it is not planned by hours. */
  readonly plannedHoursPerWeek: string | null;
  /** `3.00` full-time people. */
  readonly people: string;
  /** Whether it has history enough to count. */
  readonly hasHistory: boolean;
  /** Of a full-time person; null without history, as what follows. */
  readonly tokensPerWeek: bigint | null;
  readonly usdPerWeek: string | null;
  /** Logged of planned hours, `87.50`. */
  readonly adoptionPct: string | null;
  readonly perWeek: AmountText | null;
}

export function toSuggestionText(suggestion: BudgetSuggestion): SuggestionText {
  const { figures, roles, sum, projectHistory, ...rest } = suggestion;
  return {
    ...rest,
    ...toFiguresText(figures),
    roles: roles.map(toRoleText),
    sum: sum && toAmountText(sum),
    projectHistory: projectHistory.map(({ cwoId, weeks, ...use }) => ({ cwoId, weeks, ...toAmountText(use) })),
  };
}

function toRoleText(one: SuggestedRole): SuggestedRoleText {
  const { cwoRoleId, role, headcount, plannedHoursPerWeek, people, benchmark, tokensPerWeek, usd4PerWeek } = one;
  return {
    cwoRoleId,
    role,
    headcount,
    plannedHoursPerWeek: plannedHoursPerWeek === null ? null : formatHours(plannedHoursPerWeek),
    people: formatDecimal(people, 2),
    hasHistory: benchmark !== null,
    tokensPerWeek,
    usdPerWeek: usd4PerWeek === null ? null : formatUsd4(usd4PerWeek),
    adoptionPct: benchmark && sharePct(benchmark.adoption.numerator, benchmark.adoption.denominator),
    perWeek: one.perWeek && toAmountText(one.perWeek),
  };
}
