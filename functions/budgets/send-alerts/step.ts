import type { BudgetAlert } from '../../../core/budgets/alert.ts';
import { type AlertGroup, alertRounds, escalationOf, toAlertMessage } from '../../../core/budgets/alert-message.ts';
import type { AlertOutbox, OutboxEntry, SuggestionQuestion } from '../../../core/budgets/alert-outbox.ts';
import { type AlertSubscriptions, reachableManager, type Subscribers } from '../../../core/budgets/subscribers.ts';
import type { RunStore } from '../../../core/runs/run-store.ts';
import type { CwoReader, KnownCwo } from '../../../core/timesheets/cwo-registry.ts';
import type { SendAlertsEvent } from '../../messages/budgets.ts';
import type { Reconciled } from '../../messages/objects.ts';
import { type AskPorts, askManagers } from './ask-managers.ts';
import { reconcileSubscriptions } from './reconcile-subscriptions.ts';
import { type AlertSettings, tell } from './tell.ts';

export interface SendAlertsPorts extends AskPorts {
  readonly outbox: AlertOutbox;
  readonly cwos: CwoReader;
  readonly subscribers: Subscribers;
  readonly subscriptions: AlertSubscriptions;
  readonly store: RunStore;
}

/** Entries that are looked at in one go, 2 KB each: what is beyond them waits for the next. */
export const PENDING_MAX = 20_000;
/** Messages that fail before the rest is left to the next go. */
const FAILURES_MAX = 3;
/** In which the timesheet system is asked for the address of a PM whom a run has just met: two goes of the schedule. */
const ADDRESS_WAIT_MS = 30 * 60_000;

/**
 * Tells everything that waits in the outbox, each alert to its PM and what is escalated to the escalation list, and marks as
 * sent what was told; then asks PMs to decide on what is suggested. Before, subscriptions are brought in step with the PMs
 * of the CWOs concerned.
 * @throws what the first message that failed met, after the others were sent; what it told waits for the next go
 */
export async function sendAlerts(
  { reconciledKey }: SendAlertsEvent,
  ports: SendAlertsPorts,
  settings: AlertSettings,
  signal: AbortSignal,
): Promise<{ readonly alerts: number; readonly messages: number }> {
  const { alerts, questions } = await readPending(ports);
  const touched = reconciledKey === null ? [] : (await ports.store.get<Reconciled>(reconciledKey)).touched;
  const told = [...alerts, ...questions].map(({ cwoId }) => cwoId);
  const cwos = await ports.cwos.readCwos([...new Set([...touched, ...told])]);
  const managers = new Map([...cwos.values()].map((cwo) => [cwo.cwoId, reachableManager(cwo)]));
  const confirmed = await reconcileSubscriptions(withoutOwn(managers, settings), ports, signal);
  const failures: unknown[] = [];
  const sent = { alerts: 0, messages: 0 };
  const now = Date.parse(ports.clock.now());
  const due = alerts.filter((alert) => !waitsForAddress(alert, cwos.get(alert.cwoId), now));
  for (const round of alertRounds(due, managers)) {
    const ended = await tellRound(round, cwos, ports, settings, signal);
    failures.push(...ended.failures);
    sent.alerts += ended.alerts;
    sent.messages += ended.messages;
    if (failures.length >= FAILURES_MAX) break;
  }
  const asked = await askManagers(questions, { cwos, confirmed }, ports, settings, signal);
  failures.push(...asked.failures);
  sent.messages += asked.messages;
  if (failures.length > 0) throw failures[0];
  return sent;
}

interface Pending {
  readonly alerts: readonly BudgetAlert[];
  readonly questions: readonly SuggestionQuestion[];
}

async function readPending({ outbox, report, clock }: SendAlertsPorts): Promise<Pending> {
  const entries: OutboxEntry[] = [];
  for await (const entry of outbox.listPending()) {
    if (entries.length === PENDING_MAX) {
      report.warn('more waits than is told in one go', { sentNow: PENDING_MAX });
      break;
    }
    entries.push(entry);
  }
  const alerts = entries.flatMap((entry) => (entry.kind === 'ALERT' ? [entry.alert] : []));
  const now = Date.parse(clock.now());
  // A question may wait for days, until its PM has confirmed their subscription.
  const oldest = alerts.reduce((time, { raisedAt }) => Math.min(time, Date.parse(raisedAt)), now);
  report.waiting(Math.floor((now - oldest) / 1000));
  return { alerts, questions: entries.filter((entry) => entry.kind === 'SUGGESTION') };
}

/** Of a CWO whose PM is known and whose address is not, as that comes later: operators would be told in vain. */
function waitsForAddress({ raisedAt }: BudgetAlert, cwo: KnownCwo | undefined, now: number): boolean {
  const isExpected = cwo !== undefined && cwo.pmEmployeeId !== null && cwo.pmEmail === null;
  return isExpected && now - Date.parse(raisedAt) < ADDRESS_WAIT_MS;
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
