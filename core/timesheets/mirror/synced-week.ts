import type { HoursHundredths } from '../../values/hours.ts';
import { roundHours, SECONDS_PER_HUNDREDTH } from './hundredths.ts';
import type { SyncedWeek } from './mirror-store.ts';

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

export function hoursIn({ seconds }: SnapshotFigures): HoursHundredths {
  return roundHours(seconds, SECONDS_PER_HUNDREDTH);
}
