import { IMPORT_RULES } from '../../../core/timesheets/mirror/import-rules.ts';
import { MappingIndex } from '../../../core/timesheets/mirror/mapping-index.ts';
import { type MappingStore, NO_MAPPING } from '../../../core/timesheets/mirror/mapping-store.ts';
import type { MirrorSetAside } from '../../../core/timesheets/mirror/mirror-record.ts';
import type {
  MirrorPeople,
  MirrorPerson,
  MirrorStore,
  OpenSync,
  SyncedWeek,
  SyncLeases,
} from '../../../core/timesheets/mirror/mirror-store.ts';
import { type ToldWeek, type WriteContext, writeOf } from '../../../core/timesheets/mirror/record-write.ts';
import {
  IncompleteSnapshotError,
  type KeptSnapshot,
  type SnapshotShare,
  type SnapshotStore,
} from '../../../core/timesheets/mirror/snapshot-store.ts';
import { SnapshotSurvey } from '../../../core/timesheets/mirror/snapshot-survey.ts';
import type { SourceRules } from '../../../core/timesheets/mirror/source-rules.ts';
import { type AppliedBy, isAsApplied, type SnapshotFigures } from '../../../core/timesheets/mirror/synced-week.ts';
import { UnmappedWork } from '../../../core/timesheets/mirror/unmapped.ts';
import { isSuspiciousDrop } from '../../../core/timesheets/mirror/wholeness.ts';
import { chunksOf } from '../../../core/values/chunks.ts';
import type { Clock } from '../../../core/values/clock.ts';
import { encodeJson } from '../../../core/values/codec.ts';
import type { Sha256 } from '../../../core/values/hash.ts';
import { compareIds } from '../../../core/values/ids.ts';
import { plainDateAt, weekOf } from '../../../core/values/week.ts';
import type { ApplyWeekEvent, MirrorSettings, WeekResult } from '../../messages/timesheets.ts';
import { applied, notApplied, type WrittenSource } from './results.ts';
import { toldShares } from './told-shares.ts';
import type { ToldShare } from './told-weeks.ts';
import { type SyncedNotes, WeekWriter } from './week-writer.ts';

export interface ApplyPorts {
  readonly leases: Pick<SyncLeases, 'renew'>;
  readonly store: MirrorStore;
  readonly people: Pick<MirrorPeople, 'read' | 'putPeople'>;
  readonly snapshots: Pick<SnapshotStore, 'lines' | 'read'>;
  readonly mappings: Pick<MappingStore, 'get'>;
  readonly settings: MirrorSettings;
  readonly timeZone: string;
  readonly clock: Clock;
  readonly sha256: Sha256;
}

/** Keys of one consistent batch read. */
const RECORDS_PER_READ = 100;

/**
 * Applies a source's week whole or not at all (`docs/connectors.md`, "Records, versions, feed, crashes"). A try that broke
 * between two chunks is gone over by the next one, which finds what it wrote as it would write it.
 */
export async function applyWeek(event: ApplyWeekEvent, ports: ApplyPorts): Promise<WeekResult> {
  const { source, weekStartDate: mondayDate, snapshotKey } = event;
  const sync = await ports.leases.renew(event);
  const { synced: before, mappingHash } = await ports.store.readState(mondayDate, source);
  const at = ports.clock.now();
  const by: AppliedBy = {
    ...{ mondayDate, source, isWhole: true, snapshotKey, isComplete: event.complete, mappingHash },
    ...{ localDate: plainDateAt(at, ports.timeZone), epoch: sync.epoch },
  };
  if (before && isAsApplied(before, by)) return notApplied(event, before, { status: 'UNCHANGED', obstacle: null });
  const survey = await surveySnapshot(snapshotKey, ports.snapshots);
  if (survey === null && before?.isWhole && before.snapshotKey === snapshotKey) {
    return notApplied(event, before, { status: 'UNCHANGED', obstacle: null });
  }
  if (survey === null || survey instanceof IncompleteSnapshotError) {
    const obstacle = survey?.message ?? `snapshot ${snapshotKey} is kept no longer: pull or import the week again`;
    return notApplied(event, before, { status: 'INCOMPLETE', obstacle });
  }
  const drop = dropIn(event, before, survey.figures, by, ports.settings);
  if (drop !== null) return notApplied(event, before, { status: 'SUSPICIOUS_DROP', obstacle: drop });
  const done: SyncedWeek = { ...by, ...survey.figures, at };
  const told = await write(survey, sync, { begun: before && { ...before, ...by, isWhole: false }, done }, ports);
  return applied(event, done, told);
}

/** Goes through all of it, so that nothing is written of one that is cut. */
async function surveySnapshot(key: string, snapshots: ApplyPorts['snapshots']) {
  const survey = new SnapshotSurvey();
  try {
    const lines = await snapshots.lines(key);
    if (lines === null) return null;
    for await (const part of lines) survey.add(part);
    return survey;
  } catch (error) {
    if (error instanceof IncompleteSnapshotError) return error;
    throw error;
  }
}

/** A part of a week, as an import may tell it, has no people to miss. @returns what operators are told */
function dropIn(
  { source, complete, acceptDrop }: ApplyWeekEvent,
  before: SyncedWeek | null,
  figures: SnapshotFigures,
  { mondayDate, localDate }: AppliedBy,
  { dropMaxPct }: MirrorSettings,
): string | null {
  const isPart = source === IMPORT_RULES.source && !complete;
  if (before === null || isPart || acceptDrop) return null;
  const people = { before: before.people, now: figures.people };
  if (!isSuspiciousDrop(people, dropMaxPct, { week: weekOf(mondayDate), localDate })) return null;
  return `people with entries fell from ${people.before} to ${people.now}: if that is right, do it again with --accept-drop`;
}

async function write(
  survey: SnapshotSurvey,
  sync: OpenSync,
  notes: SyncedNotes,
  ports: ApplyPorts,
): Promise<WrittenSource> {
  const { store, people } = ports;
  const known = await people.read(notes.done.source);
  const writer = new WeekWriter(sync, notes, store);
  const setAside: MirrorSetAside[] = [];
  const unmapped = new UnmappedWork();
  for await (const told of await tell(survey, known.emails, notes.done, ports)) {
    // Before the week counts as applied: an unchanged one writes nobody.
    await people.putPeople(told.people.filter((person) => isNew(person, known.people)));
    await writeWeeks(told.weeks, writer, { sync, ...notes.done, sha256: ports.sha256 }, store);
    setAside.push(...told.setAside);
    for (const item of told.unmapped) unmapped.addItem(item);
  }
  await writer.end();
  setAside.sort((a, b) => compareIds(a.user, b.user));
  return { setAside, unmapped: unmapped.list(), changed: writer.changed };
}

async function writeWeeks(
  weeks: readonly ToldWeek[],
  writer: WeekWriter,
  context: WriteContext & Pick<SyncedWeek, 'mondayDate'>,
  store: MirrorStore,
): Promise<void> {
  for (const part of chunksOf(weeks, RECORDS_PER_READ)) {
    const ids = part.map(({ employeeId }) => employeeId);
    const records = await store.readRecords(context.mondayDate, ids);
    for (const week of part) {
      const change = writeOf(week, records.get(week.employeeId) ?? null, context);
      if (change !== null) await writer.add(change);
    }
  }
}

async function tell(
  survey: SnapshotSurvey,
  emails: ReadonlyMap<string, string>,
  { mondayDate, source, snapshotKey, mappingHash, localDate, isComplete }: SyncedWeek,
  { store, mappings, settings, snapshots, sha256 }: ApplyPorts,
): Promise<AsyncIterable<ToldShare>> {
  const origins = await store.listPeople(mondayDate);
  const mapping = new MappingIndex(mappingHash === null ? NO_MAPPING : await mappings.get(mappingHash));
  const rules = rulesOf(source, settings);
  const context = { rules, week: weekOf(mondayDate), localDate, mapping, sha256 };
  return toldShares(
    { survey, read: (share) => readShare(snapshotKey, share, snapshots) },
    { emails, origins },
    isComplete && source === IMPORT_RULES.source,
    context,
  );
}

/** What was gone through is whole: if it is not now, it did not come through, and is read again by the next try. */
async function readShare(key: string, share: SnapshotShare, snapshots: ApplyPorts['snapshots']): Promise<KeptSnapshot> {
  const kept = await snapshots.read(key, share).catch((error: unknown) => {
    if (error instanceof IncompleteSnapshotError) throw new InterruptedReadError(error);
    throw error;
  });
  if (kept === null) throw new Error(`snapshot ${key} is gone since its week was begun: pull or import the week again`);
  return kept;
}

/** A snapshot that was read whole broke off when it was read again. */
class InterruptedReadError extends Error {
  override readonly name = 'InterruptedReadError';
  /** The SDK's mark of what passes. */
  readonly $retryable = {};

  constructor(cause: IncompleteSnapshotError) {
    super(cause.message, { cause });
  }
}

/** @throws Error where the configuration has no such source */
function rulesOf(source: string, { sources }: MirrorSettings): SourceRules {
  const rules = [...sources, IMPORT_RULES].find((one) => one.source === source);
  if (!rules) throw new Error(`timesheet source ${source} is not configured: add it to timesheet.sources`);
  return rules;
}

function isNew(person: MirrorPerson, known: ReadonlyMap<string, MirrorPerson>): boolean {
  const before = known.get(person.employeeId);
  return !before || encodeJson(before) !== encodeJson(person);
}
