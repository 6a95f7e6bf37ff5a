import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Allocation, AllocationLine } from '../../../core/allocation/allocation.ts';
import type { DecisionInputs, Revision } from '../../../core/ledger/revision.ts';
import type { SourceUsage } from '../../../core/usage/usage.ts';

/**
 * A revision as it rests. These bytes are what is hashed, chained and copied, so they are written once and never again.
 * They are packed (tuples without names, deflated) because a head of up to 1 KB costs half of one above.
 */
export type RevisionBody = string | Uint8Array;

/** Version 1 was the text itself. Since version 2 the first byte tells the version; deflated text follows. */
const VERSION = 2;
/** Of DynamoDB's 400 KB for an item; the rest is for what stands beside the body. */
const BODY_BYTES_MAX = 380_000;
/** What a body may unpack to: some ten thousand lines, and little of a function's memory. */
const TEXT_BYTES_MAX = 4 * 1024 * 1024;

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

export function encodeRevision(revision: Revision): Uint8Array {
  return deflated(packRevision(revision));
}

/** Whether there is room for a revision in an item. */
export function fitsItem(revision: Revision): boolean {
  const text = packRevision(revision);
  return Buffer.byteLength(text) <= TEXT_BYTES_MAX && deflated(text).byteLength <= BODY_BYTES_MAX;
}

function deflated(text: string): Uint8Array {
  return Buffer.concat([Buffer.of(VERSION), deflateRawSync(text)]);
}

function packRevision({ employeeId, mondayDate, revision, inputs, allocation, previousHash }: Revision): string {
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

/** @throws Error where the body is none that was written by this version or one before */
export function decodeRevision(body: RevisionBody): Revision {
  const { e, w, r, i, a, p }: PackedRevision = JSON.parse(textOf(body));
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

function textOf(body: RevisionBody): string {
  if (typeof body === 'string') return body;
  if (body[0] !== VERSION) throw new RangeError(`a revision of version ${body[0]}, which this version cannot read`);
  return inflateRawSync(body.subarray(1), { maxOutputLength: TEXT_BYTES_MAX }).toString('utf8');
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
