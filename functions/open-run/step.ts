import type { Clock, RunRecords, Sha256 } from '../../core/ports.ts';
import { NO_TOTALS, NO_USAGE_READ } from '../../core/run.ts';
import { fullWeekBefore } from '../../core/week.ts';
import type { OpenRunEvent, Run } from '../contract/events.ts';

/** Resolves the week and writes the run record, before anything is read. */
export async function openRun(
  { input, execution }: OpenRunEvent,
  ports: { readonly records: RunRecords; readonly clock: Clock; readonly sha256: Sha256 },
  timeZone: string,
): Promise<Run> {
  const startedAt = new Date(execution.startTime).toISOString();
  const mondayDate =
    input.weekStartDate ?? fullWeekBefore(input.asOf ?? execution.startTime, timeZone, input.weeksBack ?? 1);
  const run: Run = {
    runId: runIdOf(startedAt, ports.sha256(execution.id)),
    mondayDate,
    trigger: input.trigger,
    startedAt,
  };
  const opened = {
    ...run,
    status: 'RUNNING',
    endedAt: null,
    read: NO_USAGE_READ,
    totals: NO_TOTALS,
    awsCalls: 0,
    invocations: 0,
    failure: null,
    batchFailures: [],
  } as const;
  await ports.records.open(opened, execution.id);
  return run;
}

/** `20261124T050003Z-1f3a9c02`: lists by time, and is the same whenever the step is repeated. */
function runIdOf(startedAt: string, executionHash: string): string {
  const time = `${startedAt.slice(0, 19).replace(/[-:]/g, '')}Z`;
  return `${time}-${executionHash.slice(0, 8)}`;
}
