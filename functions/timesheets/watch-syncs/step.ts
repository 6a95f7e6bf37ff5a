import type { ClosedSync, ClosedSyncs } from '../../../core/timesheets/mirror/closed-syncs.ts';
import type { Clock } from '../../../core/values/clock.ts';
import { syncOutcomeSchema } from '../../messages/timesheets.ts';

export interface WatchPorts {
  readonly syncs: ClosedSyncs;
  readonly clock: Clock;
  readonly report: { hoursSinceSync(hours: number): void };
}

const HOUR_MS = 60 * 60_000;

/** Tells how many full hours ago a sync last succeeded; where none ever has, nothing: failures tell. */
export async function watchSyncs({ syncs, clock, report }: WatchPorts): Promise<void> {
  const last = await lastSuccess(syncs);
  if (last === null) return;
  report.hoursSinceSync(Math.max(0, Math.floor((Date.parse(clock.now()) - Date.parse(last)) / HOUR_MS)));
}

/** Syncs that changed nothing share a number, so that all of the newest good one are looked at. */
async function lastSuccess(syncs: ClosedSyncs): Promise<string | null> {
  let last: ClosedSync | null = null;
  for await (const sync of syncs.listNewestFirst()) {
    if (last !== null && sync.seq < last.seq) break;
    if (isGood(sync) && (last === null || sync.closedAt > last.closedAt)) last = sync;
  }
  return last?.closedAt ?? null;
}

function isGood({ outcome }: ClosedSync): boolean {
  return syncOutcomeSchema.parse(outcome).weeks.every(({ obstacle }) => obstacle === null);
}
