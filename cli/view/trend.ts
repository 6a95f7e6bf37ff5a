import { sharePct } from '../../core/budgets/percent.ts';
import { grouped } from '../../core/values/decimal.ts';
import { type Amount, addAmounts, formatUsd4, toAmountText, ZERO_AMOUNT } from '../../core/values/money.ts';
import type { MondayDate } from '../../core/values/week.ts';
import { type GroupRow, type LineSum, mergeSums, toGroupJson, toGroupRows } from './rows.ts';
import { sparkline } from './sparkline.ts';
import { type Column, renderTable } from './table.ts';

/** The sums of a week by what lines are grouped by. */
export interface WeekSums {
  readonly week: MondayDate;
  readonly sums: ReadonlyMap<string, LineSum>;
}

/** A sum over several weeks, with what each of them adds to it. */
interface TrendRow extends GroupRow {
  /** In the order of the weeks; nothing where there is no line. */
  readonly weeks: readonly Amount[];
}

/** Sums over weeks in order, each week beside them, and the change of the last one against the one before. */
export function trendJson(weeks: readonly WeekSums[]) {
  return toTrendRows(weeks).map((row) => ({
    ...toGroupJson(row),
    weeks: row.weeks.map((amount, at) => ({ weekStartDate: weeks[at]?.week, ...toAmountText(amount) })),
    changePct: changePct(row),
  }));
}

export function renderTrend(weeks: readonly WeekSums[], totals: Amount): string {
  const rows = toTrendRows(weeks);
  const columns: Column<TrendRow>[] = [
    { title: 'key', of: ({ key }) => key },
    { title: 'name', of: ({ name }) => name },
    { title: 'hours', of: ({ hours }) => hours, isNumber: true },
    { title: 'tokens', of: ({ tokens }) => grouped(tokens), isNumber: true },
    { title: 'USD', of: ({ costUsd4 }) => grouped(formatUsd4(costUsd4)), isNumber: true },
    { title: 'estimated %', of: ({ estimatedPct }) => estimatedPct, isNumber: true },
    { title: 'USD by week', of: (row) => sparkline(row.weeks.map(({ costUsd4 }) => costUsd4)) },
    { title: 'last week', of: (row) => grouped(formatUsd4(lastOf(row).costUsd4)), isNumber: true },
    { title: 'change %', of: (row) => signed(changePct(row)), isNumber: true },
  ];
  const all = weeks.map(({ sums }) => [...sums.values()].reduce<Amount>(addAmounts, ZERO_AMOUNT));
  const whole = { weeks: all };
  const footer = ['total', '', '', grouped(totals.tokens), grouped(formatUsd4(totals.costUsd4)), ''];
  const trend = [sparkline(all.map(({ costUsd4 }) => costUsd4)), grouped(formatUsd4(lastOf(whole).costUsd4))];
  const legend = `weeks ${weeks[0]?.week} to ${weeks.at(-1)?.week}; change of the last week's USD against the week before`;
  return `${renderTable(rows, columns, [...footer, ...trend, signed(changePct(whole))])}\n${legend}`;
}

function toTrendRows(weeks: readonly WeekSums[]): TrendRow[] {
  const all = mergeSums(weeks.map(({ sums }) => sums));
  return toGroupRows(all).map((row) => ({ ...row, weeks: weeks.map(({ sums }) => sums.get(row.key) ?? ZERO_AMOUNT) }));
}

type Weeks = Pick<TrendRow, 'weeks'>;

function lastOf({ weeks }: Weeks): Amount {
  return weeks.at(-1) ?? ZERO_AMOUNT;
}

/** `-12.50`; null where the week before cost nothing, or there is none. */
function changePct(row: Weeks): string | null {
  const before = row.weeks.at(-2)?.costUsd4 ?? 0n;
  return sharePct(lastOf(row).costUsd4 - before, before);
}

function signed(change: string | null): string {
  if (change === null) return '';
  return change.startsWith('-') ? change : `+${change}`;
}
