/** What the link of a message lets its holder do: decide once, on one suggestion, in the name of the PM it was sent to. */
export interface DecisionLink {
  readonly cwoId: string;
  readonly suggestionId: string;
  readonly pmEmployeeId: string;
  /** The last decision when the link was made, 0 where there was none: with the next one the link is used. */
  readonly seenVersion: number;
  readonly expiresAt: string;
}

/** Signs links, and knows its own again. */
export interface DecisionLinks {
  sign(link: DecisionLink): Promise<string>;
  /** Null of a token that it has not signed just so. Whether the link still leads anywhere is not looked at. */
  verify(token: string): Promise<DecisionLink | null>;
}

const LIFETIME_MS = 14 * 86_400_000;

/** A link as it is sent at an instant. */
export function linkAt(now: string, link: Omit<DecisionLink, 'expiresAt'>): DecisionLink {
  return { ...link, expiresAt: new Date(Date.parse(now) + LIFETIME_MS).toISOString() };
}

export function hasExpired({ expiresAt }: DecisionLink, now: string): boolean {
  return Date.parse(expiresAt) <= Date.parse(now);
}
