import { compareIds } from '../values/ids.ts';
import type { Amount } from '../values/money.ts';
import type { MondayDate } from '../values/week.ts';

/** What the published object of a week holds: its lines, and what they sum to. */
export interface PublishedTotals extends Amount {
  readonly rows: number;
}

/** What is known of how a week was published. */
export interface Publication {
  readonly mondayDate: MondayDate;
  /** Rises whenever heads of the week may have changed, and whenever somebody begins to publish it. */
  readonly version: number;
  /** Whether the version has risen since the week was last published. */
  readonly isDirty: boolean;
  /** ISO instant at which the version rose; null where it never has. */
  readonly raisedAt: string | null;
  /** ISO instant after which no run that was ever opened writes heads of the week; null where none was. */
  readonly settlesAt: string | null;
  /** What the version that was last confirmed has written; null before the first. */
  readonly published: (PublishedTotals & { readonly at: string }) | null;
}

/** The publication records, one per week. */
export interface Publications {
  /** A run that was opened may write heads of the week until then. */
  expectRun(mondayDate: MondayDate, settlesAt: string): Promise<void>;
  /** Marks the week dirty and takes the next version. */
  raise(mondayDate: MondayDate, now: string): Promise<number>;
  /** The week is published, by this version. @returns false where the version is no longer the latest */
  confirm(mondayDate: MondayDate, version: number, totals: PublishedTotals, now: string): Promise<boolean>;
  /** All weeks by Monday ascending. */
  list(): Promise<Publication[]>;
}

/**
 * Whether a week must be published: it is dirty, or a run that may have written since the last time died without a word,
 * and would have ended by now.
 */
function isDue({ isDirty, raisedAt, settlesAt }: Publication, now: string): boolean {
  if (isDirty) return true;
  return settlesAt !== null && settlesAt <= now && (raisedAt === null || raisedAt < settlesAt);
}

/** The weeks to publish, first those that have waited longest since they were last tried or changed. */
export async function listDueWeeks(publications: Publications, now: string): Promise<MondayDate[]> {
  const due = (await publications.list()).filter((publication) => isDue(publication, now));
  return due.toSorted((a, b) => compareIds(a.raisedAt ?? '', b.raisedAt ?? '')).map(({ mondayDate }) => mondayDate);
}
