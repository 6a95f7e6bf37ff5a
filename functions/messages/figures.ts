import { isTokenFigure, isUsd4Figure } from '../../core/budgets/figures.ts';
import { parseDecimal } from '../../core/values/decimal.ts';
import { USD4_SCALE, USD6_SCALE } from '../../core/values/money.ts';

/** Figures as people write them. */

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

/** Decimals of a rate of currencies. */
const RATE_SCALE = 8;

/** A fee in 1/1,000,000 USD. @returns undefined where the text is none */
export function readUsd6(text: string): bigint | undefined {
  const usd6 = parseDecimal(text, USD6_SCALE);
  return usd6 !== undefined && usd6 >= 0n ? usd6 : undefined;
}

/** Whether the text is a rate of currencies: above 0, with at most 8 decimals. */
export function isCurrencyRate(text: string): boolean {
  const rate = parseDecimal(text, RATE_SCALE);
  return rate !== undefined && rate > 0n;
}
