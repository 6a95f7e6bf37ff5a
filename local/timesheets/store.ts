import type { Tables } from '../../adapters/timesheets/tables/tables.ts';
import { type ChangeLog, changeLog } from './changes.ts';
import type { ActionContext } from './events.ts';
import { loadTables, type TablesLoaded } from './load-tables.ts';
import { type CwoAnswer, cwoQuery } from './query-cwo.ts';
import { type WeekAnswer, weekQuery } from './query-week.ts';
import { type RecordActions, recordActions } from './record-actions.ts';
import { loadRecords, type TimesheetRecords } from './records.ts';
import { openDatabase } from './schema.ts';
import { type SheetActions, sheetActions } from './sheet-actions.ts';

/** The timesheet system without its network side. Hours are hundredths in, decimal text in answers. */
export interface TimesheetStore extends SheetActions, RecordActions {
  /** Fills the store with records that were there before its change log began. */
  load(records: TimesheetRecords): void;
  /** Brings the store up to date with the framework's tables, and logs what changed. */
  loadTables(tables: Tables): TablesLoaded;
  queryWeek(mondayDate: string, employeeIds: readonly string[]): WeekAnswer;
  queryCwo(cwoId: string): CwoAnswer | undefined;
  readChanges: ChangeLog['read'];
  close(): void;
}

/**
 * Opens a store in a database file, or in memory with `:memory:`.
 * @param surroundings the clock, and who is told of events once they are committed; by default the system's clock and nobody
 */
export function openStore(
  file: string,
  { now = () => new Date(), announce = () => {} }: Partial<Pick<ActionContext, 'now' | 'announce'>> = {},
): TimesheetStore {
  const database = openDatabase(file);
  const log = changeLog(database, now);
  const context = { database, log, now, announce };
  return {
    ...sheetActions(context),
    ...recordActions(context),
    load: (records) => loadRecords(database, records),
    loadTables: (tables) => loadTables(database, log, tables),
    queryWeek: weekQuery(database),
    queryCwo: cwoQuery(database),
    readChanges: log.read,
    close: () => database.close(),
  };
}
