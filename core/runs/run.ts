import { isRecalculation, type RunTrigger } from '../ledger/revision.ts';
import type { UsageRead } from '../usage/usage-read.ts';
import type { Amount } from '../values/money.ts';
import { addAmounts, formatUsd4, sameAmount, ZERO_AMOUNT } from '../values/money.ts';
import type { MondayDate } from '../values/week.ts';
import type { Outcome } from './outcome.ts';

export const RUN_STATUSES = ['RUNNING', 'SUCCEEDED', 'PARTIAL', 'FAILED'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

export const RUN_FAILURE_CODES = [
  'NO_USAGE',
  'USAGE_QUERY_FAILED',
  'USAGE_TOTALS_DIFFER',
  'RUN_TOTALS_DIFFER',
  'NOTHING_COMMITTED',
  'PHASE_FAILED',
] as const;
export type RunFailureCode = (typeof RUN_FAILURE_CODES)[number];

export interface RunFailure {
  readonly code: RunFailureCode;
  readonly message: string;
}

/** Sums over the outcomes of a run. */
export interface RunTotals {
  readonly committed: Amount;
  readonly confirmed: Amount;
  readonly superseded: Amount;
  readonly quarantined: Amount;
  readonly failed: Amount;
  readonly allocated: Amount;
  readonly overhead: Amount;
  readonly unallocated: Amount;
  readonly estimatedUsd4: bigint;
  readonly lines: number;
  readonly employeesCommitted: number;
  readonly employeesConfirmed: number;
  readonly employeesSuperseded: number;
  readonly employeesQuarantined: number;
  readonly employeesFailed: number;
  readonly employeesVanished: number;
}

/** What a run did, kept in its run record. */
export interface RunSummary {
  readonly runId: string;
  readonly mondayDate: MondayDate;
  readonly trigger: RunTrigger;
  readonly status: RunStatus;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly read: UsageRead;
  readonly totals: RunTotals;
  /** SDK requests of the functions, retries included. */
  readonly awsCalls: number;
  /** Function invocations that ran to their end. */
  readonly invocations: number;
  readonly failure: RunFailure | null;
  /** Why batches failed, the first few. */
  readonly batchFailures: readonly string[];
}

export const NO_TOTALS: RunTotals = {
  committed: ZERO_AMOUNT,
  confirmed: ZERO_AMOUNT,
  superseded: ZERO_AMOUNT,
  quarantined: ZERO_AMOUNT,
  failed: ZERO_AMOUNT,
  allocated: ZERO_AMOUNT,
  overhead: ZERO_AMOUNT,
  unallocated: ZERO_AMOUNT,
  estimatedUsd4: 0n,
  lines: 0,
  employeesCommitted: 0,
  employeesConfirmed: 0,
  employeesSuperseded: 0,
  employeesQuarantined: 0,
  employeesFailed: 0,
  employeesVanished: 0,
};

const TOTAL_OF = {
  COMMITTED: ['committed', 'employeesCommitted'],
  CONFIRMED: ['confirmed', 'employeesConfirmed'],
  SUPERSEDED: ['superseded', 'employeesSuperseded'],
  QUARANTINED: ['quarantined', 'employeesQuarantined'],
  FAILED: ['failed', 'employeesFailed'],
} as const;

/** The totals with one more employee-week in them. */
export function addOutcome(totals: RunTotals, outcome: Outcome): RunTotals {
  const [amountOf, countOf] = TOTAL_OF[outcome.kind];
  const sum = {
    ...totals,
    [amountOf]: addAmounts(totals[amountOf], outcome.amount),
    [countOf]: totals[countOf] + 1,
    employeesVanished: totals.employeesVanished + (outcome.hasVanished ? 1 : 0),
  };
  const { breakdown } = outcome;
  if (!breakdown) return sum;
  return {
    ...sum,
    lines: totals.lines + breakdown.lines,
    allocated: addAmounts(totals.allocated, breakdown.allocated),
    overhead: addAmounts(totals.overhead, breakdown.overhead),
    unallocated: addAmounts(totals.unallocated, breakdown.unallocated),
    estimatedUsd4: totals.estimatedUsd4 + breakdown.estimatedUsd4,
  };
}

/**
 * Compares what was read with what became of it ("What must always hold", 2 and 1).
 * @returns the message of the difference, or null where every unit is accounted for
 */
export function findDifference(read: UsageRead, totals: RunTotals): string | null {
  const ended = [totals.committed, totals.confirmed, totals.superseded, totals.quarantined, totals.failed];
  const out = ended.reduce(addAmounts, read.setAside.amount);
  if (!sameAmount(read.usage, out)) return `usage read ${show(read.usage)}, accounted for ${show(out)}`;
  const inLedger = addAmounts(totals.committed, totals.confirmed);
  const inLines = addAmounts(addAmounts(totals.allocated, totals.overhead), totals.unallocated);
  if (!sameAmount(inLedger, inLines)) return `in the ledger ${show(inLedger)}, in its lines ${show(inLines)}`;
  return null;
}

/** The totals with employee-weeks of a batch that left no outcome. */
export function addFailed(
  totals: RunTotals,
  failed: { readonly employees: number; readonly amount: Amount },
): RunTotals {
  return {
    ...totals,
    failed: addAmounts(totals.failed, failed.amount),
    employeesFailed: totals.employeesFailed + failed.employees,
  };
}

/**
 * How a run whose sums agree ends: all in the ledger, all but some employee-weeks, or nothing of what was read. A
 * recalculation is of a few employees: that all of them were set aside is their affair, not a failure of the run.
 */
export function statusOf({
  trigger,
  read,
  totals,
}: Pick<RunSummary, 'trigger' | 'read' | 'totals'>): Exclude<RunStatus, 'RUNNING'> {
  const done = totals.employeesCommitted + totals.employeesConfirmed + totals.employeesSuperseded;
  const wasRead = read.employees > 0 || read.setAside.rows > 0;
  const isOnlySetAside = isRecalculation(trigger) && totals.employeesFailed === 0;
  if (done === 0 && wasRead && !isOnlySetAside) return 'FAILED';
  return totals.employeesFailed + totals.employeesQuarantined === 0 ? 'SUCCEEDED' : 'PARTIAL';
}

function show({ tokens, costUsd4 }: Amount): string {
  return `${tokens} tokens and ${formatUsd4(costUsd4)} USD`;
}
