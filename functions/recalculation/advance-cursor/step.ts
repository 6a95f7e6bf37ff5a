import { isRecalculation } from '../../../core/ledger/revision.ts';
import type { SweepStates } from '../../../core/recalculation/sweep-states.ts';
import { type SweepOutcomes, type Trouble, troublesAfter } from '../../../core/recalculation/troubles.ts';
import type { RunSummary } from '../../../core/runs/run.ts';
import type { RunHistory, RunRecords } from '../../../core/runs/run-records.ts';
import type { RunStore } from '../../../core/runs/run-store.ts';
import type { NewsPorts } from '../../../core/runs/tell-news.ts';
import type { SweepPlan, SweepRequest, SweepResult, SweepRun } from '../../messages/sweep.ts';
import { type RunOutcomes, readOutcomes } from './read-outcomes.ts';
import { tellOperators } from './tell-operators.ts';

export interface AdvancePorts extends NewsPorts {
  readonly records: RunRecords & RunHistory;
  readonly store: Pick<RunStore, 'get'>;
  readonly states: SweepStates;
}

/** How a run ended, and what became of its employee-weeks; null where it does not say. */
interface Ended {
  readonly run: SweepRun;
  readonly outcomes: RunOutcomes | null;
}

/** Runs that an obstacle names. */
const NAMED_MAX = 5;

/**
 * Moves the cursor past what was collected, provided that each run has dealt with its employee-weeks. One that fails in
 * sweep after sweep is parked: it no longer holds the cursor, and is tried again by the weekly run. Operators are told
 * before: once the cursor has moved, nobody meets the same changes again.
 */
export async function advanceCursor(plan: SweepPlan, ports: AdvancePorts): Promise<SweepResult> {
  const { before, next, changes, unreadable, rechecks, hasMore } = plan;
  const ended = await readRuns(plan.requests, ports);
  const judged = judge(ended, plan, await triedByFullRun(before.troubles, ports.records));
  const parked = (judged ?? before.troubles).filter(({ parkedAt }) => parkedAt !== null);
  await tellOperators(unreadable, parked, ports);
  const isFree = judged !== null && parked.length === judged.length;
  const after = judged && { ...(isFree ? next : before), troubles: judged };
  const isWritten = after !== null && (await ports.states.advance(before, after));
  const isAdvanced = isFree && isWritten;
  return {
    isAdvanced,
    hasMore,
    lagSeconds: lagOf(plan, isAdvanced),
    parked,
    obstacle: isAdvanced ? null : obstacleOf(ended),
    changes,
    unreadable,
    rechecks,
    runs: ended.map(({ run }) => run),
  };
}

async function readRuns(requests: readonly SweepRequest[], { records, store }: AdvancePorts): Promise<Ended[]> {
  const ended: Ended[] = [];
  for (const request of requests) {
    const summary = await records.findByExecution(request.weekStartDate, request.name);
    ended.push({ run: toSweepRun(request, summary), outcomes: await readOutcomes(request, summary, store) });
  }
  return ended;
}

/**
 * The troubles after the sweep.
 * @returns null where some run says nothing of its employee-weeks, where batches failed and none shows that the systems
 *   answer at all, or where too many failed: that is no trouble of theirs, and nobody's failures are counted
 */
function judge(ended: readonly Ended[], { before, collectedAt }: SweepPlan, tried: SweepOutcomes['dealtWith']) {
  const outcomes = ended.flatMap((one) => one.outcomes ?? []);
  if (outcomes.length < ended.length) return null;
  if (outcomes.some(({ hasFailedBatches }) => hasFailedBatches) && !outcomes.some(({ hasReceipts }) => hasReceipts)) {
    return null;
  }
  const dealtWith = outcomes.flatMap((one) => one.dealtWith);
  const failed = outcomes.flatMap((one) => one.failed);
  return troublesAfter(before.troubles, { dealtWith: [...dealtWith, ...tried], failed }, collectedAt);
}

/** Those parked that a run of their whole week has tried since: where it failed again, that run has listed them. */
async function triedByFullRun(troubles: readonly Trouble[], records: RunHistory): Promise<Trouble[]> {
  const weeks = new Set(troubles.flatMap(({ mondayDate, parkedAt }) => (parkedAt === null ? [] : [mondayDate])));
  const triedAt = new Map<string, string>();
  for (const mondayDate of weeks) {
    const oldest = (await records.listSinceFullRun(mondayDate)).at(-1);
    if (oldest && !isRecalculation(oldest.trigger)) triedAt.set(mondayDate, oldest.startedAt);
  }
  return troubles.filter(({ mondayDate, parkedAt }) => parkedAt !== null && parkedAt < (triedAt.get(mondayDate) ?? ''));
}

function toSweepRun({ weekStartDate }: SweepRequest, summary: RunSummary | null): SweepRun {
  return {
    weekStartDate,
    runId: summary?.runId ?? null,
    status: summary?.status ?? 'MISSING',
    failure: summary?.failure?.code ?? null,
    failed: summary?.totals.employeesFailed ?? 0,
  };
}

/** What has waited longest: of all that was collected, where the cursor stays; of what the feed still has, where it goes on. */
function lagOf({ collectedAt, oldestChangeAt, newestChangeAt, hasMore }: SweepPlan, isAdvanced: boolean): number {
  const since = isAdvanced ? hasMore && newestChangeAt : oldestChangeAt;
  return since ? Math.max(0, Math.floor((Date.parse(collectedAt) - Date.parse(since)) / 1000)) : 0;
}

function obstacleOf(ended: readonly Ended[]): string {
  const open = ended.filter(({ outcomes }) => outcomes === null || outcomes.failed.length > 0);
  if (open.length === 0) return 'another sweep has moved the cursor in between';
  const more = open.length > NAMED_MAX ? [`${open.length - NAMED_MAX} runs more`] : [];
  return [...open.slice(0, NAMED_MAX).map(({ run }) => describe(run)), ...more].join('; ');
}

/** `week 2026-11-16: FAILED, NOTHING_COMMITTED, 3 employee-weeks failed (run …)` */
function describe({ weekStartDate, runId, status, failure, failed }: SweepRun): string {
  const told = [status, failure, failed > 0 && `${failed} employee-weeks failed`].filter(Boolean).join(', ');
  return `week ${weekStartDate}: ${told} (run ${runId ?? 'none'})`;
}
