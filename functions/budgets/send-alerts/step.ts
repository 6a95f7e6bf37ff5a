import type { BudgetAlert } from '../../../core/budgets/alert.ts';
import {
  type AlertGroup,
  type AlertMessage,
  type AlertMessages,
  alertRounds,
  escalationOf,
  toAlertMessage,
} from '../../../core/budgets/alert-message.ts';
import type { AlertOutbox, OutboxEntry } from '../../../core/budgets/alert-outbox.ts';
import type { AlertSubscriptions, Subscribers } from '../../../core/budgets/subscribers.ts';
import { isAddress } from '../../../core/budgets/subscribers.ts';
import type { OperatorMessages } from '../../../core/runs/operator-messages.ts';
import type { RunStore } from '../../../core/runs/run-store.ts';
import type { CwoReader, KnownCwo } from '../../../core/timesheets/cwo-registry.ts';
import type { Clock } from '../../../core/values/clock.ts';
import { toExactJson } from '../../../core/values/codec.ts';
import type { Sha256 } from '../../../core/values/hash.ts';
import type { SendAlertsEvent } from '../../messages/budgets.ts';
import type { Reconciled } from '../../messages/objects.ts';
import type { AlertReport } from './alert-report.ts';
import { reconcileSubscriptions } from './reconcile-subscriptions.ts';

export interface SendAlertsPorts {
  readonly outbox: AlertOutbox;
  readonly cwos: CwoReader;
  readonly messages: AlertMessages;
  readonly operators: OperatorMessages;
  readonly subscribers: Subscribers;
  readonly subscriptions: AlertSubscriptions;
  readonly store: RunStore;
  readonly report: AlertReport;
  readonly clock: Clock;
  readonly sha256: Sha256;
}

export interface AlertSettings {
  /** Addresses that the stack itself has subscribed, to what is escalated and to what is theirs as PMs. */
  readonly escalationEmails: readonly string[];
  /** Of the API that shows a CWO's budget, without a slash at the end. */
  readonly budgetUrl: string;
  /** Where operators read the documentation. */
  readonly docsUrl: string;
}

/** Entries that are looked at in one go, 2 KB each: what is beyond them waits for the next. */
export const PENDING_MAX = 20_000;
/** Messages that fail before the rest is left to the next go. */
const FAILURES_MAX = 3;

/**
 * Tells everything that waits in the outbox, each alert to its PM and what is escalated to the escalation list, and marks as
 * sent what was told. Before, subscriptions are brought in step with the PMs of the CWOs concerned.
 * @throws what the first message that failed met, after the others were sent; its alerts wait for the next go
 */
export async function sendAlerts(
  { reconciledKey }: SendAlertsEvent,
  ports: SendAlertsPorts,
  settings: AlertSettings,
  signal: AbortSignal,
): Promise<{ readonly alerts: number; readonly messages: number }> {
  const pending = await readPending(ports);
  const touched = reconciledKey === null ? [] : (await ports.store.get<Reconciled>(reconciledKey)).touched;
  const cwos = await ports.cwos.readCwos([...new Set([...touched, ...pending.map(({ cwoId }) => cwoId)])]);
  const managers = new Map([...cwos.values()].map((cwo) => [cwo.cwoId, managerOf(cwo)]));
  await reconcileSubscriptions(withoutOwn(managers, settings), ports, signal);
  const failures: unknown[] = [];
  const sent = { alerts: 0, messages: 0 };
  for (const round of alertRounds(pending, managers)) {
    const told = await tellRound(round, cwos, ports, settings, signal);
    failures.push(...told.failures);
    sent.alerts += told.alerts;
    sent.messages += told.messages;
    if (failures.length >= FAILURES_MAX) break;
  }
  if (failures.length > 0) throw failures[0];
  return sent;
}

async function readPending({ outbox, report, clock }: SendAlertsPorts): Promise<BudgetAlert[]> {
  const entries: OutboxEntry[] = [];
  for await (const entry of outbox.listPending()) {
    if (entries.length === PENDING_MAX) {
      report.warn('more alerts wait than are sent in one go', { sentNow: PENDING_MAX });
      break;
    }
    entries.push(entry);
  }
  const others = entries.filter(({ kind }) => kind === 'OTHER').length;
  if (others > 0) report.warn('entries of the outbox are no alerts and wait', { entries: others });
  const now = Date.parse(clock.now());
  const oldest = entries.reduce((time, { raisedAt }) => Math.min(time, Date.parse(raisedAt)), now);
  report.waiting(Math.floor((now - oldest) / 1000));
  return entries.flatMap((entry) => (entry.kind === 'ALERT' ? [entry.alert] : []));
}

/** An address that nobody could write to is none. */
function managerOf({ pmEmail }: KnownCwo): string | null {
  return pmEmail !== null && isAddress(pmEmail) ? pmEmail : null;
}

/** Whoever is on the escalation list has a subscription of the stack, which also lets through what is theirs as a PM. */
function withoutOwn(managers: ReadonlyMap<string, string | null>, { escalationEmails }: AlertSettings) {
  return new Map(
    [...managers].map(([cwoId, email]) => [cwoId, email && escalationEmails.includes(email) ? null : email]),
  );
}

/** What one message fails at keeps no other message of the round from being sent and marked. */
async function tellRound(
  round: readonly AlertGroup[],
  cwos: ReadonlyMap<string, KnownCwo>,
  ports: SendAlertsPorts,
  settings: AlertSettings,
  signal: AbortSignal,
) {
  const context = { cwos, budgetUrl: settings.budgetUrl, sha256: ports.sha256 };
  const failures: unknown[] = [];
  const told: { readonly alert: BudgetAlert; readonly messageId: string }[] = [];
  let messages = 0;
  for (const group of round) {
    // The answer was given when time ran out: what goes on then would run beside the next go.
    signal.throwIfAborted();
    const message = toAlertMessage(group, context);
    try {
      await tell(message, ports, settings);
      told.push(...group.alerts.map((alert) => ({ alert, messageId: message.messageId })));
      messages += 1;
    } catch (error) {
      failures.push(error);
    }
  }
  if (told.length === 0) return { failures, alerts: 0, messages };
  const escalation = escalationOf(told.map(({ alert }) => alert));
  try {
    signal.throwIfAborted();
    if (escalation) {
      await ports.messages.publish(toAlertMessage(escalation, context));
      messages += 1;
    }
    const sentAt = ports.clock.now();
    await ports.outbox.markSent(told.map((one) => ({ ...one, sentAt })));
    return { failures, alerts: told.length, messages };
  } catch (error) {
    return { failures: [...failures, error], alerts: 0, messages };
  }
}

function tell(message: AlertMessage, { messages, operators }: SendAlertsPorts, { docsUrl }: AlertSettings) {
  const { attributes, subject, body } = message;
  if (attributes.audience !== 'OPERATORS') return messages.publish(message);
  const repair = `${docsUrl}/runbook.md#a-work-order-without-a-manager`;
  return operators.send({ subject, body: toExactJson({ ...body, repair }, 2) });
}
