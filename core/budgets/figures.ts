import { type Amount, fitsLedger } from '../values/money.ts';

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

/** The figures by the names that they have at every edge, where money is text in USD. */
export const FIGURES_BY_NAME = {
  tokensPerWeek: 'tokensPerWeek',
  tokensTotal: 'tokensTotal',
  usdPerWeek: 'usd4PerWeek',
  usdTotal: 'usd4Total',
} as const satisfies Readonly<Record<string, keyof BudgetFigures>>;
export type FigureName = keyof typeof FIGURES_BY_NAME;
export const FIGURE_NAMES = Object.keys(FIGURES_BY_NAME) as FigureName[];

/** Whether there can be a budget of so many tokens: from 1 to what BIGINT holds. */
export function isTokenFigure(tokens: bigint): boolean {
  return tokens >= 1n && fitsLedger({ tokens, costUsd4: 0n });
}

/** Whether there can be a budget of so much money: above 0, to what DECIMAL(18,4) holds. */
export function isUsd4Figure(costUsd4: bigint): boolean {
  return costUsd4 > 0n && fitsLedger({ tokens: 0n, costUsd4 });
}

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
