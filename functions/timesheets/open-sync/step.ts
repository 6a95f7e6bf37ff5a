import { IMPORT_RULES } from '../../../core/timesheets/mirror/import-rules.ts';
import type { MirrorStore, SyncLeases } from '../../../core/timesheets/mirror/mirror-store.ts';
import type { Clock } from '../../../core/values/clock.ts';
import { compareIds } from '../../../core/values/ids.ts';
import { fullWeekBefore } from '../../../core/values/week.ts';
import type { MirrorSettings, OpenSyncEvent, OpenSyncResult, SyncWeek } from '../../messages/timesheets.ts';

export interface OpenSyncPorts {
  readonly leases: Pick<SyncLeases, 'open'>;
  readonly store: Pick<MirrorStore, 'listSynced'>;
  readonly settings: Pick<MirrorSettings, 'sources'>;
  readonly clock: Clock;
  readonly timeZone: string;
}

/** The current week and the two before it. */
const HOT_WEEKS = 3;

/**
 * Takes the right to write and says which weeks are applied: the imported one, or those whose snapshots are kept, since a
 * mapping may be newer than they are.
 */
export async function openSync(event: OpenSyncEvent, ports: OpenSyncPorts): Promise<OpenSyncResult> {
  const sources = sourcesOf(event, ports.settings);
  const lease = await ports.leases.open(event.executionId);
  if (lease === null) return { status: 'SKIPPED' };
  const weeks = event.imported
    ? [{ source: IMPORT_RULES.source, ...event.imported }]
    : await keptWeeks(event, sources, ports);
  return { status: 'OPEN', seq: lease.seq, owner: lease.owner, acceptDrop: event.acceptDrop, weeks };
}

/** @throws Error where the configuration lacks one that is asked for */
function sourcesOf({ sources }: OpenSyncEvent, settings: OpenSyncPorts['settings']): readonly string[] {
  const known = [IMPORT_RULES, ...settings.sources].map(({ source }) => source);
  const unknown = (sources ?? []).filter((source) => !known.includes(source));
  if (unknown.length > 0) throw new Error(`no timesheet source ${unknown.join(', ')}: there are ${known.join(', ')}`);
  return sources ?? known;
}

async function keptWeeks(
  { weeks }: OpenSyncEvent,
  sources: readonly string[],
  ports: OpenSyncPorts,
): Promise<SyncWeek[]> {
  const kept: SyncWeek[] = [];
  for (const mondayDate of mondaysOf(weeks ?? HOT_WEEKS, ports)) {
    const synced = await ports.store.listSynced(mondayDate);
    const wanted = synced.filter(({ source }) => sources.includes(source));
    for (const { source, snapshotKey, isComplete } of wanted) {
      kept.push({ source, weekStartDate: mondayDate, snapshotKey, complete: isComplete });
    }
  }
  return kept;
}

/** Each once, ascending. */
function mondaysOf(weeks: readonly string[] | number, { clock, timeZone }: OpenSyncPorts): string[] {
  const mondays =
    typeof weeks === 'number'
      ? Array.from({ length: weeks }, (_, back) => fullWeekBefore(clock.now(), timeZone, back))
      : weeks;
  return [...new Set(mondays)].sort(compareIds);
}
