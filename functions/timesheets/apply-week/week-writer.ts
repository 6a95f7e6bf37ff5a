import type { MirrorStore, RecordWrite, SyncedWeek, SyncLease } from '../../../core/timesheets/mirror/mirror-store.ts';
import { encodeJson } from '../../../core/values/codec.ts';

/** Each takes two actions of a transaction's hundred. */
const EMPLOYEES_MAX = 45;
/** A transaction holds 4 MB; a character may take three bytes, though few do. */
const CHARACTERS_MAX = 2_000_000;

export interface SyncedNotes {
  /** With the first of several chunks; null where the week was never applied. */
  readonly begun: SyncedWeek | null;
  /** With the last one. */
  readonly done: SyncedWeek;
}

/** Gathers records into as few transactions as they fit. */
export class WeekWriter {
  /** Employee-weeks of which the feed tells. */
  changed = 0;
  readonly #lease: SyncLease;
  readonly #notes: SyncedNotes;
  readonly #store: Pick<MirrorStore, 'write'>;
  #waiting: RecordWrite[] = [];
  #characters = 0;
  #isBegun = false;

  constructor(lease: SyncLease, notes: SyncedNotes, store: Pick<MirrorStore, 'write'>) {
    this.#lease = lease;
    this.#notes = notes;
    this.#store = store;
  }

  async add(write: RecordWrite): Promise<void> {
    const characters = encodeJson(write.record).length;
    const isFull = this.#waiting.length === EMPLOYEES_MAX || this.#characters + characters > CHARACTERS_MAX;
    if (isFull) await this.#flush(this.#isBegun ? null : this.#notes.begun);
    this.#waiting.push(write);
    this.#characters += characters;
    if (write.change !== null) this.changed += 1;
  }

  /** Nothing may be added any more. */
  end(): Promise<void> {
    return this.#flush(this.#notes.done);
  }

  async #flush(synced: SyncedWeek | null): Promise<void> {
    const { mondayDate, at } = this.#notes.done;
    await this.#store.write(this.#lease, { mondayDate, writes: this.#waiting, synced, at });
    this.#waiting = [];
    this.#characters = 0;
    this.#isBegun = true;
  }
}
