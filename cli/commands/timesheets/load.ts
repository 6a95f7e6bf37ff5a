import { mkdirSync } from 'node:fs';
import { readTables } from '../../../adapters/timesheets/tables/read-tables.ts';
import { gapsOf } from '../../../adapters/timesheets/tables/references.ts';
import { PATHS } from '../../../local/paths.ts';
import { readState } from '../../../local/state.ts';
import { openStore } from '../../../local/timesheets/store.ts';
import { WrongUseError } from '../../wrong-use-error.ts';

/**
 * Fills the reference timesheet service, running or not, from the tables of a folder; all of them or none.
 * @throws WrongUseError where the stack asks another timesheet system
 */
export async function loadTimesheets(folder: string): Promise<string> {
  const state = readState();
  if (state !== null && state.timesheets === null) {
    throw new WrongUseError(
      'the stack has no reference service: start it with "ledger up" without --timesheet-url or --mirror; a mirror is filled by "ledger timesheets import"',
    );
  }
  const tables = await readTables(folder);
  mkdirSync(PATHS.folder, { recursive: true });
  const store = openStore(PATHS.timesheets);
  const { rows, changes } = store.loadTables(tables);
  store.close();
  const counts = Object.entries(rows).map(
    ([table, count]) => `  ${table.padEnd(18)} ${String(count).padStart(9)} rows`,
  );
  const gaps = gapsOf(tables).map((gap) => `  ${gap}`);
  return [
    `loaded the timesheets of ${folder}; ${changes} employee-weeks changed`,
    ...counts,
    ...(gaps.length === 0 ? [] : ['hours that lead there are UNALLOCATED, as their way breaks:', ...gaps]),
  ].join('\n');
}
