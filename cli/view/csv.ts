import { stringify } from 'csv-stringify/sync';
import { guarded } from '../../core/values/formula-text.ts';
import type { Column } from './table.ts';

/** The library would quote but the two of them together. */
const END_OF_LINE = /[\r\n]/;

/**
 * CSV by RFC 4180 with a header, for programs and spreadsheets: a text that a spreadsheet would take for a formula begins
 * with `'`. Columns of numbers stay as they are, -7.5000 among them.
 */
export function toCsv<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const cells = rows.map((row) => columns.map(({ of, isNumber }) => (isNumber ? of(row) : guarded(of(row)))));
  return stringify([columns.map(({ title }) => title), ...cells], {
    record_delimiter: 'windows',
    quoted_match: END_OF_LINE,
  });
}
