import { PRICE_SCALE } from '../../../core/collection/price-book.ts';
import { multiplyRatios, ratio, roundRatio } from '../../../core/values/ratio.ts';
import { parseAmount } from '../amounts.ts';

const USD18 = ratio(10n ** BigInt(PRICE_SCALE));

/**
 * An amount that stands as a number in JSON, by its digits and not by the double that is made of them.
 * @returns units of 10^-18 half to even, with the digits; null where it is no amount of 0 or more
 */
export function amountOf(json: string, field: string): { readonly usd18: bigint; readonly text: string } | null {
  let text = '';
  // The third parameter, which has the number as it was written, the compiler's library does not know yet.
  JSON.parse(json, (key: string, member: unknown, context?: { readonly source: string }) => {
    if (key === field && typeof member === 'number' && context) text = context.source;
    return member;
  });
  const amount = parseAmount(text);
  if (!amount || amount.value.numerator < 0n) return null;
  return { usd18: roundRatio(multiplyRatios(amount.value, USD18)), text };
}
