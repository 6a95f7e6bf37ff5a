import { buildWeek, type KnownPeople } from '../../../core/timesheets/mirror/build-week.ts';
import type { MirrorContext } from '../../../core/timesheets/mirror/mirror-context.ts';
import type { MirrorSetAside } from '../../../core/timesheets/mirror/mirror-record.ts';
import type { MirrorPerson } from '../../../core/timesheets/mirror/mirror-store.ts';
import type { Person } from '../../../core/timesheets/mirror/people.ts';
import type { ToldWeek } from '../../../core/timesheets/mirror/record-write.ts';
import type { KeptSnapshot } from '../../../core/timesheets/mirror/snapshot-store.ts';
import type { UnmappedItem } from '../../../core/timesheets/mirror/unmapped.ts';
import { encodeJson } from '../../../core/values/codec.ts';

/** What is to be written of some of a source's people. */
export interface ToldShare {
  readonly weeks: readonly ToldWeek[];
  readonly people: readonly MirrorPerson[];
  readonly setAside: readonly MirrorSetAside[];
  readonly unmapped: readonly UnmappedItem[];
}

/** An item of the table holds 400 KB, of which the body takes all but a little. */
const BODY_BYTES_MAX = 390_000;

/** All that a source tells of the share, mapped. */
export function toldBy({ snapshot, weeks }: KeptSnapshot, known: KnownPeople, context: MirrorContext): ToldShare {
  const { source } = context.rules;
  const { emails, elsewhere } = known;
  const built = buildWeek(snapshot, known, context);
  const usersOf = new Map(built.people.map(({ employeeId, users }) => [employeeId, [...users.keys()]]));
  const told = new Map<string, ToldWeek>();
  for (const week of built.weeks) told.set(week.employeeId, { ...week, users: usersOf.get(week.employeeId) ?? [] });
  for (const week of weeks) {
    if (!elsewhere.has(week.employeeId)) told.set(week.employeeId, { ...week, users: [week.employeeId] });
  }
  const setAside = [...built.setAside, ...inTwoSources(weeks, elsewhere), ...tooLarge([...told.values()])];
  for (const { reason, employeeId } of setAside) {
    if (reason === 'TOO_MANY_ENTRIES' && employeeId !== null) told.delete(employeeId);
  }
  return {
    weeks: [...told.values()],
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

function tooLarge(weeks: readonly ToldWeek[]): MirrorSetAside[] {
  return weeks.flatMap(({ employeeId, users: [user = employeeId], body }) => {
    const { length: bytes } = new TextEncoder().encode(encodeJson(body));
    if (bytes <= BODY_BYTES_MAX) return [];
    return [{ reason: 'TOO_MANY_ENTRIES', user, employeeId, detail: `its record would be ${bytes} bytes` }];
  });
}

function toPerson({ employeeId, users }: Person, source: string, emails: KnownPeople['emails']): MirrorPerson {
  const rows = [...users.values()].flatMap((days) => [...days.values()]);
  const names = [...users.keys()];
  return {
    ...{ employeeId, source, users: names, emails: names.flatMap((user) => emails.get(user) ?? []) },
    ...{ from: rows[0]?.from ?? null, to: rows.at(-1)?.to ?? null },
  };
}
