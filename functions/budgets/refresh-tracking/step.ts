import { type TrackingPorts, trackWeek } from '../../../core/budgets/track-week.ts';
import type { EffortMeter } from '../../../core/runs/effort.ts';
import type { RunStore } from '../../../core/runs/run-store.ts';
import type { TrackingTask } from '../../messages/budgets.ts';
import { keys, type TrackingReceipt } from '../../messages/objects.ts';

export interface RefreshTrackingPorts extends TrackingPorts {
  readonly store: RunStore;
  readonly meter: EffortMeter;
}

/** Refreshes the rows of a batch of CWOs and leaves its receipt, after the rows and not before. */
export async function refreshTracking(
  { run, batch, cwoIds }: TrackingTask,
  { store, meter, ...ports }: RefreshTrackingPorts,
): Promise<object> {
  await trackWeek(run, cwoIds, ports);
  const receipt: TrackingReceipt = { effort: meter.total(1) };
  await store.put(keys.trackingReceipt(run, batch), receipt);
  return {};
}
