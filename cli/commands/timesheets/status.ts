import type { ClosedSync, SyncedWeek } from '../../../core/timesheets/mirror/mirror-store.ts';
import { hoursIn } from '../../../core/timesheets/mirror/synced-week.ts';
import type { Clock } from '../../../core/values/clock.ts';
import { grouped } from '../../../core/values/decimal.ts';
import { formatHours } from '../../../core/values/hours.ts';
import type { Mirror } from '../../mirror.ts';
import { toJson } from '../../view/json.ts';
import { type Column, renderTable } from '../../view/table.ts';
import { lastWeeks } from './kept-weeks.ts';

const HOUR_MS = 3_600_000;

interface MirrorStatus {
  readonly mappingHash: string | null;
  readonly lastSync: ClosedSync | null;
  readonly weeks: readonly SyncedWeek[];
  readonly now: string;
}

/** How the mirror stands: its last sync, and the last weeks with what they hold. */
export async function timesheetStatus(
  mirror: Pick<Mirror, 'mirrorStore' | 'syncRecords' | 'currentMapping' | 'timeZone'>,
  clock: Clock,
  isJson: boolean,
): Promise<string> {
  const { mirrorStore, syncRecords, currentMapping } = mirror;
  const weeks: SyncedWeek[] = [];
  for (const monday of lastWeeks(mirror, clock)) weeks.push(...(await mirrorStore.listSynced(monday)));
  const lastSync = await syncRecords.readLast();
  const status = { mappingHash: await currentMapping.read(), lastSync, weeks, now: clock.now() };
  return isJson ? toJson(toStatusJson(status)) : renderStatus(status);
}

function toStatusJson({ mappingHash, lastSync, weeks, now }: MirrorStatus) {
  return {
    mappingHash,
    lastSync: lastSync && { seq: lastSync.seq, at: lastSync.closedAt, ageHours: ageHours(lastSync.closedAt, now) },
    weeks: weeks.map((week) => ({
      ...{ source: week.source, weekStartDate: week.mondayDate, isWhole: week.isWhole, people: week.people },
      ...{ entries: week.entries, hours: formatHours(hoursIn(week)), at: week.at, ageHours: ageHours(week.at, now) },
      ...{ mappingHash: week.mappingHash, snapshotKey: week.snapshotKey },
    })),
  };
}

function renderStatus({ mappingHash, lastSync, weeks, now }: MirrorStatus): string {
  const columns: Column<SyncedWeek>[] = [
    { title: 'source', of: ({ source }) => source },
    { title: 'week', of: ({ mondayDate }) => mondayDate },
    { title: 'people', of: ({ people }) => String(people), isNumber: true },
    { title: 'entries', of: ({ entries }) => grouped(BigInt(entries)), isNumber: true },
    { title: 'hours', of: (week) => grouped(formatHours(hoursIn(week))), isNumber: true },
    { title: 'hours old', of: ({ at }) => String(ageHours(at, now)), isNumber: true },
    { title: 'mapping', of: (week) => (week.mappingHash === mappingHash ? 'the one that holds' : 'an older one') },
    { title: '', of: ({ isWhole }) => (isWhole ? '' : 'not whole: sync again') },
  ];
  return [
    lastSync === null
      ? 'No sync has ended yet.'
      : `last sync: ${lastSync.seq}, at ${lastSync.closedAt}, ${ageHours(lastSync.closedAt, now)} hours ago`,
    weeks.length === 0
      ? 'No week is in the mirror: import one with "ledger timesheets import".'
      : renderTable(weeks, columns),
    mappingHash === null ? 'No mapping holds.' : `mapping ${mappingHash.slice(0, 12)}`,
  ].join('\n');
}

/** Whole hours that have passed. */
function ageHours(at: string, now: string): number {
  return Math.floor((Date.parse(now) - Date.parse(at)) / HOUR_MS);
}
