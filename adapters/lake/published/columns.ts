import type { SchemaElement } from 'hyparquet';
import type { PublishedTotals } from '../../../core/publication/publication.ts';
import { parseDecimal } from '../../../core/values/decimal.ts';

/** A column of a table: its name, its type in Parquet, and its value in a row. */
export interface Column<Row> {
  readonly name: string;
  readonly kind: Omit<SchemaElement, 'name'>;
  readonly of: (row: Row) => unknown;
  /** What of the totals the column sums to. */
  readonly sums?: Exclude<keyof PublishedTotals, 'rows'>;
}

const TEXT = { type: 'BYTE_ARRAY', converted_type: 'UTF8' } as const;
const BIGINT = { type: 'INT64' } as const;
const INT = { type: 'INT32' } as const;
const BOOLEAN = { type: 'BOOLEAN' } as const;
const DATE = { type: 'INT32', converted_type: 'DATE' } as const;
const TIMESTAMP = { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' } as const;
const USD = { type: 'INT64', converted_type: 'DECIMAL', precision: 18, scale: 4 } as const;
const HOURS = { type: 'INT32', converted_type: 'DECIMAL', precision: 9, scale: 2 } as const;
const PERCENT = { type: 'INT32', converted_type: 'DECIMAL', precision: 5, scale: 2 } as const;

export function text<Row>(name: string, of: (row: Row) => string | null): Column<Row> {
  return { name, kind: TEXT, of };
}

export function bigint<Row>(name: string, of: (row: Row) => bigint | null): Column<Row> {
  return { name, kind: BIGINT, of };
}

export function int<Row>(name: string, of: (row: Row) => number): Column<Row> {
  return { name, kind: INT, of };
}

export function boolean<Row>(name: string, of: (row: Row) => boolean): Column<Row> {
  return { name, kind: BOOLEAN, of };
}

/** @param of `YYYY-MM-DD` */
export function date<Row>(name: string, of: (row: Row) => string | null): Column<Row> {
  return { name, kind: DATE, of: (row) => instant(of(row)) };
}

/** @param of an ISO instant */
export function timestamp<Row>(name: string, of: (row: Row) => string | null): Column<Row> {
  return { name, kind: TIMESTAMP, of: (row) => instant(of(row)) };
}

/** @param of units of 1/10,000 USD, or the text of an amount */
export function usd<Row>(name: string, of: (row: Row) => bigint | string | null): Column<Row> {
  return { name, kind: USD, of: (row) => units(of(row), USD.scale) };
}

/** @param of hundredths, or the text of hours */
export function hours<Row>(name: string, of: (row: Row) => number | string | null): Column<Row> {
  return { name, kind: HOURS, of: (row) => units(of(row), HOURS.scale) };
}

/** @param of units of the scale */
export function decimal<Row>(
  name: string,
  { precision, scale }: { readonly precision: number; readonly scale: number },
  of: (row: Row) => bigint | null,
): Column<Row> {
  return { name, kind: { type: 'INT64', converted_type: 'DECIMAL', precision, scale }, of };
}

/** @param of text of two decimals */
export function percent<Row>(name: string, of: (row: Row) => string | null): Column<Row> {
  return { name, kind: PERCENT, of: (row) => units(of(row), PERCENT.scale) };
}

/** The column, whose values are summed while they are written. */
export function summed<Row>(sums: Column<Row>['sums'], column: Column<Row>): Column<Row> {
  return { ...column, ...(sums !== undefined && { sums }) };
}

function instant(of: string | null): Date | null {
  return of === null ? null : new Date(of);
}

/** @throws RangeError where text is no decimal of that scale */
function units(value: bigint | number | string | null, scale: number): bigint | null {
  if (typeof value !== 'string') return value === null ? null : BigInt(value);
  const parsed = parseDecimal(value, scale);
  if (parsed === undefined) throw new RangeError(`${value} is no decimal of ${scale} places`);
  return parsed;
}
