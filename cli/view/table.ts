import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
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
 * @param width of the terminal in cells, in which wide columns are folded; undefined where there is none
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
  const widths = foldedWidths([titles, ...cells], width);

  const rule = (left: string, between: string, right: string) =>
    left + widths.map((one) => '─'.repeat(one + 2)).join(between) + right;
  const line = (parts: readonly string[]) =>
    `│ ${columns.map(({ isNumber }, at) => aligned(parts[at] ?? '', widths[at] ?? 0, isNumber)).join(' │ ')} │`;
  const lines = (row: readonly string[]) => foldedLines(row, widths).map(line);
  return [
    rule('┌', '┬', '┐'),
    ...lines(titles),
    rule('├', '┼', '┤'),
    ...cells.flatMap(lines),
    rule('└', '┴', '┘'),
  ].join('\n');
}

/** Takes from the widest column until all fit. */
function foldedWidths(lines: readonly (readonly string[])[], width = Number.POSITIVE_INFINITY): number[] {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => stringWidth(line[column] ?? ''))));
  const room = width - FRAME * widths.length - 1;
  const total = () => widths.reduce((sum, one) => sum + one, 0);
  while (total() > room) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] as number) <= WIDTH_MIN) break;
    widths[widest] = (widths[widest] as number) - 1;
  }
  return widths;
}

/** The lines of a row, each with a part of every cell: whole words where they fit, and no character is lost. */
function foldedLines(row: readonly string[], widths: readonly number[]): string[][] {
  const parts = row.map((cell, at) => folded(cell, widths[at] ?? 0));
  const height = Math.max(...parts.map(({ length }) => length));
  return Array.from({ length: height }, (_, at) => parts.map((part) => part[at] ?? ''));
}

function folded(cell: string, width: number): string[] {
  return stringWidth(cell) <= width ? [cell] : wrapAnsi(cell, width, { hard: true, trim: false }).split('\n');
}

function aligned(text: string, width: number, isNumber = false): string {
  const blanks = ' '.repeat(Math.max(0, width - stringWidth(text)));
  return isNumber ? blanks + text : text + blanks;
}
