import { compareIds } from '../../values/ids.ts';
import { type PlainDate, type Week, weekDays } from '../../values/week.ts';
import type { PersonRow } from './mapping.ts';
import type { ListedUser } from './mapping-index.ts';
import type { MirrorContext } from './mirror-context.ts';
import type { MirrorSetAside } from './mirror-record.ts';

/** Who is who in a source's week (`docs/connectors.md`, rule 7). */

/** An employee with the source's users that lead there, each with the rows of the days on which it does. */
export interface Person {
  readonly employeeId: string;
  readonly users: ReadonlyMap<string, ReadonlyMap<PlainDate, PersonRow>>;
}

/** @param emails as the source writes them */
export function listedUsers(users: readonly string[], emails: ReadonlyMap<string, string>): ListedUser[] {
  return users.map((user) => ({ user, email: emails.get(user)?.trim().toLowerCase() || null }));
}

/** All employees to whom a listed user leads on a day of the week. */
export function resolvePeople(users: readonly ListedUser[], { rules, week, mapping }: MirrorContext): Person[] {
  const days = weekDays(week.mondayDate);
  const people = new Map<string, Map<string, Map<PlainDate, PersonRow>>>();
  for (const user of users.toSorted((a, b) => compareIds(a.user, b.user))) {
    for (const day of days) {
      const row = mapping.personOn(rules.source, user, day);
      if (row) place(people, user.user, day, row);
    }
  }
  return [...people].map(([employeeId, of]) => ({ employeeId, users: of }));
}

function place(
  people: Map<string, Map<string, Map<PlainDate, PersonRow>>>,
  user: string,
  day: PlainDate,
  row: PersonRow,
): void {
  const users = people.get(row.employeeId) ?? new Map<string, Map<PlainDate, PersonRow>>();
  people.set(row.employeeId, users);
  users.set(user, (users.get(user) ?? new Map()).set(day, row));
}

/** The rows of the day, by user ascending. */
export function rowsOn({ users }: Person, day: PlainDate): PersonRow[] {
  return [...users.values()].flatMap((rows) => rows.get(day) ?? []);
}

/** Why it cannot be said whose work it is, once for each user; nothing where it can. */
export function conflictsOf(
  person: Person,
  { week, elsewhere }: { readonly week: Week; readonly elsewhere: ReadonlyMap<string, string> },
): MirrorSetAside[] {
  const { employeeId, users } = person;
  const names = [...users.keys()];
  const otherSource = elsewhere.get(employeeId);
  if (otherSource !== undefined) {
    return names.map((user) => ({ reason: 'TWO_SOURCES', user, employeeId, detail: `also in ${otherSource}` }));
  }
  const day = weekDays(week.mondayDate).find((one) => {
    const rows = rowsOn(person, one);
    return rows.length > 1 && !rows.every(({ merge }) => merge);
  });
  if (day === undefined) return [];
  const detail = `one of several users on ${day}, and not all rows say merge`;
  return names.map((user) => ({ reason: 'AMBIGUOUS_PERSON', user, employeeId, detail }));
}

/** An employee of whom the mirror has a record of the week, with the users that it came from. */
export interface MirroredPerson {
  readonly employeeId: string;
  readonly users: readonly string[];
}

/**
 * The employees whose records are to be emptied: a user of theirs is still listed, and none leads to them any more. Where
 * all users are gone from the list the record stays.
 */
export function leftEmployees(
  mirrored: readonly MirroredPerson[],
  listed: ReadonlySet<string>,
  people: readonly Person[],
): string[] {
  const led = new Set(people.map(({ employeeId }) => employeeId));
  return mirrored
    .filter(({ employeeId, users }) => !led.has(employeeId) && users.some((user) => listed.has(user)))
    .map(({ employeeId }) => employeeId);
}
