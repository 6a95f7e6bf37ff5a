import { formatUsd4 } from '../values/money.ts';
import type { BudgetDecision } from './decision.ts';
import type { BudgetFigures } from './figures.ts';

/** The four figures as readers are told them: tokens as integers, money as text of 4 decimals. */
export interface FiguresText {
  readonly tokensPerWeek: bigint | null;
  readonly tokensTotal: bigint | null;
  readonly usdPerWeek: string | null;
  readonly usdTotal: string | null;
}

export interface DecisionText extends Omit<BudgetDecision, 'figures'>, FiguresText {}

export function toFiguresText({ tokensPerWeek, tokensTotal, usd4PerWeek, usd4Total }: BudgetFigures): FiguresText {
  return { tokensPerWeek, tokensTotal, usdPerWeek: textOf(usd4PerWeek), usdTotal: textOf(usd4Total) };
}

export function toDecisionText({ version, kind, figures, ...decision }: BudgetDecision): DecisionText {
  return { version, kind, ...toFiguresText(figures), ...decision };
}

function textOf(usd4: bigint | null): string | null {
  return usd4 === null ? null : formatUsd4(usd4);
}
