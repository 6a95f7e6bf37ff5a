import { stat } from 'node:fs/promises';
import { unkeptReferences } from './references.ts';
import { KEYS, type Row, TABLE_NAMES, TABLES, type TableName, type Tables } from './tables.ts';
import { type PlacedRow, readRows, TableFilesError } from './typed-rows.ts';

/**
 * Reads and checks the tables of a folder, one file each: CSV (UTF-8, header row) or Parquet, any order of columns.
 * @throws TableFilesError with the faults of all files: nothing is given unless all of it is right
 */
export async function readTables(folder: string): Promise<Tables> {
  await checkFolder(folder);
  const faults: string[] = [];
  const read: Partial<Record<TableName, readonly PlacedRow<unknown>[]>> = {};
  for (const table of TABLE_NAMES) read[table] = await readTable(folder, table, faults);
  const tables = Object.fromEntries(
    TABLE_NAMES.map((table) => [table, (read[table] ?? []).map(({ row }) => row)]),
  ) as unknown as Tables;
  if (faults.length === 0) faults.push(...unkeptReferences(tables));
  if (faults.length > 0) throw new TableFilesError(faults);
  return tables;
}

/** @throws TableFilesError where there is no such folder */
export async function checkFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => null);
  if (!found?.isDirectory()) throw new TableFilesError([`${folder}: is no folder that can be read`]);
}

function readTable(folder: string, table: TableName, faults: string[]): Promise<PlacedRow<unknown>[]> {
  const schema = TABLES[table];
  const columns = { needed: Object.keys(schema.shape).map((column) => [column]), optional: [] };
  const keyOf = (row: unknown) =>
    (KEYS[table] as readonly string[]).map((column) => (row as Row<TableName>)[column as keyof Row<TableName>]);
  return readRows<unknown>(folder, table, { schema, columns, keyOf }, faults);
}
