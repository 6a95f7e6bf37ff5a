import type { Publications } from '../../../core/publication/publication.ts';
import type { EffortMeter } from '../../../core/runs/effort.ts';
import { NO_TOTALS, type RunFailure, type RunSummary, statusOf } from '../../../core/runs/run.ts';
import type { RunRecords } from '../../../core/runs/run-records.ts';
import type { RunStore } from '../../../core/runs/run-store.ts';
import type { NewsPorts } from '../../../core/runs/tell-news.ts';
import { NO_USAGE_READ } from '../../../core/usage/usage-read.ts';
import type { Clock } from '../../../core/values/clock.ts';
import type { CloseRunEvent } from '../../messages/events.ts';
import type { Plan, Reconciled } from '../../messages/objects.ts';
import { tellOperators } from './tell-operators.ts';

export interface ClosePorts extends NewsPorts {
  readonly store: RunStore;
  readonly records: RunRecords;
  readonly publications: Publications;
  readonly clock: Clock;
  readonly meter: EffortMeter;
}

/**
 * Ends the run: a week that it may have changed and has not published is marked dirty, its summary goes into the record,
 * and operators hear what they have not been told of the week.
 */
export async function closeRun(event: CloseRunEvent, ports: ClosePorts): Promise<RunSummary> {
  if (!event.isPublished) await ports.publications.raise(event.run.mondayDate, ports.clock.now());
  const reconciled = event.reconciledKey === null ? null : await ports.store.get<Reconciled>(event.reconciledKey);
  // What was reconciled tells all that the plan does.
  const plan = event.planKey === null || reconciled ? null : await ports.store.get<Plan>(event.planKey);
  const summary = await ports.records.close(summarize(event, plan, reconciled, ports));
  await tellOperators(summary, reconciled?.findings ?? null, ports);
  return summary;
}

function summarize(
  { run, failure }: CloseRunEvent,
  plan: Plan | null,
  reconciled: Reconciled | null,
  { clock, meter }: ClosePorts,
): RunSummary {
  const read = reconciled?.read ?? plan?.read ?? NO_USAGE_READ;
  const totals = reconciled?.totals ?? NO_TOTALS;
  const found = failure ?? failureOf(reconciled);
  const status = found ? 'FAILED' : statusOf({ trigger: run.trigger, read, totals });
  return {
    ...run,
    status,
    endedAt: clock.now(),
    read,
    totals,
    // The put of the record and the look at what has been told are still to come.
    ...meter.total(2),
    batchFailures: reconciled?.failures ?? [],
    failure: found ?? (status === 'FAILED' ? nothingCommitted(reconciled) : null),
  };
}

function failureOf(reconciled: Reconciled | null): RunFailure | null {
  if (!reconciled) return { code: 'PHASE_FAILED', message: 'the run was not reconciled' };
  return reconciled.difference === null ? null : { code: 'RUN_TOTALS_DIFFER', message: reconciled.difference };
}

function nothingCommitted(reconciled: Reconciled | null): RunFailure {
  const cause = reconciled?.failures[0];
  return {
    code: 'NOTHING_COMMITTED',
    message: `nothing of what was read is in the ledger${cause ? `; ${cause}` : ''}`,
  };
}
