import type { SyncedWeek } from '../../../core/timesheets/mirror/mirror-store.ts';
import { hoursIn, type SnapshotFigures } from '../../../core/timesheets/mirror/synced-week.ts';
import { formatHours } from '../../../core/values/hours.ts';
import { type ApplyWeekEvent, SET_ASIDE_SAMPLE, type WeekResult } from '../../messages/timesheets.ts';
import type { ToldShare } from './told-weeks.ts';

const NOTHING: SnapshotFigures = { people: 0, entries: 0, seconds: 0 };

/** A week whose records stay as they are, with the figures of what was applied last. */
export function notApplied(
  { source, weekStartDate, requests }: Pick<ApplyWeekEvent, 'source' | 'weekStartDate' | 'requests'>,
  before: SyncedWeek | null,
  why: Pick<WeekResult, 'status' | 'obstacle'>,
): WeekResult {
  return {
    ...{ source, weekStartDate, ...why, ...toldFigures(before ?? NOTHING), changed: 0, requests },
    ...{ setAside: { count: 0, sample: [] }, unmapped: { items: 0, hours: formatHours(0) } },
  };
}

export interface WrittenSource extends Pick<ToldShare, 'setAside' | 'unmapped'> {
  /** Employee-weeks of which the feed tells. */
  readonly changed: number;
}

export function applied(
  { requests }: Pick<ApplyWeekEvent, 'requests'>,
  done: SyncedWeek,
  { setAside, unmapped, changed }: WrittenSource,
): WeekResult {
  const hours = unmapped.reduce((sum, item) => sum + item.hours, 0);
  return {
    ...{ source: done.source, weekStartDate: done.mondayDate, status: 'APPLIED', obstacle: null },
    ...toldFigures(done),
    ...{ changed, requests },
    setAside: { count: setAside.length, sample: setAside.slice(0, SET_ASIDE_SAMPLE) },
    unmapped: { items: unmapped.length, hours: formatHours(hours) },
  };
}

function toldFigures(figures: SnapshotFigures): Pick<WeekResult, 'people' | 'entries' | 'hours'> {
  return { people: figures.people, entries: figures.entries, hours: formatHours(hoursIn(figures)) };
}
