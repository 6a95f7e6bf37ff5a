import { sha256 } from '../../../adapters/system/hash.ts';
import { type BuiltWeek, buildWeek } from '../../../core/timesheets/mirror/build-week.ts';
import type { Mapping } from '../../../core/timesheets/mirror/mapping.ts';
import { MappingIndex } from '../../../core/timesheets/mirror/mapping-index.ts';
import { NO_MAPPING } from '../../../core/timesheets/mirror/mapping-store.ts';
import type { Snapshot } from '../../../core/timesheets/mirror/normal-form.ts';
import type { Clock } from '../../../core/values/clock.ts';
import { fullWeekBefore, type MondayDate, plainDateAt, weekOf } from '../../../core/values/week.ts';
import type { Mirror } from '../../mirror.ts';

/** The current week and those before it that are looked at. */
const WEEKS = 13;

export interface KeptWeek {
  readonly mondayDate: MondayDate;
  /** Addresses of its source, by user. */
  readonly emails: ReadonlyMap<string, string>;
  readonly snapshot: Snapshot;
  readonly built: BuiltWeek;
}

/** The last weeks, the newest first. */
export function lastWeeks({ timeZone }: Pick<Mirror, 'timeZone'>, clock: Clock): MondayDate[] {
  return Array.from({ length: WEEKS }, (_, back) => fullWeekBefore(clock.now(), timeZone, back));
}

export type KeptSource = Pick<Mirror, 'mirrorStore' | 'mirrorPeople' | 'snapshots' | 'rules' | 'timeZone'>;

/** The last weeks of all sources whose entries are kept, as a mapping leads them today. */
export async function* builtWeeks(source: KeptSource, mapping: Mapping, clock: Clock): AsyncGenerator<KeptWeek> {
  const index = new MappingIndex(mapping);
  const localDate = plainDateAt(clock.now(), source.timeZone);
  for (const rules of source.rules) {
    const emails = await emailsOf(source, rules.source);
    for (const mondayDate of lastWeeks(source, clock)) {
      const synced = (await source.mirrorStore.listSynced(mondayDate)).find((one) => one.source === rules.source);
      const kept = synced && (await source.snapshots.read(synced.snapshotKey));
      if (!kept || kept.snapshot.users.length === 0) continue;
      const context = { rules, week: weekOf(mondayDate), localDate, mapping: index, sha256 };
      const built = buildWeek(kept.snapshot, { emails, elsewhere: new Map() }, context);
      yield { mondayDate, emails, snapshot: kept.snapshot, built };
    }
  }
}

/** The mapping of that hash. */
export async function mappingOf({ mappings }: Pick<Mirror, 'mappings'>, hash: string | null): Promise<Mapping> {
  return hash === null ? NO_MAPPING : mappings.get(hash);
}

/** Addresses by user. */
export async function emailsOf(
  { mirrorPeople }: Pick<Mirror, 'mirrorPeople'>,
  source: string,
): Promise<ReadonlyMap<string, string>> {
  return (await mirrorPeople.read(source)).emails;
}
