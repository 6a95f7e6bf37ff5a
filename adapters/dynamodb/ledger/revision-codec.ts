import type { Allocation, AllocationLine } from '../../../core/allocation/allocation.ts';
import type { DecisionInputs, Revision } from '../../../core/ledger/revision.ts';
import type { SourceUsage } from '../../../core/usage/usage.ts';

/**
 * A revision as text. The text is what is hashed, chained and copied, so it is written once and never again; it is
 * packed (tuples, no names per line) because a head of up to 1 KB costs half of one above.
 */

type PackedSource = [source: string, tokens: string, costUsd6: string];
type PackedInputs = [
  runId: string,
  trigger: DecisionInputs['trigger'],
  decidedAt: string,
  timesheet: [status: string, version: number] | null,
  isKnownEmployee: 0 | 1,
  usageAsOf: string,
  /** Null in a confirmation whose sources are those of the revision. */
  sources: PackedSource[] | null,
  evidenceHash: string,
];
/** Index of the sources in `PackedInputs`. */
const SOURCES = 6;
type PackedLine = [
  target: string,
  tokens: string,
  costUsd4: string,
  reason: AllocationLine['reason'],
  billable: 0 | 1,
  cwoRoleId: string | null,
  role: string | null,
  hours: number | null,
  cwoName: string | null,
  projectId: string | null,
  projectName: string | null,
  clientId: string | null,
  clientName: string | null,
];
interface PackedRevision {
  e: string;
  w: string;
  r: number;
  i: PackedInputs;
  a: [Allocation['basis'], Allocation['method'], Allocation['flags'], PackedLine[]];
  p: string | null;
}

export function encodeRevision({
  employeeId,
  mondayDate,
  revision,
  inputs,
  allocation,
  previousHash,
}: Revision): string {
  const { basis, method, flags, lines } = allocation;
  const packed: PackedRevision = {
    e: employeeId,
    w: mondayDate,
    r: revision,
    i: packInputs(inputs),
    a: [basis, method, flags, lines.map(packLine)],
    p: previousHash,
  };
  return JSON.stringify(packed);
}

export function decodeRevision(text: string): Revision {
  const { e, w, r, i, a, p }: PackedRevision = JSON.parse(text);
  const [basis, method, flags, lines] = a;
  return {
    employeeId: e,
    mondayDate: w,
    revision: r,
    inputs: unpackInputs(i),
    allocation: { basis, method, flags, lines: lines.map(unpackLine) },
    previousHash: p,
  };
}

/** @param before the sources of the revision that is confirmed: they are not written twice */
export function encodeConfirmation(inputs: DecisionInputs, before: readonly SourceUsage[]): string {
  const packed = packInputs(inputs);
  const sameSources = JSON.stringify(packed[SOURCES]) === JSON.stringify(before.map(packSource));
  return JSON.stringify(sameSources ? packed.with(SOURCES, null) : packed);
}

export function decodeConfirmation(text: string, before: readonly SourceUsage[]): DecisionInputs {
  return unpackInputs(JSON.parse(text), before);
}

function packInputs(inputs: DecisionInputs): PackedInputs {
  const { runId, trigger, decidedAt, timesheet, isKnownEmployee, usageAsOf, sources, evidenceHash } = inputs;
  return [
    runId,
    trigger,
    decidedAt,
    timesheet && [timesheet.status, timesheet.version],
    isKnownEmployee ? 1 : 0,
    usageAsOf,
    sources.map(packSource),
    evidenceHash,
  ];
}

function unpackInputs(packed: PackedInputs, before: readonly SourceUsage[] = []): DecisionInputs {
  const [runId, trigger, decidedAt, timesheet, isKnownEmployee, usageAsOf, sources, evidenceHash] = packed;
  return {
    runId,
    trigger,
    decidedAt,
    timesheet: timesheet && {
      status: timesheet[0] as NonNullable<DecisionInputs['timesheet']>['status'],
      version: timesheet[1],
    },
    isKnownEmployee: isKnownEmployee === 1,
    usageAsOf,
    sources: sources?.map(unpackSource) ?? before,
    evidenceHash,
  };
}

function packSource({ source, tokens, costUsd6 }: SourceUsage): PackedSource {
  return [source, tokens.toString(), costUsd6.toString()];
}

function unpackSource([source, tokens, costUsd6]: PackedSource): SourceUsage {
  return { source, tokens: BigInt(tokens), costUsd6: BigInt(costUsd6) };
}

function packLine(line: AllocationLine): PackedLine {
  return [
    line.target,
    line.tokens.toString(),
    line.costUsd4.toString(),
    line.reason,
    line.billable ? 1 : 0,
    line.cwoRoleId,
    line.role,
    line.hours,
    line.cwoName,
    line.projectId,
    line.projectName,
    line.clientId,
    line.clientName,
  ];
}

function unpackLine(packed: PackedLine): AllocationLine {
  const [target, tokens, costUsd4, reason, billable, cwoRoleId, role, hours, ...names] = packed;
  const [cwoName, projectId, projectName, clientId, clientName] = names;
  return {
    target,
    tokens: BigInt(tokens),
    costUsd4: BigInt(costUsd4),
    reason,
    billable: billable === 1,
    cwoRoleId,
    role,
    hours,
    cwoName,
    projectId,
    projectName,
    clientId,
    clientName,
  };
}
