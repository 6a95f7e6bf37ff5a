import type { AsyncBuffer, ColumnMetaData, DecodedArray, FileMetaData, RowGroup, SchemaElement } from 'hyparquet';
import { parquetMetadataAsync, parquetRead, parquetSchema } from 'hyparquet';
import { formatDecimal } from '../../../core/values/decimal.ts';
import { addDays } from '../../../core/values/week.ts';
import { DECOMPRESSORS } from './decompressors.ts';
import type { RowIntake } from './intake.ts';
import { checkFooter, checkPages, checkStatedSizes } from './parquet-bounds.ts';
import { COLUMNS, NumberText, type RawRow } from './rows.ts';

const EPOCH = '1970-01-01';
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads a Parquet file of flat columns, a row group at a time. The line of a fault is the number of the row, from 1. */
export async function readParquet(file: AsyncBuffer, intake: RowIntake): Promise<void> {
  try {
    let row = 0;
    for await (const raw of rawRows(file, intake)) intake.add(++row, raw);
  } catch (error) {
    intake.refuse(null, null, `the file cannot be read as Parquet: ${error instanceof Error ? error.message : error}`);
  }
}

/** @throws whatever the Parquet library meets in a broken file */
async function* rawRows(file: AsyncBuffer, intake: RowIntake): AsyncGenerator<RawRow> {
  await checkFooter(file);
  const metadata = await parquetMetadataAsync(file, { geoparquet: false });
  const elements = parquetSchema(metadata).children.map(({ element }) => element);
  const names = elements.map(({ name }) => name);
  if (!intake.takesColumns(null, names)) return;

  const columns = elements.filter(({ name }) => COLUMNS.some((column) => column === name));
  const groups = metadata.row_groups.map((group) => ({ group, chunks: chunksOf(group, columns) }));
  checkStatedSizes(
    groups.map(({ chunks }) => chunks),
    file.byteLength,
  );
  for (const { group, chunks } of groups) {
    const rows = Number(group.num_rows);
    await checkPages(file, chunks, rows);
    const values = await readGroup(file, { ...metadata, row_groups: [group], num_rows: group.num_rows }, columns);
    for (let row = 0; row < rows; row += 1) {
      yield Object.fromEntries(columns.map((element, at) => [element.name, decode(element, values[at]?.[row])]));
    }
  }
}

/** Where the values of the columns lie within a row group. */
function chunksOf({ columns: chunks }: RowGroup, columns: readonly SchemaElement[]): ColumnMetaData[] {
  return chunks.flatMap(({ meta_data }) => {
    return meta_data && columns.some(({ name }) => name === meta_data.path_in_schema[0]) ? [meta_data] : [];
  });
}

/** The values of each column, in the order of the columns. */
async function readGroup(file: AsyncBuffer, metadata: FileMetaData, columns: readonly SchemaElement[]) {
  const values = new Map<string, DecodedArray[]>(columns.map(({ name }) => [name, []]));
  await parquetRead({
    file,
    metadata: { ...metadata, schema: metadata.schema.map(withoutLossyType) },
    columns: [...values.keys()],
    compressors: DECOMPRESSORS,
    utf8: false,
    parsers: { stringFromBytes: (bytes) => bytes && UTF8.decode(bytes) },
    onChunk: ({ columnName, columnData }) => void values.get(columnName)?.push(columnData),
  });
  return [...values.values()].map((pages) =>
    pages.length === 1 ? pages[0] : pages.flatMap((page) => Array.from(page)),
  );
}

function annotation({ converted_type, logical_type }: SchemaElement): string | undefined {
  return converted_type ?? logical_type?.type;
}

/**
 * The library makes a float of a decimal, an instant of a day, and something of its own of bytes that are not marked as
 * text. Without the annotation it gives what is stored.
 */
function withoutLossyType(element: SchemaElement): SchemaElement {
  const kept =
    element.type === 'BYTE_ARRAY' ? isText(element) : !['DECIMAL', 'DATE'].includes(annotation(element) ?? '');
  if (kept) return element;
  const { converted_type, logical_type, ...stored } = element;
  return stored;
}

function isText(element: SchemaElement): boolean {
  return ['UTF8', 'STRING'].includes(annotation(element) ?? '');
}

/** The cell of the column: text, a number as text, null, or as it is for `RowIntake` to refuse. */
function decode(element: SchemaElement, value: unknown): unknown {
  if (annotation(element) === 'DECIMAL') {
    const units = unscaled(value);
    return units === undefined ? value : new NumberText(formatDecimal(units, decimalScale(element)));
  }
  if (typeof value === 'number' && annotation(element) === 'DATE') return addDays(EPOCH, value);
  if (typeof value === 'number' || typeof value === 'bigint') return new NumberText(numberText(value));
  if (value instanceof Uint8Array && element.type === 'BYTE_ARRAY') return UTF8.decode(value);
  return value;
}

function decimalScale({ scale, logical_type }: SchemaElement): number {
  return scale ?? (logical_type?.type === 'DECIMAL' ? logical_type.scale : 0);
}

/** The integer behind a decimal; bytes hold it in two's complement, the highest first. */
function unscaled(stored: unknown): bigint | undefined {
  if (typeof stored === 'bigint' || typeof stored === 'number') return BigInt(stored);
  if (!(stored instanceof Uint8Array)) return undefined;
  return BigInt.asIntN(8 * stored.length, BigInt(`0x0${Buffer.from(stored).toString('hex')}`));
}

/** The exact value of a whole number, whose shortest text may differ from it, and the shortest text of any other. */
function numberText(value: number | bigint): string {
  return Number.isInteger(value) ? BigInt(value).toString() : String(value);
}
