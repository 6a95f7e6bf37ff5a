import type { CwoRecords } from '../../../core/timesheets/cwo-registry.ts';
import type { CwoSource } from '../../../core/timesheets/cwo-source.ts';
import type { Clock } from '../../../core/values/clock.ts';

export interface RefreshPorts {
  readonly cwos: CwoSource;
  readonly registry: CwoRecords;
  readonly clock: Clock;
}

/**
 * Takes up what the timesheet system says of a CWO now. The answer counts as of when it was asked for: whoever asks
 * later knows at least as much, and wins whatever the order of the writes.
 */
export async function refreshCwo(cwoId: string, { cwos, registry, clock }: RefreshPorts, signal: AbortSignal) {
  const askedAt = clock.now();
  await registry.record(await cwos.fetchCwo(cwoId, signal), askedAt);
}
