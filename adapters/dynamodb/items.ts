import type { AllocationLine } from '../../core/allocation.ts';
import { formatHours } from '../../core/hours.ts';
import { type Head, isRecalculated, latestInputs, type Revision } from '../../core/ledger.ts';
import { formatUsd4 } from '../../core/money.ts';
import type { HeadDigest } from '../../core/ports.ts';
import type { Key } from './keys.ts';
import { decodeInputs, decodeRevision } from './revision-codec.ts';

/** The item of a head. `body` is the revision's text, `hash` its SHA-256; superseded revisions keep both as they are. */
export interface HeadItem extends Key {
  readonly headVersion: number;
  readonly body: string;
  readonly hash: string;
  /** Newer inputs that led to the same lines. */
  readonly confirmation?: string;
  readonly decisionId: string;
}

/** A line in the words of contract 4. */
export interface LineAttributes {
  readonly id: string;
  readonly employeeId: string;
  readonly cwoId: string;
  readonly mondayDate: string;
  readonly allocatedTokens: bigint;
  readonly allocatedCostUsd: string;
  readonly allocationBasis: string;
  readonly isRecalculated: boolean;
  readonly method: string;
  readonly reason: string | null;
  readonly flags: readonly string[];
  readonly billable: boolean;
  readonly projectId: string | null;
  readonly clientId: string | null;
  readonly cwoRoleId: string | null;
  readonly role: string | null;
  readonly hours: string | null;
  readonly revision: number;
  readonly runId: string;
  readonly allocatedAt: string;
}

/** A current line by CWO. */
export interface LineItem extends Key, LineAttributes {
  readonly headVersion: number;
}

/** Stands where an employee-week has too many lines for one transaction: the line is in the head. */
export interface PointerItem extends Key {
  readonly headVersion: number;
  readonly pointer: true;
}

export function toHead(item: HeadItem): Head {
  return {
    headVersion: item.headVersion,
    revision: decodeRevision(item.body),
    revisionHash: item.hash,
    confirmation: item.confirmation === undefined ? null : decodeInputs(item.confirmation),
    decisionId: item.decisionId,
  };
}

export function toDigest(item: HeadItem): HeadDigest {
  const head = toHead(item);
  const { runId, sources } = latestInputs(head);
  return { employeeId: head.revision.employeeId, runId, sources, lines: head.revision.allocation.lines.length };
}

export function toLineAttributes(line: AllocationLine, revision: Revision): LineAttributes {
  const { employeeId, mondayDate, allocation, inputs } = revision;
  return {
    id: `${mondayDate}#${employeeId}#${line.target}`,
    employeeId,
    cwoId: line.target,
    mondayDate,
    allocatedTokens: line.tokens,
    allocatedCostUsd: formatUsd4(line.costUsd4),
    allocationBasis: allocation.basis,
    isRecalculated: isRecalculated(revision),
    method: allocation.method,
    reason: line.reason,
    flags: allocation.flags,
    billable: line.billable,
    projectId: line.projectId,
    clientId: line.clientId,
    cwoRoleId: line.cwoRoleId,
    role: line.role,
    hours: line.hours === null ? null : formatHours(line.hours),
    revision: revision.revision,
    runId: inputs.runId,
    allocatedAt: inputs.decidedAt,
  };
}
