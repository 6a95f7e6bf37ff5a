import { grouped, percentage } from '../../../core/values/decimal.ts';
import { type Amount, formatUsd4, toAmountText } from '../../../core/values/money.ts';
import type { Deployment } from '../../deployment.ts';
import { toJson } from '../../view/json.ts';
import {
  type Grouping,
  type GroupRow,
  groupLines,
  type LedgerLine,
  toGroupJson,
  toLineRow,
  totalsOf,
} from '../../view/rows.ts';
import { type Column, renderTable } from '../../view/table.ts';

export interface ShowOptions {
  readonly week: string;
  readonly by: 'line' | Grouping;
  readonly cwo?: string;
  readonly employee?: string;
  readonly project?: string;
  readonly json?: boolean;
}

/** The ledger of a week, as lines or summed. */
export async function show(deployment: Deployment, options: ShowOptions): Promise<string> {
  const lines = await readLines(deployment, options);
  const totals = totalsOf(lines);
  const { by } = options;
  if (options.json) {
    const rows = by === 'line' ? lines.map(toLineRow) : groupLines(lines, by).map(toGroupJson);
    return toJson({ weekStartDate: options.week, rows, totals: toAmountText(totals) });
  }
  if (lines.length === 0) return `The ledger holds no line of week ${options.week} that fits.`;
  return by === 'line' ? renderLines(lines) : renderGroups(groupLines(lines, by), totals);
}

async function readLines({ ledger }: Deployment, options: ShowOptions): Promise<LedgerLine[]> {
  const lines: LedgerLine[] = [];
  for await (const { revision } of ledger.listWeek(options.week)) {
    for (const line of revision.allocation.lines) lines.push({ line, revision });
  }
  return lines.filter(
    ({ line, revision }) =>
      (options.cwo === undefined || line.target === options.cwo) &&
      (options.employee === undefined || revision.employeeId === options.employee) &&
      (options.project === undefined || line.projectId === options.project),
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

function renderLines(lines: readonly LedgerLine[]): string {
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
  const totals = totalsOf(lines);
  const footer = ['total', '', '', '', grouped(totals.tokens), grouped(formatUsd4(totals.costUsd4)), '', '', '', ''];
  return renderTable(lines.map(toLineRow), columns, footer);
}

function isProvisional(estimatedPct: string): string {
  return estimatedPct === '0.00' ? '  ' : ' ~';
}
