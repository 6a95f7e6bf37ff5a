import { isRecalculation } from '../../../core/ledger/revision.ts';
import type { RunFailure, RunSummary } from '../../../core/runs/run.ts';
import type { BatchTask, Run } from '../../../functions/messages/events.ts';
import { keys } from '../../../functions/messages/objects.ts';
import { publish } from '../../../functions/publication/publish/step.ts';
import { selectEmployees } from '../../../functions/recalculation/select-employees/step.ts';
import { allocateBatch } from '../../../functions/run/allocate/step.ts';
import { closeRun } from '../../../functions/run/close-run/step.ts';
import { fetchTimesheets } from '../../../functions/run/fetch-timesheets/step.ts';
import { openRun } from '../../../functions/run/open-run/step.ts';
import { persist } from '../../../functions/run/persist/step.ts';
import { planBatches } from '../../../functions/run/plan-batches/step.ts';
import { reconcile } from '../../../functions/run/reconcile/step.ts';
import { sealWeek } from '../../../functions/run/seal-week/step.ts';
import { startUsageQuery } from '../../../functions/run/start-usage-query/step.ts';
import { nameTransient, TransientError } from '../../../functions/runtime/transient-error.ts';
import { type Gate, RunDiedError, StepDiedError } from './gates.ts';
import type { Execution, System } from './system.ts';

export const NEVER = new AbortController().signal;
const TIME_ZONE = 'UTC';
const BATCH_SIZE = 2;
/** As the workflow retries: phases three times, the steps of a batch once, and more often only where it takes time. */
const PHASE_TRIES = 4;
const BATCH_TRIES = 2;
const PUBLISH_TRIES = 2;

type Ports = ReturnType<System['ports']>;

/**
 * Runs the real steps in the order of the workflow, with its retries and catches.
 * @returns null where the execution died, and nobody closed its record
 * @throws whatever is neither a death nor a failure that passes: a defect
 */
export async function runWorkflow(system: System, execution: Execution, gate: Gate): Promise<RunSummary | null> {
  const ports = system.ports(gate);
  const { id, startTime, input } = execution;
  try {
    const event = { input, execution: { id, startTime } };
    const run = await tried(PHASE_TRIES, () => openRun(event, ports, TIME_ZONE));
    const reached: Reached = { usageAsOf: null, planKey: null, reconciledKey: null, isPublished: false };
    const failure = await phases(system, run, input.requestKey, ports, reached);
    const { usageAsOf, ...keysReached } = reached;
    const summary = await tried(PHASE_TRIES, () => closeRun({ run, ...keysReached, failure }, ports));
    system.ended.push({ summary, usageAsOf: input.requestKey === undefined ? usageAsOf : null });
    return summary;
  } catch (error) {
    // Neither the opening nor the closing of a run is caught by another state.
    if (isPassing(error) || error instanceof RunDiedError) return null;
    throw error;
  }
}

/** How far a run came. */
interface Reached {
  usageAsOf: string | null;
  planKey: string | null;
  reconciledKey: string | null;
  isPublished: boolean;
}

async function phases(
  { lake }: System,
  run: Run,
  requestKey: string | undefined,
  ports: Ports,
  reached: Reached,
): Promise<RunFailure | null> {
  try {
    const selection =
      requestKey === undefined ? null : await tried(PHASE_TRIES, () => selectEmployees({ run, requestKey }, ports));
    const selectionKey = selection?.selectionKey ?? null;
    const ask = (attempt: number) => startUsageQuery({ run, attempt, selectionKey }, ports);
    const query = selection?.needsUsage === false ? null : await tried(PHASE_TRIES, ask);
    if (query) lake.name(query.queryId, query.usageAsOf);
    reached.usageAsOf = query?.usageAsOf ?? null;
    const planned = await tried(PHASE_TRIES, () => planBatches({ run, query, selectionKey }, ports, BATCH_SIZE));
    if (planned.kind === 'ENDED') return planned.failure;
    reached.planKey = planned.planKey;
    for (const task of await ports.store.get<BatchTask[]>(planned.manifestKey)) await runBatch(task, ports);
    const { planKey } = planned;
    reached.reconciledKey = (await tried(PHASE_TRIES, () => reconcile({ run, planKey }, ports))).reconciledKey;
    if (isRecalculation(run.trigger)) return null;
    await tried(PHASE_TRIES, () => sealWeek({ run }, ports));
    reached.isPublished = await publishPhase(run, ports);
    return null;
  } catch (error) {
    if (!isPassing(error)) throw error;
    return { code: 'PHASE_FAILED', message: String(error) };
  }
}

/** A run whose week is not published ends as well as any other. */
async function publishPhase(run: Run, { reader, ...ports }: Ports): Promise<boolean> {
  try {
    const publishing = () => publish({ run }, { ...ports, ledger: reader });
    return (await tried(PUBLISH_TRIES, publishing)).isPublished;
  } catch (error) {
    if (!isPassing(error)) throw error;
    return false;
  }
}

/** A child of the Map: again for those that lost a race, and a receipt of its failure where it fails. */
async function runBatch(first: BatchTask, ports: Ports): Promise<void> {
  try {
    for (let task: BatchTask | null = first; task; ) {
      const current: BatchTask = task;
      const fetched = await tried(BATCH_TRIES, () => fetchTimesheets(current, ports, NEVER));
      const decided = await tried(BATCH_TRIES, () => allocateBatch(fetched, ports));
      task = (await tried(BATCH_TRIES, () => persist(decided, ports))).again;
    }
  } catch (error) {
    if (!isPassing(error)) throw error;
    await leaveFailure(first, String(error), ports).catch(ignorePassing);
  }
}

function leaveFailure({ run, batch }: BatchTask, cause: string, { store }: Ports): Promise<void> {
  return store.put(keys.failedReceipt(run, batch), { error: 'Failed', cause });
}

/** Tries again what passes. */
export async function tried<T>(tries: number, step: (attempt: number) => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await step(attempt);
    } catch (error) {
      if (!isPassing(error) || attempt + 1 >= tries) throw error;
    }
  }
}

export function isPassing(error: unknown): boolean {
  if (error instanceof StepDiedError) return true;
  return nameTransient(error) instanceof TransientError;
}

function ignorePassing(error: unknown): void {
  if (!isPassing(error)) throw error;
}
