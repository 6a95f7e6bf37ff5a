import type { AsyncBuffer, RowGroup, SchemaElement } from 'hyparquet';
import { parquetMetadataAsync, parquetSchema } from 'hyparquet';
import { UnreadableFileError } from './faults.ts';
import { checkFooter, checkPages, checkStatedSizes, PARQUET_BOUNDS, type ParquetBounds } from './parquet-bounds.ts';
import { cellsOf } from './parquet-cells.ts';
import { type FlatColumn, readColumn, type StoredColumn } from './parquet-pages.ts';

/** Cells by the name of their column: text, a number as text, null, or as the library gives them. */
export type ParquetRow = Readonly<Record<string, unknown>>;

/**
 * The rows of a Parquet file of flat columns, page by page.
 *
 * @param choose gives the names of the columns that are read, of all that there are
 * @throws UnreadableFileError, or whatever the Parquet library meets in a broken file
 */
export async function* parquetRows(
  file: AsyncBuffer,
  choose: (names: readonly string[]) => readonly string[],
  bounds: ParquetBounds = PARQUET_BOUNDS,
): AsyncGenerator<ParquetRow> {
  await checkFooter(file);
  const metadata = await parquetMetadataAsync(file, { geoparquet: false });
  const elements = parquetSchema(metadata).children.map(({ element }) => element);
  const chosen = choose(elements.map(({ name }) => name));
  if (chosen.length === 0) return;

  const used = elements.filter(({ name }) => chosen.includes(name));
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
    yield* rawRows(columns);
  }
}

function* rawRows(columns: readonly StoredColumn[]): Generator<ParquetRow> {
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
