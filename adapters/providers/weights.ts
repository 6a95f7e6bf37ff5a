import { PRICE_SCALE, type PriceBook, type PricedUsage } from '../../core/collection/price-book.ts';
import { divideHalfEven } from '../../core/values/decimal.ts';

/** Decimals of a weight (`SpreadUsage`). */
const WEIGHT_SCALE = 12;
const PRICE_PER_WEIGHT = 10n ** BigInt(PRICE_SCALE - WEIGHT_SCALE);

/** For how much of a bill the usage of many requests stands: its list price, or 0 where that is unknown. */
export function weightOf(usage: Omit<PricedUsage, 'isOneRequest'>, prices: PriceBook): bigint {
  const price = prices.price({ ...usage, isOneRequest: false });
  return price === null ? 0n : divideHalfEven(price, PRICE_PER_WEIGHT);
}

/** Of what a batch does not have at once. */
export function halfPrice(weight: bigint): bigint {
  return divideHalfEven(weight, 2n);
}
