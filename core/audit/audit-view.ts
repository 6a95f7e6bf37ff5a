import type { AllocationBasis, AllocationFlag, AllocationLine, AllocationMethod } from '../allocation/allocation.ts';
import { type LineAttributes, toLineAttributes } from '../ledger/line-attributes.ts';
import { type DecisionInputs, latestInputs, type RunTrigger, type TimesheetState } from '../ledger/revision.ts';
import type { StaleAcceptance } from '../ledger/stale-acceptance.ts';
import { percentage } from '../values/decimal.ts';
import { type AmountText, subtractAmounts, toAmountText } from '../values/money.ts';
import type { Reader } from '../values/reader.ts';
import type { AuditedRevision, AuditedWeight, LineDifference } from './audit.ts';
import type { TracedEntry, TracedPlan } from './trace.ts';

/** What all who may see an employee-week see of a revision. */
interface RevisionName {
  readonly revision: number;
  readonly runId: string;
  /** What set the run off. */
  readonly trigger: RunTrigger;
  readonly createdAt: string;
}

/** A revision in the words of contract 7. */
export interface RevisionView extends RevisionName {
  readonly basis: AllocationBasis;
  readonly method: AllocationMethod;
  /** The newest that led to these lines. */
  readonly timesheet: TimesheetState | null;
  /** The one that the revision was decided on. */
  readonly decidedOn: TimesheetState | null;
  readonly usage: AmountText;
  /** When the lake was asked for the decision. */
  readonly usageAsOf: string;
  /** SHA-256 of the evidence object of the decision. */
  readonly evidence: string;
  /** Newer inputs that led to the same lines; null where none did. */
  readonly confirmed: ConfirmationView | null;
  /** On whose word a timesheet older than the one before was taken; null where none was. */
  readonly accepted: Omit<StaleAcceptance, 'insteadOf'> | null;
  readonly entries: readonly TracedEntry[];
  readonly plans: readonly TracedPlan[];
  readonly weights: readonly AuditedWeight[];
  readonly lines: readonly LineAttributes[];
  readonly differences: readonly LineDifference[];
  readonly recomputedAgrees: boolean;
}

export interface ConfirmationView {
  readonly at: string;
  readonly runId: string;
  readonly trigger: RunTrigger;
  readonly timesheet: TimesheetState | null;
  readonly usageAsOf: string;
  readonly evidence: string;
}

/** What a PM sees of a revision: the lines of own CWOs, and one figure for everything else. */
export interface ManagerRevision extends RevisionName {
  /** Null where no own line is: what decided about others' work, leave perhaps, is theirs. */
  readonly basis: AllocationBasis | null;
  readonly method: AllocationMethod | null;
  readonly lines: readonly (LineAttributes & { readonly sharePct: string })[];
  readonly otherWork: AmountText;
  readonly recomputedAgrees: boolean;
}

/** Remarks that rest on a colleague's leave: that there was some, or how few hours it has left. */
const ABOUT_LEAVE: readonly AllocationFlag[] = ['LEAVE_WITH_HOURS', 'FEW_HOURS'];

/** Finance sees all, everybody all of their own weeks. */
export function seesAll(reader: Reader, employeeId: string): boolean {
  return reader.role === 'finance' || reader.employeeId === employeeId;
}

/** Everything of a revision. */
export function openView(audited: AuditedRevision): RevisionView {
  const { record, amount, accepted, entries, plans, weights, differences, recomputedAgrees } = audited;
  const { revision, confirmation } = record;
  const { inputs, allocation } = revision;
  return {
    ...nameOf(audited),
    basis: allocation.basis,
    method: allocation.method,
    timesheet: latestInputs(record).timesheet,
    decidedOn: inputs.timesheet,
    usage: toAmountText(amount),
    usageAsOf: inputs.usageAsOf,
    evidence: inputs.evidenceHash,
    confirmed: confirmation && toConfirmationView(confirmation),
    accepted: accepted && { at: accepted.at, by: accepted.by, why: accepted.why },
    entries,
    plans,
    weights,
    lines: allocation.lines.map((line) => toLineAttributes(line, revision)),
    differences,
    recomputedAgrees,
  };
}

/**
 * The PM's view of an employee-week.
 * @returns null where no revision ever touched a CWO of theirs
 */
export function managerView(
  revisions: readonly AuditedRevision[],
  ownCwos: ReadonlySet<string>,
): ManagerRevision[] | null {
  const views = revisions.map((revision) => toManagerRevision(revision, ownCwos));
  return views.some(({ lines }) => lines.length > 0) ? views : null;
}

function toManagerRevision(audited: AuditedRevision, ownCwos: ReadonlySet<string>): ManagerRevision {
  const { revision } = audited.record;
  const { basis, method, lines } = revision.allocation;
  const own = lines.filter(({ target }) => ownCwos.has(target));
  const hasOwn = own.length > 0;
  const toOwnLine = (line: AllocationLine) => {
    const attributes = toLineAttributes(line, revision);
    const flags = revision.allocation.flags.filter((flag) => !ABOUT_LEAVE.includes(flag));
    return { ...attributes, flags, sharePct: percentage(line.costUsd4, audited.amount.costUsd4) };
  };
  return {
    ...nameOf(audited),
    basis: hasOwn ? basis : null,
    method: hasOwn ? method : null,
    lines: own.map(toOwnLine),
    otherWork: toAmountText(own.reduce(subtractAmounts, audited.amount)),
    recomputedAgrees: audited.recomputedAgrees,
  };
}

function nameOf({ record: { revision } }: AuditedRevision): RevisionName {
  const { runId, trigger, decidedAt } = revision.inputs;
  return { revision: revision.revision, runId, trigger, createdAt: decidedAt };
}

function toConfirmationView(inputs: DecisionInputs): ConfirmationView {
  const { decidedAt, runId, trigger, timesheet, usageAsOf, evidenceHash } = inputs;
  return { at: decidedAt, runId, trigger, timesheet, usageAsOf, evidence: evidenceHash };
}
