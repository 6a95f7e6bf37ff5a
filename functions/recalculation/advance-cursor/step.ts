import type { SweepStates } from '../../../core/recalculation/sweep-states.ts';
import type { OperatorMessages } from '../../../core/runs/operator-messages.ts';
import type { RunSummary } from '../../../core/runs/run.ts';
import type { RunRecords } from '../../../core/runs/run-records.ts';
import type { ToldFindings } from '../../../core/runs/told-findings.ts';
import type { SweepPlan, SweepRequest, SweepResult, SweepRun } from '../../messages/sweep.ts';
import { tellOperators } from './tell-operators.ts';

export interface AdvancePorts {
  readonly records: RunRecords;
  readonly states: SweepStates;
  readonly messages: OperatorMessages;
  readonly told: ToldFindings;
}

/** Runs that an obstacle names. */
const NAMED_MAX = 5;

/**
 * Moves the cursor past what was collected, provided that each run has dealt with its employee-weeks. What a run set
 * aside is dealt with: it is listed, and its repair will be a change of its own. Operators are told before: once the
 * cursor has moved, nobody meets the same changes again.
 */
export async function advanceCursor(
  { before, next, requests, changes, unreadable, rechecks }: SweepPlan,
  ports: AdvancePorts,
): Promise<SweepResult> {
  await tellOperators(unreadable, ports);
  const runs: SweepRun[] = [];
  const open: string[] = [];
  for (const request of requests) {
    const summary = await ports.records.findByExecution(request.weekStartDate, request.name);
    runs.push(toSweepRun(request, summary));
    if (summary === null || !hasDealtWithAll(summary)) open.push(describe(runs.at(-1) as SweepRun));
  }
  const isAdvanced = open.length === 0 && (await ports.states.advance(before, next));
  return { isAdvanced, obstacle: isAdvanced ? null : obstacleOf(open), changes, unreadable, rechecks, runs };
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

function hasDealtWithAll({ status, failure, totals }: RunSummary): boolean {
  if (status === 'RUNNING' || totals.employeesFailed > 0) return false;
  return failure === null || failure.code === 'NOTHING_COMMITTED';
}

/** `week 2026-11-16: FAILED, NOTHING_COMMITTED, 3 employee-weeks failed (run …)` */
function describe({ weekStartDate, runId, status, failure, failed }: SweepRun): string {
  const told = [status, failure, failed > 0 && `${failed} employee-weeks failed`].filter(Boolean).join(', ');
  return `week ${weekStartDate}: ${told} (run ${runId ?? 'none'})`;
}

function obstacleOf(open: readonly string[]): string {
  if (open.length === 0) return 'another sweep has moved the cursor in between';
  const more = open.length > NAMED_MAX ? [`${open.length - NAMED_MAX} runs more`] : [];
  return [...open.slice(0, NAMED_MAX), ...more].join('; ');
}
