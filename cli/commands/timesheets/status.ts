import type { ClosedSync } from '../../../core/timesheets/mirror/closed-syncs.ts';
import { lastSync } from '../../../core/timesheets/mirror/last-sync.ts';
import type { SyncedWeek } from '../../../core/timesheets/mirror/mirror-store.ts';
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
  readonly last: ClosedSync | null;
  readonly weeks: readonly SyncedWeek[];
  readonly now: string;
}

/** How the mirror stands: its last sync, and the last weeks with what they hold. */
export async function timesheetStatus(
  mirror: Pick<Mirror, 'mirrorStore' | 'closedSyncs' | 'currentMapping' | 'timeZone'>,
  clock: Clock,
  isJson: boolean,
): Promise<string> {
  const { mirrorStore, closedSyncs, currentMapping } = mirror;
  const weeks: SyncedWeek[] = [];
  for (const monday of lastWeeks(mirror, clock)) weeks.push(...(await mirrorStore.listSynced(monday)));
  const last = await lastSync(closedSyncs);
  const status = { mappingHash: await currentMapping.read(), last, weeks, now: clock.now() };
  return isJson ? toJson(toStatusJson(status)) : renderStatus(status);
}

function toStatusJson({ mappingHash, last, weeks, now }: MirrorStatus) {
  return {
    mappingHash,
    lastSync: last && { seq: last.seq, at: last.closedAt, ageHours: ageHours(last.closedAt, now) },
    weeks: weeks.map((week) => ({
      ...{ source: week.source, weekStartDate: week.mondayDate, isWhole: week.isWhole, people: week.people },
      ...{ entries: week.entries, hours: formatHours(hoursIn(week)), at: week.at, ageHours: ageHours(week.at, now) },
      ...{ mappingHash: week.mappingHash, snapshotKey: week.snapshotKey },
    })),
  };
}

function renderStatus({ mappingHash, last, weeks, now }: MirrorStatus): string {
  const columns: Column<SyncedWeek>[] = [
    { title: 'source', of: ({ source }) => source },
    { title: 'week', of: ({ mondayDate }) => mondayDate },
    { title: 'people', of: ({ people }) => String(people), isNumber: true },
    { title: 'entries', of: ({ entries }) => grouped(BigInt(entries)), isNumber: true },
    { title: 'hours', of: (week) => grouped(formatHours(hoursIn(week))), isNumber: true },
    { title: 'hours old', of: ({ at }) => String(ageHours(at, now)), isNumber: true },
    { title: 'mapping', of: (week) => (week.mappingHash === mappingHash ? 'the one that holds' : 'an older one') },
    { title: 'whole', of: ({ isWhole }) => (isWhole ? 'yes' : 'no: sync again') },
  ];
  return [
    last === null
      ? 'No sync has ended yet.'
      : `last sync: ${last.seq}, at ${last.closedAt}, ${ageHours(last.closedAt, now)} hours ago`,
    weeks.length === 0
      ? 'No week is in the mirror: "ledger timesheets sync" pulls some, "ledger timesheets import" imports one.'
      : renderTable(weeks, columns),
    mappingHash === null ? 'No mapping holds.' : `mapping ${mappingHash.slice(0, 12)}`,
  ].join('\n');
}

/** Whole hours that have passed. */
function ageHours(at: string, now: string): number {
  return Math.floor((Date.parse(now) - Date.parse(at)) / HOUR_MS);
}
