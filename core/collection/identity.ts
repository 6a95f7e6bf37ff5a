import { compareIds } from '../values/ids.ts';
import type { PlainDate } from '../values/week.ts';
import type { Actor } from './usage-fact.ts';

/** What an actor is: an employee; a service in production, whose cost is no employee's; or nothing that counts. */
export const ACTOR_TARGETS = ['employee', 'service', 'ignore'] as const;
export type ActorTarget = (typeof ACTOR_TARGETS)[number];

/** Of any source. */
export const ANY_SOURCE = '*';

/** One entry of who an actor is. Entries are only ever added: a newer one is what a correction is. */
export interface IdentityEntry {
  /** A source, or `*`. */
  readonly source: string;
  readonly actor: Actor & { readonly id: string };
  readonly target: ActorTarget;
  /** Of an employee alone. */
  readonly employeeId: string | null;
  /** The first day it holds. */
  readonly validFrom: PlainDate;
  /** The first day it no longer holds; null where it goes on. */
  readonly validTo: PlainDate | null;
  readonly by: string;
  /** ISO instant of its writing, milliseconds. */
  readonly at: string;
}

/** What somebody wants to have written; when is told by the clock. */
export type NewIdentity = Omit<IdentityEntry, 'at'>;

/** Where entries are kept. */
export interface IdentityStore {
  /** Adds entries, each unless the newest of its source and actor says the same. @returns how many were added */
  add(entries: readonly NewIdentity[], at: string): Promise<number>;
  /** All entries, by actor and source ascending, oldest first. */
  list(): AsyncIterable<IdentityEntry>;
  /** Those of one actor, in the same order. */
  find(actor: NewIdentity['actor']): Promise<IdentityEntry[]>;
}

/**
 * Who an actor was on a day for a source: the newest entry that covers the day, one of the source itself before one of any
 * source (`docs/collectors.md`). The query of the weekly table says the same in SQL.
 * @param entries of the actor, in any order
 */
export function entryFor(entries: readonly IdentityEntry[], source: string, day: PlainDate): IdentityEntry | null {
  const covering = entries.filter(({ validFrom, validTo }) => validFrom <= day && (validTo === null || day < validTo));
  const newestOf = (of: string) =>
    covering
      .filter((entry) => entry.source === of)
      .sort((a, b) => compareIds(a.at, b.at))
      .at(-1) ?? null;
  return newestOf(source) ?? newestOf(ANY_SOURCE);
}

/** Whether a later entry would say nothing new. */
export function saysTheSame(a: NewIdentity, b: NewIdentity): boolean {
  return (
    a.target === b.target && a.employeeId === b.employeeId && a.validFrom === b.validFrom && a.validTo === b.validTo
  );
}
