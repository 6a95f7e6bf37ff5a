import type { MondayDate } from '../../values/week.ts';
import type { Snapshot } from './normal-form.ts';
import type { FreshWeek } from './settle.ts';
import type { PulledLine } from './timesheet-puller.ts';

/** A line of a snapshot before the last one. An import may tell weeks in the terms of the core, past any mapping. */
export type SnapshotPart = PulledLine | { readonly week: FreshWeek };

/** A part of a snapshot that can be built by itself: all that is told of some users, and weeks of some employees. */
export interface SnapshotShare {
  readonly users: ReadonlySet<string>;
  readonly employees: ReadonlySet<string>;
}

export interface KeptSnapshot {
  readonly snapshot: Snapshot;
  readonly weeks: readonly FreshWeek[];
}

/** A snapshot whose last line is missing or does not agree with those before it: nothing of it may be applied. */
export class IncompleteSnapshotError extends Error {
  override readonly name = 'IncompleteSnapshotError';

  constructor(key: string, what: string) {
    super(`snapshot ${key} ${what}: pull or import the week again`);
  }
}

/** Snapshots by their content: the same lines in the same order have the same key. */
export interface SnapshotStore {
  /** @returns its key, `mirror/<source>/<monday>/<sha256>` */
  put(
    of: { readonly source: string; readonly mondayDate: MondayDate },
    parts: Iterable<SnapshotPart> | AsyncIterable<SnapshotPart>,
  ): Promise<string>;
  /** The key of the one that was put last; null where none is kept. */
  findNewest(of: { readonly source: string; readonly mondayDate: MondayDate }): Promise<string | null>;
  /**
   * @param share of which it is read; all of it without
   * @returns null where it is kept no longer
   * @throws IncompleteSnapshotError
   */
  read(key: string, share?: SnapshotShare): Promise<KeptSnapshot | null>;
  /**
   * What `read` would hold, a line at a time. Only behind the last one it is sure that they are what was put.
   * @throws IncompleteSnapshotError while they are gone through
   */
  lines(key: string): Promise<AsyncIterable<SnapshotPart> | null>;
}
