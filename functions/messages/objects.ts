import type { SetAside } from '../../core/allocation/allocation.ts';
import type { Commit } from '../../core/ledger/ledger.ts';
import type { Head } from '../../core/ledger/revision.ts';
import type { StaleAcceptance } from '../../core/ledger/stale-acceptance.ts';
import type { Effort } from '../../core/runs/effort.ts';
import type { EmployeeFindings } from '../../core/runs/findings.ts';
import type { Outcome, UsageOrigin } from '../../core/runs/outcome.ts';
import type { RunTotals } from '../../core/runs/run.ts';
import type { SeenCwo } from '../../core/timesheets/cwo-registry.ts';
import type { ChainRows, EmployeeAnswer } from '../../core/timesheets/timesheets.ts';
import type { SourceUsage } from '../../core/usage/usage.ts';
import type { UsageRead } from '../../core/usage/usage-read.ts';
import type { UsageRowReason } from '../../core/usage/usage-source.ts';
import type { Amount } from '../../core/values/money.ts';
import type { BatchTask, Run } from './events.ts';

/** Objects of the run store: what the steps hand to each other by key. Written and read by us alone. */

/** What a recalculation was asked for; written by whoever starts it. */
export interface RecalculationRequest {
  readonly mondayDate: string;
  readonly employeeIds: readonly string[];
}

/** What of a request there is something to do about. */
export interface Selection {
  /** Their usage is taken from the head. */
  readonly withHead: readonly string[];
  /** The lake is asked for them: they have no head although the week was run, or it is their usage that changed. */
  readonly fromLake: readonly string[];
  /** Those of `fromLake` with a head: what the lake no longer has, they no longer have. */
  readonly mayVanish: readonly string[];
}

export interface BatchEmployee {
  readonly employeeId: string;
  /** Null: as the head has it. */
  readonly sources: readonly SourceUsage[] | null;
  /** There was no head when the batches were planned: none is read before the first try. */
  readonly isNew?: true;
}

/** Batches that follow each other, in one object: each child of the Map picks its own. */
export interface Batches {
  readonly usageAsOf: string;
  /** The number of the first one. */
  readonly first: number;
  readonly batches: readonly (readonly BatchEmployee[])[];
}

/** A batch with the heads that were read before the timesheets were fetched. */
export interface FetchedEmployee {
  readonly employeeId: string;
  readonly origin: UsageOrigin;
  readonly sources: readonly SourceUsage[];
  readonly usageAsOf: string;
  readonly head: Head | null;
  readonly answer: EmployeeAnswer;
  /** Where the answer is older than the head and taken nevertheless. */
  readonly accepted?: StaleAcceptance;
}

export interface Fetched {
  readonly employees: readonly FetchedEmployee[];
  readonly chain: ChainRows;
  readonly ended: readonly Outcome[];
}

/** A commit to be made, and how its employee-week ends once it is. */
export interface PlannedCommit {
  readonly commit: Commit;
  readonly outcome: Outcome;
}

export interface Decided {
  readonly commits: readonly PlannedCommit[];
  readonly ended: readonly Outcome[];
  readonly cwos: readonly SeenCwo[];
  readonly touched: readonly string[];
}

/** What *persist* did with a batch, or with those of it that had lost a race. */
export interface Receipt {
  readonly outcomes: readonly Outcome[];
  /** Employees that a further attempt decides again. */
  readonly again: readonly string[];
  readonly cwos: readonly SeenCwo[];
  /** CWOs of the lines before and after. */
  readonly touched: readonly string[];
  /** Of this attempt, from *fetch timesheets* on. */
  readonly effort: Effort;
}

/** What is left where a batch failed. */
export interface FailedReceipt {
  readonly error: string;
  readonly cause: string;
}

/** What *plan batches* made of the usage. */
export interface Plan {
  readonly read: UsageRead;
  readonly batches: readonly PlannedBatch[];
}

export interface PlannedBatch {
  readonly batch: number;
  readonly employees: number;
  /** What the lake says; usage of heads is counted when it is decided on. */
  readonly amount: Amount;
}

export interface Reconciled {
  readonly read: UsageRead;
  readonly totals: RunTotals;
  /** What does not add up, or null. */
  readonly difference: string | null;
  /** Why batches failed, the first few. */
  readonly failures: readonly string[];
  readonly findings: EmployeeFindings;
  /** CWOs whose lines of the week the run wrote, superseded or confirmed, ascending. */
  readonly touched: readonly string[];
}

/** What *refresh tracking* leaves of a batch of CWOs, after their rows are written. */
export interface TrackingReceipt {
  readonly effort: Effort;
}

/** Something set aside, as `quarantine` lists it. */
export type QuarantineEntry =
  | {
      readonly kind: 'USAGE_ROW';
      readonly employeeId: string | null;
      readonly reason: UsageRowReason;
      readonly source: string;
      readonly rows: number;
      readonly tokens: bigint;
      readonly costUsd6: bigint;
    }
  | {
      readonly kind: 'EMPLOYEE_WEEK';
      readonly employeeId: string;
      readonly reason: SetAside['reason'];
      readonly detail: string;
      readonly tokens: bigint;
      readonly costUsd6: bigint;
    };

/** Keys of a run's objects. */
export const keys = {
  batches: (run: Run, first: number) => `runs/${run.runId}/batches/${pad(first)}`,
  manifest: (run: Run) => `runs/${run.runId}/manifest.json`,
  selection: (run: Run) => `runs/${run.runId}/selection`,
  plan: (run: Run) => `runs/${run.runId}/plan.json`,
  fetched: ({ run, batch, attempt }: BatchTask) => `runs/${run.runId}/fetched/${pad(batch)}-${attempt}`,
  decided: ({ run, batch, attempt }: BatchTask) => `runs/${run.runId}/decided/${pad(batch)}-${attempt}`,
  receipt: (run: Run, batch: number, attempt: number) => `${receiptStem(run, batch)}-${attempt}.json`,
  failedReceipt: (run: Run, batch: number) => `${receiptStem(run, batch)}-failed.json`,
  reconciled: (run: Run) => `runs/${run.runId}/reconciled.json`,
  trackingManifest: (run: Run) => `runs/${run.runId}/tracking/manifest.json`,
  trackingReceipt: (run: Run, batch: number) => `runs/${run.runId}/tracking/${pad(batch)}.json`,
  quarantine: (runId: string) => `runs/${runId}/quarantine/`,
  quarantinedRows: (run: Run, part: number) => `runs/${run.runId}/quarantine/rows-${pad(part)}.json`,
  quarantinedWeeks: ({ run, batch, attempt }: BatchTask) =>
    `runs/${run.runId}/quarantine/weeks-${pad(batch)}-${attempt}.json`,
};

function receiptStem(run: Run, batch: number): string {
  return `runs/${run.runId}/receipts/${batch}`;
}

/** Six digits, so that keys list in order. */
function pad(index: number): string {
  return index.toString().padStart(6, '0');
}
