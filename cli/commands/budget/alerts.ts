import type { BudgetAlert } from '../../../core/budgets/alert.ts';
import { amountOf } from '../../../core/budgets/alert-view.ts';
import { utilizationPct } from '../../../core/budgets/percent.ts';
import { isProvisional } from '../../../core/budgets/thresholds.ts';
import type { Clock } from '../../../core/values/clock.ts';
import { grouped } from '../../../core/values/decimal.ts';
import { compareIds } from '../../../core/values/ids.ts';
import { addDays, mondayOf } from '../../../core/values/week.ts';
import type { Deployment } from '../../deployment.ts';
import { type Column, renderTable } from '../../view/table.ts';

export interface AlertsOptions {
  readonly cwo?: string;
  readonly pending?: boolean;
}

/** An alert of `alerts --json` (contract 7). */
export type AlertRow = ReturnType<typeof toRow>;

export interface AlertsReport {
  /** Those that wait first, then the newest. */
  readonly rows: readonly AlertRow[];
  /** Suggestions whose PM has not been asked yet. */
  readonly questions: number;
}

const WEEKS_BACK = 26;

/** Alerts that wait, and, where not only those are asked for, those told in this week and the 26 before it. */
export async function alerts(
  { alertOutbox }: Pick<Deployment, 'alertOutbox'>,
  { cwo, pending = false }: AlertsOptions,
  clock: Clock,
): Promise<AlertsReport> {
  const rows: AlertRow[] = [];
  let questions = 0;
  for await (const entry of alertOutbox.listPending()) {
    if (entry.kind === 'ALERT') rows.push(toRow(entry.alert, null));
    else if (cwo === undefined || entry.cwoId === cwo) questions += 1;
  }
  const thisMonday = mondayOf(clock.now().slice(0, 10));
  for (let back = 0; back <= WEEKS_BACK && !pending; back += 1) {
    for await (const { alert, ...sent } of alertOutbox.listSent(addDays(thisMonday, -7 * back)))
      rows.push(toRow(alert, sent));
  }
  const wanted = rows.filter(({ cwoId }) => cwo === undefined || cwoId === cwo);
  return { rows: wanted.sort(byNews), questions };
}

export function renderAlerts({ rows, questions }: AlertsReport): string {
  const columns: Column<AlertRow>[] = [
    { title: 'state', of: ({ state }) => state },
    { title: 'raised', of: ({ raisedAt }) => minutes(raisedAt) },
    { title: 'sent', of: ({ sentAt }) => (sentAt === null ? '' : minutes(sentAt)) },
    { title: 'CWO', of: ({ cwoId }) => cwoId },
    { title: 'budget of', of: ({ mondayDate }) => (mondayDate === null ? 'all weeks' : `week ${mondayDate}`) },
    { title: 'what', of: whatOf },
    { title: 'used', of: ({ actual }) => grouped(actual), isNumber: true },
    {
      title: 'of',
      of: ({ budget, unit }) => `${grouped(budget)} ${unit === 'TOKENS' ? 'tokens' : 'USD'}`,
      isNumber: true,
    },
    {
      title: 'used %',
      of: ({ utilizationPct: share, provisional }) => `${share}${provisional ? ' ~' : '  '}`,
      isNumber: true,
    },
  ];
  const lines = rows.length > 0 ? [renderTable(rows, columns)] : ['no alerts'];
  if (rows.some(({ provisional }) => provisional)) {
    lines.push('~ provisional: more than half of it rests on timesheets that are not approved yet');
  }
  if (questions > 0) lines.push(`suggestions that wait to be asked: ${questions}`);
  return lines.join('\n');
}

function toRow(alert: BudgetAlert, sent: { readonly messageId: string; readonly sentAt: string } | null) {
  const { alertId, cwoId, scope, mondayDate, unit, direction, level, pct, episode, budget, actual, runId } = alert;
  return {
    alertId,
    state: sent ? ('SENT' as const) : ('PENDING' as const),
    raisedAt: alert.raisedAt,
    sentAt: sent?.sentAt ?? null,
    messageId: sent?.messageId ?? null,
    cwoId,
    scope,
    mondayDate,
    unit,
    direction,
    level,
    thresholdPct: pct,
    episode,
    budget: amountOf(unit, budget),
    actual: amountOf(unit, actual),
    utilizationPct: utilizationPct(actual, budget),
    provisional: isProvisional(alert),
    runId,
  };
}

/** `▲ 90 % escalated`, `▼ 70 % back below` */
function whatOf({ direction, thresholdPct, level }: AlertRow): string {
  if (direction === 'DOWN') return `▼ ${thresholdPct} % back below`;
  return `▲ ${thresholdPct} %${level === 'ESCALATE' ? ' escalated' : ''}`;
}

function byNews(a: AlertRow, b: AlertRow): number {
  if (a.state !== b.state) return a.state === 'PENDING' ? -1 : 1;
  return compareIds(b.raisedAt, a.raisedAt) || compareIds(a.alertId, b.alertId);
}

/** `2026-11-24 05:12` */
function minutes(instant: string): string {
  return instant.slice(0, 16).replace('T', ' ');
}
