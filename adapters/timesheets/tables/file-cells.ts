import { type FileHandle, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { plainDecimal } from '../../../core/values/decimal.ts';
import { NumberText } from '../../../core/values/number-text.ts';
import { csvRecords } from '../../lake/usage-files/csv-records.ts';
import { UnreadableFileError } from '../../lake/usage-files/faults.ts';
import { fileBuffer } from '../../lake/usage-files/file-buffer.ts';
import { parquetRows } from '../../lake/usage-files/parquet-rows.ts';
import { readText } from '../../lake/usage-files/text.ts';
import { faultsOfHeader, type TableColumns } from './columns.ts';

/** Cells as text by column, an empty one null. What no text says stays as it is, to be refused. */
export type Cells = Readonly<Record<string, unknown>>;

export interface FileRow {
  /** `tasks.csv, line 3`, or `tasks.parquet, row 2`. */
  readonly place: string;
  readonly cells: Cells;
}

/** A million entries are those of a year and more. */
const ROWS_MAX = 1_000_000;
const ENDINGS = ['.csv', '.parquet'] as const;

/** The files of a folder that hold a table. */
export async function filesOf(folder: string, table: string): Promise<string[]> {
  const names = new Set(await readdir(folder));
  return ENDINGS.map((ending) => `${table}${ending}`).filter((name) => names.has(name));
}

/** The rows of a file, one by one, as long as it can be understood; adds what is wrong with the file to the faults. */
export async function* fileRows(
  folder: string,
  name: string,
  columns: TableColumns,
  faults: string[],
): AsyncGenerator<FileRow> {
  const file = await open(join(folder, name));
  const rows = name.endsWith('.parquet') ? parquetFile : csvFile;
  let count = 0;
  try {
    for await (const row of rows(file, name, columns, faults)) {
      count += 1;
      if (count > ROWS_MAX) throw new UnreadableFileError(`has more than ${ROWS_MAX} rows: import it in parts`);
      yield row;
    }
  } catch (error) {
    faults.push(`${name}: ${(error as Error).message}`);
  } finally {
    await file.close();
  }
}

async function* csvFile(
  file: FileHandle,
  name: string,
  columns: TableColumns,
  faults: string[],
): AsyncGenerator<FileRow> {
  let header: readonly string[] | undefined;
  for await (const record of csvRecords(readText(file.createReadStream({ autoClose: false })))) {
    const place = `${name}, line ${record.line}`;
    if ('fault' in record) {
      faults.push(`${place}: ${record.fault}`);
    } else if (!header) {
      header = record.fields;
      if (hasFaults(place, header, columns, faults)) return;
    } else if (record.fields.length !== header.length) {
      faults.push(`${place}: has ${record.fields.length} fields, the header ${header.length}`);
    } else {
      yield { place, cells: Object.fromEntries(header.map((column, at) => [column, record.fields[at] || null])) };
    }
  }
  if (!header) hasFaults(`${name}, line 1`, [], columns, faults);
}

async function* parquetFile(
  file: FileHandle,
  name: string,
  columns: TableColumns,
  faults: string[],
): AsyncGenerator<FileRow> {
  const choose = (names: readonly string[]) => (hasFaults(name, names, columns, faults) ? [] : names);
  let row = 0;
  for await (const cells of parquetRows(await fileBuffer(file), choose)) {
    row += 1;
    const texts = Object.entries(cells).map(([column, cell]) => [column, toText(cell)]);
    yield { place: `${name}, row ${row}`, cells: Object.fromEntries(texts) };
  }
}

function hasFaults(place: string, header: readonly string[], columns: TableColumns, faults: string[]): boolean {
  const found = faultsOfHeader(header, columns);
  faults.push(...found.map((fault) => `${place}: ${fault}`));
  return found.length > 0;
}

function toText(cell: unknown): unknown {
  if (cell instanceof NumberText) return plainDecimal(cell.text);
  if (cell instanceof Date) return cell.toISOString();
  if (typeof cell === 'boolean') return String(cell);
  return cell === '' || cell === undefined ? null : cell;
}
