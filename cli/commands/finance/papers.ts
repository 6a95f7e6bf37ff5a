import { systemClock } from '../../../adapters/system/clock.ts';
import type { ClientKey } from '../../../core/billing/closed-month.ts';
import { exportPaper, readPaper } from '../../../core/billing/export-invoice.ts';
import type { Paper, PaperCorrection, PaperKind, PaperLine } from '../../../core/billing/paper.ts';
import { grouped } from '../../../core/values/decimal.ts';
import { isCwo } from '../../../core/values/ids.ts';
import type { Deployment } from '../../deployment.ts';
import { toCsv } from '../../view/csv.ts';
import { toJson } from '../../view/json.ts';
import { type Column, renderTable } from '../../view/table.ts';
import { WrongUseError } from '../../wrong-use-error.ts';
import { booksPorts } from './books.ts';

export const PAPER_FORMATS = ['table', 'csv', 'json'] as const;
type PaperFormat = (typeof PAPER_FORMATS)[number];

export interface PaperOptions {
  readonly month: string;
  readonly client?: string;
  readonly cwo?: string;
  readonly format: PaperFormat;
}

const WRITERS = { csv: paperCsv, json: (paper: Paper) => `${toJson(paper)}\n` } as const;

/** The text of a paper. As CSV or JSON an invoice of a closed month is exported by that. */
export async function paper(deployment: Deployment, kind: PaperKind, options: PaperOptions): Promise<string> {
  const { month, cwo, format } = options;
  const command = { kind, month, clientId: await clientOf(deployment, options), cwoId: cwo ?? null };
  const ports = { ...booksPorts(deployment), clock: systemClock };
  if (format === 'table') return `${renderPaper(await readPaper(command, ports))}\n`;
  return (await exportPaper(command, { name: format, write: WRITERS[format] }, ports)).text;
}

/** @throws WrongUseError where neither is given, or nobody knows the CWO or its client */
async function clientOf({ cwos }: Deployment, { client, cwo }: PaperOptions): Promise<ClientKey> {
  if (client !== undefined) return client;
  if (cwo === undefined) throw new WrongUseError('a paper is of a client or of a CWO: name one with --client or --cwo');
  if (!isCwo(cwo)) return null;
  const found = (await cwos.readCwos([cwo])).get(cwo)?.clientId ?? null;
  if (found === null) throw new WrongUseError(`nobody knows the client of ${cwo}: name it with --client`);
  return found;
}

/** A row of the CSV: a line, a correction, the sum, or what waits and is not in it. */
interface CsvRow {
  readonly row: 'LINE' | 'CORRECTION' | 'TOTAL' | 'WAITING';
  readonly ofMonth: string;
  readonly part: Partial<PaperLine & PaperCorrection>;
  readonly exactUsd: string;
  readonly amountUsd: string;
}

function paperCsv(paper: Paper): string {
  const rows: CsvRow[] = [
    ...paper.lines.map((part) => ({ row: 'LINE', ofMonth: paper.month, part, ...part }) as const),
    ...paper.corrections.map((part) => ({ row: 'CORRECTION', part, exactUsd: part.differenceUsd, ...part }) as const),
    { row: 'TOTAL', ofMonth: paper.month, part: {}, ...paper.totals },
    ...(paper.waiting.lines > 0
      ? [{ row: 'WAITING', ofMonth: '', part: {}, exactUsd: paper.waiting.exactUsd, amountUsd: '' } as const]
      : []),
  ];
  const columns: Column<CsvRow>[] = [
    { title: 'row', of: ({ row }) => row },
    { title: 'number', of: () => paper.number ?? '' },
    { title: 'client_id', of: () => paper.clientId ?? '' },
    { title: 'month', of: () => paper.month },
    { title: 'of_month', of: ({ ofMonth }) => ofMonth },
    { title: 'cwo_id', of: ({ part }) => part.cwoId ?? '' },
    { title: 'cwo_name', of: ({ part }) => part.cwoName ?? '' },
    { title: 'role', of: ({ part }) => part.role ?? '' },
    { title: 'tokens', of: ({ part }) => part.tokens?.toString() ?? '', isNumber: true },
    { title: 'before_usd', of: ({ part }) => part.beforeUsd ?? '', isNumber: true },
    { title: 'after_usd', of: ({ part }) => part.afterUsd ?? '', isNumber: true },
    { title: 'exact_usd', of: ({ exactUsd }) => exactUsd, isNumber: true },
    { title: 'amount_usd', of: ({ amountUsd }) => amountUsd, isNumber: true },
    { title: 'status', of: () => paper.status },
    { title: 'provisional', of: () => String(paper.provisional) },
    { title: 'forced', of: () => (paper.forced ? `${paper.forced.by}: ${paper.forced.why}` : '') },
  ];
  return toCsv(rows, columns);
}

const LINES: readonly Column<PaperLine>[] = [
  { title: 'CWO', of: ({ cwoId }) => cwoId },
  { title: 'name', of: ({ cwoName }) => cwoName },
  { title: 'role', of: ({ role }) => role },
  { title: 'tokens', of: ({ tokens }) => grouped(tokens), isNumber: true },
  { title: 'exact USD', of: ({ exactUsd }) => grouped(exactUsd), isNumber: true },
  { title: 'USD', of: ({ amountUsd }) => grouped(amountUsd), isNumber: true },
];
const CORRECTIONS: readonly Column<PaperCorrection>[] = [
  { title: 'of month', of: ({ ofMonth }) => ofMonth },
  { title: 'CWO', of: ({ cwoId }) => cwoId },
  { title: 'role', of: ({ role }) => role },
  { title: 'before', of: ({ beforeUsd }) => grouped(beforeUsd), isNumber: true },
  { title: 'after', of: ({ afterUsd }) => grouped(afterUsd), isNumber: true },
  { title: 'USD', of: ({ amountUsd }) => grouped(amountUsd), isNumber: true },
];

function renderPaper(paper: Paper): string {
  const { kind, month, clientId, cwoId, status, number, lines, corrections, totals, waiting, forced } = paper;
  const title = `${kind === 'INVOICE' ? 'Invoice' : 'Statement'} ${number ?? ''}`.trimEnd();
  return [
    `${title} of ${[clientId, cwoId].filter(Boolean).join(', ')}, ${month}, ${status}`,
    ...(lines.length > 0 ? [renderTable(lines, [...LINES])] : ['No line.']),
    ...(corrections.length > 0 ? ['Corrections of closed months', renderTable(corrections, [...CORRECTIONS])] : []),
    `Total ${grouped(totals.amountUsd)} USD (exact ${grouped(totals.exactUsd)}, rounding ${totals.residualUsd})`,
    ...(waiting.lines > 0
      ? [`${waiting.exactUsd} USD of ${waiting.lines} changed lines wait until they are settled.`]
      : []),
    ...(paper.provisional ? ['~ provisional: rests partly on timesheets that are not approved yet'] : []),
    ...(forced ? [`Closed with open points, as ${forced.by} says: ${forced.why}`] : []),
  ].join('\n');
}
