import type { EmployeeWeekKey } from '../ledger/ledger.ts';
import { compareIds } from '../values/ids.ts';

/** An employee-week that sweeps have failed to recalculate. */
export interface Trouble extends EmployeeWeekKey {
  /** In how many sweeps one after the other. */
  readonly sweeps: number;
  /** Why, the last time. */
  readonly reason: string;
  /** ISO instant of the sweep that gave it up or, after a newer change, failed again; null while it holds the cursor. */
  readonly parkedAt: string | null;
}

/** What a sweep has found out of the employee-weeks that it recalculated. */
export interface SweepOutcomes {
  readonly dealtWith: readonly EmployeeWeekKey[];
  readonly failed: readonly (EmployeeWeekKey & { readonly reason: string })[];
}

/** What an employee-week is that sweeps have given up, until its week is run. */
export const PARKED = 'PARKED';
/** So many sweeps may fail before an employee-week no longer holds up all others. */
export const SWEEPS_MAX = 3;
/** More than these are no trouble of single employee-weeks; the state stays small. */
export const TROUBLES_MAX = 200;

/**
 * The troubles after a sweep (`docs/architecture.md`, "Recalculation"): who failed again, and who was given up before and
 * has not been dealt with since. One that failed in three sweeps is given up.
 * @param now ISO instant
 * @returns null where there are more than single employee-weeks can have
 */
export function troublesAfter(
  before: readonly Trouble[],
  { dealtWith, failed }: SweepOutcomes,
  now: string,
): Trouble[] | null {
  const known = new Map(before.map((trouble) => [keyOf(trouble), trouble]));
  const done = new Set(dealtWith.map(keyOf));
  const after = new Map(before.filter(({ parkedAt }) => parkedAt !== null).map((trouble) => [keyOf(trouble), trouble]));
  for (const key of done) after.delete(key);
  for (const { employeeId, mondayDate, reason } of failed) {
    const key = keyOf({ employeeId, mondayDate });
    const sweeps = Math.min(SWEEPS_MAX, (known.get(key)?.sweeps ?? 0) + 1);
    after.set(key, { employeeId, mondayDate, sweeps, reason, parkedAt: sweeps === SWEEPS_MAX ? now : null });
  }
  if (after.size > TROUBLES_MAX) return null;
  return [...after.values()].sort((a, b) => compareIds(keyOf(a), keyOf(b)));
}

/**
 * Those that are worth a try: what is parked is tried again for a newer change alone. The last page of the feed tells the
 * old one in each sweep, and a provisional result is met in each.
 * @param changes `changedAt` null where nobody says that there was a change, or when
 */
export function withoutParked<Change extends EmployeeWeekKey & { readonly changedAt: string | null }>(
  changes: readonly Change[],
  troubles: readonly Trouble[],
): Change[] {
  const parkedAt = new Map(troubles.map((trouble) => [keyOf(trouble), trouble.parkedAt]));
  return changes.filter((change) => {
    const since = parkedAt.get(keyOf(change)) ?? null;
    return since === null || (change.changedAt !== null && change.changedAt > since);
  });
}

export function keyOf({ mondayDate, employeeId }: EmployeeWeekKey): string {
  return `${mondayDate}#${employeeId}`;
}
