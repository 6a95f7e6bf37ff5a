import type { Ledger } from '../../../core/ledger/ledger.ts';
import type { RunFailure } from '../../../core/runs/run.ts';
import type { RunStore } from '../../../core/runs/run-store.ts';
import type { UsageSource } from '../../../core/usage/usage-source.ts';
import { UsageTally } from '../../../core/usage/usage-tally.ts';
import { chunksFrom } from '../../../core/values/chunks.ts';
import type { BatchTask, PlanBatchesEvent, Run } from '../../messages/events.ts';
import {
  type BatchEmployee,
  type Batches,
  keys,
  type Plan,
  type PlannedBatch,
  type Selection,
} from '../../messages/objects.ts';
import { byEmployee, inBatches, selectedEmployees, usableGroups, withVanished } from './employees.ts';
import { mapAtOnce } from './map-at-once.ts';
import { QuarantineWriter } from './quarantine-writer.ts';

export interface PlanPorts {
  readonly usage: UsageSource;
  readonly ledger: Ledger;
  readonly store: RunStore;
}

/**
 * Batches that share an object. A write costs as much as twelve reads, and each batch reads its object anyway; ten save
 * nine writes of ten, and leave an object of a thousand employees, some 200 KB, as all that a function reads for its
 * batch.
 */
export const BATCHES_PER_OBJECT = 10;
/** Objects that are written at the same time. */
export const OBJECTS_AT_ONCE = 2;

export type PlanResult =
  | { readonly kind: 'PLANNED'; readonly planKey: string; readonly manifestKey: string; readonly batches: number }
  | { readonly kind: 'ENDED'; readonly failure: RunFailure };

/**
 * Streams employees into batches and one manifest: those of the usage result, with bad rows quarantined and employees
 * whose usage vanished joined in; or those of a recalculation. Holds the page at work and the one ahead, the batches that
 * are being written and the list of all.
 */
export async function planBatches(event: PlanBatchesEvent, ports: PlanPorts, batchSize: number): Promise<PlanResult> {
  const { run, query } = event;
  const selection = event.selectionKey ? await ports.store.get<Selection>(event.selectionKey) : null;
  const tally = new UsageTally();
  const quarantine = new QuarantineWriter(run, ports.store);
  const pages = query ? ports.usage.read(query.queryId) : nothing();
  const fromLake = byEmployee(usableGroups(pages, tally, quarantine));
  const employees = selection
    ? selectedEmployees(selection, fromLake)
    : withVanished(fromLake, () => ports.ledger.listHeads(run.mondayDate));
  const batches = await writeBatches(event, employees, tally, ports.store, batchSize);
  await quarantine.flush();

  const difference = query && tally.findDifference();
  if (difference) return ended('USAGE_TOTALS_DIFFER', difference);
  if (!selection && tally.isEmpty() && !(await isQuietLookback(run, ports.ledger))) {
    return ended('NO_USAGE', `no usage for week ${run.mondayDate}`);
  }
  return writePlan(run, batches, tally, ports.store);
}

function ended(code: RunFailure['code'], message: string): PlanResult {
  return { kind: 'ENDED', failure: { code, message } };
}

async function* nothing(): AsyncGenerator<never> {}

interface WrittenBatch extends PlannedBatch {
  readonly batchKey: string;
}

/** The batches, in order. */
async function writeBatches(
  { run, query }: PlanBatchesEvent,
  employees: AsyncIterable<BatchEmployee>,
  tally: UsageTally,
  store: RunStore,
  batchSize: number,
): Promise<WrittenBatch[]> {
  const usageAsOf = query?.usageAsOf ?? run.startedAt;
  const objects = chunksFrom(inBatches(employees, tally, batchSize), BATCHES_PER_OBJECT);
  const written = await mapAtOnce(objects, OBJECTS_AT_ONCE, async (part, index) => {
    const first = index * BATCHES_PER_OBJECT;
    const content: Batches = { usageAsOf, first, batches: part.map((batch) => batch.employees) };
    const batchKey = await store.putHashed(keys.batches(run, first), content);
    return part.map((batch, place) => ({
      batchKey,
      batch: first + place,
      employees: batch.employees.length,
      amount: batch.amount,
    }));
  });
  return written.flat();
}

async function writePlan(
  run: Run,
  written: readonly WrittenBatch[],
  tally: UsageTally,
  store: RunStore,
): Promise<PlanResult> {
  const manifest = written.map(
    ({ batch, batchKey }): BatchTask => ({ run, batch, batchKey, attempt: 1, onlyEmployees: null }),
  );
  const manifestKey = keys.manifest(run);
  await store.put(manifestKey, manifest);
  const plan: Plan = { read: tally.read(), batches: written.map(({ batchKey: _, ...batch }) => batch) };
  const planKey = keys.plan(run);
  await store.put(planKey, plan);
  return { kind: 'PLANNED', planKey, manifestKey, batches: written.length };
}

/** A look-back reaches weeks from before the first run: nothing there and nothing in the ledger is no failure. */
async function isQuietLookback(run: Run, ledger: Ledger): Promise<boolean> {
  if (run.trigger !== 'LOOKBACK') return false;
  for await (const _ of ledger.listHeads(run.mondayDate)) return false;
  return true;
}
