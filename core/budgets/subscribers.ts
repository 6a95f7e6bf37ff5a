import { compareIds } from '../values/ids.ts';

/** Somebody who manages CWOs and is asked by SNS whether to hear of their budgets. */
export interface Subscriber {
  readonly email: string;
  /** Ascending. */
  readonly cwoIds: readonly string[];
  readonly subscriptionArn: string;
}

/** The addresses that were subscribed, with the CWOs for which they were. */
export interface Subscribers {
  /** By consistent read. */
  list(): AsyncIterable<Subscriber>;
  put(subscriber: Subscriber): Promise<void>;
  delete(email: string): Promise<void>;
}

/** Subscriptions of addresses to the messages for them. */
export interface AlertSubscriptions {
  /** Asks the person to confirm. @returns the ARN, also of one that is not confirmed yet */
  subscribe(email: string): Promise<string>;
  /** Whether the person has confirmed it; not of one that is gone. */
  isConfirmed(subscriptionArn: string): Promise<boolean>;
  /** Harmless where it is gone. */
  unsubscribe(subscriptionArn: string): Promise<void>;
}

/** What is to be done about an address. */
export interface SubscriberChange {
  readonly email: string;
  /** None: it is unsubscribed. */
  readonly cwoIds: readonly string[];
  /** Null where it is to be subscribed. */
  readonly subscriptionArn: string | null;
}

/** What SNS and mail servers take without doubt. */
const ADDRESS = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+$/;
const ADDRESS_MAX = 254;

export function isAddress(text: string): boolean {
  return text.length <= ADDRESS_MAX && ADDRESS.test(text);
}

/** The address of a CWO's PM; one that nobody could write to is none. */
export function reachableManager({ pmEmail }: { readonly pmEmail: string | null }): string | null {
  return pmEmail !== null && isAddress(pmEmail) ? pmEmail : null;
}

/**
 * What is to be done so that each CWO is with the address of its PM and with no other. Whoever gains comes before who
 * loses, so that a crash between leaves a CWO with two rather than with none; done again it is the same.
 * @param managers the address by CWO, null where it has none; CWOs that are absent stay where they are
 */
export function subscriberChanges(
  known: readonly Subscriber[],
  managers: ReadonlyMap<string, string | null>,
): SubscriberChange[] {
  const gained = Map.groupBy(managers.keys(), (cwoId) => managers.get(cwoId) ?? '');
  gained.delete('');
  const before = new Map(known.map((one) => [one.email, one]));
  const changes = [...new Set([...before.keys(), ...gained.keys()])].sort(compareIds).flatMap((email) => {
    const { cwoIds = [], subscriptionArn = null } = before.get(email) ?? {};
    const kept = cwoIds.filter((cwoId) => !managers.has(cwoId) || managers.get(cwoId) === email);
    const after = [...new Set([...kept, ...(gained.get(email) ?? [])])].sort(compareIds);
    const isSame = after.length > 0 && after.join() === cwoIds.join();
    return isSame ? [] : [{ email, cwoIds: after, subscriptionArn, isGain: after.length > kept.length }];
  });
  const [gains, losses] = [changes.filter(({ isGain }) => isGain), changes.filter(({ isGain }) => !isGain)];
  return [...gains, ...losses].map(({ isGain: _, ...change }) => change);
}
