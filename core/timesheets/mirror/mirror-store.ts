import type { MondayDate, PlainDate } from '../../values/week.ts';
import type { ChangeType } from '../change-types.ts';
import type { MirrorRecord } from './mirror-record.ts';
import type { MirroredPerson } from './people.ts';

/** The right to write in the mirror, under the number by which readers see what was written. */
export interface SyncLease {
  readonly owner: string;
  readonly seq: number;
}

/** What an execution that writes must know of the mirror. */
export interface OpenSync extends SyncLease {
  /** Raised by an operator after the table was restored: no version and no cursor of before is taken for one of now. */
  readonly epoch: number;
}

/** Another sync writes now, or this one paused for so long that it lost the right to. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';

  constructor({ owner, seq }: SyncLease) {
    super(`sync ${seq} of ${owner} may not write any more: start it again with \`ledger timesheets sync\``);
  }
}

/** An invocation of the same sync wrote the record meanwhile: what was read is read again by the next try. */
export class RecordMovedError extends Error {
  override readonly name = 'RecordMovedError';
  /** The SDK's mark of what passes. */
  readonly $retryable = {};
}

/** An employee's week as it lies in the table. */
export interface StoredRecord extends MirrorRecord {
  readonly source: string;
  /** Of the source, from which it came; none of a week that was emptied. */
  readonly users: readonly string[];
  readonly version: number;
  readonly mappingHash: string | null;
  /** Of the sync that wrote it. */
  readonly seq: number;
  /** ISO instant. */
  readonly pulledAt: string;
}

export interface RecordWrite {
  readonly record: StoredRecord;
  /** On which it is written; null where there was none. */
  readonly versionBefore: number | null;
  /** What the feed tells; null where no decision can depend on what is new. */
  readonly change: ChangeType | null;
}

/** What was last applied of a source's week. */
export interface SyncedWeek {
  readonly mondayDate: MondayDate;
  readonly source: string;
  /** False from the first of several chunks to the last one: what is said of a sync that broke between is not yet so. */
  readonly isWhole: boolean;
  readonly snapshotKey: string;
  readonly isComplete: boolean;
  readonly mappingHash: string | null;
  /** The day on which the rules were applied. */
  readonly localDate: PlainDate;
  readonly epoch: number;
  /** With entries. */
  readonly people: number;
  readonly entries: number;
  readonly seconds: number;
  /** ISO instant. */
  readonly at: string;
}

/** Who is mirrored in a week, and from where. */
export interface MirroredOrigin extends MirroredPerson {
  readonly source: string;
}

export interface RecordChunk {
  readonly mondayDate: MondayDate;
  /** At most 45. */
  readonly writes: readonly RecordWrite[];
  /** With the first of several chunks and with the last one. */
  readonly synced: SyncedWeek | null;
  /** ISO instant of the feed's rows. */
  readonly at: string;
}

/** Who may write. */
export interface SyncLeases {
  /** @returns null where another sync has the right. The same owner gets it again. */
  open(owner: string): Promise<OpenSync | null>;
  /**
   * @param pauseMs for which nobody will write or renew it
   * @throws LeaseLostError
   */
  renew(lease: SyncLease, pauseMs?: number): Promise<OpenSync>;
  /**
   * Shows readers what was written, and gives the right back. A number under which nothing was changed is left for the next
   * sync. Closing twice is closing once.
   *
   * @param outcome for `ledger timesheets status`
   * @returns whether anything was changed under the number, by this sync or one that broke before it
   * @throws LeaseLostError
   */
  close(lease: SyncLease, outcome: object): Promise<boolean>;
  /**
   * Gives the right back as it was taken: what a sync that broke has written stays for the next one to finish. Harmless
   * where it was lost.
   */
  giveBack(lease: SyncLease): Promise<void>;
}

/** The mirror, as syncs write it. */
export interface MirrorStore {
  /** What was last applied of all sources. */
  listSynced(mondayDate: MondayDate): Promise<SyncedWeek[]>;
  /** The same of one source, and the hash of the mapping that holds now, by one read. */
  readState(
    mondayDate: MondayDate,
    source: string,
  ): Promise<{ readonly synced: SyncedWeek | null; readonly mappingHash: string | null }>;
  listPeople(mondayDate: MondayDate): Promise<MirroredOrigin[]>;
  /** Employees without a record are absent. */
  readRecords(mondayDate: MondayDate, employeeIds: readonly string[]): Promise<Map<string, StoredRecord>>;
  /**
   * Writes all of a chunk or nothing, each record on the version it was read with.
   *
   * @throws LeaseLostError
   * @throws RecordMovedError
   */
  write(lease: SyncLease, chunk: RecordChunk): Promise<void>;
}

/** An employee as sources know him: what there is of names and addresses lies in erasable rows alone. */
export interface MirrorPerson {
  readonly employeeId: string;
  readonly source: string;
  readonly users: readonly string[];
  readonly emails: readonly string[];
  /** The first and the last day of the mapping; null is open. */
  readonly from: PlainDate | null;
  readonly to: PlainDate | null;
}

export interface MirrorPeople {
  /** Addresses by user, by which the mapping may find them. */
  emailsOf(source: string): Promise<ReadonlyMap<string, string>>;
  /** These addresses, and the employees that were found before. */
  read(source: string): Promise<{
    readonly emails: ReadonlyMap<string, string>;
    readonly people: ReadonlyMap<string, MirrorPerson>;
  }>;
  putEmails(source: string, emails: ReadonlyMap<string, string>): Promise<void>;
  putPeople(people: readonly MirrorPerson[]): Promise<void>;
}
