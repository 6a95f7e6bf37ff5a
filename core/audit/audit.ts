import { allocate } from '../allocation/allocate.ts';
import type { AllocationLine, AllocationMethod } from '../allocation/allocation.ts';
import { Chain } from '../allocation/chain.ts';
import type { Weight } from '../allocation/weights.ts';
import type { EmployeeEvidence, Evidence } from '../ledger/evidence.ts';
import { type LineAttributes, toLineAttributes } from '../ledger/line-attributes.ts';
import { type Revision, sameAllocation } from '../ledger/revision.ts';
import { sumUsage, weeklyAmount } from '../usage/usage.ts';
import { formatHours } from '../values/hours.ts';
import { compareIds } from '../values/ids.ts';
import { formatUsd4 } from '../values/money.ts';
import { weekOf } from '../values/week.ts';
import { type TracedEntry, type TracedPlan, Tracer } from './trace.ts';

/** One revision with all it rests on, in the words of contract 7. */
export interface AuditedRevision {
  readonly revision: number;
  readonly runId: string;
  /** What set the run off. */
  readonly trigger: string;
  readonly createdAt: string;
  readonly basis: string;
  readonly method: string;
  readonly timesheet: { readonly status: string; readonly version: number } | null;
  readonly usage: { readonly tokens: bigint; readonly costUsd: string };
  readonly usageAsOf: string;
  /** SHA-256 of the evidence object. */
  readonly evidence: string;
  /** The logged hours or the plans that decided, each with its way to a CWO. */
  readonly entries: readonly TracedEntry[];
  readonly plans: readonly TracedPlan[];
  readonly weights: readonly AuditedWeight[];
  readonly lines: readonly LineAttributes[];
  /** Against the revision before, by target ascending. */
  readonly differences: readonly LineDifference[];
  /** Whether the stored evidence leads to the stored lines. */
  readonly recomputedAgrees: boolean;
}

/** How a target's share came about: `weekly amount × weight ÷ totalWeight`, its whole part, and the unit it may get. */
export interface AuditedWeight {
  readonly target: string;
  readonly hours: string | null;
  readonly weight: number;
  readonly totalWeight: number;
  readonly tokens: ExactShare;
  readonly costUsd4: ExactShare;
}

export interface ExactShare {
  readonly floor: bigint;
  /** Over `totalWeight`. */
  readonly remainder: bigint;
  readonly extraUnit: boolean;
}

export interface LineDifference {
  readonly cwoId: string;
  readonly tokensBefore: bigint;
  readonly tokensAfter: bigint;
  readonly costUsdBefore: string;
  readonly costUsdAfter: string;
}

/**
 * Computes a revision again from its evidence and shows the arithmetic.
 * @param evidence null where it is missing or was changed: the revision then cannot agree
 */
export function auditRevision(
  revision: Revision,
  previous: Revision | null,
  evidence: Evidence | null,
): AuditedRevision {
  const { inputs, allocation } = revision;
  const { tokens, costUsd4 } = weeklyAmount(sumUsage(inputs.sources));
  const employee = evidence && evidenceOf(revision, evidence);
  const record = employee?.answer.kind === 'KNOWN' ? employee.answer.record : null;
  const tracer = evidence && new Tracer(evidence);
  const { weights, agrees } = evidence ? recompute(revision, evidence) : NOTHING;
  return {
    revision: revision.revision,
    runId: inputs.runId,
    trigger: inputs.trigger,
    createdAt: inputs.decidedAt,
    basis: allocation.basis,
    method: allocation.method,
    timesheet: inputs.timesheet,
    usage: { tokens, costUsd: formatUsd4(costUsd4) },
    usageAsOf: inputs.usageAsOf,
    evidence: inputs.evidenceHash,
    entries: record && tracer && FROM_ENTRIES.includes(allocation.method) ? tracer.entries(record) : [],
    plans: record && tracer && FROM_PLANS.includes(allocation.method) ? tracer.plans(record) : [],
    weights: auditWeights(weights, allocation.lines, { tokens, costUsd4 }),
    lines: allocation.lines.map((line) => toLineAttributes(line, revision)),
    differences: differencesOf(previous?.allocation.lines ?? [], allocation.lines),
    recomputedAgrees: agrees,
  };
}

const FROM_ENTRIES: readonly AllocationMethod[] = ['LOGGED_HOURS', 'SUBMITTED_HOURS'];
const FROM_PLANS: readonly AllocationMethod[] = ['PLANNED_HOURS', 'EQUAL_SPLIT'];

interface Recomputation {
  /** What the split followed, by target ascending. */
  readonly weights: readonly Weight[];
  readonly agrees: boolean;
}

const NOTHING: Recomputation = { weights: [], agrees: false };

/** Computes a revision again from the evidence it names. */
export function recompute(revision: Revision, evidence: Evidence): Recomputation {
  const employee = evidenceOf(revision, evidence);
  if (!employee) return NOTHING;
  const usage = sumUsage(employee.sources);
  const result = allocate(usage, employee.answer, weekOf(revision.mondayDate), new Chain(evidence.chain));
  if (result.kind === 'SET_ASIDE') return NOTHING;
  return { weights: result.weights, agrees: sameAllocation(result.allocation, revision.allocation) };
}

function evidenceOf({ employeeId, mondayDate }: Revision, evidence: Evidence): EmployeeEvidence | null {
  if (evidence.mondayDate !== mondayDate || !Object.hasOwn(evidence.employees, employeeId)) return null;
  return evidence.employees[employeeId] ?? null;
}

function auditWeights(
  weights: readonly Weight[],
  lines: readonly AllocationLine[],
  amount: { readonly tokens: bigint; readonly costUsd4: bigint },
): AuditedWeight[] {
  const totalWeight = weights.reduce((sum, { weight }) => sum + weight, 0);
  const lineOf = new Map(lines.map((line) => [line.target, line]));
  return weights.map(({ destination: { target }, hours, weight }) => {
    const line = lineOf.get(target);
    const share = (whole: bigint, given: bigint): ExactShare => {
      const product = whole * BigInt(weight);
      const floor = product / BigInt(totalWeight);
      return { floor, remainder: product % BigInt(totalWeight), extraUnit: given > floor };
    };
    return {
      target,
      hours: hours === null ? null : formatHours(hours),
      weight,
      totalWeight,
      tokens: share(amount.tokens, line?.tokens ?? 0n),
      costUsd4: share(amount.costUsd4, line?.costUsd4 ?? 0n),
    };
  });
}

function differencesOf(before: readonly AllocationLine[], after: readonly AllocationLine[]): LineDifference[] {
  const beforeOf = new Map(before.map((line) => [line.target, line]));
  const afterOf = new Map(after.map((line) => [line.target, line]));
  const targets = [...new Set([...beforeOf.keys(), ...afterOf.keys()])].sort(compareIds);
  return targets.flatMap((cwoId) => {
    const [old, now] = [beforeOf.get(cwoId), afterOf.get(cwoId)];
    const [tokensBefore, tokensAfter] = [old?.tokens ?? 0n, now?.tokens ?? 0n];
    const [costBefore, costAfter] = [old?.costUsd4 ?? 0n, now?.costUsd4 ?? 0n];
    if (tokensBefore === tokensAfter && costBefore === costAfter) return [];
    const costUsdBefore = formatUsd4(costBefore);
    return [{ cwoId, tokensBefore, tokensAfter, costUsdBefore, costUsdAfter: formatUsd4(costAfter) }];
  });
}
