import type { HoursHundredths } from '../../values/hours.ts';
import { roundHours, SECONDS_PER_HUNDREDTH } from './hundredths.ts';
import { isRunning } from './judge-entries.ts';
import type { SyncedWeek } from './mirror-store.ts';
import type { KeptSnapshot } from './snapshot-store.ts';

/** What a source's week is applied by. Where all of it is as it was last, so are the records. */
export type AppliedBy = Omit<SyncedWeek, 'people' | 'entries' | 'seconds' | 'at'>;

export function isAsApplied(before: SyncedWeek, now: AppliedBy): boolean {
  return (
    before.isWhole &&
    before.snapshotKey === now.snapshotKey &&
    before.isComplete === now.isComplete &&
    before.mappingHash === now.mappingHash &&
    before.localDate === now.localDate &&
    before.epoch === now.epoch
  );
}

export type SnapshotFigures = Pick<SyncedWeek, 'people' | 'entries' | 'seconds'>;

/** What a snapshot holds, mapped or not. */
export function figuresOf({ snapshot, weeks }: KeptSnapshot): SnapshotFigures {
  const entries = snapshot.entries.filter((entry) => !isRunning(entry));
  const logged = weeks.filter(({ body }) => body.entries.length > 0);
  const hours = logged.flatMap(({ body }) => body.entries).reduce((sum, entry) => sum + entry.hours, 0);
  return {
    people: new Set(entries.map(({ user }) => user)).size + logged.length,
    entries: entries.length + logged.reduce((sum, { body }) => sum + body.entries.length, 0),
    seconds: entries.reduce((sum, { seconds }) => sum + seconds, 0) + hours * SECONDS_PER_HUNDREDTH,
  };
}

export function hoursIn({ seconds }: SnapshotFigures): HoursHundredths {
  return roundHours(seconds, SECONDS_PER_HUNDREDTH);
}
