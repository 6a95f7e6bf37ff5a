import { compareIds } from '../values/ids.ts';

/** Somebody who manages CWOs and is asked by SNS whether to hear of their budgets. */
export interface Subscriber {
  readonly email: string;
  /** Ascending. */
  readonly cwoIds: readonly string[];
}

/** The addresses that were subscribed, with the CWOs for which they were. */
export interface Subscribers {
  /** By consistent read. */
  list(): AsyncIterable<Subscriber>;
  put(subscriber: Subscriber): Promise<void>;
  delete(email: string): Promise<void>;
}

/** An address as the topic has it. */
export interface AlertSubscription {
  readonly email: string;
  /** Null until the person has confirmed: till then nothing reaches them, and it ends by itself after two days. */
  readonly subscriptionArn: string | null;
}

/** Subscriptions of addresses to the messages for them. */
export interface AlertSubscriptions {
  /** All there are, whoever made them. */
  list(): AsyncIterable<AlertSubscription>;
  /** Asks the person to confirm; again it is the same subscription. */
  subscribe(email: string): Promise<void>;
  /** Harmless where it is gone. */
  unsubscribe(subscriptionArn: string): Promise<void>;
}

/** What is to be done about an address. */
export interface SubscriberChange {
  readonly email: string;
  /** None: it is unsubscribed. */
  readonly cwoIds: readonly string[];
  /** Whether it is to be subscribed, for the first time or since its subscription has ended. */
  readonly isNew: boolean;
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
 * @param subscribed the addresses that the topic has
 */
export function subscriberChanges(
  known: readonly Subscriber[],
  managers: ReadonlyMap<string, string | null>,
  subscribed: ReadonlySet<string>,
): SubscriberChange[] {
  const gained = Map.groupBy(managers.keys(), (cwoId) => managers.get(cwoId) ?? '');
  gained.delete('');
  const before = new Map(known.map((one) => [one.email, one]));
  const changes = [...new Set([...before.keys(), ...gained.keys()])].sort(compareIds).flatMap((email) => {
    const { cwoIds = [] } = before.get(email) ?? {};
    const kept = cwoIds.filter((cwoId) => !managers.has(cwoId) || managers.get(cwoId) === email);
    const after = [...new Set([...kept, ...(gained.get(email) ?? [])])].sort(compareIds);
    const isNew = gained.has(email) && !subscribed.has(email);
    const isSame = !isNew && after.length > 0 && after.join() === cwoIds.join();
    return isSame ? [] : [{ email, cwoIds: after, isNew, isGain: isNew || after.length > kept.length }];
  });
  const [gains, losses] = [changes.filter(({ isGain }) => isGain), changes.filter(({ isGain }) => !isGain)];
  return [...gains, ...losses].map(({ isGain: _, ...change }) => change);
}
