import type { SnapshotPart } from '../../../core/timesheets/mirror/snapshot-store.ts';
import type { Sha256 } from '../../../core/values/hash.ts';
import { type MondayDate, mondayOf } from '../../../core/values/week.ts';
import { type PlacedRow, readRows, TableFilesError } from '../tables/typed-rows.ts';
import { ENTRY_COLUMNS, entrySchema, type ImportedEntry } from './entry-row.ts';
import type { ImportedWeek } from './imported-week.ts';

/** The file's name, without its ending. */
export const ENTRIES_FILE = 'entries';

/**
 * The week's entries of `entries.csv` or `entries.parquet`.
 * @throws TableFilesError with every fault of the file: nothing is given unless all of it is right
 */
export async function readEntries(folder: string, monday: MondayDate, sha256: Sha256): Promise<ImportedWeek> {
  const faults: string[] = [];
  const reader = {
    schema: entrySchema(sha256),
    columns: ENTRY_COLUMNS,
    keyOf: ({ entry }: ImportedEntry) => [entry.id],
  };
  const rows = await readRows(folder, ENTRIES_FILE, reader, faults);
  const emails = emailsOf(rows, faults);
  const ofWeek = rows.filter(({ row }) => mondayOf(row.entry.date) === monday).map(({ row }) => row.entry);
  if (faults.length === 0 && ofWeek.length === 0) faults.push(`${ENTRIES_FILE}: has no entry of week ${monday}`);
  if (faults.length > 0) throw new TableFilesError(faults);
  const users = [...new Set(ofWeek.map(({ user }) => user))];
  const parts: SnapshotPart[] = [
    ...users.map((user) => ({ user: { user, isUnstable: false } })),
    ...ofWeek.map((entry) => ({ entry })),
  ];
  return {
    ...{ form: 'ENTRIES', parts, people: users.length, entries: ofWeek.length },
    emails: new Map(users.flatMap((user) => pairOf(user, emails))),
    seconds: ofWeek.reduce((sum, { seconds }) => sum + seconds, 0),
    ...{ leftOut: rows.length - ofWeek.length, gaps: [] },
  };
}

/** By user; a second address of one is a fault. */
function emailsOf(rows: readonly PlacedRow<ImportedEntry>[], faults: string[]): Map<string, string> {
  const emails = new Map<string, string>();
  for (const { place, row } of rows) {
    if (row.email === null) continue;
    const { user } = row.entry;
    if ((emails.get(user) ?? row.email) !== row.email) {
      faults.push(`${place}, email: is another one than in a row of ${JSON.stringify(user)} before`);
    }
    emails.set(user, row.email);
  }
  return emails;
}

function pairOf(user: string, emails: ReadonlyMap<string, string>): [string, string][] {
  const email = emails.get(user);
  return email === undefined ? [] : [[user, email]];
}
