import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roundTo, spread } from '../../../core/billing/spread.ts';

const sum = (values: readonly bigint[]) => values.reduce((total, value) => total + value, 0n);

/** As the rule says it, a unit at a time: the slow way. */
function bySteps(rows: readonly bigint[], columns: readonly bigint[], total: bigint): bigint[][] {
  const floor = (n: bigint) => (n >= 0n ? n / total : -((-n + total - 1n) / total));
  const table = rows.map((row) => columns.map((column) => floor(row * column)));
  const rests = rows.map((row) => columns.map((column) => row * column - floor(row * column) * total));
  const given = rows.map(() => columns.map(() => 0));
  const lacksRow = (at: number) => (rows[at] as bigint) - sum(table[at] as bigint[]) > 0n;
  const lacksColumn = (at: number) => (columns[at] as bigint) - sum(table.map((row) => row[at] as bigint)) > 0n;
  const cells = rows.flatMap((_, row) => columns.map((_column, column) => ({ row, column })));
  for (;;) {
    const open = cells.filter(({ row, column }) => lacksRow(row) && lacksColumn(column));
    if (open.length === 0) return table;
    const restOf = ({ row, column }: { row: number; column: number }) => rests[row]?.[column] as bigint;
    const givenTo = ({ row, column }: { row: number; column: number }) => given[row]?.[column] as number;
    const least = Math.min(...open.map(givenTo));
    const fresh = open.filter((cell) => givenTo(cell) === least);
    const largest = fresh.reduce((best, cell) => (restOf(cell) > restOf(best) ? cell : best));
    (table[largest.row] as bigint[])[largest.column] = (table[largest.row]?.[largest.column] as bigint) + 1n;
    (given[largest.row] as number[])[largest.column] = least + 1;
  }
}

/** Margins of the same total, above 0; rows of any sign. */
const margins = fc
  .tuple(
    fc.array(fc.bigInt({ min: -300n, max: 1000n }), { minLength: 1, maxLength: 5 }),
    fc.array(fc.nat({ max: 50 }), { minLength: 1, maxLength: 6 }),
  )
  .map(([rows, weights]) => {
    const total = sum(rows);
    const parts = weights.map((weight) => (total * BigInt(weight)) / 300n);
    return { rows, columns: [...parts, total - sum(parts)], total };
  })
  .filter(({ total }) => total > 0n);

describe('a table of sources and lines', () => {
  it.each([
    [
      'proportions that come out',
      [30n, 15n],
      [30n, 15n],
      [
        [20n, 10n],
        [10n, 5n],
      ],
    ],
    [
      'a unit to the largest remainder',
      [2n, 1n],
      [2n, 1n],
      [
        [1n, 1n],
        [1n, 0n],
      ],
    ],
    [
      'ties by source, then by line',
      [1n, 1n],
      [1n, 1n],
      [
        [1n, 0n],
        [0n, 1n],
      ],
    ],
    [
      'a credit beside a charge',
      [10n, -4n],
      [3n, 3n],
      [
        [5n, 5n],
        [-2n, -2n],
      ],
    ],
  ])('gives %s', (_, rows, columns, table) => {
    expect(spread(rows, columns, sum(rows))).toEqual(table);
  });

  it('sums both ways and is what the rule makes a unit at a time', () => {
    fc.assert(
      fc.property(margins, ({ rows, columns, total }) => {
        const table = spread(rows, columns, total);

        expect(table.map(sum)).toEqual(rows);
        expect(columns.map((_, at) => sum(table.map((row) => row[at] as bigint)))).toEqual(columns);
        expect(table).toEqual(bySteps(rows, columns, total));
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['rows', [1n, 1n], [3n]],
    ['columns', [3n], [1n, 1n]],
  ])('is an error where the %s are not of the total', (_, rows, columns) => {
    expect(() => spread(rows, columns, 3n)).toThrow(RangeError);
  });
});

describe('costs of sources in 4 decimals', () => {
  it.each([
    ['the rounded sum', [50n, 50n], 1n, [1n, 0n]],
    ['the largest remainder first', [149n, 151n], 3n, [1n, 2n]],
    ['credits, which round down too', [250n, -160n], 1n, [3n, -2n]],
  ])('sum to %s', (_, parts, total, rounded) => {
    expect(roundTo(parts, 100n, total)).toEqual(rounded);
  });
});
