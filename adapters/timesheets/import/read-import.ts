import { SECONDS_PER_HUNDREDTH } from '../../../core/timesheets/mirror/hundredths.ts';
import type { Sha256 } from '../../../core/values/hash.ts';
import type { MondayDate } from '../../../core/values/week.ts';
import { filesOf } from '../tables/file-cells.ts';
import { checkFolder, readTables } from '../tables/read-tables.ts';
import { gapsOf } from '../tables/references.ts';
import { TABLE_NAMES, type Tables } from '../tables/tables.ts';
import { TableFilesError } from '../tables/typed-rows.ts';
import type { ImportedWeek } from './imported-week.ts';
import { ENTRIES_FILE, readEntries } from './read-entries.ts';
import { weeksOf } from './table-weeks.ts';

/**
 * Reads a week of a folder: of one file of entries, or of the framework's tables.
 * @throws TableFilesError with every fault: nothing is given unless all files are right
 */
export async function readImport(folder: string, monday: MondayDate, sha256: Sha256): Promise<ImportedWeek> {
  await checkFolder(folder);
  const entries = await filesOf(folder, ENTRIES_FILE);
  const tables = (await Promise.all(TABLE_NAMES.map((table) => filesOf(folder, table)))).flat();
  if (entries.length === 0) return importTables(await readTables(folder), monday);
  if (tables.length === 0) return readEntries(folder, monday, sha256);
  throw new TableFilesError([`${entries[0]}: stands beside ${tables.join(', ')}: import one form or the other`]);
}

function importTables(tables: Tables, monday: MondayDate): ImportedWeek {
  const weeks = weeksOf(tables, monday);
  const entries = weeks.flatMap(({ body }) => body.entries);
  if (weeks.every(({ body }) => body.timesheet === null)) {
    throw new TableFilesError([`timesheets: has no sheet of week ${monday}`]);
  }
  const emails = tables.employees.flatMap(({ employee_id: id, email }): [string, string][] => {
    return email === null ? [] : [[id, email.trim().toLowerCase()]];
  });
  return {
    ...{ form: 'TABLES', parts: weeks.map((week) => ({ week })), emails: new Map(emails) },
    ...{ people: weeks.length, entries: entries.length },
    seconds: entries.reduce((sum, { hours }) => sum + hours * SECONDS_PER_HUNDREDTH, 0),
    leftOut: tables.timesheet_entries.length - entries.length,
    gaps: gapsOf(tables),
  };
}
