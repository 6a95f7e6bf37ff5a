import { describe, expect, it } from 'vitest';
import { lineMonths } from '../../core/billing/line-months.ts';
import { sourceLines } from '../../core/billing/source-lines.ts';
import { formatHours } from '../../core/values/hours.ts';
import { formatUsd4 } from '../../core/values/money.ts';
import { COLLECTED_TABLES } from '../../functions/names.ts';
import { LAKE_TABLES } from '../../lib/base/lake-tables.ts';
import { decided } from '../core/billing/heads-with-evidence.ts';
import { source } from '../worlds/heads.ts';
import { entry, known, MONDAY } from '../worlds/rule-weeks.ts';
import { readPage, sectionOf, tableOf } from './markdown.ts';

const PAGE = readPage('docs/publication.md');
const COLLECTED: readonly string[] = Object.values(COLLECTED_TABLES);
const TABLES = Object.values(LAKE_TABLES).filter(({ name }) => !COLLECTED.includes(name));
const bare = (cell = '') => cell.replaceAll('`', '');

/** Names and types that the page tells of a table, as `name type`. */
function toldOf(name: string): string[] {
  const columnsIn = (title: string, table?: string) =>
    tableOf(sectionOf(PAGE, title))
      .filter((row) => table === undefined || ['both', table].includes(row.in ?? ''))
      .map(({ column, type }) => `${bare(column)} ${bare(type)}`);
  if (name === 'token_budget_tracking') return columnsIn('Budgets', 'week');
  if (name === 'token_budget_total') return columnsIn('Budgets', 'total');
  if (name === 'token_cost_allocation_revision') return [...columnsIn('token_cost_allocation'), ...columnsIn(name)];
  return columnsIn(name);
}

describe('the page on what is published', () => {
  it('names every table, and whether it lies by week', () => {
    const told = tableOf(PAGE.text).map(({ table = '', 'lies in': place }) => [
      /`(\w+)`/.exec(table)?.[1],
      place === 'an object a week',
    ]);

    expect(told.sort()).toEqual(TABLES.map(({ name, partitions }) => [name, 'monday_date' in partitions]).sort());
  });

  it.each(TABLES)('tells the columns of $name, with their types', ({ name, columns }) => {
    expect(toldOf(name)).toEqual(Object.entries(columns).map((column) => column.join(' ')));
  });

  it('divides a line by month as the rule does', async () => {
    const entries = [entry('T1', '8.00', '2026-11-30'), entry('T1', '12.00', '2026-12-01')];
    const { head, evidence } = decided('2026-11-30', known({ entries }), [source('30.0001')]);

    const rows = (await lineMonths(head, 'BY_DAY', evidence)).map(({ month, hours, costUsd4 }) => ({
      month,
      hours: formatHours(hours ?? 0),
      cost: formatUsd4(costUsd4),
    }));

    expect(tableOf(sectionOf(PAGE, 'Line by month'))).toEqual(rows);
  });

  it('divides lines by source as the rule does', async () => {
    const told = tableOf(sectionOf(PAGE, 'Line by source'));
    const reported = told.slice(0, -1).map((row) => source(row.reported ?? '', 0n, bare(row.source)));
    const entries = [entry('T1', '8.00'), entry('T2', '12.00')];
    const { head, evidence } = decided(MONDAY, known({ entries }), reported);
    const cells = await sourceLines(head, evidence);
    const costOf = (parts: readonly { readonly costUsd4: bigint }[]) =>
      formatUsd4(parts.reduce((sum, { costUsd4 }) => sum + costUsd4, 0n));

    const rowOf = (one: typeof cells) => ({
      'brought to': costOf(one),
      '`C1`': costOf(one.filter(({ line }) => line.target === 'C1')),
      '`C2`': costOf(one.filter(({ line }) => line.target === 'C2')),
    });
    const bySource = reported.map((one) => rowOf(cells.filter((cell) => cell.source === one.source)));

    expect(told).toMatchObject([...bySource, rowOf(cells)]);
  });
});
