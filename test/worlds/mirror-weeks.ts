import { sha256 } from '../../adapters/system/hash.ts';
import { type BuiltWeek, buildWeek, type KnownPeople } from '../../core/timesheets/mirror/build-week.ts';
import type { CwoRow, Mapping, PersonRow, WorkItemRow } from '../../core/timesheets/mirror/mapping.ts';
import { MappingIndex } from '../../core/timesheets/mirror/mapping-index.ts';
import type { MirrorContext } from '../../core/timesheets/mirror/mirror-context.ts';
import type { MirrorBody } from '../../core/timesheets/mirror/mirror-record.ts';
import type { NormalEntry, NormalSheet, Snapshot } from '../../core/timesheets/mirror/normal-form.ts';
import type { SourceRules } from '../../core/timesheets/mirror/source-rules.ts';
import { weekOf } from '../../core/values/week.ts';

export const MONDAY = '2026-11-16';
export const WEEK = weekOf(MONDAY);
/** Of the user of whom everything is, unless another is named. */
export const ANN = 'E-1';

/** An hour of Monday on project 12, handed in by the entry. */
export function entry(changes: Partial<NormalEntry> = {}): NormalEntry {
  return {
    ...{ id: 'e1', user: 'u1', date: MONDAY, seconds: 3600, project: '12', task: null, activity: null, account: null },
    ...{ tags: [], billable: null, kind: null, state: 'APPROVED' },
    ...changes,
  };
}

/** Entries of one user on Monday, by their seconds: e1, e2 … */
export function entries(...seconds: readonly number[]): NormalEntry[] {
  return seconds.map((one, index) => entry({ id: `e${index + 1}`, seconds: one }));
}

/** An approved sheet of the week. */
export function sheet(changes: Partial<NormalSheet> = {}): NormalSheet {
  return {
    ...{ user: 'u1', project: null, from: MONDAY, to: WEEK.sundayDate, state: 'APPROVED', approvedAt: null },
    ...{ requiredSeconds: null, totalSeconds: null },
    ...changes,
  };
}

export function personRow(changes: Partial<PersonRow> = {}): PersonRow {
  return {
    ...{ source: 'times', userId: 'u1', email: null, employeeId: ANN, role: 'DEV', weeklyHours: 40_00 },
    ...{ calendar: null, merge: false, from: null, to: null },
    ...changes,
  };
}

export function cwoRow(changes: Partial<CwoRow> = {}): CwoRow {
  return {
    ...{ cwoId: 'CWO-1', code: 'C1', name: 'Portal', projectId: 'P1', projectName: 'Web', clientId: 'K1' },
    ...{ clientName: 'Acme', billable: true, startDate: '2026-01-05', endDate: null, pmEmployeeId: 'E-9' },
    pmEmail: null,
    ...changes,
  };
}

/** Everything to CWO-1, in the role of the person. */
export function workItem(changes: Partial<WorkItemRow> = {}): WorkItemRow {
  return {
    ...{ line: 2, source: null, project: null, task: null, activity: null, account: null, tag: null, billable: null },
    ...{ kind: 'CWO', cwo: { cwoId: 'CWO-1' }, role: null, from: null, to: null },
    ...changes,
  };
}

/** One person, two CWOs, and one row that leads everything to the first. */
export function mapping(changes: Partial<Mapping> = {}): Mapping {
  return {
    people: [personRow()],
    cwos: [cwoRow(), cwoRow({ cwoId: 'CWO-2', code: 'C2', name: 'App' })],
    workItems: [workItem()],
    ...{ plans: null, holidays: [], leave: null },
    ...changes,
  };
}

export interface MirrorWorld {
  readonly rules?: Partial<SourceRules>;
  readonly mapping?: Partial<Mapping>;
  readonly localDate?: string;
  readonly known?: Partial<KnownPeople>;
  readonly week?: MirrorContext['week'];
}

/** Of a source whose entries are approved one by one. */
export function context({ rules, mapping: rows, localDate, week = WEEK }: MirrorWorld = {}): MirrorContext {
  return {
    rules: { source: 'times', approval: ['ENTRY'], afterDays: 2, ...rules },
    week,
    localDate: localDate ?? '2026-11-24',
    mapping: new MappingIndex(mapping(rows)),
    sha256,
  };
}

/** Of one listed user, unless others are. */
export function snapshot(changes: Partial<Snapshot> = {}): Snapshot {
  return { users: [{ user: 'u1', isUnstable: false }], entries: [], sheets: [], leave: [], plans: [], ...changes };
}

export function built(told: Partial<Snapshot>, world: MirrorWorld = {}): BuiltWeek {
  const known = { emails: new Map(), elsewhere: new Map(), ...world.known };
  return buildWeek(snapshot(told), known, context(world));
}

/** The body of the only employee, or of the one that is named. */
export function bodyIn(told: Partial<Snapshot>, world: MirrorWorld = {}, employeeId = ANN): MirrorBody {
  const { weeks, setAside } = built(told, world);
  const week = weeks.find((one) => one.employeeId === employeeId);
  if (!week) throw new Error(`nothing is written of ${employeeId}: ${JSON.stringify(setAside)}`);
  return week.body;
}
