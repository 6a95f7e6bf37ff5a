import { isTokenFigure, isUsd4Figure } from '../../core/budgets/figures.ts';
import { parseDecimal } from '../../core/values/decimal.ts';
import { USD4_SCALE } from '../../core/values/money.ts';

/** Figures of a budget as people write them. */

/** What a text that is refused should have been. */
export const TOKENS_FORM = 'a whole number of tokens from 1 to 9223372036854775807';
export const USD_FORM = 'an amount above 0 with at most 4 decimals, like 250 or 99.50';

/** @returns undefined where the text is no figure of tokens */
export function readTokens(text: string): bigint | undefined {
  const tokens = parseDecimal(text, 0);
  return tokens !== undefined && isTokenFigure(tokens) ? tokens : undefined;
}

/** US dollars, in 1/10,000 USD. @returns undefined where the text is no figure of money */
export function readUsd4(text: string): bigint | undefined {
  const usd4 = parseDecimal(text, USD4_SCALE);
  return usd4 !== undefined && isUsd4Figure(usd4) ? usd4 : undefined;
}
