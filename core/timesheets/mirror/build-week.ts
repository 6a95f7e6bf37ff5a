import { compareIds } from '../../values/ids.ts';
import { type PlainDate, weekDays } from '../../values/week.ts';
import { buildEmployee } from './build-employee.ts';
import { isRunning } from './judge-entries.ts';
import type { ListedUser } from './mapping-index.ts';
import type { MirrorContext } from './mirror-context.ts';
import type { MirrorSetAside } from './mirror-record.ts';
import type { Snapshot } from './normal-form.ts';
import { conflictsOf, listedUsers, type Person, resolvePeople } from './people.ts';
import type { FreshWeek } from './settle.ts';
import { SnapshotParts } from './snapshot-parts.ts';
import { type UnmappedItem, UnmappedWork } from './unmapped.ts';

/** What is known of people beside the snapshot, which names none. */
export interface KnownPeople {
  /** Addresses by user, as the source writes them. */
  readonly emails: ReadonlyMap<string, string>;
  /** Employees to whom users of another source lead in this week, with that source. */
  readonly elsewhere: ReadonlyMap<string, string>;
}

/** A source's week as it is to be written. Of whom nothing is in `weeks`, the record stays as it is. */
export interface BuiltWeek {
  /** By employee ascending. */
  readonly weeks: readonly FreshWeek[];
  /** To whom users lead, those who are set aside too. */
  readonly people: readonly Person[];
  readonly setAside: readonly MirrorSetAside[];
  readonly unmapped: readonly UnmappedItem[];
  /** Left out, as their clocks still run. */
  readonly runningEntries: number;
}

/** The weeks of all employees from what a source told (`docs/connectors.md`, rules 1 to 8). The order of lines says nothing. */
export function buildWeek(snapshot: Snapshot, known: KnownPeople, context: MirrorContext): BuiltWeek {
  const users = listedUsers(
    snapshot.users.map(({ user }) => user),
    known.emails,
  );
  const people = resolvePeople(users, context);
  const setAside = unmappedUsers(snapshot, users, people, context);
  const weeks: FreshWeek[] = [];
  const unmapped = new UnmappedWork();
  const parts = new SnapshotParts(snapshot);
  for (const person of people) {
    const conflicts = conflictsOf(person, { ...context, ...known });
    setAside.push(...conflicts);
    if (conflicts.length > 0) continue;
    const built = buildEmployee(person, parts.of(person), context);
    if (built.kind === 'SET_ASIDE') setAside.push(...built.setAside);
    else {
      weeks.push(built.week);
      unmapped.add(built.judged);
    }
  }
  return {
    weeks: weeks.sort((a, b) => compareIds(a.employeeId, b.employeeId)),
    people,
    setAside: setAside.sort((a, b) => compareIds(a.user, b.user)),
    unmapped: unmapped.list(),
    runningEntries: snapshot.entries.filter(isRunning).length,
  };
}

/** Users with work or leave on days on which they lead to nobody. */
function unmappedUsers(
  { entries, leave }: Snapshot,
  listed: readonly ListedUser[],
  people: readonly Person[],
  { week }: MirrorContext,
): MirrorSetAside[] {
  const led = new Set(people.flatMap(({ users }) => [...users].flatMap(([user, rows]) => daysOf(user, rows.keys()))));
  const days = new Set(weekDays(week.mondayDate));
  const names = new Set(listed.map(({ user }) => user));
  const lost = [...entries, ...leave].filter(({ user, date }) => days.has(date) && !led.has(`${date} ${user}`));
  return [...Map.groupBy(lost, ({ user }) => user)].map(([user, rows]) => {
    const dates = [...new Set(rows.map(({ date }) => date))].sort(compareIds).join(', ');
    const detail = names.has(user) ? `nobody on ${dates}` : `not in the source's list of users, but told of ${dates}`;
    return { reason: 'UNMAPPED_PERSON', user, employeeId: null, detail };
  });
}

function daysOf(user: string, days: Iterable<PlainDate>): string[] {
  return [...days].map((day) => `${day} ${user}`);
}
