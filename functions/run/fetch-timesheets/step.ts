import type { Ledger } from '../../../core/ledger/ledger.ts';
import { type Head, latestInputs } from '../../../core/ledger/revision.ts';
import type { StaleAcceptance, StaleAcceptances } from '../../../core/ledger/stale-acceptance.ts';
import type { Outcome } from '../../../core/runs/outcome.ts';
import type { RunStore } from '../../../core/runs/run-store.ts';
import {
  type TimesheetAnswer,
  type TimesheetSource,
  TimesheetSystemBusyError,
} from '../../../core/timesheets/timesheet-source.ts';
import type { EmployeeAnswer } from '../../../core/timesheets/timesheets.ts';
import { sumUsage, weeklyAmount } from '../../../core/usage/usage.ts';
import type { Clock } from '../../../core/values/clock.ts';
import type { AllocateEvent, BatchTask, FetchLater } from '../../messages/events.ts';
import { type BatchEmployee, type Batches, type Fetched, type FetchedEmployee, keys } from '../../messages/objects.ts';

export interface FetchPorts {
  readonly store: RunStore;
  readonly ledger: Ledger;
  readonly timesheets: TimesheetSource;
  readonly acceptances: Pick<StaleAcceptances, 'read'>;
  readonly clock: Clock;
}

const FETCHES_MAX = 3;
const STALE_PAUSE_MS = 500;

/**
 * Fetches a batch, or says when to fetch it: the workflow waits, where a function would be paid for waiting and ends
 * after seconds.
 */
export async function fetchOrWait(
  task: BatchTask,
  ports: FetchPorts,
  signal: AbortSignal,
): Promise<AllocateEvent | FetchLater> {
  try {
    return await fetchTimesheets(task, ports, signal);
  } catch (error) {
    if (!(error instanceof TimesheetSystemBusyError)) throw error;
    const { name, message, retryAfterMs } = error;
    return { ...task, waitSeconds: Math.ceil(retryAfterMs / 1000), error: name, cause: message };
  }
}

/**
 * Reads the heads of a batch, then its timesheets, in this order: whoever commits later on these heads has seen a
 * timesheet at least as new as them.
 */
export async function fetchTimesheets(task: BatchTask, ports: FetchPorts, signal: AbortSignal): Promise<AllocateEvent> {
  const { usageAsOf, employees: batch } = await readBatch(task, ports.store);
  const only = task.onlyEmployees && new Set(task.onlyEmployees);
  const wanted = batch.filter(({ employeeId }) => !only || only.has(employeeId));
  const ids = wanted.map(({ employeeId }) => employeeId);
  // A head that came since then makes the commit lose, and the next try reads it.
  const toRead = wanted.filter(({ isNew }) => !isNew || task.attempt > 1).map(({ employeeId }) => employeeId);
  const heads = await ports.ledger.readHeads(task.run.mondayDate, toRead);
  const { answers, chain, stale, accepted } = await fetchFresh(task, ids, heads, ports, signal);
  const employees = wanted.map((employee) => withUsage(employee, usageAsOf, heads.get(employee.employeeId) ?? null));
  const fetched: Fetched = {
    employees: employees
      .filter(({ employeeId }) => !stale.has(employeeId))
      .map((employee) => withAnswer(employee, answers, accepted)),
    chain,
    ended: employees.filter(({ employeeId }) => stale.has(employeeId)).map(staleOutcome),
  };
  return { ...task, fetchedKey: await ports.store.putHashed(keys.fetched(task), fetched) };
}

/** @throws Error where the object that the manifest names does not hold the batch */
async function readBatch({ batch, batchKey }: BatchTask, store: RunStore) {
  const { usageAsOf, first, batches } = await store.get<Batches>(batchKey);
  const employees = batches[batch - first];
  if (!employees) throw new Error(`there is no batch ${batch} in ${batchKey}`);
  return { usageAsOf, employees };
}

/** A recalculation takes the usage from the head it will commit on, so that it never puts older usage before newer. */
function withUsage({ employeeId, sources }: BatchEmployee, usageAsOf: string, head: Head | null): EmployeeUsage {
  if (sources !== null) return { employeeId, origin: 'LAKE', sources, usageAsOf, head };
  const inputs = head && latestInputs(head);
  return {
    employeeId,
    origin: 'HEAD',
    sources: inputs?.sources ?? [],
    usageAsOf: inputs?.usageAsOf ?? usageAsOf,
    head,
  };
}

type EmployeeUsage = Omit<FetchedEmployee, 'answer' | 'accepted'>;

function withAnswer(employee: EmployeeUsage, answers: Fresh['answers'], accepted: Fresh['accepted']): FetchedEmployee {
  const { employeeId } = employee;
  const acceptance = accepted.get(employeeId);
  const answer = answers.get(employeeId) as EmployeeAnswer;
  return { ...employee, answer, ...(acceptance && { accepted: acceptance }) };
}

interface Fresh {
  readonly answers: ReadonlyMap<string, EmployeeAnswer>;
  readonly chain: TimesheetAnswer['chain'];
  /** Employees whose answer stayed older than what their head was decided on. */
  readonly stale: ReadonlySet<string>;
  /** On whose word an older answer was taken, by employee. */
  readonly accepted: ReadonlyMap<string, StaleAcceptance>;
}

/**
 * Asks for all again, a bounded number of times, while the answer about some is older than their head and no operator
 * has accepted it, or has no sheet where their head rests on one.
 */
async function fetchFresh(
  { run }: BatchTask,
  ids: readonly string[],
  heads: ReadonlyMap<string, Head>,
  { timesheets, acceptances, clock }: FetchPorts,
  signal: AbortSignal,
): Promise<Fresh> {
  for (let fetches = 1; ; fetches += 1) {
    const { employees: answers, chain } = await timesheets.fetchWeek(run.mondayDate, ids, signal);
    const older = ids.filter((id) => isOlder(answers.get(id), heads.get(id)));
    const given = older.length === 0 ? new Map() : await acceptances.read(run.mondayDate, older);
    const accepted = new Map([...given].filter(([id, { insteadOf }]) => insteadOf === heads.get(id)?.decisionId));
    const stale = new Set(older.filter((id) => !accepted.has(id)));
    // A replica that lags may not have the sheet yet; that it stays away is a fact.
    const isSheetGone = ids.some((id) => hasLostSheet(answers.get(id), heads.get(id)));
    if ((stale.size === 0 && !isSheetGone) || fetches === FETCHES_MAX) return { answers, chain, stale, accepted };
    await clock.pause(STALE_PAUSE_MS, signal);
  }
}

function isOlder(answer: EmployeeAnswer | undefined, head: Head | undefined): boolean {
  const version = answer?.kind === 'KNOWN' ? answer.record.timesheet?.version : undefined;
  const decidedOn = head && latestInputs(head).timesheet?.version;
  return version !== undefined && decidedOn !== undefined && version < decidedOn;
}

function hasLostSheet(answer: EmployeeAnswer | undefined, head: Head | undefined): boolean {
  const isWithout = answer?.kind === 'KNOWN' && answer.record.timesheet === null;
  return isWithout && head !== undefined && latestInputs(head).timesheet !== null;
}

function staleOutcome({ employeeId, origin, sources }: EmployeeUsage): Outcome {
  const usage = sumUsage(sources);
  return {
    employeeId,
    kind: 'FAILED',
    origin,
    amount: weeklyAmount(usage),
    exactUsd6: usage.costUsd6,
    breakdown: null,
    reason: 'STALE_TIMESHEET',
    detail: 'the timesheet system keeps answering an older version than the ledger was decided on',
    hasVanished: false,
  };
}
