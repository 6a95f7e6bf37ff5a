import type { HoursHundredths } from '../../values/hours.ts';
import type { Target } from '../../values/ids.ts';
import type { PlainDate } from '../../values/week.ts';
import { isWork, type JudgedEntry, judgeEntries } from './judge-entries.ts';
import type { MirrorContext } from './mirror-context.ts';
import type { EntryKind, NormalEntry, NormalSheet, Snapshot, StateWord } from './normal-form.ts';
import type { Person } from './people.ts';

/** How an entry comes to its hours, target and state. */
export interface ExplainedEntry extends Pick<NormalEntry, 'id' | 'user' | 'project' | 'task' | 'activity' | 'account'> {
  readonly date: PlainDate;
  readonly seconds: number;
  readonly kind: EntryKind;
  /** Null of what is no work. */
  readonly hours: HoursHundredths | null;
  /** Of `work-items.csv`; null where no row fits. */
  readonly line: number | null;
  /** Null of what is no work. */
  readonly target: Target | null;
  readonly state: StateWord;
}

export interface Explanation {
  readonly employeeId: string;
  readonly entries: readonly ExplainedEntry[];
  readonly sheets: readonly Pick<NormalSheet, 'user' | 'project' | 'from' | 'to' | 'state' | 'approvedAt'>[];
  /** Of its work. */
  readonly seconds: number;
  readonly hours: HoursHundredths;
}

/** Derives an employee's week again, entry by entry, from what the person's users told. */
export function explainWeek(person: Person, snapshot: Snapshot, context: MirrorContext): Explanation {
  const entries = judgeEntries(person, snapshot, context).map(explainEntry);
  const work = entries.filter(isWork);
  return {
    employeeId: person.employeeId,
    entries,
    sheets: snapshot.sheets.map(({ user, project, from, to, state, approvedAt }) => {
      return { user, project, from, to, state, approvedAt };
    }),
    seconds: work.reduce((sum, { seconds }) => sum + seconds, 0),
    hours: work.reduce((sum, { hours }) => sum + (hours ?? 0), 0),
  };
}

function explainEntry({ entry, kind, hours, row, target, state }: JudgedEntry): ExplainedEntry {
  const { id, user, date, seconds, project, task, activity, account } = entry;
  const item = { id, user, date, seconds, project, task, activity, account };
  return { ...item, kind, hours, line: row?.line ?? null, target: isWork({ kind }) ? target : null, state };
}
