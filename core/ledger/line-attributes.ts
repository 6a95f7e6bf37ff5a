import type { AllocationLine } from '../allocation/allocation.ts';
import { formatHours } from '../values/hours.ts';
import { formatUsd4 } from '../values/money.ts';
import { isRecalculated, type Revision } from './revision.ts';

/** A line in the words of contract 4, as it rests by CWO and as every reader is told it. */
export interface LineAttributes {
  /** `<monday>#<employee>#<target>` */
  readonly id: string;
  readonly employeeId: string;
  /** A CWO, OVERHEAD or UNALLOCATED. */
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
