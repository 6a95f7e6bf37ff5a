import Table from 'cli-table3';

export interface Column<Row> {
  readonly title: string;
  readonly of: (row: Row) => string;
  readonly isNumber?: boolean;
}

/** A table for people: a title line, aligned columns, numbers to the right. */
export function renderTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  footer?: readonly string[],
): string {
  const table = new Table({
    head: columns.map(({ title }) => title),
    colAligns: columns.map(({ isNumber }) => (isNumber ? 'right' : 'left')),
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) table.push(columns.map(({ of }) => of(row)));
  if (footer) table.push([...footer]);
  return table.toString();
}

/** `1234567` is `1,234,567`. */
export function grouped(digits: bigint | string): string {
  const [whole = '', ...fraction] = digits.toString().split('.');
  return [whole.replace(/\B(?=(\d{3})+$)/g, ','), ...fraction].join('.');
}
