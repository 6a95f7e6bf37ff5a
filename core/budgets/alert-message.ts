import { chunksOf } from '../values/chunks.ts';
import type { Sha256 } from '../values/hash.ts';
import { compareIds } from '../values/ids.ts';
import type { BudgetAlert } from './alert.ts';
import { type Audience, byUtilization, subjectOf, textOf } from './alert-text.ts';
import { type AlertedCwo, type AlertView, toAlertView } from './alert-view.ts';
import type { BudgetMessage } from './budget-message.ts';
import { isProvisional } from './thresholds.ts';

/** A message for programs: `docs/contracts/budget-alert.schema.json`. */
export interface AlertMessageBody {
  readonly messageId: string;
  /** The run that raised them, where it is one. */
  readonly runId: string | null;
  readonly alerts: readonly AlertView[];
}

export type AlertMessage = BudgetMessage<AlertMessageBody>;

/** Who is told which alerts. */
export interface AlertGroup {
  readonly audience: Audience;
  /** The PM's address; empty where the audience has none of its own. */
  readonly recipient: string;
  readonly alerts: readonly BudgetAlert[];
}

/**
 * Alerts in one message. SNS takes 262,144 bytes of message and attributes. An alert has at most 11 names in its JSON, each
 * of 80 characters of at most 7 bytes (a control character, escaped twice): 6.2 KB, and 1.8 KB beside them; in its text 6 names of at
 * most 4 bytes a character: 1.9 KB, and 1 KB beside them; in the attributes two ids: 0.1 KB. 20 × 11 KB leave 40 KB.
 */
export const ALERTS_MAX = 20;

/**
 * Who is told what, in rounds of at most 20 alerts: what is told in a round is marked as sent in one transaction. A crash
 * between repeats the round and no other, with the same messages, since the rounds behind a finished one are the same
 * without it. All alerts of a PM are in one message where they fit.
 * @param managers the address by CWO; without one, operators are told
 */
export function alertRounds(
  pending: readonly BudgetAlert[],
  managers: ReadonlyMap<string, string | null>,
): AlertGroup[][] {
  const sorted = pending.toSorted((a, b) => compareIds(a.cwoId, b.cwoId) || compareIds(a.alertId, b.alertId));
  const byManager = Map.groupBy(sorted, ({ cwoId }) => managers.get(cwoId) ?? '');
  const rounds: AlertGroup[][] = [];
  let room = 0;
  for (const recipient of [...byManager.keys()].sort(compareIds)) {
    const audience = recipient === '' ? 'OPERATORS' : 'PM';
    const all = byManager.get(recipient) as BudgetAlert[];
    for (const alerts of chunksOf(all, ALERTS_MAX)) {
      room -= alerts.length;
      if (room < 0) {
        rounds.push([]);
        room = ALERTS_MAX - alerts.length;
      }
      rounds.at(-1)?.push({ audience, recipient, alerts });
    }
  }
  return rounds;
}

/** What the escalation list hears of alerts that were told; null where nothing is escalated. */
export function escalationOf(told: readonly BudgetAlert[]): AlertGroup | null {
  const alerts = told.filter(({ level }) => level === 'ESCALATE');
  return alerts.length === 0 ? null : { audience: 'ESCALATION', recipient: '', alerts };
}

export function toAlertMessage(
  { audience, recipient, alerts }: AlertGroup,
  { cwos, budgetUrl, sha256 }: MessageContext,
): AlertMessage {
  const ids = alerts.map(({ alertId }) => alertId).sort(compareIds);
  const messageId = sha256([audience, recipient, ...ids].join('|'));
  const told = alerts.toSorted(byUrgency).map((alert) => {
    return { alert, view: toAlertView(alert, cwos.get(alert.cwoId), budgetUrl) };
  });
  const runIds = new Set(alerts.map(({ runId }) => runId));
  const [runId = null] = runIds.size === 1 ? runIds : [];
  return {
    messageId,
    subject: subjectOf(audience, alerts),
    text: textOf(audience, told, cwos),
    body: { messageId, runId, alerts: told.map(({ view }) => view) },
    attributes: {
      audience,
      level: alerts.some(({ level }) => level === 'ESCALATE') ? 'ESCALATE' : 'NOTIFY',
      pmEmail: audience === 'PM' ? recipient : null,
      cwoIds: distinct(alerts.map(({ cwoId }) => cwoId)),
      projectIds: distinct(told.flatMap(({ view }) => view.projectId ?? [])),
      provisional: alerts.some(isProvisional),
    },
  };
}

export interface MessageContext {
  readonly cwos: ReadonlyMap<string, AlertedCwo>;
  /** Below which a CWO's budget is found. */
  readonly budgetUrl: string;
  readonly sha256: Sha256;
}

/** What was raised first, and of it what is used up most. */
function byUrgency(a: BudgetAlert, b: BudgetAlert): number {
  if (a.direction !== b.direction) return a.direction === 'UP' ? -1 : 1;
  return byUtilization(a, b);
}

function distinct(ids: readonly string[]): string[] {
  return [...new Set(ids)].sort(compareIds);
}
