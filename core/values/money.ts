import { divideHalfEven, formatDecimal } from './decimal.ts';

/**
 * Money is an integer. `usd4` values are 1/10,000 USD (the ledger's `DECIMAL(18,4)`), `usd6` values are
 * 1/1,000,000 USD (the lake's `DECIMAL(18,6)`); the suffix is part of every name that holds money.
 */

/** Decimals of an amount in the ledger. */
export const USD4_SCALE = 4;
/** Decimals of a cost in the lake. */
export const USD6_SCALE = 6;

const USD4_MAX = 10n ** 18n - 1n;
const TOKENS_MAX = 2n ** 63n - 1n;
/** Units of the lake in a unit of the ledger. */
export const USD6_PER_USD4 = 100n;

/** An amount of an employee-week, of a line or of a run. */
export interface Amount {
  readonly tokens: bigint;
  readonly costUsd4: bigint;
}

export const ZERO_AMOUNT: Amount = { tokens: 0n, costUsd4: 0n };

/** Rounds a cost of the lake to the ledger's 4 decimals, half to even. */
export function roundUsd6ToUsd4(costUsd6: bigint): bigint {
  return divideHalfEven(costUsd6, USD6_PER_USD4);
}

/** The same cost at the lake's scale, exact. */
export function usd4ToUsd6(costUsd4: bigint): bigint {
  return costUsd4 * USD6_PER_USD4;
}

/** `30.0000` */
export function formatUsd4(costUsd4: bigint): string {
  return formatDecimal(costUsd4, USD4_SCALE);
}

/** `30.000000` */
export function formatUsd6(costUsd6: bigint): string {
  return formatDecimal(costUsd6, USD6_SCALE);
}

/** An amount as readers are told it: written once, at the edge, and never read back. */
export interface AmountText {
  readonly tokens: bigint;
  /** `30.0000` */
  readonly costUsd: string;
}

export function toAmountText({ tokens, costUsd4 }: Amount): AmountText {
  return { tokens, costUsd: formatUsd4(costUsd4) };
}

export function addAmounts(a: Amount, b: Amount): Amount {
  return { tokens: a.tokens + b.tokens, costUsd4: a.costUsd4 + b.costUsd4 };
}

export function subtractAmounts(a: Amount, b: Amount): Amount {
  return { tokens: a.tokens - b.tokens, costUsd4: a.costUsd4 - b.costUsd4 };
}

export function sameAmount(a: Amount, b: Amount): boolean {
  return a.tokens === b.tokens && a.costUsd4 === b.costUsd4;
}

/** Whether the ledger's columns (`DECIMAL(18,4)`, `BIGINT`) can hold the amount. */
export function fitsLedger({ tokens, costUsd4 }: Amount): boolean {
  return costUsd4 <= USD4_MAX && costUsd4 >= -USD4_MAX && tokens <= TOKENS_MAX && tokens >= -TOKENS_MAX;
}
