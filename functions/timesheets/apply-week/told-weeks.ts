import { buildWeek, type KnownPeople } from '../../../core/timesheets/mirror/build-week.ts';
import { EMPTY_BODY } from '../../../core/timesheets/mirror/mirror-body.ts';
import type { MirrorContext } from '../../../core/timesheets/mirror/mirror-context.ts';
import type { MirrorSetAside } from '../../../core/timesheets/mirror/mirror-record.ts';
import type { MirroredOrigin, MirrorPerson } from '../../../core/timesheets/mirror/mirror-store.ts';
import type { Person } from '../../../core/timesheets/mirror/people.ts';
import type { ToldWeek } from '../../../core/timesheets/mirror/record-write.ts';
import type { KeptSnapshot } from '../../../core/timesheets/mirror/snapshot-store.ts';
import type { UnmappedItem } from '../../../core/timesheets/mirror/unmapped.ts';
import { encodeJson } from '../../../core/values/codec.ts';

export interface ToldSource {
  readonly weeks: readonly ToldWeek[];
  readonly people: readonly MirrorPerson[];
  readonly setAside: readonly MirrorSetAside[];
  readonly unmapped: readonly UnmappedItem[];
}

/**
 * All that a source tells of its week, mapped.
 *
 * @param origins of all sources
 * @param isAll whether everybody of the source whom it does not name is emptied
 */
export function toldBy(
  { snapshot, weeks }: KeptSnapshot,
  { emails, origins }: { readonly emails: KnownPeople['emails']; readonly origins: readonly MirroredOrigin[] },
  isAll: boolean,
  context: MirrorContext,
): ToldSource {
  const { source } = context.rules;
  const mirrored = origins.filter((one) => one.source === source);
  const others = origins.filter((one) => one.source !== source && one.users.length > 0);
  const elsewhere = new Map(others.map((one) => [one.employeeId, one.source]));
  const built = buildWeek(snapshot, { emails, elsewhere, mirrored }, context);
  const usersOf = new Map(built.people.map(({ employeeId, users }) => [employeeId, [...users.keys()]]));
  const imported = weeks.filter(({ employeeId }) => !elsewhere.has(employeeId));
  const told = new Map<string, ToldWeek>();
  for (const week of built.weeks) told.set(week.employeeId, { ...week, users: usersOf.get(week.employeeId) ?? [] });
  for (const week of imported) told.set(week.employeeId, { ...week, users: [week.employeeId] });
  const setAside = [...built.setAside, ...inTwoSources(weeks, elsewhere), ...tooLarge([...told.values()])];
  for (const { reason, employeeId } of setAside) {
    if (reason === 'TOO_MANY_ENTRIES' && employeeId !== null) told.delete(employeeId);
  }
  const left = isAll
    ? mirrored.filter(({ employeeId }) => !told.has(employeeId) && !isNamed(setAside, employeeId))
    : [];
  return {
    weeks: [...told.values(), ...left.map(({ employeeId }) => ({ employeeId, body: EMPTY_BODY, users: [] }))],
    people: built.people.filter(({ employeeId }) => told.has(employeeId)).map((one) => toPerson(one, source, emails)),
    setAside,
    unmapped: built.unmapped,
  };
}

function inTwoSources(weeks: KeptSnapshot['weeks'], elsewhere: ReadonlyMap<string, string>): MirrorSetAside[] {
  return weeks.flatMap(({ employeeId }) => {
    const other = elsewhere.get(employeeId);
    if (other === undefined) return [];
    return [{ reason: 'TWO_SOURCES', user: employeeId, employeeId, detail: `also in ${other}` }];
  });
}

/** An item of the table holds 400 KB, of which the body takes all but a little. */
const BODY_BYTES_MAX = 390_000;

function tooLarge(weeks: readonly ToldWeek[]): MirrorSetAside[] {
  return weeks.flatMap(({ employeeId, users: [user = employeeId], body }) => {
    const { length: bytes } = new TextEncoder().encode(encodeJson(body));
    if (bytes <= BODY_BYTES_MAX) return [];
    return [{ reason: 'TOO_MANY_ENTRIES', user, employeeId, detail: `its record would be ${bytes} bytes` }];
  });
}

function isNamed(setAside: readonly MirrorSetAside[], employeeId: string): boolean {
  return setAside.some((one) => one.employeeId === employeeId);
}

function toPerson({ employeeId, users }: Person, source: string, emails: KnownPeople['emails']): MirrorPerson {
  const rows = [...users.values()].flatMap((days) => [...days.values()]);
  const names = [...users.keys()];
  return {
    ...{ employeeId, source, users: names, emails: names.flatMap((user) => emails.get(user) ?? []) },
    ...{ from: rows[0]?.from ?? null, to: rows.at(-1)?.to ?? null },
  };
}
