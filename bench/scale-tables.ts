import type { RunShape } from './cost-model.ts';
import { ALTERNATIVES, type Cost, costPer1000, LIST_PRICES, QUANTITIES, REFERENCE_WORKLOAD } from './cost-model.ts';

/** The tables of `docs/scale.md` that follow from a measurement, in Markdown. */

/** What a shape counts, by the titles of its columns. */
export const SHAPE_COLUMNS = {
  'per run': 'perRun',
  'per batch': 'perBatch',
  'per employee-week': 'perEmployeeWeek',
  'per line': 'perLine',
} as const satisfies Record<string, keyof RunShape>;

/** Billed quantities by what they grow with; those that are nowhere used are left out. */
export function shapeTable(shape: RunShape): string {
  const parts = Object.values(SHAPE_COLUMNS);
  const used = QUANTITIES.filter((quantity) => parts.some((part) => shape[part][quantity]));
  const rows = used.map((quantity) => [
    LIST_PRICES[quantity].label,
    ...parts.map((part) => String(shape[part][quantity] ?? '')),
  ]);
  return markdownTable(['quantity', ...Object.keys(SHAPE_COLUMNS)], rows);
}

/** USD per 1,000 employee-weeks by quantity, with the alternatives beside. */
export function priceTable(costs: Readonly<Record<string, Cost>>): string {
  const alternatives = Object.entries(ALTERNATIVES).map(([name, shape]) => [
    name,
    costPer1000(shape, REFERENCE_WORKLOAD),
  ]);
  const all: [string, Cost][] = Object.entries({ ...costs, ...Object.fromEntries(alternatives) });
  const used = QUANTITIES.filter((quantity) => all.some(([, { parts }]) => parts[quantity] > 0));
  const rows = used.map((quantity) => [
    LIST_PRICES[quantity].label,
    ...all.map(([, { parts }]) => parts[quantity].toFixed(6)),
  ]);
  const sums = ['together', ...all.map(([, { total }]) => total.toFixed(6))];
  return markdownTable(['USD per 1,000 employee-weeks', ...all.map(([name]) => name)], [...rows, sums]);
}

/** Aligned, as the pages have their tables. */
export function markdownTable(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = titles.map((_, column) => Math.max(...[titles, ...rows].map((cells) => cells[column]?.length ?? 0)));
  const pad = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [titles.map(pad), rule, ...rows.map((row) => row.map(pad))]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}
