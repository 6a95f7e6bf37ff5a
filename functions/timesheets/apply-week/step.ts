import { IMPORT_RULES } from '../../../core/timesheets/mirror/import-rules.ts';
import { MappingIndex } from '../../../core/timesheets/mirror/mapping-index.ts';
import { type MappingStore, NO_MAPPING } from '../../../core/timesheets/mirror/mapping-store.ts';
import type {
  MirrorPeople,
  MirrorPerson,
  MirrorStore,
  OpenSync,
  SyncedWeek,
  SyncLeases,
} from '../../../core/timesheets/mirror/mirror-store.ts';
import { writeOf } from '../../../core/timesheets/mirror/record-write.ts';
import {
  IncompleteSnapshotError,
  type KeptSnapshot,
  type SnapshotStore,
} from '../../../core/timesheets/mirror/snapshot-store.ts';
import type { SourceRules } from '../../../core/timesheets/mirror/source-rules.ts';
import { type AppliedBy, figuresOf, isAsApplied } from '../../../core/timesheets/mirror/synced-week.ts';
import { isSuspiciousDrop } from '../../../core/timesheets/mirror/wholeness.ts';
import type { Clock } from '../../../core/values/clock.ts';
import { encodeJson } from '../../../core/values/codec.ts';
import type { Sha256 } from '../../../core/values/hash.ts';
import { plainDateAt, weekOf } from '../../../core/values/week.ts';
import type { ApplyWeekEvent, MirrorSettings, WeekResult } from '../../messages/timesheets.ts';
import { applied, notApplied } from './results.ts';
import { type ToldSource, toldBy } from './told-weeks.ts';
import { type SyncedNotes, WeekWriter } from './week-writer.ts';

export interface ApplyPorts {
  readonly leases: Pick<SyncLeases, 'renew'>;
  readonly store: MirrorStore;
  readonly people: Pick<MirrorPeople, 'read' | 'putPeople'>;
  readonly snapshots: Pick<SnapshotStore, 'read'>;
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
  const kept = await readSnapshot(snapshotKey, ports.snapshots);
  if (kept === null && before?.isWhole && before.snapshotKey === snapshotKey) {
    return notApplied(event, before, { status: 'UNCHANGED', obstacle: null });
  }
  if (kept === null || kept instanceof IncompleteSnapshotError) {
    const obstacle = kept?.message ?? `snapshot ${snapshotKey} is kept no longer: pull or import the week again`;
    return notApplied(event, before, { status: 'INCOMPLETE', obstacle });
  }
  const drop = dropIn(event, before, kept, by, ports.settings);
  if (drop !== null) return notApplied(event, before, { status: 'SUSPICIOUS_DROP', obstacle: drop });
  const done: SyncedWeek = { ...by, ...figuresOf(kept), at };
  return write(kept, sync, { begun: before && { ...before, ...by, isWhole: false }, done }, ports);
}

async function readSnapshot(key: string, snapshots: ApplyPorts['snapshots']) {
  try {
    return await snapshots.read(key);
  } catch (error) {
    if (error instanceof IncompleteSnapshotError) return error;
    throw error;
  }
}

/** A part of a week, as an import may tell it, has no people to miss. @returns what operators are told */
function dropIn(
  { source, complete, acceptDrop }: ApplyWeekEvent,
  before: SyncedWeek | null,
  kept: KeptSnapshot,
  { mondayDate, localDate }: AppliedBy,
  { dropMaxPct }: MirrorSettings,
): string | null {
  const isPart = source === IMPORT_RULES.source && !complete;
  if (before === null || isPart || acceptDrop) return null;
  const people = { before: before.people, now: figuresOf(kept).people };
  if (!isSuspiciousDrop(people, dropMaxPct, { week: weekOf(mondayDate), localDate })) return null;
  return `people with entries fell from ${people.before} to ${people.now}: if that is right, do it again with --accept-drop`;
}

async function write(kept: KeptSnapshot, sync: OpenSync, notes: SyncedNotes, ports: ApplyPorts): Promise<WeekResult> {
  const { store, people, sha256 } = ports;
  const { mondayDate, source, mappingHash, at } = notes.done;
  const known = await people.read(source);
  const told = await tell(kept, known.emails, notes.done, ports);
  // Before the week counts as applied: an unchanged one writes nobody.
  await people.putPeople(told.people.filter((person) => isNew(person, known.people)));
  const writer = new WeekWriter(sync, notes, store);
  for (let start = 0; start < told.weeks.length; start += RECORDS_PER_READ) {
    const part = told.weeks.slice(start, start + RECORDS_PER_READ);
    const ids = part.map(({ employeeId }) => employeeId);
    const records = await store.readRecords(mondayDate, ids);
    for (const week of part) {
      const context = { sync, source, mappingHash, at, sha256 };
      const change = writeOf(week, records.get(week.employeeId) ?? null, context);
      if (change !== null) await writer.add(change);
    }
  }
  await writer.end();
  return applied(notes.done, told, writer.changed);
}

async function tell(
  kept: KeptSnapshot,
  emails: ReadonlyMap<string, string>,
  { mondayDate, source, mappingHash, localDate, isComplete }: SyncedWeek,
  { store, mappings, settings, sha256 }: ApplyPorts,
): Promise<ToldSource> {
  const origins = await store.listPeople(mondayDate);
  const mapping = new MappingIndex(mappingHash === null ? NO_MAPPING : await mappings.get(mappingHash));
  const rules = rulesOf(source, settings);
  const context = { rules, week: weekOf(mondayDate), localDate, mapping, sha256 };
  return toldBy(kept, { emails, origins }, isComplete && source === IMPORT_RULES.source, context);
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
