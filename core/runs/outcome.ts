import type { Allocation, SetAsideReason } from '../allocation/allocation.ts';
import { COMMIT_REFUSALS } from '../ledger/ledger.ts';
import { OVERHEAD, UNALLOCATED } from '../values/ids.ts';
import { type Amount, addAmounts, ZERO_AMOUNT } from '../values/money.ts';

/** How an employee-week ended in a run. */
export const OUTCOME_KINDS = ['COMMITTED', 'CONFIRMED', 'SUPERSEDED', 'QUARANTINED', 'FAILED'] as const;
export type OutcomeKind = (typeof OUTCOME_KINDS)[number];

/** Why an employee-week failed although its batch went on. */
export const FAILURE_REASONS = ['CONTENDED', 'STALE_TIMESHEET', ...COMMIT_REFUSALS] as const;
export type FailureReason = (typeof FAILURE_REASONS)[number];

/** Where the amount of a committed or confirmed employee-week lies. */
export interface Breakdown {
  readonly lines: number;
  /** What falls to CWOs. */
  readonly allocated: Amount;
  readonly overhead: Amount;
  readonly unallocated: Amount;
  /** Cost in ESTIMATED lines. */
  readonly estimatedUsd4: bigint;
}

/** Where the usage of an employee-week was taken from. */
export type UsageOrigin = 'LAKE' | 'HEAD';

/** One employee-week in a receipt. */
export interface Outcome {
  readonly employeeId: string;
  readonly kind: OutcomeKind;
  readonly origin: UsageOrigin;
  readonly amount: Amount;
  /** The weekly cost before rounding. */
  readonly exactUsd6: bigint;
  /** Null unless committed or confirmed. */
  readonly breakdown: Breakdown | null;
  readonly reason: SetAsideReason | FailureReason | null;
  readonly detail: string | null;
  /** The timesheet system no longer knows the employee, whose revision is kept. */
  readonly hasVanished: boolean;
}

export function breakdownOf({ basis, lines }: Allocation): Breakdown {
  let allocated = ZERO_AMOUNT;
  let overhead = ZERO_AMOUNT;
  let unallocated = ZERO_AMOUNT;
  let estimatedUsd4 = 0n;
  for (const line of lines) {
    if (line.target === OVERHEAD) overhead = addAmounts(overhead, line);
    else if (line.target === UNALLOCATED) unallocated = addAmounts(unallocated, line);
    else allocated = addAmounts(allocated, line);
    if (basis === 'ESTIMATED') estimatedUsd4 += line.costUsd4;
  }
  return { lines: lines.length, allocated, overhead, unallocated, estimatedUsd4 };
}
