import type { PlainDate } from '../../values/week.ts';
import type { TimesheetStatus } from '../timesheets.ts';

/**
 * A week of any timesheet system in one form (`docs/connectors.md`, "Normal form"). Ids are the source's, as text.
 * Seconds are whole. Names, addresses, notes and clock times are not in it.
 */

/** What a unit of approval can say; a week is `REOPENED` by its past alone. */
export type ApprovalState = Exclude<TimesheetStatus, 'REOPENED'>;

/** An `ApprovalState`, or the source's own word where its table of states lacks it. */
export type StateWord = string;

export const ENTRY_KINDS = ['WORK', 'LEAVE', 'BREAK'] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** A user whom the source lists, archived ones too. */
export interface NormalUser {
  readonly user: string;
  /** What was read of the user changed while it was read. */
  readonly isUnstable: boolean;
}

export interface NormalEntry {
  readonly id: string;
  readonly user: string;
  /** The day on which it starts. */
  readonly date: PlainDate;
  /** Negative while the clock still runs. */
  readonly seconds: number;
  readonly project: string | null;
  readonly task: string | null;
  readonly activity: string | null;
  readonly account: string | null;
  readonly tags: readonly string[];
  readonly billable: boolean | null;
  /** Null where the source does not tell. */
  readonly kind: EntryKind | null;
  /** Its own, or that of its flag; null where the source approves no single entries. */
  readonly state: StateWord | null;
}

/** What is approved as one: a day, a week, a month, whole or of one project. */
export interface NormalSheet {
  readonly user: string;
  /** Null covers all projects. */
  readonly project: string | null;
  readonly from: PlainDate;
  /** The last day. */
  readonly to: PlainDate;
  readonly state: StateWord;
  /** ISO instant. */
  readonly approvedAt: string | null;
  readonly requiredSeconds: number | null;
  /** Of the entries it covers. */
  readonly totalSeconds: number | null;
}

/** A day of a request for leave. */
export interface NormalLeave {
  readonly user: string;
  readonly date: PlainDate;
  /** Null is the whole day. */
  readonly seconds: number | null;
  readonly state: StateWord;
}

export interface NormalPlan {
  readonly user: string;
  readonly from: PlainDate;
  /** The last day. */
  readonly to: PlainDate;
  /** Of its weekdays; a plan of weekend days alone counts on them. */
  readonly secondsPerDay: number;
  readonly project: string | null;
  readonly task: string | null;
  readonly account: string | null;
}

/** All of a source's week, each list in any order. */
export interface Snapshot {
  readonly users: readonly NormalUser[];
  readonly entries: readonly NormalEntry[];
  readonly sheets: readonly NormalSheet[];
  readonly leave: readonly NormalLeave[];
  readonly plans: readonly NormalPlan[];
}

/** How many lines of each there are, and the seconds of the entries. */
export interface SnapshotTotals extends Readonly<Record<keyof Snapshot, number>> {
  readonly seconds: number;
}

/** A line of the snapshot's file. The totals are the last one, without which the file is incomplete. */
export type SnapshotLine =
  | { readonly user: NormalUser }
  | { readonly entry: NormalEntry }
  | { readonly sheet: NormalSheet }
  | { readonly leave: NormalLeave }
  | { readonly plan: NormalPlan }
  | { readonly totals: SnapshotTotals };
