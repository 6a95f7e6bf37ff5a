import { SECONDS_PER_HUNDREDTH } from './hundredths.ts';
import { isRunning } from './judge-entries.ts';
import type { NormalEntry } from './normal-form.ts';
import type { FreshWeek } from './settle.ts';
import type { SnapshotPart } from './snapshot-store.ts';
import type { SnapshotFigures } from './synced-week.ts';

/** Whom a snapshot tells of and how much it holds, mapped or not: what one reading of its lines says. */
export class SnapshotSurvey {
  /** Of whom there are weeks in the terms of the core. */
  readonly employees = new Set<string>();
  readonly listed = new Set<string>();
  /** With entries or leave. */
  readonly #active = new Set<string>();
  readonly #working = new Set<string>();
  #loggedWeeks = 0;
  #entries = 0;
  #seconds = 0;

  add(part: SnapshotPart): void {
    if ('user' in part) this.listed.add(part.user.user);
    else if ('entry' in part) this.#addEntry(part.entry);
    else if ('leave' in part) this.#active.add(part.leave.user);
    else if ('week' in part) this.#addWeek(part.week);
  }

  get figures(): SnapshotFigures {
    const people = this.#working.size + this.#loggedWeeks;
    return { people, entries: this.#entries, seconds: this.#seconds };
  }

  /** Of whom it tells, though it does not list them. */
  get strangers(): ReadonlySet<string> {
    return this.#active.difference(this.listed);
  }

  #addEntry(entry: NormalEntry): void {
    this.#active.add(entry.user);
    if (isRunning(entry)) return;
    this.#working.add(entry.user);
    this.#entries += 1;
    this.#seconds += entry.seconds;
  }

  #addWeek({ employeeId, body: { entries } }: FreshWeek): void {
    this.employees.add(employeeId);
    if (entries.length > 0) this.#loggedWeeks += 1;
    this.#entries += entries.length;
    this.#seconds += entries.reduce((sum, { hours }) => sum + hours, 0) * SECONDS_PER_HUNDREDTH;
  }
}
