import { sha256 } from '../../../adapters/system/hash.ts';
import { type BuiltWeek, buildWeek } from '../../../core/timesheets/mirror/build-week.ts';
import { IMPORT_RULES } from '../../../core/timesheets/mirror/import-rules.ts';
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
  readonly snapshot: Snapshot;
  readonly built: BuiltWeek;
}

/** The last weeks, the newest first. */
export function lastWeeks({ timeZone }: Pick<Mirror, 'timeZone'>, clock: Clock): MondayDate[] {
  return Array.from({ length: WEEKS }, (_, back) => fullWeekBefore(clock.now(), timeZone, back));
}

/** The last weeks whose entries are kept, as a mapping leads them today. */
export async function* builtWeeks(
  { mirrorStore, snapshots, timeZone }: Pick<Mirror, 'mirrorStore' | 'snapshots' | 'timeZone'>,
  { mapping, emails }: { readonly mapping: Mapping; readonly emails: ReadonlyMap<string, string> },
  clock: Clock,
): AsyncGenerator<KeptWeek> {
  const index = new MappingIndex(mapping);
  const localDate = plainDateAt(clock.now(), timeZone);
  for (const mondayDate of lastWeeks({ timeZone }, clock)) {
    const synced = (await mirrorStore.listSynced(mondayDate)).find(({ source }) => source === IMPORT_RULES.source);
    const kept = synced && (await snapshots.read(synced.snapshotKey));
    if (!kept || kept.snapshot.users.length === 0) continue;
    const context = { rules: IMPORT_RULES, week: weekOf(mondayDate), localDate, mapping: index, sha256 };
    const built = buildWeek(kept.snapshot, { emails, elsewhere: new Map(), mirrored: [] }, context);
    yield { mondayDate, snapshot: kept.snapshot, built };
  }
}

/** The mapping of that hash. */
export async function mappingOf({ mappings }: Pick<Mirror, 'mappings'>, hash: string | null): Promise<Mapping> {
  return hash === null ? NO_MAPPING : mappings.get(hash);
}

/** Addresses by user. */
export async function emailsOf({ mirrorPeople }: Pick<Mirror, 'mirrorPeople'>): Promise<ReadonlyMap<string, string>> {
  return (await mirrorPeople.read(IMPORT_RULES.source)).emails;
}
