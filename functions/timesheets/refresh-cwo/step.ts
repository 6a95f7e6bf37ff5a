import { isDemandNew } from '../../../core/timesheets/cwo-demand.ts';
import type { CwoReader, CwoRecords } from '../../../core/timesheets/cwo-registry.ts';
import type { CwoSource } from '../../../core/timesheets/cwo-source.ts';
import type { Clock } from '../../../core/values/clock.ts';

export interface RefreshPorts {
  readonly cwos: CwoSource;
  readonly registry: CwoReader & CwoRecords;
  readonly clock: Clock;
}

/** What a refresh came to. */
export interface RefreshedCwo {
  /** What its budget rests on is not what was known before, or nothing was. */
  readonly isDemandNew: boolean;
}

const ASKS_MAX = 3;

/**
 * Takes up what the timesheet system says of a CWO now. The answer counts as of when it was asked for: whoever asks
 * later knows at least as much, and wins whatever the order of the writes. A later answer of a run tells no roles, so what
 * was overtaken is asked for again.
 */
export async function refreshCwo(cwoId: string, ports: RefreshPorts, signal: AbortSignal): Promise<RefreshedCwo> {
  for (let ask = 0; ask < ASKS_MAX; ask += 1) {
    const refreshed = await askOnce(cwoId, ports, signal);
    if (refreshed) return refreshed;
  }
  throw new Error(`CWO ${cwoId}: each of ${ASKS_MAX} answers was overtaken by another one`);
}

/**
 * Compares before it writes: whatever stops in between meets the demand as new again.
 * @returns null where the answer was overtaken
 */
async function askOnce(
  cwoId: string,
  { cwos, registry, clock }: RefreshPorts,
  signal: AbortSignal,
): Promise<RefreshedCwo | null> {
  const askedAt = clock.now();
  const description = await cwos.fetchCwo(cwoId, signal);
  const known = await registry.readCwos([cwoId]);
  const refreshed = { isDemandNew: isDemandNew(known.get(cwoId), description) };
  return (await registry.record(description, askedAt)) ? refreshed : null;
}
