import { compareIds } from '../../core/ids.ts';
import { addAmounts, subtractAmounts, ZERO_AMOUNT } from '../../core/money.ts';
import type { Outcome } from '../../core/outcome.ts';
import type { CallMeter, CwoRegistry, Ledger, RunStore, SeenCwo } from '../../core/ports.ts';
import { addFailed, addOutcome, findDifference, NO_TOTALS, type RunTotals } from '../../core/run.ts';
import type { ReconcileEvent, Run } from '../contract/events.ts';
import { DECISION_ATTEMPTS_MAX } from '../contract/names.ts';
import {
  addEffort,
  type Effort,
  type FailedReceipt,
  keys,
  NO_EFFORT,
  type Plan,
  type PlannedBatch,
  type Receipt,
  type Reconciled,
} from '../contract/objects.ts';
import { HeadCheck } from './head-check.ts';

export interface ReconcilePorts {
  readonly store: RunStore;
  readonly ledger: Ledger;
  readonly registry: CwoRegistry;
  readonly meter: CallMeter;
}

/** Batches whose receipts are read at the same time. */
const READ_AHEAD = 8;
const FAILURES_MAX = 20;

/**
 * Counts the receipts against the plan and compares them with the heads that still carry this run. Receipts and heads
 * both come by employee ascending, so they are merged as they stream by.
 */
export async function reconcile(
  { run, planKey }: ReconcileEvent,
  ports: ReconcilePorts,
): Promise<{ reconciledKey: string }> {
  const plan = await ports.store.get<Plan>(planKey);
  const check = new HeadCheck(run.runId, ports.ledger.listHeads(run.mondayDate));
  const cwos = new Map<string, SeenCwo>();
  const failures: string[] = [];
  let totals: RunTotals = NO_TOTALS;
  let effort: Effort = plan.effort;
  for (let start = 0; start < plan.batches.length; start += READ_AHEAD) {
    const ahead = plan.batches.slice(start, start + READ_AHEAD);
    for (const result of await Promise.all(ahead.map((batch) => readBatch(run, batch, ports.store)))) {
      for (const outcome of result.outcomes) {
        totals = addOutcome(totals, outcome);
        await check.add(outcome);
      }
      totals = addFailed(totals, result.missing);
      effort = addEffort(effort, result.effort);
      for (const seen of result.cwos) cwos.set(seen.cwo.cwoId, seen);
      if (result.failure !== null && failures.length < FAILURES_MAX) failures.push(result.failure);
    }
  }
  await ports.registry.update([...cwos.values()], run.startedAt);
  const reconciled: Reconciled = {
    totals,
    difference: findDifference(plan.read, totals) ?? check.difference(),
    failures,
    effort: addEffort(effort, { awsCalls: ports.meter.calls() + 1, invocations: 1 }),
  };
  const reconciledKey = keys.reconciled(run);
  await ports.store.put(reconciledKey, reconciled);
  return { reconciledKey };
}

interface BatchResult {
  /** By employee ascending. */
  readonly outcomes: readonly Outcome[];
  readonly missing: { readonly employees: number; readonly amount: PlannedBatch['amount'] };
  readonly failure: string | null;
  readonly cwos: readonly SeenCwo[];
  readonly effort: Effort;
}

async function readBatch(run: Run, planned: PlannedBatch, store: RunStore): Promise<BatchResult> {
  const receipts = await readReceipts(run, planned.batch, store);
  const outcomes = receipts.flatMap((receipt) => receipt.outcomes);
  const amount = outcomes.map((outcome) => outcome.amount).reduce(addAmounts, ZERO_AMOUNT);
  const missing = {
    employees: planned.employees - outcomes.length,
    amount: subtractAmounts(planned.amount, amount),
  };
  return {
    outcomes: outcomes.sort((a, b) => compareIds(a.employeeId, b.employeeId)),
    missing,
    failure: missing.employees === 0 ? null : await readFailure(run, planned, store),
    cwos: receipts.flatMap((receipt) => receipt.cwos),
    effort: receipts.map((receipt) => receipt.effort).reduce(addEffort, NO_EFFORT),
  };
}

async function readReceipts(run: Run, batch: number, store: RunStore): Promise<Receipt[]> {
  const receipts: Receipt[] = [];
  for (let attempt = 1; attempt <= DECISION_ATTEMPTS_MAX; attempt += 1) {
    const receipt = await store.find<Receipt>(keys.receipt(run, batch, attempt));
    if (receipt) receipts.push(receipt);
    if (!receipt || receipt.again.length === 0) break;
  }
  return receipts;
}

async function readFailure(run: Run, { batch }: PlannedBatch, store: RunStore): Promise<string> {
  const receipt = await store.find<FailedReceipt>(keys.failedReceipt(run, batch));
  const cause = receipt ? `${receipt.error}: ${receipt.cause}` : 'it left no receipt';
  return `batch ${batch}: ${cause}`;
}
