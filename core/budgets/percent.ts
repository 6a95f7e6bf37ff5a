import { percentage } from '../values/decimal.ts';

/** What a utilisation is shown as at most, its column being DECIMAL(5,2). */
const SHOWN_MAX = '999.99';

/** `70.00`, half to even, for display alone: 20,999 of 30,000 shows that and does not reach 70. Null without a budget. */
export function utilizationPct(actual: bigint, budget: bigint | null): string | null {
  if (budget === null) return null;
  return actual * 10_000n > budget * 99_999n ? SHOWN_MAX : percentage(actual, budget);
}

/** `12.34` of a whole, which credits may bring below 0; null of nothing. */
export function sharePct(part: bigint, whole: bigint): string | null {
  if (whole === 0n) return null;
  return whole < 0n ? percentage(-part, -whole) : percentage(part, whole);
}
