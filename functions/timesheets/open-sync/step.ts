import { IMPORT_RULES } from '../../../core/timesheets/mirror/import-rules.ts';
import type { MirrorStore, SyncLeases } from '../../../core/timesheets/mirror/mirror-store.ts';
import type { Clock } from '../../../core/values/clock.ts';
import { compareIds } from '../../../core/values/ids.ts';
import { fullWeekBefore, type MondayDate } from '../../../core/values/week.ts';
import type { MirrorSettings, OpenSyncEvent, OpenSyncResult, SyncWeek } from '../../messages/timesheets.ts';
import { SYNCED_MAX } from '../../names.ts';

export interface OpenSyncPorts {
  readonly leases: Pick<SyncLeases, 'open'>;
  readonly store: Pick<MirrorStore, 'listSynced'>;
  readonly settings: Pick<MirrorSettings, 'sources' | 'hotWeeks'>;
  readonly clock: Clock;
  readonly timeZone: string;
}

/**
 * Takes the right to write and says which weeks are synced: the imported one, or each week of every source, pulled where a
 * system can be asked for it, else by the snapshot that is kept, since a mapping may be newer than it is.
 */
export async function openSync(event: OpenSyncEvent, ports: OpenSyncPorts): Promise<OpenSyncResult> {
  const sources = sourcesOf(event, ports.settings);
  const mondays = mondaysOf(event, ports);
  if (mondays.length * sources.length > SYNCED_MAX) {
    throw new Error(
      `${mondays.length} weeks of ${sources.length} sources are over ${SYNCED_MAX}: sync fewer at a time`,
    );
  }
  const lease = await ports.leases.open(event.executionId);
  if (lease === null) return { status: 'SKIPPED' };
  const weeks: SyncWeek[] = [];
  if (event.imported) weeks.push({ source: IMPORT_RULES.source, ...event.imported });
  else for (const monday of mondays) weeks.push(...(await weeksOf(monday, sources, event, ports.store)));
  const { acceptDrop, apply } = event;
  return { status: 'OPEN', seq: lease.seq, owner: lease.owner, acceptDrop, apply, weeks };
}

/** Only a system can be looked at. @throws Error where the configuration lacks one that is asked for */
function sourcesOf({ sources, apply }: OpenSyncEvent, settings: OpenSyncPorts['settings']): readonly string[] {
  const known = [...(apply ? [IMPORT_RULES] : []), ...settings.sources].map(({ source }) => source);
  const unknown = (sources ?? []).filter((source) => !known.includes(source));
  if (unknown.length > 0) throw new Error(`no timesheet source ${unknown.join(', ')}: there are ${known.join(', ')}`);
  return sources ?? known;
}

async function weeksOf(
  weekStartDate: MondayDate,
  sources: readonly string[],
  { remap }: OpenSyncEvent,
  store: OpenSyncPorts['store'],
): Promise<SyncWeek[]> {
  const isKept = (source: string) => remap || source === IMPORT_RULES.source;
  const synced = sources.some(isKept) ? await store.listSynced(weekStartDate) : [];
  return sources.flatMap((source): SyncWeek[] => {
    if (!isKept(source)) return [{ source, weekStartDate, snapshotKey: null, complete: true }];
    const kept = synced.find((one) => one.source === source);
    return kept ? [{ source, weekStartDate, snapshotKey: kept.snapshotKey, complete: kept.isComplete }] : [];
  });
}

/** Each once, ascending. */
function mondaysOf({ weeks }: OpenSyncEvent, { settings, clock, timeZone }: OpenSyncPorts): MondayDate[] {
  const asked = weeks ?? settings.hotWeeks;
  const mondays =
    typeof asked === 'number'
      ? Array.from({ length: asked }, (_, back) => fullWeekBefore(clock.now(), timeZone, back))
      : asked;
  return [...new Set(mondays)].sort(compareIds);
}
