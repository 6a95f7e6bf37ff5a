/** A cell of a table whose rows and columns are to sum to given margins. */
interface Cell {
  readonly row: number;
  readonly column: number;
  readonly rest: bigint;
}

/**
 * An integer table with both margins (`docs/publication.md`, "Line by source"): each cell begins at `row × column ÷ total`, rounded
 * down; while a row and a column both lack units, one goes to the cell with the largest remainder of those whose row and
 * column both do, to cells that have got one only after all others. Ties go by row, then by column.
 *
 * @param rows any sign; they sum to `total`, as the columns do
 * @param total above 0
 * @returns cells by row, then by column
 * @throws RangeError where the margins do not agree
 */
export function spread(rows: readonly bigint[], columns: readonly bigint[], total: bigint): bigint[][] {
  const sumOf = (cells: readonly bigint[]) => cells.reduce((sum, cell) => sum + cell, 0n);
  if (sumOf(rows) !== total || sumOf(columns) !== total) {
    throw new RangeError(`rows of ${sumOf(rows)} and columns of ${sumOf(columns)} are no table of ${total}`);
  }
  const table = rows.map((row) => columns.map((column) => floorOf(row * column, total)));
  const rowLacks = rows.map((row, at) => row - sumOf(table[at] as bigint[]));
  const columnLacks = columns.map((column, at) => column - sumOf(table.map((cells) => cells[at] as bigint)));
  const cells: Cell[] = rows.flatMap((value, row) =>
    columns.map((other, column) => ({ row, column, rest: restOf(value * other, total) })),
  );
  cells.sort((a, b) => compareRests(a, b) || a.row - b.row || a.column - b.column);
  // What a row or a column lacks only falls: a cell that is passed by once would be passed by in every later step.
  while (rowLacks.some((lack) => lack > 0n)) {
    for (const { row, column } of cells) {
      if (rowLacks[row] === 0n || columnLacks[column] === 0n) continue;
      add(rowLacks, row, -1n);
      add(columnLacks, column, -1n);
      add(table[row] as bigint[], column, 1n);
    }
  }
  return table;
}

/** Brings parts to a total that is theirs rounded: each down to `unit`, then one unit to the largest remainders. */
export function roundTo(parts: readonly bigint[], unit: bigint, total: bigint): bigint[] {
  const rounded = parts.map((part) => floorOf(part, unit));
  const rests = parts.map((part, at) => ({ at, rest: restOf(part, unit) }));
  let left = total - rounded.reduce((sum, part) => sum + part, 0n);
  for (const { at } of rests.toSorted((a, b) => compareRests(a, b) || a.at - b.at)) {
    if (left === 0n) break;
    add(rounded, at, 1n);
    left -= 1n;
  }
  return rounded;
}

/** Towards minus infinity, as remainders are 0 or more. */
function floorOf(numerator: bigint, denominator: bigint): bigint {
  return (numerator - restOf(numerator, denominator)) / denominator;
}

function restOf(numerator: bigint, denominator: bigint): bigint {
  return ((numerator % denominator) + denominator) % denominator;
}

/** The largest first. */
function compareRests(a: Pick<Cell, 'rest'>, b: Pick<Cell, 'rest'>): number {
  if (a.rest === b.rest) return 0;
  return a.rest > b.rest ? -1 : 1;
}

function add(values: bigint[], at: number, units: bigint): void {
  values[at] = (values[at] as bigint) + units;
}
