import type { Ledger } from '../../../core/ledger/ledger.ts';
import { addEffort, type EffortMeter, NO_EFFORT } from '../../../core/runs/effort.ts';
import type { Outcome } from '../../../core/runs/outcome.ts';
import type { RunStore } from '../../../core/runs/run-store.ts';
import type { CwoChanges } from '../../../core/timesheets/cwo-changes.ts';
import type { CwoRegistry, SeenCwo } from '../../../core/timesheets/cwo-registry.ts';
import { chunksOf } from '../../../core/values/chunks.ts';
import { addAmounts, subtractAmounts, ZERO_AMOUNT } from '../../../core/values/money.ts';
import type { ReconcileEvent, Run } from '../../messages/events.ts';
import { type FailedReceipt, keys, type Plan, type PlannedBatch, type Receipt } from '../../messages/objects.ts';
import { DECISION_ATTEMPTS_MAX } from '../../names.ts';
import { findDifferences } from './head-check.ts';
import { headsByBatch } from './heads-by-batch.ts';
import { type BatchResult, RunTally } from './run-tally.ts';

export interface ReconcilePorts {
  readonly store: RunStore;
  readonly ledger: Ledger;
  readonly registry: CwoRegistry;
  readonly cwoChanges: CwoChanges;
  readonly meter: EffortMeter;
}

/** Batches whose receipts are read at the same time. */
const READ_AHEAD = 8;

/**
 * Counts the receipts against the plan and compares each batch of them with its heads, a few batches at a time.
 * @returns how many CWOs the run touched, beside where it is written which
 */
export async function reconcile(
  { run, planKey }: ReconcileEvent,
  ports: ReconcilePorts,
): Promise<{ reconciledKey: string; touched: number }> {
  const plan = await ports.store.get<Plan>(planKey);
  const tally = new RunTally(plan, run.trigger);
  const headsOf = headsByBatch(run, ports.ledger);
  for (const ahead of chunksOf(plan.batches, READ_AHEAD)) {
    for (const result of await Promise.all(ahead.map((batch) => readBatch(run, batch, ports)))) {
      tally.add(result, findDifferences(run, result.inLedger, await headsOf(result.inLedger.map(idOf))));
      ports.meter.add(result.effort);
    }
  }
  await updateRegistry(run, tally.cwos(), ports);
  const reconciledKey = keys.reconciled(run);
  const result = tally.result();
  await ports.store.put(reconciledKey, result);
  return { reconciledKey, touched: result.touched.length };
}

/** New PMs are asked for before the registry knows them: whatever stops in between is met as new again. */
async function updateRegistry(run: Run, seen: readonly SeenCwo[], ports: ReconcilePorts): Promise<void> {
  const news = await ports.registry.findNews(seen);
  const managed = news.filter(({ isManagerNew, cwo }) => isManagerNew && cwo.projectManager !== null);
  await ports.cwoChanges.send(managed.map(({ cwo }) => cwo.cwoId));
  await ports.registry.update(news, run.startedAt);
}

function idOf({ employeeId }: Outcome): string {
  return employeeId;
}

async function readBatch(run: Run, planned: PlannedBatch, { store }: ReconcilePorts): Promise<BatchResult> {
  const receipts = await readReceipts(run, planned.batch, store);
  const outcomes = receipts.flatMap((receipt) => receipt.outcomes);
  const fromLake = outcomes.filter(({ origin }) => origin === 'LAKE').map((outcome) => outcome.amount);
  const missing = {
    employees: planned.employees - outcomes.length,
    amount: subtractAmounts(planned.amount, fromLake.reduce(addAmounts, ZERO_AMOUNT)),
  };
  return {
    outcomes,
    inLedger: outcomes.filter(({ kind }) => kind === 'COMMITTED' || kind === 'CONFIRMED'),
    missing,
    failure: missing.employees === 0 ? null : await readFailure(run, planned, store),
    cwos: receipts.flatMap((receipt) => receipt.cwos),
    touched: receipts.flatMap((receipt) => receipt.touched),
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
