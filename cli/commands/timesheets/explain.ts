import { sha256 } from '../../../adapters/system/hash.ts';
import { Chain } from '../../../core/allocation/chain.ts';
import { buildWeek } from '../../../core/timesheets/mirror/build-week.ts';
import { type Explanation, explainWeek } from '../../../core/timesheets/mirror/explain.ts';
import { SECONDS_PER_HUNDREDTH } from '../../../core/timesheets/mirror/hundredths.ts';
import { MappingIndex } from '../../../core/timesheets/mirror/mapping-index.ts';
import type { MirrorContext } from '../../../core/timesheets/mirror/mirror-context.ts';
import type { StoredRecord, SyncedWeek } from '../../../core/timesheets/mirror/mirror-store.ts';
import type { FreshWeek } from '../../../core/timesheets/mirror/settle.ts';
import { SnapshotParts } from '../../../core/timesheets/mirror/snapshot-parts.ts';
import type { KeptSnapshot } from '../../../core/timesheets/mirror/snapshot-store.ts';
import type { SourceRules } from '../../../core/timesheets/mirror/source-rules.ts';
import { type MondayDate, weekOf } from '../../../core/values/week.ts';
import type { Mirror } from '../../mirror.ts';
import { WrongUseError } from '../../wrong-use-error.ts';
import { mappingOf } from './kept-weeks.ts';

export interface ExplainOptions {
  readonly employee: string;
  readonly week: MondayDate;
}

export interface ExplainedWeek extends Explanation {
  readonly synced: SyncedWeek;
  /** Null where the person was set aside. */
  readonly record: StoredRecord | null;
}

const HOW_TO_GET = 'pull it with "ledger timesheets sync --week", or import it with "ledger timesheets import"';

type Source = Pick<Mirror, 'mirrorStore' | 'mirrorPeople' | 'snapshots' | 'mappings' | 'rules'>;

/**
 * Derives an employee's week again from the kept snapshot, by the mapping and on the day by which it was applied.
 * @throws WrongUseError where the mirror has no such week, or nothing of the employee in it
 */
export async function explain({ employee, week }: ExplainOptions, source: Source): Promise<ExplainedWeek> {
  const synced = await source.mirrorStore.listSynced(week);
  if (synced.length === 0) throw new WrongUseError(`week ${week} is not in the mirror: ${HOW_TO_GET}`);
  const record = (await source.mirrorStore.readRecords(week, [employee])).get(employee) ?? null;
  for (const rules of source.rules) {
    const own = synced.find((one) => one.source === rules.source);
    if (!own || (record !== null && record.source !== rules.source)) continue;
    const explanation = await explainIn(employee, own, rules, source);
    if (explanation) return { ...explanation, synced: own, record };
  }
  throw new WrongUseError(
    `nobody who leads to ${employee} is in what was told of week ${week}: look at people.csv, and at "ledger timesheets unmapped"`,
  );
}

/** Null where the source tells nothing of the employee. */
async function explainIn(
  employee: string,
  { mondayDate, snapshotKey, mappingHash, localDate }: SyncedWeek,
  rules: SourceRules,
  source: Source,
): Promise<Explanation | null> {
  const kept = await source.snapshots.read(snapshotKey);
  if (kept === null) throw new Error(`the snapshot of week ${mondayDate} is kept no longer: ${HOW_TO_GET}`);
  const told = kept.weeks.find(({ employeeId }) => employeeId === employee);
  if (told) return explainTable(told);
  const mapping = new MappingIndex(await mappingOf(source, mappingHash));
  const context = { rules, week: weekOf(mondayDate), localDate, mapping, sha256 };
  return explainEntries(employee, kept, await source.mirrorPeople.emailsOf(rules.source), context);
}

function explainEntries(
  employee: string,
  { snapshot }: KeptSnapshot,
  emails: ReadonlyMap<string, string>,
  context: MirrorContext,
): Explanation | null {
  const known = { emails, elsewhere: new Map() };
  const person = buildWeek(snapshot, known, context).people.find(({ employeeId }) => employeeId === employee);
  return person ? explainWeek(person, new SnapshotParts(snapshot).of(person), context) : null;
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
