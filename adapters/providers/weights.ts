import { PRICE_SCALE, type PriceBook, type PricedUsage } from '../../core/collection/price-book.ts';
import { addReported, NO_TOKENS, type TokenCounts } from '../../core/collection/usage-fact.ts';
import { divideHalfEven } from '../../core/values/decimal.ts';

/** Decimals of a weight (`SpreadUsage`). */
const WEIGHT_SCALE = 12;
const PRICE_PER_WEIGHT = 10n ** BigInt(PRICE_SCALE - WEIGHT_SCALE);

/**
 * For how much of a bill the usage of many requests stands: its list price, or 0 where that is unknown. Where the list has
 * no rate for caches, what they hold weighs as the input that it is.
 */
export function weightOf(usage: Omit<PricedUsage, 'isOneRequest'>, prices: PriceBook): bigint {
  const priceOf = (tokens: TokenCounts) => prices.price({ ...usage, tokens, isOneRequest: false });
  const price = priceOf(usage.tokens) ?? priceOf(withoutCaches(usage.tokens));
  return price === null ? 0n : divideHalfEven(price, PRICE_PER_WEIGHT);
}

function withoutCaches({ inputUncached, cacheRead, cacheWrite5m, cacheWrite1h, output }: TokenCounts): TokenCounts {
  const caches = addReported(cacheRead, addReported(cacheWrite5m, cacheWrite1h));
  return { ...NO_TOKENS, inputUncached: addReported(inputUncached, caches), output };
}

/** Of what a batch does not have at once. */
export function halfPrice(weight: bigint): bigint {
  return divideHalfEven(weight, 2n);
}
