import type { BatchTask } from '../../functions/messages/events.ts';
import type { BatchEmployee, Batches } from '../../functions/messages/objects.ts';
import type { PlanResult } from '../../functions/run/plan-batches/step.ts';
import type { MemoryRunStore } from '../doubles/memory-run-store.ts';

export interface PlannedBatchContent {
  readonly usageAsOf: string;
  readonly employees: readonly BatchEmployee[];
}

/** Every batch that a plan made, by its manifest. */
export async function batchesOf(result: PlanResult, store: MemoryRunStore): Promise<PlannedBatchContent[]> {
  if (result.kind !== 'PLANNED') throw new Error(`not planned: ${result.failure.message}`);
  const manifest = await store.get<BatchTask[]>(result.manifestKey);
  return Promise.all(
    manifest.map(async ({ batch, batchKey }) => {
      const { usageAsOf, first, batches } = await store.get<Batches>(batchKey);
      return { usageAsOf, employees: batches[batch - first] as readonly BatchEmployee[] };
    }),
  );
}
