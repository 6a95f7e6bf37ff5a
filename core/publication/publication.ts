import type { FigureReaders } from '../values/figure-readers.ts';
import { compareIds } from '../values/ids.ts';
import type { Amount } from '../values/money.ts';
import type { MondayDate } from '../values/week.ts';

/** What a published table holds: its rows, and what they sum to. */
export interface PublishedTotals extends Amount {
  readonly rows: number;
}

/** The tables that no week divides are published together, as one part. */
export const UNDIVIDED = 'UNDIVIDED';
/** What is published at once, in each of its tables: a week, by its Monday, or what no week divides. */
export type PublishedPart = MondayDate | typeof UNDIVIDED;

/** What is known of how a part was published. */
export interface Publication {
  readonly part: PublishedPart;
  /** Rises whenever what it is made from may have changed, and whenever somebody begins to publish it. */
  readonly version: number;
  /** Whether the version has risen since it was last published. */
  readonly isDirty: boolean;
  /** ISO instant at which it became dirty, whatever has been tried since; null where it is not. */
  readonly dirtySince: string | null;
  /** ISO instant at which the version rose; null where it never has. */
  readonly raisedAt: string | null;
  /** ISO instant after which nobody who has said so writes what it is made from; null where nobody has. */
  readonly settlesAt: string | null;
  /** What the version that was last confirmed has written, of a week its current lines; null before the first. */
  readonly published: (PublishedTotals & { readonly at: string }) | null;
}

/** The publication records, one per part. */
export interface Publications extends FigureReaders {
  /** Somebody may write what the part is made from until then. */
  expect(part: PublishedPart, settlesAt: string): Promise<void>;
  /** Marks the part dirty and takes the next version. */
  raise(part: PublishedPart, now: string): Promise<number>;
  /** The part is published, by this version. @returns false where the version is no longer the latest */
  confirm(part: PublishedPart, version: number, totals: PublishedTotals, now: string): Promise<boolean>;
  /** All parts, the weeks by Monday ascending. */
  list(): Promise<Publication[]>;
}

/**
 * Whether a part must be published: it is dirty, or somebody who may have written since the last time died without a
 * word, and would have ended by now.
 */
function isDue({ isDirty, raisedAt, settlesAt }: Publication, now: string): boolean {
  if (isDirty) return true;
  return settlesAt !== null && settlesAt <= now && (raisedAt === null || raisedAt < settlesAt);
}

/** For how many seconds what has been due longest has been so; 0 where nothing is. */
export async function longestDueSeconds(publications: Publications, now: string): Promise<number> {
  const due = (await publications.list()).filter((publication) => isDue(publication, now));
  const since = due.map(({ dirtySince, settlesAt }) => dirtySince ?? settlesAt ?? now);
  const oldest = Math.min(...[...since, now].map((instant) => Date.parse(instant)));
  return Math.floor((Date.parse(now) - oldest) / 1000);
}

/** What to publish: first the weeks that have waited longest since they were last tried or changed. */
export async function listDue(publications: Publications, now: string): Promise<DueParts> {
  const due = (await publications.list()).filter((publication) => isDue(publication, now));
  const parts = due.toSorted((a, b) => compareIds(a.raisedAt ?? '', b.raisedAt ?? '')).map(({ part }) => part);
  return { weeks: parts.filter((part) => part !== UNDIVIDED), undivided: parts.includes(UNDIVIDED) };
}

export interface DueParts {
  readonly weeks: readonly MondayDate[];
  /** Whether what no week divides is due by itself. */
  readonly undivided: boolean;
}
