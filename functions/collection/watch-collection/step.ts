import type { CollectionRecords } from '../../../core/collection/collection-records.ts';
import type { Clock } from '../../../core/values/clock.ts';

export interface WatchPorts {
  readonly records: CollectionRecords;
  readonly clock: Clock;
  readonly report: { hoursSince(source: string, hours: number): void };
}

const HOUR_MS = 60 * 60_000;

/** Tells, for each source that was ever collected, how many full hours ago that last succeeded; of others, failures tell. */
export async function watchCollection(
  sources: readonly string[],
  { records, clock, report }: WatchPorts,
): Promise<void> {
  const now = Date.parse(clock.now());
  for (const { source, collected } of await records.list()) {
    if (!sources.includes(source) || collected === null) continue;
    report.hoursSince(source, Math.max(0, Math.floor((now - Date.parse(collected.at)) / HOUR_MS)));
  }
}
