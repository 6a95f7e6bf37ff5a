import type { SnapshotPart } from '../../../core/timesheets/mirror/snapshot-store.ts';

/** A week as a folder tells it, checked as a whole. */
export interface ImportedWeek {
  /** `ENTRIES` go through the mapping; `TABLES` say themselves where hours lead. */
  readonly form: 'ENTRIES' | 'TABLES';
  readonly parts: readonly SnapshotPart[];
  /** Addresses by user, in lower case: no part names one. */
  readonly emails: ReadonlyMap<string, string>;
  /** Whom the import names. */
  readonly people: number;
  readonly entries: number;
  readonly seconds: number;
  /** Entries of other weeks. */
  readonly leftOut: number;
  /** Where the way from hours to a client breaks, a sentence each. */
  readonly gaps: readonly string[];
}
