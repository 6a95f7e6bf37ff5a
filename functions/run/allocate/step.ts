import { Chain } from '../../../core/allocation/chain.ts';
import type { EvidenceStore } from '../../../core/ledger/evidence.ts';
import { type Commit, decisionIdOf } from '../../../core/ledger/ledger.ts';
import { decideRevision, type RevisionDecision } from '../../../core/ledger/revise.ts';
import type { DecisionInputs, Head } from '../../../core/ledger/revision.ts';
import { breakdownOf, type Outcome } from '../../../core/runs/outcome.ts';
import type { RunStore } from '../../../core/runs/run-store.ts';
import type { SeenCwo } from '../../../core/timesheets/cwo-registry.ts';
import { sumUsage, weeklyAmount } from '../../../core/usage/usage.ts';
import type { Clock } from '../../../core/values/clock.ts';
import type { Sha256 } from '../../../core/values/hash.ts';
import { isCwo } from '../../../core/values/ids.ts';
import { weekOf } from '../../../core/values/week.ts';
import type { AllocateEvent, PersistEvent } from '../../messages/events.ts';
import { type Decided, type Fetched, type FetchedEmployee, keys, type PlannedCommit } from '../../messages/objects.ts';
import { evidenceOf } from './evidence.ts';

export interface AllocatePorts {
  readonly store: RunStore;
  readonly evidence: EvidenceStore;
  readonly clock: Clock;
  readonly sha256: Sha256;
}

/** Decides each employee-week of a fetched batch, and keeps what the decisions rest on. */
export async function allocateBatch(event: AllocateEvent, ports: AllocatePorts): Promise<PersistEvent> {
  const { fetchedKey, ...task } = event;
  const fetched = await ports.store.get<Fetched>(fetchedKey);
  const week = weekOf(task.run.mondayDate);
  const chain = new Chain(fetched.chain);
  const evidenceHash = await ports.evidence.put(evidenceOf(task.run, fetched));
  const decidedAt = ports.clock.now();

  const commits: PlannedCommit[] = [];
  const ended: Outcome[] = [...fetched.ended];
  const touched = new Set<string>();
  for (const employee of fetched.employees) {
    const decision = decideRevision(employee, week, chain);
    const outcome = outcomeOf(employee, decision);
    const inputs = inputsOf(event, employee, decidedAt, evidenceHash);
    const write = writeOf(event, employee, decision, inputs);
    for (const cwoId of cwosOf(employee.head, decision)) touched.add(cwoId);
    if (write) commits.push({ commit: commitOf(employee, write, ports.sha256), outcome });
    else ended.push(outcome);
  }
  const decided: Decided = { commits, ended, cwos: seenCwos(fetched), touched: [...touched] };
  return { ...task, decidedKey: await ports.store.putHashed(keys.decided(task), decided) };
}

/** The CWOs of its lines before and after the decision. */
function cwosOf(head: Head | null, decision: RevisionDecision): string[] {
  const before = head?.revision.allocation.lines ?? [];
  const after = 'allocation' in decision ? decision.allocation.lines : [];
  return [...before, ...after].map(({ target }) => target).filter(isCwo);
}

function inputsOf(
  { run }: AllocateEvent,
  { answer, sources, usageAsOf }: FetchedEmployee,
  decidedAt: string,
  evidenceHash: string,
): DecisionInputs {
  const timesheet = answer.kind === 'KNOWN' ? answer.record.timesheet : null;
  return {
    runId: run.runId,
    trigger: run.trigger,
    decidedAt,
    timesheet: timesheet && { status: timesheet.status, version: timesheet.version },
    isKnownEmployee: answer.kind === 'KNOWN',
    usageAsOf,
    sources,
    evidenceHash,
  };
}

function writeOf(
  { run }: AllocateEvent,
  { employeeId, head }: FetchedEmployee,
  decision: RevisionDecision,
  inputs: DecisionInputs,
): Commit['write'] | null {
  if (decision.kind === 'CONFIRM') return { kind: 'CONFIRM', confirmation: inputs };
  if (decision.kind !== 'REVISE') return null;
  const revision = {
    employeeId,
    mondayDate: run.mondayDate,
    revision: (head?.revision.revision ?? 0) + 1,
    inputs,
    allocation: decision.allocation,
    previousHash: head?.revisionHash ?? null,
  };
  return { kind: 'REVISE', revision };
}

function commitOf({ employeeId, head }: FetchedEmployee, write: Commit['write'], sha256: Sha256): Commit {
  const decided = { employeeId, basedOn: head?.headVersion ?? 0, write };
  return { ...decided, decisionId: decisionIdOf(decided, sha256) };
}

function outcomeOf({ employeeId, origin, sources }: FetchedEmployee, decision: RevisionDecision): Outcome {
  const usage = sumUsage(sources);
  const base = {
    employeeId,
    origin,
    amount: weeklyAmount(usage),
    exactUsd6: usage.costUsd6,
    breakdown: null,
    reason: null,
    detail: null,
    hasVanished: false,
  };
  switch (decision.kind) {
    case 'REVISE':
      return { ...base, kind: 'COMMITTED', breakdown: breakdownOf(decision.allocation) };
    case 'CONFIRM':
      return { ...base, kind: 'CONFIRMED', breakdown: breakdownOf(decision.allocation) };
    case 'KEEP_VANISHED':
      return { ...base, kind: 'CONFIRMED', breakdown: breakdownOf(decision.allocation), hasVanished: true };
    case 'SUPERSEDED':
      return { ...base, kind: 'SUPERSEDED' };
    case 'SET_ASIDE':
      return { ...base, kind: 'QUARANTINED', reason: decision.reason, detail: decision.detail };
  }
}

function seenCwos({ chain }: Fetched): SeenCwo[] {
  const projects = new Map(chain.projects.map((project) => [project.projectId, project]));
  const cwos = new Map(chain.cwos.map((cwo) => [cwo.cwoId, cwo]));
  return [...cwos.values()].map((cwo) => ({ cwo, project: projects.get(cwo.projectId) ?? null }));
}
