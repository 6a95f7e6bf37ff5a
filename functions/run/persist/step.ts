import type { SetAside } from '../../../core/allocation/allocation.ts';
import type { CommitResult, Ledger } from '../../../core/ledger/ledger.ts';
import type { EffortMeter } from '../../../core/runs/effort.ts';
import type { Outcome } from '../../../core/runs/outcome.ts';
import type { RunStore } from '../../../core/runs/run-store.ts';
import type { BatchTask, PersistEvent } from '../../messages/events.ts';
import { type Decided, keys, type PlannedCommit, type QuarantineEntry, type Receipt } from '../../messages/objects.ts';
import { DECISION_ATTEMPTS_MAX } from '../../names.ts';

export interface PersistPorts {
  readonly store: RunStore;
  readonly ledger: Ledger;
  readonly meter: EffortMeter;
}

/** What the workflow does next with the batch: decide again those that lost a race, or nothing. */
export interface PersistResult {
  readonly again: BatchTask | null;
}

/** Commits the decisions of a batch and writes its receipt, after the commits and not before. */
export async function persist(event: PersistEvent, ports: PersistPorts): Promise<PersistResult> {
  // What this attempt has spent is in its receipt; the next one begins to count anew.
  const { decidedKey, effort: _, ...task } = event;
  const decided = await ports.store.get<Decided>(decidedKey);
  const results = await ports.ledger.commit(
    task.run.mondayDate,
    decided.commits.map(({ commit }) => commit),
  );
  const again = task.attempt < DECISION_ATTEMPTS_MAX ? contended(decided, results) : [];
  const outcomes = [
    ...decided.ended,
    ...decided.commits
      .filter(({ commit }) => !again.includes(commit.employeeId))
      .map((planned) => outcomeOf(planned, results)),
  ];
  await writeQuarantine(task, outcomes, ports.store);
  const receipt: Receipt = {
    outcomes,
    again,
    cwos: decided.cwos,
    touched: decided.touched,
    effort: ports.meter.total(1),
  };
  await ports.store.put(keys.receipt(task.run, task.batch, task.attempt), receipt);
  return { again: again.length > 0 ? { ...task, attempt: task.attempt + 1, onlyEmployees: again } : null };
}

function contended({ commits }: Decided, results: ReadonlyMap<string, CommitResult>): string[] {
  const ids = commits.map(({ commit }) => commit.employeeId);
  return ids.filter((employeeId) => results.get(employeeId) === 'CONTENDED');
}

function outcomeOf({ commit, outcome }: PlannedCommit, results: ReadonlyMap<string, CommitResult>): Outcome {
  const failed = { ...outcome, kind: 'FAILED', breakdown: null } as const;
  const result = results.get(commit.employeeId);
  if (result === undefined) throw new Error('the ledger says nothing of a commit');
  return result === 'COMMITTED' ? outcome : { ...failed, reason: result, detail: FAILURE_DETAILS[result] };
}

const FAILURE_DETAILS: Readonly<Record<Exclude<CommitResult, 'COMMITTED'>, string>> = {
  CONTENDED: `lost ${DECISION_ATTEMPTS_MAX} races; another run has decided`,
  TOO_MANY_TARGETS: 'the lines do not fit one item of the ledger',
  REVISION_TAKEN: 'a revision or line of a later time stands in the place of one of its own: left behind by a restore',
  WRITE_REFUSED: 'the table refuses the items of this employee-week',
};

async function writeQuarantine(task: BatchTask, outcomes: readonly Outcome[], store: RunStore): Promise<void> {
  const entries = outcomes
    .filter(({ kind }) => kind === 'QUARANTINED')
    .map(
      ({ employeeId, reason, detail, amount, exactUsd6 }): QuarantineEntry => ({
        kind: 'EMPLOYEE_WEEK',
        employeeId,
        reason: reason as SetAside['reason'],
        detail: detail ?? '',
        tokens: amount.tokens,
        costUsd6: exactUsd6,
      }),
    );
  if (entries.length > 0) await store.put(keys.quarantinedWeeks(task), entries);
}
