import type { AsyncBuffer, RowGroup, SchemaElement } from 'hyparquet';
import { parquetMetadataAsync, parquetSchema } from 'hyparquet';
import { UnreadableFileError } from './faults.ts';
import type { RowIntake } from './intake.ts';
import { checkFooter, checkPages, checkStatedSizes, PARQUET_BOUNDS, type ParquetBounds } from './parquet-bounds.ts';
import { cellsOf } from './parquet-cells.ts';
import { type FlatColumn, readColumn, type StoredColumn } from './parquet-pages.ts';
import { COLUMNS, type RawRow } from './rows.ts';

/** Reads a Parquet file of flat columns, page by page. The line of a fault is the number of the row, from 1. */
export async function readParquet(
  file: AsyncBuffer,
  intake: RowIntake,
  bounds: ParquetBounds = PARQUET_BOUNDS,
): Promise<void> {
  try {
    let row = 0;
    for await (const rows of rowGroups(file, intake, bounds)) for (const raw of rows) intake.add(++row, raw);
  } catch (error) {
    intake.refuse(null, null, `the file cannot be read as Parquet: ${error instanceof Error ? error.message : error}`);
  }
}

/** @throws whatever the Parquet library meets in a broken file */
async function* rowGroups(
  file: AsyncBuffer,
  intake: RowIntake,
  bounds: ParquetBounds,
): AsyncGenerator<Generator<RawRow>> {
  await checkFooter(file);
  const metadata = await parquetMetadataAsync(file, { geoparquet: false });
  const elements = parquetSchema(metadata).children.map(({ element }) => element);
  const names = elements.map(({ name }) => name);
  if (!intake.takesColumns(null, names)) return;

  const used = elements.filter(({ name }) => COLUMNS.some((column) => column === name));
  const groups = metadata.row_groups.map((group) => used.map((element) => columnOf(group, element)));
  checkStatedSizes(
    groups.map((group) => group.map(({ metadata: stated }) => stated)),
    file.byteLength,
    bounds,
  );
  for (const group of groups) {
    const columns = [];
    for (const column of group) columns.push(await readColumn(file, column));
    checkPages(columns, bounds);
    yield rawRows(columns);
  }
}

function* rawRows(columns: readonly StoredColumn[]): Generator<RawRow> {
  const cells = columns.map((column) => ({ name: column.element.name, values: cellsOf(column) }));
  for (let row = columns[0]?.rows ?? 0; row > 0; row -= 1) {
    yield Object.fromEntries(cells.map(({ name, values }) => [name, values.next().value]));
  }
}

/** @throws UnreadableFileError where the row group does not hold the column as one of single values */
function columnOf({ columns, num_rows }: RowGroup, element: SchemaElement): FlatColumn {
  const metadata = columns.find(({ meta_data }) => meta_data?.path_in_schema[0] === element.name)?.meta_data;
  const isFlat = !element.num_children && element.repetition_type !== 'REPEATED';
  if (!metadata || !isFlat) throw new UnreadableFileError(`${element.name} is not a column of single values`);
  return { element, metadata, rows: Number(num_rows) };
}
