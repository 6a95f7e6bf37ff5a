import {
  type AlertSubscriptions,
  type Subscriber,
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

/** Addresses that are seen to in one go: each change is two requests and, for a new one, an e-mail. */
const CHANGES_MAX = 100;
/** Changes that fail before the rest is left to the next go. */
const FAILURES_MAX = 5;

/**
 * Brings subscriptions in step with who manages which CWO. Whatever fails is noted and left to the next go: alerts are
 * sent all the same.
 * @param managers the address by CWO, null where it has none
 */
export async function reconcileSubscriptions(
  managers: ReadonlyMap<string, string | null>,
  { subscribers, subscriptions, report }: SubscriptionPorts,
  signal: AbortSignal,
): Promise<void> {
  if (managers.size === 0) return;
  try {
    const known: Subscriber[] = [];
    for await (const one of subscribers.list()) known.push(one);
    const changes = subscriberChanges(known, managers);
    let failures = 0;
    for (const change of changes.slice(0, CHANGES_MAX)) {
      signal.throwIfAborted();
      const error = await settle(change, { subscribers, subscriptions });
      if (error === null) continue;
      failures += 1;
      report.warn('a subscription was not changed', { error });
      if (failures === FAILURES_MAX) break;
    }
    if (changes.length > CHANGES_MAX) report.warn('subscriptions wait', { changes: changes.length - CHANGES_MAX });
  } catch (error) {
    signal.throwIfAborted();
    report.warn('subscriptions were not reconciled', { error: nameOf(error) });
  }
}

/**
 * Subscribed before it is noted, unsubscribed before it is forgotten: done again after a crash it is the same. That
 * nothing is left to hear of is noted first, so that any later go unsubscribes, whatever CWOs it looks at.
 * @returns the name of what it failed at
 */
async function settle(change: SubscriberChange, { subscribers, subscriptions }: Omit<SubscriptionPorts, 'report'>) {
  const { email, cwoIds, subscriptionArn: known } = change;
  try {
    const subscriptionArn = known ?? (await subscriptions.subscribe(email));
    await subscribers.put({ email, cwoIds, subscriptionArn });
    if (cwoIds.length > 0) return null;
    await subscriptions.unsubscribe(subscriptionArn);
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
