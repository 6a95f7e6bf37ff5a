import { sha256 } from '../../../adapters/system/hash.ts';
import { Chain } from '../../../core/allocation/chain.ts';
import { buildWeek } from '../../../core/timesheets/mirror/build-week.ts';
import { type Explanation, explainWeek } from '../../../core/timesheets/mirror/explain.ts';
import { SECONDS_PER_HUNDREDTH } from '../../../core/timesheets/mirror/hundredths.ts';
import { IMPORT_RULES } from '../../../core/timesheets/mirror/import-rules.ts';
import { MappingIndex } from '../../../core/timesheets/mirror/mapping-index.ts';
import type { StoredRecord, SyncedWeek } from '../../../core/timesheets/mirror/mirror-store.ts';
import type { FreshWeek } from '../../../core/timesheets/mirror/settle.ts';
import { SnapshotParts } from '../../../core/timesheets/mirror/snapshot-parts.ts';
import type { KeptSnapshot } from '../../../core/timesheets/mirror/snapshot-store.ts';
import { type MondayDate, weekOf } from '../../../core/values/week.ts';
import type { Mirror } from '../../mirror.ts';
import { WrongUseError } from '../../wrong-use-error.ts';
import { emailsOf, mappingOf } from './kept-weeks.ts';

export interface ExplainOptions {
  readonly employee: string;
  readonly week: MondayDate;
}

export interface ExplainedWeek extends Explanation {
  readonly synced: SyncedWeek;
  /** Null where the person was set aside. */
  readonly record: StoredRecord | null;
}

type Source = Pick<Mirror, 'mirrorStore' | 'mirrorPeople' | 'snapshots' | 'mappings'>;

/**
 * Derives an employee's week again from the kept snapshot, by the mapping and on the day by which it was applied.
 * @throws WrongUseError where the mirror has no such week, or nothing of the employee in it
 */
export async function explain({ employee, week }: ExplainOptions, source: Source): Promise<ExplainedWeek> {
  const { mirrorStore, snapshots } = source;
  const { synced } = await mirrorStore.readState(week, IMPORT_RULES.source);
  if (synced === null) {
    throw new WrongUseError(`week ${week} is not in the mirror: import it with "ledger timesheets import"`);
  }
  const kept = await snapshots.read(synced.snapshotKey);
  if (kept === null) throw new Error(`the snapshot of week ${week} is kept no longer: import the week again`);
  const told = kept.weeks.find(({ employeeId }) => employeeId === employee);
  const explanation = told ? explainTable(told) : await explainEntries(employee, kept, synced, source);
  const record = (await mirrorStore.readRecords(week, [employee])).get(employee) ?? null;
  return { ...explanation, synced, record };
}

async function explainEntries(
  employee: string,
  { snapshot }: KeptSnapshot,
  { mondayDate, mappingHash, localDate }: SyncedWeek,
  source: Source,
): Promise<Explanation> {
  const mapping = new MappingIndex(await mappingOf(source, mappingHash));
  const context = { rules: IMPORT_RULES, week: weekOf(mondayDate), localDate, mapping, sha256 };
  const known = { emails: await emailsOf(source), elsewhere: new Map(), mirrored: [] };
  const person = buildWeek(snapshot, known, context).people.find(({ employeeId }) => employeeId === employee);
  if (person) return explainWeek(person, new SnapshotParts(snapshot).of(person), context);
  throw new WrongUseError(
    `nobody who leads to ${employee} is in what was imported of week ${mondayDate}: look at people.csv, and at "ledger timesheets unmapped"`,
  );
}

/** What was imported in the terms of the core went through no mapping: the chain says where it leads. */
function explainTable({ employeeId, body }: FreshWeek): Explanation {
  const chain = new Chain(body.chain);
  const entries = body.entries.map(({ entryId: id, taskId: task, date, hours }) => ({
    ...{ id, user: employeeId, date, seconds: hours * SECONDS_PER_HUNDREDTH, project: null, task, activity: null },
    ...{ account: null, kind: 'WORK' as const, hours, line: null, target: chain.ofTask(task).end.target },
    state: body.timesheet?.status ?? 'DRAFT',
  }));
  const hours = entries.reduce((sum, entry) => sum + entry.hours, 0);
  return { employeeId, entries, sheets: [], seconds: hours * SECONDS_PER_HUNDREDTH, hours };
}
