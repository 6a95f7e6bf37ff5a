import {
  type AlertSubscriptions,
  type SubscriberChange,
  type Subscribers,
  subscriberChanges,
} from '../../../core/budgets/subscribers.ts';
import type { AlertReport } from './alert-report.ts';

interface SubscriptionPorts {
  readonly subscribers: Subscribers;
  readonly subscriptions: AlertSubscriptions;
  readonly report: AlertReport;
}

/** ARN by address; null of one that is not confirmed yet. */
type OnTopic = ReadonlyMap<string, string | null>;

/** Addresses that are seen to in one go: each change is two requests and, for a new one, an e-mail. */
const CHANGES_MAX = 100;
/** Changes in a row that fail before the rest is left to the next go. */
const FAILURES_MAX = 5;
/** SNS refuses this address, and would again: no reason to look at no other. */
const REFUSED = 'InvalidParameterException';

/**
 * Brings subscriptions in step with who manages which CWO. Whatever fails is noted and left to the next go: alerts are
 * sent all the same.
 * @param managers the address by CWO, null where it has none
 * @returns the addresses that had confirmed; none where the topic does not tell
 */
export async function reconcileSubscriptions(
  managers: ReadonlyMap<string, string | null>,
  ports: SubscriptionPorts,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  if (managers.size === 0) return new Set();
  try {
    const subscriptions = await Array.fromAsync(ports.subscriptions.list());
    const onTopic = new Map(subscriptions.map(({ email, subscriptionArn }) => [email, subscriptionArn]));
    const known = await Array.fromAsync(ports.subscribers.list());
    await settleAll(subscriberChanges(known, managers, new Set(onTopic.keys())), onTopic, ports, signal);
    return new Set([...onTopic.keys()].filter((email) => onTopic.get(email) !== null));
  } catch (error) {
    signal.throwIfAborted();
    ports.report.warn('subscriptions were not reconciled', { error: nameOf(error) });
    return new Set();
  }
}

async function settleAll(
  changes: readonly SubscriberChange[],
  onTopic: OnTopic,
  { report, ...ports }: SubscriptionPorts,
  signal: AbortSignal,
): Promise<void> {
  let [settled, failures] = [0, 0];
  for (const change of changes) {
    signal.throwIfAborted();
    if (settled === CHANGES_MAX || failures === FAILURES_MAX) {
      report.warn('subscriptions wait', { changes: changes.length - settled });
      return;
    }
    const error = await settle(change, onTopic.get(change.email) ?? null, ports);
    if (error === null) settled += 1;
    else report.warn('a subscription was not changed', { error });
    if (error !== REFUSED) failures = error === null ? 0 : failures + 1;
  }
}

/**
 * Subscribed before it is noted, unsubscribed before it is forgotten: done again after a crash it is the same. That
 * nothing is left to hear of is noted first, so that any later go unsubscribes, whatever CWOs it looks at.
 * @param subscriptionArn of one that is confirmed; any other ends by itself
 * @returns the name of what it failed at
 */
async function settle(
  { email, cwoIds, isNew }: SubscriberChange,
  subscriptionArn: string | null,
  { subscribers, subscriptions }: Omit<SubscriptionPorts, 'report'>,
): Promise<string | null> {
  try {
    if (isNew) await subscriptions.subscribe(email);
    await subscribers.put({ email, cwoIds });
    if (cwoIds.length > 0) return null;
    if (subscriptionArn !== null) await subscriptions.unsubscribe(subscriptionArn);
    await subscribers.delete(email);
    return null;
  } catch (error) {
    return nameOf(error);
  }
}

/** A message may hold an address. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}
