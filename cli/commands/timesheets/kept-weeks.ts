import { sha256 } from '../../../adapters/system/hash.ts';
import { type BuiltWeek, buildWeek } from '../../../core/timesheets/mirror/build-week.ts';
import type { Mapping } from '../../../core/timesheets/mirror/mapping.ts';
import { MappingIndex } from '../../../core/timesheets/mirror/mapping-index.ts';
import { NO_MAPPING } from '../../../core/timesheets/mirror/mapping-store.ts';
import { EMPTY_BODY } from '../../../core/timesheets/mirror/mirror-body.ts';
import type { Snapshot } from '../../../core/timesheets/mirror/normal-form.ts';
import { leftEmployees } from '../../../core/timesheets/mirror/people.ts';
import type { SourceRules } from '../../../core/timesheets/mirror/source-rules.ts';
import type { Clock } from '../../../core/values/clock.ts';
import { fullWeekBefore, type MondayDate, plainDateAt, weekOf } from '../../../core/values/week.ts';
import type { Mirror } from '../../mirror.ts';

/** The current week and those before it that are looked at. */
const WEEKS = 13;

export interface KeptWeek {
  readonly mondayDate: MondayDate;
  readonly source: string;
  /** By user. */
  readonly emails: ReadonlyMap<string, string>;
  readonly snapshot: Snapshot;
  readonly built: BuiltWeek;
}

/** The last weeks, the newest first. */
export function lastWeeks({ timeZone }: Pick<Mirror, 'timeZone'>, clock: Clock): MondayDate[] {
  return Array.from({ length: WEEKS }, (_, back) => fullWeekBefore(clock.now(), timeZone, back));
}

export type KeptSource = Pick<Mirror, 'mirrorStore' | 'mirrorPeople' | 'snapshots' | 'rules' | 'timeZone'>;

type AtLeastOne<Item> = readonly [Item, ...Item[]];

/**
 * The last weeks, the newest first, each of all sources whose entries are kept, as a mapping leads them today: what was
 * applied, else what was looked at last.
 */
export async function* builtWeeks(
  source: KeptSource,
  mapping: Mapping,
  clock: Clock,
): AsyncGenerator<AtLeastOne<KeptWeek>> {
  const index = new MappingIndex(mapping);
  const localDate = plainDateAt(clock.now(), source.timeZone);
  const emails = new Map<string, ReadonlyMap<string, string>>();
  for (const rules of source.rules) emails.set(rules.source, await source.mirrorPeople.emailsOf(rules.source));
  for (const mondayDate of lastWeeks(source, clock)) {
    const week = weekOf(mondayDate);
    const weeks: KeptWeek[] = [];
    for (const [rules, snapshot] of await keptIn(mondayDate, source)) {
      const known = emails.get(rules.source) ?? new Map();
      const context = { rules, week, localDate, mapping: index, sha256 };
      const built = buildWeek(snapshot, { emails: known, elsewhere: new Map() }, context);
      const left = leftEmployees(await mirroredIn(mondayDate, rules, source), listedIn(snapshot), built.people);
      const emptied = left.map((employeeId) => ({ employeeId, body: EMPTY_BODY }));
      const all = { ...built, weeks: [...built.weeks, ...emptied] };
      weeks.push({ mondayDate, source: rules.source, emails: known, snapshot, built: all });
    }
    const [first, ...others] = weeks;
    if (first) yield [first, ...others];
  }
}

/** Imported tables went through no mapping. */
async function keptIn(mondayDate: MondayDate, source: KeptSource): Promise<[SourceRules, Snapshot][]> {
  const synced = await source.mirrorStore.listSynced(mondayDate);
  const kept: [SourceRules, Snapshot][] = [];
  for (const rules of source.rules) {
    const applied = synced.find((one) => one.source === rules.source)?.snapshotKey;
    const key = applied ?? (await source.snapshots.findNewest({ source: rules.source, mondayDate }));
    const found = key === null ? null : await source.snapshots.read(key);
    if (found && found.snapshot.users.length > 0) kept.push([rules, found.snapshot]);
  }
  return kept;
}

async function mirroredIn(mondayDate: MondayDate, { source }: SourceRules, { mirrorStore }: KeptSource) {
  return (await mirrorStore.listPeople(mondayDate)).filter((one) => one.source === source);
}

function listedIn({ users }: Snapshot): Set<string> {
  return new Set(users.map(({ user }) => user));
}

/** The mapping of that hash. */
export async function mappingOf({ mappings }: Pick<Mirror, 'mappings'>, hash: string | null): Promise<Mapping> {
  return hash === null ? NO_MAPPING : mappings.get(hash);
}
