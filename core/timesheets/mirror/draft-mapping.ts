import type { HoursHundredths } from '../../values/hours.ts';
import { compareIds } from '../../values/ids.ts';
import type { PlainDate } from '../../values/week.ts';
import { isRunning } from './judge-entries.ts';
import type { PersonRow } from './mapping.ts';
import type { MappingIndex } from './mapping-index.ts';
import type { NormalEntry, Snapshot } from './normal-form.ts';
import { hoursOf } from './told-figures.ts';

/** What of a mapping follows from what a source told; the rest is for people to say. */
export interface DraftedMapping {
  /** By address, then by user. */
  readonly people: readonly DraftedPerson[];
  /** Most hours first, but for a row that would beat another one: it stands behind. */
  readonly workItems: readonly DraftedWorkItem[];
  /** Of entries without any id: a row for them would fit all other work too, so that none is drafted. */
  readonly hoursWithoutIds: HoursHundredths;
}

/** By the address, where it is this user's alone; else by the user's id. */
export interface DraftedPerson {
  readonly user: string | null;
  readonly email: string | null;
  /** The row by which the mapping that holds leads to somebody; null where none does. */
  readonly holding: PersonRow | null;
}

const ID_COLUMNS = ['task', 'account', 'project', 'activity'] as const;
type Ids = Pick<NormalEntry, (typeof ID_COLUMNS)[number]>;

export interface DraftedWorkItem extends Ids {
  readonly hours: HoursHundredths;
  /** Whose code is the account or the project; null where no CWO's is. */
  readonly cwoId: string | null;
}

export interface DraftContext {
  readonly source: string;
  /** Addresses by user, as the source writes them. */
  readonly emails: ReadonlyMap<string, string>;
  /** The mapping that holds. */
  readonly mapping: MappingIndex;
  readonly localDate: PlainDate;
}

/** Drafts rows for all users and all work of a source's weeks. */
export function draftMapping(weeks: readonly Snapshot[], context: DraftContext): DraftedMapping {
  const entries = weeks.flatMap((week) => week.entries.filter((entry) => !isRunning(entry)));
  const users = weeks.flatMap((week) => [...week.users, ...week.entries].map(({ user }) => user));
  const work = entries.filter(({ kind }) => kind === null || kind === 'WORK');
  const groups = [...Map.groupBy(work, keyOf)].map(([key, of]) => ({ key, ids: of[0] as Ids, hours: hoursOf(of) }));
  const withIds = groups.filter(({ ids }) => countOf(ids) > 0);
  const wide = new Set(withIds.flatMap(({ ids }) => widerKeys(ids)));
  return {
    people: draftPeople(new Set(users), context),
    workItems: withIds
      .sort((a, b) => Number(wide.has(a.key)) - Number(wide.has(b.key)) || orderOf(a, b, wide.has(a.key)))
      .map(({ ids, hours }) => ({ ...idsOf(ids), hours, cwoId: cwoIdOf(ids, context) })),
    hoursWithoutIds: hoursOf(work.filter((entry) => countOf(entry) === 0)),
  };
}

function draftPeople(users: ReadonlySet<string>, { source, emails, mapping, localDate }: DraftContext) {
  const told = [...users].map((user) => ({ user, email: emails.get(user)?.trim().toLowerCase() || null }));
  const byEmail = Map.groupBy(told, ({ email }) => email);
  const people = told.map((one): DraftedPerson => {
    const isByEmail = one.email !== null && byEmail.get(one.email)?.length === 1;
    const holding = mapping.personOn(source, one, localDate);
    return { user: isByEmail ? null : one.user, email: isByEmail ? one.email : null, holding };
  });
  const nameOf = ({ email, user }: DraftedPerson) => email ?? user ?? '';
  return people.sort((a, b) => compareIds(nameOf(a), nameOf(b)));
}

interface Group {
  readonly key: string;
  readonly ids: Ids;
  readonly hours: HoursHundredths;
}

/** Of those that would beat others the ones that tell more apart come first. */
function orderOf(a: Group, b: Group, areWide: boolean): number {
  const byIds = areWide ? countOf(b.ids) - countOf(a.ids) : 0;
  return byIds || b.hours - a.hours || compareIds(a.key, b.key);
}

function keyOf(ids: Ids): string {
  return JSON.stringify(ID_COLUMNS.map((column) => ids[column]));
}

function idsOf({ project, task, activity, account }: Ids): Ids {
  return { project, task, activity, account };
}

function countOf(ids: Ids): number {
  return ID_COLUMNS.filter((column) => ids[column] !== null).length;
}

/** The keys of all rows that fit the item as well, but for its own: those with some of its ids. */
function widerKeys(ids: Ids): string[] {
  const told = ID_COLUMNS.filter((column) => ids[column] !== null);
  const subsets = told.reduce<Ids[]>(
    (all, column) => all.flatMap((one) => [one, { ...one, [column]: null }]),
    [idsOf(ids)],
  );
  return subsets.slice(1).map(keyOf);
}

function cwoIdOf({ account, project }: Ids, { mapping, localDate }: DraftContext): string | null {
  const codes = [account, project].filter((code) => code !== null);
  return codes.map((code) => mapping.cwoOfCode(code, localDate)?.cwoId).find((id) => id !== undefined) ?? null;
}
