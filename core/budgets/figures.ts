import type { Amount } from '../values/money.ts';

/** What a budget is counted in. */
export const BUDGET_UNITS = ['TOKENS', 'USD'] as const;
export type BudgetUnit = (typeof BUDGET_UNITS)[number];

/** What a budget is for: each week of a CWO, or its whole life. */
export const BUDGET_SCOPES = ['WEEK', 'TOTAL'] as const;
export type BudgetScope = (typeof BUDGET_SCOPES)[number];

/** The four figures of a CWO, each null where there is none; money in 1/10,000 USD. */
export interface BudgetFigures {
  readonly tokensPerWeek: bigint | null;
  readonly tokensTotal: bigint | null;
  readonly usd4PerWeek: bigint | null;
  readonly usd4Total: bigint | null;
}

export const NO_FIGURES: BudgetFigures = {
  tokensPerWeek: null,
  tokensTotal: null,
  usd4PerWeek: null,
  usd4Total: null,
};

/** The budget of one scope, by unit. */
export type Budget = Readonly<Record<BudgetUnit, bigint | null>>;

export function weeklyBudget({ tokensPerWeek, usd4PerWeek }: BudgetFigures): Budget {
  return { TOKENS: tokensPerWeek, USD: usd4PerWeek };
}

export function totalBudget({ tokensTotal, usd4Total }: BudgetFigures): Budget {
  return { TOKENS: tokensTotal, USD: usd4Total };
}

/** An amount in the unit: tokens, or 1/10,000 USD. */
export function amountIn(unit: BudgetUnit, { tokens, costUsd4 }: Amount): bigint {
  return unit === 'TOKENS' ? tokens : costUsd4;
}
