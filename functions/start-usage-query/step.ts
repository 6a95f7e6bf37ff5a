import type { Clock, Sha256, UsageSource } from '../../core/ports.ts';
import type { StartUsageQueryEvent, UsageQuery } from '../contract/events.ts';

/**
 * Starts the usage query of the week. The token names run and attempt, so that a repeated request within an attempt
 * starts no second query, and `usageAsOf` is never later than the moment the lake was asked.
 */
export async function startUsageQuery(
  { run, attempt }: StartUsageQueryEvent,
  ports: { readonly usage: UsageSource; readonly clock: Clock; readonly sha256: Sha256 },
): Promise<UsageQuery> {
  const usageAsOf = ports.clock.now();
  const token = ports.sha256(`${run.runId}#${attempt}`);
  return { queryId: await ports.usage.start({ mondayDate: run.mondayDate, token }), usageAsOf };
}
