import type { Allocation, AllocationLine } from '../allocation/allocation.ts';
import type { TimesheetStatus } from '../timesheets/timesheets.ts';
import type { SourceUsage } from '../usage/usage.ts';
import type { MondayDate } from '../values/week.ts';

/** What sets a run off that looks at employee-weeks named to it: a timesheet changed, or usage in the lake did. */
export const RECALCULATION_TRIGGERS = ['WEBHOOK', 'SWEEP', 'USAGE'] as const;
export type RecalculationTrigger = (typeof RECALCULATION_TRIGGERS)[number];

/** What set a run off. LOOKBACK is a scheduled run of one of the weeks before the last. */
export const RUN_TRIGGERS = ['WEEKLY', 'LOOKBACK', 'MANUAL', ...RECALCULATION_TRIGGERS] as const;
export type RunTrigger = (typeof RUN_TRIGGERS)[number];

/** Whether a run looks at employee-weeks that were named to it, and not at a whole week. */
export function isRecalculation(trigger: RunTrigger): trigger is RecalculationTrigger {
  return RECALCULATION_TRIGGERS.some((one) => one === trigger);
}

/** The state of the timesheet a decision rests on; null where there was none. */
export interface TimesheetState {
  readonly status: TimesheetStatus;
  readonly version: number;
}

/** The inputs of a decision, told again by each confirmation. */
export interface DecisionInputs {
  readonly runId: string;
  readonly trigger: RunTrigger;
  /** ISO instant of the decision. */
  readonly decidedAt: string;
  readonly timesheet: TimesheetState | null;
  /** Whether the timesheet system knew the employee. */
  readonly isKnownEmployee: boolean;
  /** ISO instant at which the lake was asked. */
  readonly usageAsOf: string;
  readonly sources: readonly SourceUsage[];
  /** SHA-256 of the evidence object that holds what the decision rests on. */
  readonly evidenceHash: string;
}

/** One immutable revision of an employee-week. Revisions chain by `previousHash`. */
export interface Revision {
  readonly employeeId: string;
  readonly mondayDate: MondayDate;
  /** 1 for the first result; above 1 the result is a recalculation. */
  readonly revision: number;
  readonly inputs: DecisionInputs;
  readonly allocation: Allocation;
  readonly previousHash: string | null;
}

/** A revision with the newest inputs that led to the same lines again. */
export interface RevisionRecord {
  readonly revision: Revision;
  /** Null where none did. */
  readonly confirmation: DecisionInputs | null;
}

/** The current state of an employee-week: its latest revision and what last confirmed it. */
export interface Head extends RevisionRecord {
  /** Raised by every commit; a writer commits only on the version it read. */
  readonly headVersion: number;
  /** SHA-256 of the revision as stored. */
  readonly revisionHash: string;
  /** Which decision wrote this state, so that a repeated step recognises its own write. */
  readonly decisionId: string;
}

/** The newest inputs behind the lines of a revision. */
export function latestInputs({ revision, confirmation }: RevisionRecord): DecisionInputs {
  return confirmation ?? revision.inputs;
}

export function isRecalculated(revision: Revision): boolean {
  return revision.revision > 1;
}

/** Whether two results agree in all that makes a revision: names, project and client alone do not. */
export function sameAllocation(a: Allocation, b: Allocation): boolean {
  if (a.lines.length !== b.lines.length) return false;
  if (a.lines.length === 0) return true;
  if (a.basis !== b.basis || a.method !== b.method || a.flags.join() !== b.flags.join()) return false;
  return a.lines.every((line, index) => sameLine(line, b.lines[index] as AllocationLine));
}

function sameLine(a: AllocationLine, b: AllocationLine): boolean {
  return (
    a.target === b.target &&
    a.tokens === b.tokens &&
    a.costUsd4 === b.costUsd4 &&
    a.reason === b.reason &&
    a.billable === b.billable &&
    a.cwoRoleId === b.cwoRoleId &&
    a.role === b.role &&
    a.hours === b.hours
  );
}
