import type { MondayDate } from '../../values/week.ts';
import type { NormalEntry, SnapshotLine, SnapshotTotals } from './normal-form.ts';
import type { SourceTotals } from './wholeness.ts';

/** A line of a snapshot as a source tells it. A user may be told more than once. */
export type PulledLine = Exclude<SnapshotLine, { readonly totals: SnapshotTotals }>;

/** A user's e-mail address, as the source writes it: for the erasable rows alone. */
export interface UserAddress {
  readonly user: string;
  readonly email: string;
}

/** What a few requests gave of a week. */
export interface PulledPart {
  /** Of the week alone; entries by pages, so that one that was shifted may come twice. No user is unstable in them. */
  readonly lines: readonly PulledLine[];
  /**
   * Entries of the days around it, where the source filters in somebody's zone and was asked for a day more on both sides:
   * they count in its totals, and nowhere else.
   */
  readonly around: readonly Pick<NormalEntry, 'id' | 'seconds'>[];
  readonly addresses: readonly UserAddress[];
  /** What the source says of all its entries, those around too: each that is told must be what was read. */
  readonly totals: SourceTotals | null;
  /** Users whose approval changed while the week was read. */
  readonly moved: readonly string[];
  /** Where the next part begins, opaque text of at most 4,096 characters; null after the last one. */
  readonly next: string | null;
}

/** A timesheet system that is pulled by its API. */
export interface TimesheetPuller {
  /**
   * A part of the week: all parts, in order, hold it whole. Approvals are read before the entries and checked after them.
   * Any process can go on from a cursor; one that did not begin may ask some things again, and tell them again.
   * @param cursor of the part before; null for the first
   * @throws SourceError STALE_CURSOR where the week must be begun anew
   */
  pull(mondayDate: MondayDate, cursor: string | null, signal: AbortSignal): Promise<PulledPart>;
}
