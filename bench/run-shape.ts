import { SHARD_NAMES } from '../adapters/dynamodb/keys.ts';
import type { Billable, RunShape } from './cost-model.ts';
import type { FunctionUse, RunMeasure } from './measures.ts';

/** From what was measured of a run to what AWS bills for it, by what it grows with. */

const EXPRESS_GB = 64 / 1024;
const ATHENA_MINIMUM_MB = 10;
/** Lambda's own lines in JSON, and ours; an assumption. */
const LOG_MB_PER_INVOCATION = 1 / 1024;
/** A unit of a query, which sums its items. */
const PAGE_BYTES = 4096;
/** By fetch and persist, each a unit for a head below 4 KB; who had none when the batches were planned is not read. */
const HEAD_READS = 2;
/** By reconcile and seal, and by plan batches where there are any. */
const LISTINGS = 2;
/** Batch, fetched, decided and receipt, each read once. */
const READS_PER_BATCH = 4;
/** The manifest by the Map, the plan by reconcile and close, what reconcile found by close. */
const READS_PER_RUN = 4;
/** The mark of a whole run, and the run record of up to 2 KB, written at the start and at the end. */
const RECORD_WRITE_UNITS = 5;
/** Their time grows with the employees; that of the others does not. */
const GROWING_STEPS = ['PlanBatches', 'FetchTimesheets', 'Allocate', 'Persist', 'Reconcile'];
/** Whose price is computed by itself: `bench/tracking-cost.ts`. */
const BUDGET_STEPS = ['PlanTracking', 'RefreshTracking', 'CheckTracking', 'Sender'];
const BATCH_STEPS = ['FetchTimesheets', 'Allocate', 'Persist'];

/** The first run of a week: each employee-week gets a head and its lines. */
export function firstRunShape(run: RunMeasure): RunShape {
  const { ledger, children } = run;
  const shape = commonShape(run);
  return rounded({
    // Plan batches asks each shard for heads and finds none.
    perRun: { ...shape.perRun, readUnits: SHARD_NAMES.length },
    perBatch: { ...shape.perBatch, writeUnits: ledger.cwos / children },
    perEmployeeWeek: { writeUnits: ledger.headWriteUnits, readUnits: LISTINGS * listed(ledger) },
    perLine: { writeUnits: ledger.lineWriteUnits },
  });
}

/** A later run with nothing changed: each head is confirmed, no line is touched. */
export function steadyShape(run: RunMeasure): RunShape {
  const { ledger } = run;
  return rounded({
    ...commonShape(run),
    perEmployeeWeek: {
      writeUnits: ledger.headWriteUnits,
      readUnits: HEAD_READS + (LISTINGS + 1) * listed(ledger),
    },
    perLine: {},
  });
}

/** A query sums the bytes of its items. */
function listed({ headBytes }: RunMeasure['ledger']): number {
  return headBytes / PAGE_BYTES;
}

function commonShape({ children, childSeconds, transitions, functions, objects, ledger }: RunMeasure) {
  const uses = Object.entries(functions).filter(([step]) => !BUDGET_STEPS.includes(step));
  const batchInvocations = sumOf(uses, BATCH_STEPS, ({ invocations }) => invocations);
  const allInvocations = uses.reduce((sum, [, { invocations }]) => sum + invocations, 0);
  const growingGbSeconds = sumOf(uses, GROWING_STEPS, gbSeconds);
  const allGbSeconds = uses.reduce((sum, [, use]) => sum + gbSeconds(use), 0);
  const runInvocations = allInvocations - batchInvocations;
  return {
    perRun: {
      standardTransitions: transitions,
      lambdaRequests: runInvocations,
      lambdaGbSeconds: allGbSeconds - growingGbSeconds,
      writeUnits: RECORD_WRITE_UNITS,
      s3Writes: objects.others,
      s3Reads: READS_PER_RUN,
      athenaMegabytes: ATHENA_MINIMUM_MB,
      logMegabytes: runInvocations * LOG_MB_PER_INVOCATION,
    },
    perBatch: {
      expressRequests: 1,
      expressGbSeconds: (childSeconds * EXPRESS_GB) / children,
      lambdaRequests: batchInvocations / children,
      lambdaGbSeconds: growingGbSeconds / children,
      // The registry of CWOs, one unit each.
      readUnits: ledger.cwos / children,
      s3Writes: objects.ofBatches / children,
      s3Reads: READS_PER_BATCH,
      logMegabytes: (batchInvocations / children) * LOG_MB_PER_INVOCATION,
    },
  };
}

function sumOf(
  uses: readonly [string, FunctionUse][],
  steps: readonly string[],
  of: (use: FunctionUse) => number,
): number {
  return uses.filter(([step]) => steps.includes(step)).reduce((sum, [, use]) => sum + of(use), 0);
}

function gbSeconds({ memoryMb, billedSeconds }: FunctionUse): number {
  return (memoryMb / 1024) * billedSeconds;
}

/** To six digits, so that the price follows from what is printed. */
function rounded({ perRun, perBatch, perEmployeeWeek, perLine }: RunShape): RunShape {
  const round = (billable: Billable): Billable =>
    Object.fromEntries(Object.entries(billable).map(([quantity, used]) => [quantity, Number(used.toPrecision(6))]));
  return {
    perRun: round(perRun),
    perBatch: round(perBatch),
    perEmployeeWeek: round(perEmployeeWeek),
    perLine: round(perLine),
  };
}
