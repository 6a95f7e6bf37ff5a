import type { Week } from '../../values/week.ts';
import type { ApprovalContext } from './approval.ts';
import { isRunning } from './judge-entries.ts';
import { isExactly } from './leave.ts';
import type { NormalEntry, Snapshot } from './normal-form.ts';

/** Whether a week was read whole (`docs/connectors.md`, "Whole or not at all"). */

/** What the source itself says of the entries it gives; null where it does not. */
export interface SourceTotals {
  readonly entries: number | null;
  readonly seconds: number | null;
}

/** Counts entries as they are read. */
export class EntryTally {
  #seconds = 0;
  #hasChanged = false;
  readonly #secondsOf = new Map<string, number>();

  /** @returns false where the entry was given before, by a page that was shifted or repeated */
  add({ id, seconds }: Pick<NormalEntry, 'id' | 'seconds'>): boolean {
    const before = this.#secondsOf.get(id);
    if (before !== undefined) {
      if (before !== seconds) this.#hasChanged = true;
      return false;
    }
    this.#secondsOf.set(id, seconds);
    this.#seconds += seconds;
    return true;
  }

  /** Whether each entry was given with the same seconds whenever it was given. */
  get isSteady(): boolean {
    return !this.#hasChanged;
  }

  agreesWith({ entries, seconds }: SourceTotals): boolean {
    return (
      this.isSteady &&
      (entries === null || entries === this.#secondsOf.size) &&
      (seconds === null || seconds === this.#seconds)
    );
  }
}

/**
 * The users of whom entries and sheet were not read as of one moment: what was read changed meanwhile, or the entries do
 * not sum to what a sheet of exactly this week says.
 */
export function unstableUsers({ users, entries, sheets }: Snapshot, week: Week): string[] {
  const moved = users.filter(({ isUnstable }) => isUnstable).map(({ user }) => user);
  const unequal = sheets.filter((sheet) => {
    if (sheet.totalSeconds === null || !isExactly(sheet, week)) return false;
    return sheet.totalSeconds !== secondsOf(entries.filter(({ user }) => user === sheet.user));
  });
  return [...new Set([...moved, ...unequal.map(({ user }) => user)])];
}

function secondsOf(entries: readonly NormalEntry[]): number {
  return entries.filter((entry) => !isRunning(entry)).reduce((sum, { seconds }) => sum + seconds, 0);
}

/** So few people missing are no sign of anything. */
const MISSING_MAX = 5;

/**
 * Whether so many people of a week that is over lost all their entries that the token may have lost rights.
 *
 * @param people with entries, in the snapshot that was applied last and in this one
 */
export function isSuspiciousDrop(
  people: { readonly before: number; readonly now: number },
  dropMaxPct: number,
  { week, localDate }: Pick<ApprovalContext, 'week' | 'localDate'>,
): boolean {
  const missing = people.before - people.now;
  return localDate > week.sundayDate && missing > MISSING_MAX && missing * 100 > people.before * dropMaxPct;
}
