import type { Publications } from '../../../core/publication/publication.ts';
import { NO_TOTALS } from '../../../core/runs/run.ts';
import type { RunRecords } from '../../../core/runs/run-records.ts';
import { NO_USAGE_READ } from '../../../core/usage/usage-read.ts';
import type { Clock } from '../../../core/values/clock.ts';
import type { Sha256 } from '../../../core/values/hash.ts';
import { fullWeekBefore } from '../../../core/values/week.ts';
import type { OpenRunEvent, Run } from '../../messages/events.ts';
import { RUN_HOURS_MAX } from '../../names.ts';

const HOUR_MS = 60 * 60_000;

/** Resolves the week, writes the run record and says until when the run may change the week, before anything is read. */
export async function openRun(
  { input, execution }: OpenRunEvent,
  ports: {
    readonly records: RunRecords;
    readonly publications: Publications;
    readonly clock: Clock;
    readonly sha256: Sha256;
  },
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
  await ports.publications.expect(mondayDate, settlesAt(startedAt));
  return run;
}

/** An hour after the execution was ended, so that no clock of another machine is ahead of it. */
function settlesAt(startedAt: string): string {
  return new Date(Date.parse(startedAt) + (RUN_HOURS_MAX + 1) * HOUR_MS).toISOString();
}

/** `20261124T050003Z-1f3a9c02`: lists by time, and is the same whenever the step is repeated. */
function runIdOf(startedAt: string, executionHash: string): string {
  const time = `${startedAt.slice(0, 19).replace(/[-:]/g, '')}Z`;
  return `${time}-${executionHash.slice(0, 8)}`;
}
