import { grouped, percentage } from '../../../core/values/decimal.ts';
import { type Amount, addAmounts, formatUsd4, toAmountText, ZERO_AMOUNT } from '../../../core/values/money.ts';
import { addDays, type MondayDate } from '../../../core/values/week.ts';
import type { Deployment } from '../../deployment.ts';
import { toJson } from '../../view/json.ts';
import {
  type Grouping,
  type GroupRow,
  type LedgerLine,
  mergeSums,
  sumLines,
  toGroupJson,
  toGroupRows,
  toLineRow,
  totalsOf,
} from '../../view/rows.ts';
import { type Column, renderTable } from '../../view/table.ts';
import { renderTrend, trendJson, type WeekSums } from '../../view/trend.ts';
import { WrongUseError } from '../../wrong-use-error.ts';

export interface ShowOptions {
  /** One week, or those from one to another, both included. */
  readonly week?: MondayDate;
  readonly from?: MondayDate;
  readonly to?: MondayDate;
  readonly by: 'line' | Grouping;
  readonly cwo?: string;
  readonly employee?: string;
  readonly project?: string;
  readonly client?: string;
  readonly json?: boolean;
}

/** Weeks in a range: a year, whichever day it begins with. */
const WEEKS_MAX = 53;

/**
 * The ledger of a week, as lines or summed; of several weeks with a trend.
 * @throws WrongUseError where the options name no week, or too many
 */
export async function show(deployment: Deployment, options: ShowOptions): Promise<string> {
  const weeks = weeksOf(options);
  const { by } = options;
  return by === 'line' ? showLines(deployment, weeks, options) : showSums(deployment, weeks, { ...options, by });
}

function weeksOf({ week, from, to }: ShowOptions): MondayDate[] {
  if (week !== undefined && from === undefined && to === undefined) return [week];
  if (week !== undefined || from === undefined || to === undefined) {
    throw new WrongUseError('name a week with --week, or several with --from and --to');
  }
  if (to < from) throw new WrongUseError(`--to ${to} is before --from ${from}`);
  const weeks: MondayDate[] = [];
  for (let monday = from; monday <= to; monday = addDays(monday, 7)) {
    if (weeks.length === WEEKS_MAX) throw new WrongUseError(`a range has at most ${WEEKS_MAX} weeks`);
    weeks.push(monday);
  }
  return weeks;
}

async function showLines(deployment: Deployment, weeks: readonly MondayDate[], options: ShowOptions): Promise<string> {
  const lines: LedgerLine[] = [];
  for (const week of weeks) lines.push(...(await readLines(deployment, week, options)));
  const totals = totalsOf(lines);
  if (options.json) {
    return toJson({ ...rangeOf(options), rows: lines.map(toLineRow), totals: toAmountText(totals) });
  }
  return lines.length === 0 ? nothing(options) : renderLines(lines, totals);
}

/** A week is summed before the next is read: sums are few, lines are not. */
async function showSums(
  deployment: Deployment,
  weeks: readonly MondayDate[],
  options: ShowOptions & { readonly by: Grouping },
): Promise<string> {
  const summed: WeekSums[] = [];
  for (const week of weeks)
    summed.push({ week, sums: sumLines(await readLines(deployment, week, options), options.by) });
  const all = mergeSums(summed.map(({ sums }) => sums));
  const totals = [...all.values()].reduce<Amount>(addAmounts, ZERO_AMOUNT);
  if (options.json) {
    const rows = options.week === undefined ? trendJson(summed) : toGroupRows(all).map(toGroupJson);
    return toJson({ ...rangeOf(options), rows, totals: toAmountText(totals) });
  }
  if (all.size === 0) return nothing(options);
  return options.week === undefined ? renderTrend(summed, totals) : renderGroups(toGroupRows(all), totals);
}

function rangeOf({ week, from, to }: ShowOptions) {
  return week === undefined ? { from, to } : { weekStartDate: week };
}

function nothing({ week, from, to }: ShowOptions): string {
  const range = week === undefined ? `the weeks from ${from} to ${to}` : `week ${week}`;
  return `The ledger holds no line of ${range} that fits.`;
}

async function readLines({ ledger }: Deployment, week: MondayDate, options: ShowOptions): Promise<LedgerLine[]> {
  const lines: LedgerLine[] = [];
  for await (const { revision } of ledger.listWeek(week)) {
    for (const line of revision.allocation.lines) lines.push({ line, revision });
  }
  return lines.filter(
    ({ line, revision }) =>
      (options.cwo === undefined || line.target === options.cwo) &&
      (options.employee === undefined || revision.employeeId === options.employee) &&
      (options.project === undefined || line.projectId === options.project) &&
      (options.client === undefined || line.clientId === options.client),
  );
}

function renderGroups(rows: readonly GroupRow[], totals: Amount): string {
  const columns: Column<GroupRow>[] = [
    { title: 'key', of: ({ key }) => key },
    { title: 'name', of: ({ name }) => name },
    { title: 'hours', of: ({ hours }) => hours, isNumber: true },
    { title: 'tokens', of: ({ tokens }) => grouped(tokens), isNumber: true },
    { title: 'USD', of: ({ costUsd4 }) => grouped(formatUsd4(costUsd4)), isNumber: true },
    { title: 'share %', of: ({ costUsd4 }) => percentage(costUsd4, totals.costUsd4), isNumber: true },
    { title: 'estimated %', of: ({ estimatedPct }) => `${estimatedPct}${isProvisional(estimatedPct)}`, isNumber: true },
  ];
  const footer = ['total', '', '', grouped(totals.tokens), grouped(formatUsd4(totals.costUsd4)), '', ''];
  return `${renderTable(rows, columns, footer)}\n~ provisional: rests partly on timesheets that are not approved yet`;
}

function renderLines(lines: readonly LedgerLine[], totals: Amount): string {
  const columns: Column<ReturnType<typeof toLineRow>>[] = [
    { title: 'employee', of: ({ employeeId }) => employeeId },
    { title: 'target', of: ({ cwoId }) => cwoId },
    { title: 'name', of: ({ cwoName }) => cwoName ?? '' },
    { title: 'hours', of: ({ hours }) => hours ?? '', isNumber: true },
    { title: 'tokens', of: ({ allocatedTokens }) => grouped(allocatedTokens), isNumber: true },
    { title: 'USD', of: ({ allocatedCostUsd }) => grouped(allocatedCostUsd), isNumber: true },
    { title: 'basis', of: ({ allocationBasis }) => `${allocationBasis}${allocationBasis === 'ESTIMATED' ? ' ~' : ''}` },
    { title: 'method', of: ({ method }) => method },
    { title: 'reason, flags', of: ({ reason, flags }) => [reason, ...flags].filter(Boolean).join(' ') },
    { title: 'rev', of: ({ revision }) => String(revision), isNumber: true },
  ];
  const footer = ['total', '', '', '', grouped(totals.tokens), grouped(formatUsd4(totals.costUsd4)), '', '', '', ''];
  return renderTable(lines.map(toLineRow), columns, footer);
}

function isProvisional(estimatedPct: string): string {
  return estimatedPct === '0.00' ? '  ' : ' ~';
}
