import type { Amount } from '../values/money.ts';
import { roundUsd6ToUsd4 } from '../values/money.ts';

/** Tokens and exact cost of one tool or provider in an employee-week. */
export interface SourceUsage {
  readonly source: string;
  readonly tokens: bigint;
  readonly costUsd6: bigint;
}

/** Usage of an employee-week before rounding. */
export interface ExactUsage {
  readonly tokens: bigint;
  readonly costUsd6: bigint;
}

export function sumUsage(sources: readonly ExactUsage[]): ExactUsage {
  let tokens = 0n;
  let costUsd6 = 0n;
  for (const usage of sources) {
    tokens += usage.tokens;
    costUsd6 += usage.costUsd6;
  }
  return { tokens, costUsd6 };
}

/** The amount the ledger splits: the exact weekly cost rounded once, half to even. */
export function weeklyAmount(usage: ExactUsage): Amount {
  return { tokens: usage.tokens, costUsd4: roundUsd6ToUsd4(usage.costUsd6) };
}

export function isZeroUsage(usage: ExactUsage): boolean {
  return usage.tokens === 0n && usage.costUsd6 === 0n;
}
