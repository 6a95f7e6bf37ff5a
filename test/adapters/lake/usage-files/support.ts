import { Readable } from 'node:stream';
import type { SchemaElement } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { RowIntake } from '../../../../adapters/lake/usage-files/intake.ts';
import { PARQUET_BOUNDS, type ParquetBounds } from '../../../../adapters/lake/usage-files/parquet-bounds.ts';
import { readParquet } from '../../../../adapters/lake/usage-files/read-parquet.ts';
import type { UsageRow } from '../../../../adapters/lake/usage-files/rows.ts';

export const MONDAY = '2026-11-16';
export const TUESDAY = '2026-11-17';

/** Reads text, in pieces that end anywhere, and gives what was typed and what was refused. */
export function readText(reader: (text: AsyncIterable<string>, intake: RowIntake) => Promise<void>, text: string) {
  const pieces = text.match(/[\s\S]{1,7}/gu) ?? [];
  return read((intake) => reader(Readable.from(pieces), intake));
}

/** Reads the bytes of a Parquet file and gives what was typed and what was refused. */
export function readBytes(bytes: Uint8Array, bounds: Partial<ParquetBounds> = {}) {
  const { buffer } = new Uint8Array(bytes);
  return read((intake) => readParquet(buffer, intake, { ...PARQUET_BOUNDS, ...bounds }));
}

async function read(reader: (intake: RowIntake) => Promise<void>) {
  const rows: UsageRow[] = [];
  const intake = new RowIntake('usage', MONDAY, (row) => rows.push(row));
  await reader(intake);
  return { rows, faults: intake.faults };
}

/** A typed row of the week with the given cells. */
export function row(cells: Partial<UsageRow> = {}): UsageRow {
  return {
    employee_id: 'E1',
    source: 'cursor',
    total_tokens: 1000n,
    cost_usd: 12_500_000n,
    week_start_date: MONDAY,
    ...cells,
  };
}

/** A column of a Parquet fixture. */
export interface FixtureColumn {
  readonly element: SchemaElement;
  readonly data: unknown[];
}

export function column(name: string, element: Omit<SchemaElement, 'name'>, ...data: unknown[]): FixtureColumn {
  return { element: { name, repetition_type: 'OPTIONAL', ...element }, data };
}

/** A Parquet file of the columns as they are. */
export function parquet(...columns: FixtureColumn[]): Uint8Array {
  return parquetOf(columns, {});
}

/** The same in pages and row groups of a given size. */
export function parquetOf(
  columns: readonly FixtureColumn[],
  sizes: { readonly pageSize?: number; readonly rowGroupSize?: number },
): Uint8Array {
  const schema = [{ name: 'root', num_children: columns.length }, ...columns.map(({ element }) => element)];
  const columnData = columns.map(({ element, data }) => ({ name: element.name, data }));
  return new Uint8Array(parquetWriteBuffer({ schema, columnData, ...sizes }));
}

/** The required columns of one row; a column given replaces the one of its name. */
export function oneRow(...given: FixtureColumn[]): Uint8Array {
  const plain = [
    column('employee_id', { type: 'BYTE_ARRAY', converted_type: 'UTF8' }, 'E1'),
    column('total_tokens', { type: 'INT64' }, 1000n),
    column('cost_usd', { type: 'INT64', converted_type: 'DECIMAL', precision: 18, scale: 6 }, 12_500_000n),
  ];
  const names = new Set(given.map(({ element }) => element.name));
  return parquet(...plain.filter(({ element }) => !names.has(element.name)), ...given);
}
