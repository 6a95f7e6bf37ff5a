import type { RunStore } from '../../../core/runs/run-store.ts';
import type { FailedBatchEvent } from '../../messages/events.ts';
import { type FailedReceipt, keys } from '../../messages/objects.ts';

/** Leaves the receipt of a batch that failed, where reconcile looks for it. */
export async function noteFailure({ run, batch, error, cause }: FailedBatchEvent, store: RunStore): Promise<object> {
  await store.put(keys.failedReceipt(run, batch), { error, cause } satisfies FailedReceipt);
  return {};
}
