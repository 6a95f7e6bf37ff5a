import type { TrackedWeeks } from '../../../core/budgets/budget-store.ts';
import { isRecalculation } from '../../../core/ledger/revision.ts';
import type { RunStore } from '../../../core/runs/run-store.ts';
import { chunksOf } from '../../../core/values/chunks.ts';
import { compareIds } from '../../../core/values/ids.ts';
import type { PlanTrackingEvent, TrackingTask } from '../../messages/budgets.ts';
import { keys, type Reconciled } from '../../messages/objects.ts';
import { TRACKING_BATCH_SIZE } from '../../names.ts';

export interface PlanTrackingPorts {
  readonly store: RunStore;
  readonly tracked: Pick<TrackedWeeks, 'listCwos'>;
}

export interface TrackingPlan {
  readonly manifestKey: string;
  readonly batches: number;
}

/**
 * The CWOs that a run touched, in batches. A run of the whole week refreshes all that are tracked in it as well, so that
 * a CWO whose last line went while nobody refreshed it is put right.
 */
export async function planTracking(
  { run, reconciledKey }: PlanTrackingEvent,
  { store, tracked }: PlanTrackingPorts,
): Promise<TrackingPlan> {
  const { touched } = await store.get<Reconciled>(reconciledKey);
  const cwoIds = new Set(touched);
  if (!isRecalculation(run.trigger)) {
    for await (const cwoId of tracked.listCwos(run.mondayDate)) cwoIds.add(cwoId);
  }
  const sorted = [...cwoIds].sort(compareIds);
  const batches = chunksOf(sorted, TRACKING_BATCH_SIZE);
  const tasks = batches.map((cwoIds, batch): TrackingTask => ({ run, batch, cwoIds }));
  const manifestKey = keys.trackingManifest(run);
  await store.put(manifestKey, tasks);
  return { manifestKey, batches: tasks.length };
}
