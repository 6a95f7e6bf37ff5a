import type { EffortMeter } from '../../../core/runs/effort.ts';
import type { RunFailure } from '../../../core/runs/run.ts';
import type { RunStore } from '../../../core/runs/run-store.ts';
import type { CheckTrackingEvent } from '../../messages/budgets.ts';
import { keys, type TrackingReceipt } from '../../messages/objects.ts';

export interface CheckTrackingPorts {
  readonly store: RunStore;
  readonly meter: EffortMeter;
}

/** Receipts that are read at the same time. */
const READ_AT_ONCE = 16;

/** Counts the receipts: a batch without one was not tracked, and the run has failed in this phase. */
export async function checkTracking(
  { run, batches }: CheckTrackingEvent,
  { store, meter }: CheckTrackingPorts,
): Promise<{ readonly failure: RunFailure | null }> {
  let missing = 0;
  for (let start = 0; start < batches; start += READ_AT_ONCE) {
    const part = Array.from({ length: Math.min(READ_AT_ONCE, batches - start) }, (_, index) => start + index);
    const found = part.map((batch) => store.find<TrackingReceipt>(keys.trackingReceipt(run, batch)));
    for (const receipt of await Promise.all(found)) {
      if (receipt) meter.add(receipt.effort);
      else missing += 1;
    }
  }
  if (missing === 0) return { failure: null };
  const message = `budgets: ${missing} of ${batches} batches of CWOs were not refreshed; the ledger is right, run the week again`;
  return { failure: { code: 'PHASE_FAILED', message } };
}
