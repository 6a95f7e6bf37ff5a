import type { SweepStates } from '../../../core/recalculation/sweep-states.ts';
import type { RunSummary } from '../../../core/runs/run.ts';
import type { RunRecords } from '../../../core/runs/run-records.ts';
import type { SweepPlan, SweepResult, SweepRun } from '../../messages/sweep.ts';

/**
 * Moves the cursor past what was collected, provided that each run has dealt with its employee-weeks. What a run set
 * aside is dealt with: it is listed, and its repair will be a change of its own.
 */
export async function advanceCursor(
  { before, next, requests, changes, rechecks }: SweepPlan,
  ports: { readonly records: RunRecords; readonly states: SweepStates },
): Promise<SweepResult> {
  const runs: SweepRun[] = [];
  let isDealtWith = true;
  for (const { name, weekStartDate } of requests) {
    const summary = await ports.records.findByExecution(weekStartDate, name);
    runs.push({ weekStartDate, runId: summary?.runId ?? null, status: summary?.status ?? 'MISSING' });
    isDealtWith &&= summary !== null && hasDealtWithAll(summary);
  }
  const isAdvanced = isDealtWith && (await ports.states.advance(before, next));
  return { isAdvanced, changes, rechecks, runs };
}

function hasDealtWithAll({ status, failure, totals }: RunSummary): boolean {
  if (status === 'RUNNING' || totals.employeesFailed > 0) return false;
  return failure === null || failure.code === 'NOTHING_COMMITTED';
}
