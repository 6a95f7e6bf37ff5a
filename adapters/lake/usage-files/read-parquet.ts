import type { SchemaElement } from 'hyparquet';
import { parquetMetadata, parquetReadObjects, parquetSchema } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { formatDecimal } from '../../../core/values/decimal.ts';
import { addDays } from '../../../core/values/week.ts';
import type { RowIntake } from './intake.ts';
import type { RawRow } from './rows.ts';
import { COLUMNS, NumberText } from './rows.ts';

const EPOCH = '1970-01-01';

/** Reads a Parquet file whose columns are flat. The line of a fault is the number of the row, from 1. */
export async function readParquet(file: Uint8Array, intake: RowIntake): Promise<void> {
  let rows: RawRow[] = [];
  try {
    rows = await rawRows(new Uint8Array(file).buffer, intake);
  } catch (error) {
    intake.refuse(null, null, `the file cannot be read as Parquet: ${error instanceof Error ? error.message : error}`);
  }
  for (const [index, row] of rows.entries()) {
    if (intake.full) return;
    intake.add(index + 1, row);
  }
}

/** @throws whatever the Parquet library meets in a broken file */
async function rawRows(file: ArrayBuffer, intake: RowIntake): Promise<RawRow[]> {
  const metadata = parquetMetadata(file, { geoparquet: false });
  const elements = parquetSchema(metadata).children.map(({ element }) => element);
  const names = elements.map(({ name }) => name);
  if (!intake.takesColumns(null, names)) return [];

  const columns = elements.filter(({ name }) => COLUMNS.some((column) => column === name));
  const rows = await parquetReadObjects({
    file,
    metadata: { ...metadata, schema: metadata.schema.map(withoutLossyType) },
    columns: columns.map(({ name }) => name),
    compressors,
    utf8: false,
  });
  return rows.map((row) => Object.fromEntries(columns.map((element) => [element.name, decode(element, row)])));
}

function annotation({ converted_type, logical_type }: SchemaElement): string | undefined {
  return converted_type ?? logical_type?.type;
}

/**
 * The library makes a float of a decimal, an instant of a day, and drops a byte order mark from text. Without the
 * annotation it gives what is stored.
 */
function withoutLossyType(element: SchemaElement): SchemaElement {
  const lossy = element.type === 'BYTE_ARRAY' || ['DECIMAL', 'DATE'].includes(annotation(element) ?? '');
  if (!lossy) return element;
  const { converted_type, logical_type, ...stored } = element;
  return stored;
}

/** The cell of the column: text, a number as text, null, or as it is for `RowIntake` to refuse. */
function decode(element: SchemaElement, row: Readonly<Record<string, unknown>>): unknown {
  const value = row[element.name] ?? null;
  if (annotation(element) === 'DECIMAL') {
    const units = unscaled(value);
    return units === undefined ? value : new NumberText(formatDecimal(units, decimalScale(element)));
  }
  if (typeof value === 'number' && annotation(element) === 'DATE') return addDays(EPOCH, value);
  if (typeof value === 'number' || typeof value === 'bigint') return new NumberText(numberText(value));
  if (value instanceof Uint8Array && element.type === 'BYTE_ARRAY') return Buffer.from(value).toString();
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
