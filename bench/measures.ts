/** What is measured of a run of the pipeline; a sample is written as JSON from one process to the other. */

/** Memory and time of the invocations of one function in one run. */
export interface FunctionUse {
  readonly memoryMb: number;
  readonly invocations: number;
  readonly billedSeconds: number;
}

/** What the history of an execution and the children of the Map over its batches tell. */
export interface ExecutionMeasure {
  readonly startedAt: Date;
  /** Seconds by phase, in the order in which the phases began. */
  readonly phases: Readonly<Record<string, number>>;
  readonly transitions: number;
  /** Children of the Map, and their time, each billed by started 100 ms. */
  readonly children: number;
  readonly childSeconds: number;
}

/** What the ledger holds after a run: mean write units in a transaction, and mean bytes, of heads and lines. */
export interface LedgerUse {
  readonly cwos: number;
  readonly headWriteUnits: number;
  readonly headBytes: number;
  readonly lineWriteUnits: number;
  readonly lineBytes: number;
}

/** Objects that the functions of a run wrote. */
export interface ObjectUse {
  readonly ofBatches: number;
  readonly others: number;
  readonly runBytes: number;
  readonly evidenceBytes: number;
}

export interface RunMeasure extends Omit<ExecutionMeasure, 'startedAt'> {
  readonly employees: number;
  readonly lines: number;
  readonly revisionsWritten: number;
  readonly seconds: number;
  readonly awsCalls: number;
  readonly invocations: number;
  /** By function, as `Persist`. */
  readonly functions: Readonly<Record<string, FunctionUse>>;
  readonly objects: ObjectUse;
  readonly ledger: LedgerUse;
}

/** One company on an engine of its own: its first run, which commits, and a second one, which confirms. */
export interface Sample {
  readonly employees: number;
  readonly first: RunMeasure;
  readonly steady: RunMeasure;
  /** By function, over both runs: the largest resident memory of one of its processes, in MB. */
  readonly peakMemoryMb: Readonly<Record<string, number>>;
}

/** The middle value; of an even number of them the upper of the two. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}
