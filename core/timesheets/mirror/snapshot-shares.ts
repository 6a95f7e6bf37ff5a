import type { Person } from './people.ts';
import type { SnapshotPart, SnapshotShare } from './snapshot-store.ts';
import type { SnapshotSurvey } from './snapshot-survey.ts';

interface Group {
  readonly users: readonly string[];
  readonly employees: readonly string[];
}

/** Users and employees of a share: what a function holds at once, whatever the company's size. */
const SHARE_MAX = 2_000;

/**
 * Everybody of a snapshot, each in one share: an employee with all users who lead there, and users with all employees to
 * whom they lead.
 *
 * @param people to whom the listed users lead
 */
export function sharesOf(people: readonly Person[], survey: SnapshotSurvey, max = SHARE_MAX): SnapshotShare[] {
  const related = groupsOf(people);
  const [users, employees] = [setOf(related, 'users'), setOf(related, 'employees')];
  const groups: Group[] = [
    ...related,
    ...[...survey.listed, ...survey.strangers].flatMap((user) =>
      users.has(user) ? [] : { users: [user], employees: [] },
    ),
    ...[...survey.employees].flatMap((employee) =>
      employees.has(employee) ? [] : { users: [], employees: [employee] },
    ),
  ];
  return packed(groups, max).map((share) => ({ users: setOf(share, 'users'), employees: setOf(share, 'employees') }));
}

export function isOfShare(part: SnapshotPart, { users, employees }: SnapshotShare): boolean {
  if ('week' in part) return employees.has(part.week.employeeId);
  const [row] = Object.values(part) as { readonly user: string }[];
  return row !== undefined && users.has(row.user);
}

function groupsOf(people: readonly Person[]): Group[] {
  const groupOf = new Map<string, Person[]>();
  for (const person of people) {
    const met = new Set([...person.users.keys()].flatMap((user) => [groupOf.get(user) ?? []]));
    const group = [...met].flat().concat(person);
    for (const { users } of group) for (const user of users.keys()) groupOf.set(user, group);
  }
  return [...new Set(groupOf.values())].map((group) => ({
    users: [...new Set(group.flatMap(({ users }) => [...users.keys()]))],
    employees: group.map(({ employeeId }) => employeeId),
  }));
}

function packed(groups: readonly Group[], max: number): Group[][] {
  const shares: Group[][] = [];
  let size = max;
  for (const group of groups) {
    if (size >= max) {
      shares.push([]);
      size = 0;
    }
    shares.at(-1)?.push(group);
    size += Math.max(group.users.length, group.employees.length);
  }
  return shares;
}

function setOf(groups: readonly Group[], of: keyof Group): Set<string> {
  return new Set(groups.flatMap((group) => group[of]));
}
