import { allocate } from '../allocation/allocate.ts';
import type { AllocationLine, AllocationMethod } from '../allocation/allocation.ts';
import { Chain } from '../allocation/chain.ts';
import type { Weight } from '../allocation/weights.ts';
import type { EmployeeEvidence, Evidence, EvidenceStore } from '../ledger/evidence.ts';
import { latestInputs, type Revision, type RevisionRecord, sameAllocation } from '../ledger/revision.ts';
import type { StaleAcceptance } from '../ledger/stale-acceptance.ts';
import { sumUsage, weeklyAmount } from '../usage/usage.ts';
import { formatHours } from '../values/hours.ts';
import { compareIds } from '../values/ids.ts';
import { type Amount, formatUsd4 } from '../values/money.ts';
import { weekOf } from '../values/week.ts';
import { type TracedEntry, type TracedPlan, traceEntries, tracePlans } from './trace.ts';

/** One revision with all it rests on, computed again. */
export interface AuditedRevision {
  readonly record: RevisionRecord;
  /** The weekly amount that was split. */
  readonly amount: Amount;
  /** On whose word an older timesheet was taken, for the decision or for its confirmation. */
  readonly accepted: StaleAcceptance | null;
  /** The logged hours or the plans that decided, each with its way to a CWO; those of the newest inputs, as the weights. */
  readonly entries: readonly TracedEntry[];
  readonly plans: readonly TracedPlan[];
  readonly weights: readonly AuditedWeight[];
  /** Against the revision before, by target ascending. */
  readonly differences: readonly LineDifference[];
  /** Whether the stored evidence, of the decision and of its confirmation, leads to the stored lines. */
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

/** What a revision names as its evidence; null where it is missing or was changed: the revision then cannot agree. */
export interface FoundEvidence {
  readonly decided: Evidence | null;
  /** Looked at only where the revision was confirmed. */
  readonly confirmed: Evidence | null;
}

/** Audits all revisions of an employee-week, given and told oldest first. */
export async function auditRevisions(
  records: readonly RevisionRecord[],
  evidence: Pick<EvidenceStore, 'find'>,
): Promise<AuditedRevision[]> {
  const audited: AuditedRevision[] = [];
  for (const [index, record] of records.entries()) {
    const { revision, confirmation } = record;
    const decided = await evidence.find(revision.inputs.evidenceHash);
    const confirmed = confirmation && (await evidence.find(confirmation.evidenceHash));
    audited.push(auditRevision(record, records[index - 1]?.revision ?? null, { decided, confirmed }));
  }
  return audited;
}

/** Computes a revision again from its evidence, shows the arithmetic, and what changed since the one before. */
export function auditRevision(
  record: RevisionRecord,
  previous: Revision | null,
  { decided, confirmed }: FoundEvidence,
): AuditedRevision {
  const { revision, confirmation } = record;
  const { lines } = revision.allocation;
  const amount = weeklyAmount(sumUsage(latestInputs(record).sources));
  const newest = replay(revision, confirmation ? confirmed : decided);
  return {
    record,
    amount,
    accepted: acceptanceIn(revision, decided) ?? acceptanceIn(revision, confirmed),
    entries: newest.entries,
    plans: newest.plans,
    weights: auditWeights(newest.weights, lines, amount),
    differences: differencesOf(previous?.allocation.lines ?? [], lines),
    recomputedAgrees: newest.agrees && (!confirmation || replay(revision, decided).agrees),
  };
}

interface Replay extends Recomputation {
  readonly entries: readonly TracedEntry[];
  readonly plans: readonly TracedPlan[];
}

/** A recomputation with the ways that its own chain has led. */
function replay(revision: Revision, evidence: Evidence | null): Replay {
  const employee = evidence && evidenceOf(revision, evidence);
  if (!employee) return { ...NOTHING, entries: [], plans: [] };
  const { method } = revision.allocation;
  const chain = new Chain(evidence.chain);
  const record = employee.answer.kind === 'KNOWN' ? employee.answer.record : null;
  return {
    ...recompute(revision, evidence, chain),
    entries: record && FROM_ENTRIES.includes(method) ? traceEntries(record, chain) : [],
    plans: record && FROM_PLANS.includes(method) ? tracePlans(record, chain) : [],
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

/**
 * Computes a revision again from the evidence it names.
 * @param chain of the evidence
 */
export function recompute(revision: Revision, evidence: Evidence, chain: Chain): Recomputation {
  const employee = evidenceOf(revision, evidence);
  if (!employee) return NOTHING;
  const usage = sumUsage(employee.sources);
  const result = allocate(usage, employee.answer, weekOf(revision.mondayDate), chain);
  if (result.kind === 'SET_ASIDE') return NOTHING;
  return { weights: result.weights, agrees: sameAllocation(result.allocation, revision.allocation) };
}

function acceptanceIn(revision: Revision, evidence: Evidence | null): StaleAcceptance | null {
  return (evidence && evidenceOf(revision, evidence)?.accepted) ?? null;
}

function evidenceOf({ employeeId, mondayDate }: Revision, evidence: Evidence): EmployeeEvidence | null {
  if (evidence.mondayDate !== mondayDate || !Object.hasOwn(evidence.employees, employeeId)) return null;
  return evidence.employees[employeeId] ?? null;
}

function auditWeights(weights: readonly Weight[], lines: readonly AllocationLine[], amount: Amount): AuditedWeight[] {
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
