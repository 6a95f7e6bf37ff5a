import type { HoursHundredths } from '../../values/hours.ts';
import { compareIds } from '../../values/ids.ts';
import { stateOfEntry } from './approval.ts';
import { SECONDS_PER_HUNDREDTH, toHundredths } from './hundredths.ts';
import type { MirrorContext } from './mirror-context.ts';
import type { NormalEntry, Snapshot, StateWord } from './normal-form.ts';
import type { Person } from './people.ts';
import { targetOf, type WorkTarget } from './work-target.ts';

/** An entry of a person, with all that is decided of it. */
export interface JudgedEntry extends WorkTarget {
  readonly entry: NormalEntry;
  readonly state: StateWord;
  /** Null of what is no work. */
  readonly hours: HoursHundredths | null;
}

/**
 * Judges a person's entries of the week, without running ones (`docs/connectors.md`, rules 2, 3, 4 and 8).
 *
 * @returns by day, then id
 */
export function judgeEntries(
  person: Person,
  { entries, sheets }: Pick<Snapshot, 'entries' | 'sheets'>,
  context: MirrorContext,
): JudgedEntry[] {
  const judged = entries.flatMap((entry) => {
    const row = person.users.get(entry.user)?.get(entry.date);
    if (!row || isRunning(entry)) return [];
    const target = targetOf(entry, entry.date, row, context);
    const kind = entry.kind === null || entry.kind === 'WORK' ? target.kind : entry.kind;
    return { ...target, kind, entry, state: stateOfEntry(entry, sheets, context) };
  });
  const work = judged.filter(isWork);
  const seconds = new Map(work.map(({ entry }) => [entry.id, entry.seconds]));
  const hours = toHundredths(seconds, SECONDS_PER_HUNDREDTH);
  return judged
    .map((one) => ({ ...one, hours: isWork(one) ? (hours.get(one.entry.id) ?? null) : null }))
    .sort((a, b) => compareIds(a.entry.date, b.entry.date) || compareIds(a.entry.id, b.entry.id));
}

export function isWork({ kind }: Pick<JudgedEntry, 'kind'>): boolean {
  return kind === 'WORK';
}

export function isRunning({ seconds }: NormalEntry): boolean {
  return seconds < 0;
}
