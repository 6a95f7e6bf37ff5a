import type { RunStore } from '../../../core/runs/run-store.ts';
import type { UsageSource } from '../../../core/usage/usage-source.ts';
import type { Clock } from '../../../core/values/clock.ts';
import type { Sha256 } from '../../../core/values/hash.ts';
import type { StartUsageQueryEvent, UsageQuery } from '../../messages/events.ts';
import type { Selection } from '../../messages/objects.ts';

/**
 * Starts the usage query of the week. The token names run and attempt, so that a repeated request within an attempt
 * starts no second query, and `usageAsOf` is never later than the moment the lake was asked.
 */
export async function startUsageQuery(
  { run, attempt, selectionKey }: StartUsageQueryEvent,
  ports: { readonly usage: UsageSource; readonly store: RunStore; readonly clock: Clock; readonly sha256: Sha256 },
): Promise<UsageQuery> {
  const selection = selectionKey ? await ports.store.get<Selection>(selectionKey) : null;
  const usageAsOf = ports.clock.now();
  const token = ports.sha256(`${run.runId}#${attempt}`);
  const queryId = await ports.usage.start({
    mondayDate: run.mondayDate,
    token,
    ...(selection && { employeeIds: selection.fromLake }),
  });
  return { queryId, usageAsOf };
}
