import Table from 'cli-table3';
import { visibleText } from '../../core/values/visible-text.ts';

export interface Column<Row> {
  readonly title: string;
  readonly of: (row: Row) => string;
  readonly isNumber?: boolean;
}

/** No column is folded below this. */
const WIDTH_MIN = 8;
/** A border and two blanks. */
const FRAME = 3;

/**
 * A table for people: a title line, aligned columns, numbers to the right.
 * @param width of the terminal, in which words of wide columns are folded; undefined where there is none
 */
export function renderTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  footer?: readonly string[],
  width = process.stdout.columns,
): string {
  const cells = rows.map((row) => columns.map(({ of }) => visibleText(of(row))));
  if (footer) cells.push([...footer]);
  const titles = columns.map(({ title }) => title);
  const widths = width === undefined ? null : foldedWidths([titles, ...cells], width);
  const table = new Table({
    head: titles,
    colAligns: columns.map(({ isNumber }) => (isNumber ? 'right' : 'left')),
    style: { head: [], border: [], compact: true },
    ...(widths && { colWidths: widths.map((one) => one + FRAME - 1), wordWrap: true, wrapOnWordBoundary: false }),
  });
  table.push(...cells);
  return table.toString();
}

/** Takes from the widest column until all fit; null where they do as they are. */
function foldedWidths(lines: readonly (readonly string[])[], width: number): number[] | null {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  const room = width - FRAME * widths.length - 1;
  const total = () => widths.reduce((sum, one) => sum + one, 0);
  if (total() <= room) return null;
  while (total() > room) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] as number) <= WIDTH_MIN) break;
    widths[widest] = (widths[widest] as number) - 1;
  }
  return widths;
}

/** `1234567` is `1,234,567`. */
export function grouped(digits: bigint | string): string {
  const [whole = '', ...fraction] = digits.toString().split('.');
  return [whole.replace(/\B(?=(\d{3})+$)/g, ','), ...fraction].join('.');
}
