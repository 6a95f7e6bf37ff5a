import { systemClock } from '../../../adapters/system/clock.ts';
import { type CloseResult, closeMonth, type ReopenCommand, reopenMonth } from '../../../core/billing/close-month.ts';
import type { ClientKey, ClosedMonth } from '../../../core/billing/closed-month.ts';
import type { OpenPoint } from '../../../core/billing/open-points.ts';
import { grouped } from '../../../core/values/decimal.ts';
import { formatUsd4 } from '../../../core/values/money.ts';
import type { Deployment } from '../../deployment.ts';
import { type Column, renderTable } from '../../view/table.ts';
import { booksPorts } from './books.ts';
import { standingOf } from './standing.ts';

export interface CloseOptions {
  readonly month: string;
  readonly client?: string;
  readonly by: string;
  readonly force?: boolean;
  readonly why?: string;
}

/** `close --json` */
export interface CloseReport {
  readonly month: string;
  readonly status: CloseResult['kind'];
  readonly points: readonly OpenPoint[];
  readonly closed: readonly {
    readonly clientId: ClientKey;
    readonly lines: number;
    readonly exactUsd: string;
    readonly contentHash: string;
  }[];
  readonly already: readonly ClientKey[];
  readonly lost: readonly ClientKey[];
  readonly forced: ClosedMonth['forced'];
}

/** @returns what was closed, or the points that keep it from being closed */
export async function close(
  deployment: Deployment,
  { month, client, by, force, why }: CloseOptions,
): Promise<CloseReport> {
  const command = { month, clientId: client, by, force: force ? why : undefined };
  const result = await closeMonth(command, portsOf(deployment));
  const { kind: status, points } = result;
  if (result.kind === 'REFUSED') return { month, status, points, closed: [], already: [], lost: [], forced: null };
  const closed = result.closed.map(({ record: { clientId, contentHash }, frozen: { lines } }) => {
    const costUsd4 = lines.reduce((sum, line) => sum + line.costUsd4, 0n);
    return { clientId, lines: lines.length, exactUsd: formatUsd4(costUsd4), contentHash };
  });
  const forced = result.closed[0]?.record.forced ?? null;
  return { month, status, points, closed, already: result.already, lost: result.lost, forced };
}

export function reopen(deployment: Deployment, command: ReopenCommand): Promise<ClosedMonth[]> {
  return reopenMonth(command, portsOf(deployment));
}

function portsOf(deployment: Deployment) {
  const { billingAcceptances: acceptances } = deployment;
  const standings = { of: (monday: string) => standingOf(deployment, monday) };
  return { ...booksPorts(deployment), acceptances, standings, clock: systemClock };
}

const POINTS: readonly Column<OpenPoint>[] = [
  { title: 'week', of: ({ mondayDate }) => mondayDate },
  { title: 'open', of: ({ kind }) => kind },
  { title: 'employee', of: ({ employeeId }) => employeeId ?? '' },
  { title: 'detail', of: ({ detail }) => detail },
];
const CLOSED: readonly Column<CloseReport['closed'][number]>[] = [
  { title: 'client', of: ({ clientId }) => nameOf(clientId) },
  { title: 'lines', of: ({ lines }) => grouped(String(lines)), isNumber: true },
  { title: 'USD', of: ({ exactUsd }) => grouped(exactUsd), isNumber: true },
  { title: 'frozen as', of: ({ contentHash }) => contentHash.slice(0, 12) },
];

export function renderClose({ month, status, points, closed, already, lost, forced }: CloseReport): string {
  if (status === 'REFUSED') {
    return [
      `${month} stays open. Open points: ${points.length}`,
      renderTable(points, [...POINTS]),
      'Have them settled, take an employee-week as it is by "ledger finance accept", or close all the same with --force --why.',
    ].join('\n');
  }
  return [
    ...(closed.length > 0 ? [`${month} is closed.`, renderTable(closed, [...CLOSED])] : []),
    ...already.map((clientId) => `${month} of ${nameOf(clientId)} is closed already.`),
    ...lost.map((clientId) => `Somebody has just opened or exported a month of ${nameOf(clientId)}: close again.`),
    ...(forced ? [`Closed with ${points.length} open points, as ${forced.by} says: ${forced.why}`] : []),
  ].join('\n');
}

export function renderReopened(reopened: readonly ClosedMonth[]): string {
  return reopened
    .map(({ month, clientId, by }) => `${month} of ${nameOf(clientId)} is open again, as ${by} says.`)
    .join('\n');
}

function nameOf(clientId: ClientKey): string {
  return clientId ?? '(no client)';
}
