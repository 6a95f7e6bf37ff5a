import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CsvError, parse } from 'csv-parse/sync';
import { unkeptReferences } from './references.ts';
import { KEYS, type Row, TABLE_NAMES, TABLES, type TableName, type Tables } from './tables.ts';
import { toldFaults } from './told-faults.ts';

/** Files that cannot be loaded. The message has a line per fault: `timesheets.csv, line 3, status: must be …`. */
export class TableFilesError extends Error {
  override readonly name = 'TableFilesError';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(toldFaults(faults));
    this.faults = faults;
  }
}

/** A file is read whole: a million entries of a year and more. */
const FILE_BYTES_MAX = 64 * 1024 * 1024;

interface NumberedRow {
  readonly line: number;
  readonly row: Record<string, unknown>;
}

/**
 * Reads and checks the tables of a folder, one CSV file each (UTF-8, header row, any order of columns).
 * @throws TableFilesError with the faults of all files: nothing is given unless all of it is right
 */
export async function readTables(folder: string): Promise<Tables> {
  const faults: string[] = [];
  const read: Partial<Record<TableName, readonly NumberedRow[]>> = {};
  for (const table of TABLE_NAMES) read[table] = await readTable(folder, table, faults);
  for (const table of TABLE_NAMES) faults.push(...repeatedKeys(table, read[table] ?? []));
  const tables = Object.fromEntries(
    TABLE_NAMES.map((table) => [table, (read[table] ?? []).map(({ row }) => row)]),
  ) as unknown as Tables;
  if (faults.length === 0) faults.push(...unkeptReferences(tables));
  if (faults.length > 0) throw new TableFilesError(faults);
  return tables;
}

async function readTable(folder: string, table: TableName, faults: string[]): Promise<NumberedRow[]> {
  const place = `${table}.csv`;
  const columns = Object.keys(TABLES[table].shape);
  const text = await readText(join(folder, place), place, columns, faults);
  if (text === null) return [];
  const lines = parseLines(text, place, faults);
  const header = lines[0]?.fields ?? [];
  const headerFaults = faultsOfHeader(place, header, columns);
  faults.push(...headerFaults);
  if (headerFaults.length > 0) return [];
  return lines.slice(1).flatMap(({ line, fields }) => {
    const named = Object.fromEntries(header.map((column, index) => [column, fields[index] || null]));
    const parsed = TABLES[table].safeParse(named);
    if (parsed.success && fields.length === header.length) return [{ line, row: parsed.data as Row<TableName> }];
    if (fields.length !== header.length) {
      faults.push(`${place}, line ${line}: has ${fields.length} fields, the header ${header.length}`);
    }
    for (const { path, message } of parsed.error?.issues ?? []) {
      faults.push(`${place}, line ${line}, ${path.join('.')}: ${quote(named[path.join('.')])}${message}`);
    }
    return [];
  });
}

async function readText(file: string, place: string, columns: readonly string[], faults: string[]) {
  try {
    const { size } = await stat(file);
    if (size <= FILE_BYTES_MAX) return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file));
    faults.push(`${place}: has ${size} bytes; at most ${FILE_BYTES_MAX} are read`);
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const what = isMissing ? `is missing; its columns are ${columns.join(', ')}` : `cannot be read: ${error}`;
    faults.push(`${place}: ${error instanceof TypeError ? 'is not UTF-8' : what}`);
  }
  return null;
}

function parseLines(text: string, place: string, faults: string[]) {
  try {
    const options = { info: true, relax_column_count: true, skip_empty_lines: true } as const;
    const records = parse(text, options) as unknown as { record: string[]; info: { lines: number } }[];
    return records.map(({ record, info }) => ({ line: info.lines, fields: record }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    faults.push(`${place}: a quote is out of place or never closed (${error.message.slice(0, 100)})`);
    return [];
  }
}

function faultsOfHeader(place: string, header: readonly string[], columns: readonly string[]): string[] {
  const found = `found ${header.map((column) => JSON.stringify(column)).join(', ') || 'nothing'}`;
  const missing = columns.filter((column) => !header.includes(column));
  const unknown = header.filter((column) => !columns.includes(column));
  const twice = header.filter((column, index) => header.indexOf(column) !== index);
  const faults: string[] = [];
  if (missing.length > 0) faults.push(`${place}, line 1: lacks ${missing.join(', ')}; ${found}`);
  if (unknown.length > 0)
    faults.push(`${place}, line 1: no such columns: ${unknown.map((it) => JSON.stringify(it)).join(', ')}`);
  if (twice.length > 0) faults.push(`${place}, line 1: there more than once: ${twice.join(', ')}`);
  return faults;
}

function repeatedKeys(table: TableName, rows: readonly NumberedRow[]): string[] {
  const lineOf = new Map<string, number>();
  return rows.flatMap(({ line, row }) => {
    const values = (KEYS[table] as readonly string[]).map((column) => row[column]);
    const key = JSON.stringify(values);
    const first = lineOf.get(key);
    if (first !== undefined) return [`${table}.csv, line ${line}: ${values.join(', ')} is on line ${first} already`];
    lineOf.set(key, line);
    return [];
  });
}

function quote(value: unknown): string {
  return value === null || value === undefined ? '' : `${JSON.stringify(String(value).slice(0, 40))} `;
}
