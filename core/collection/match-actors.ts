import type { CwoList } from '../timesheets/cwo-registry.ts';
import { compareIds } from '../values/ids.ts';
import type { PlainDate } from '../values/week.ts';
import {
  type ActorTarget,
  ANY_SOURCE,
  entryFor,
  type IdentityEntry,
  type IdentityStore,
  type NewIdentity,
} from './identity.ts';
import type { Actor } from './usage-fact.ts';
import type { ActorOwner } from './usage-puller.ts';

/** Who wrote an entry that no person did. */
export const BY_ADDRESS = 'the address in the timesheet system';
export const BY_OWNER = 'the owner that the source names';

const IS_EMPLOYEE: ActorTarget = 'employee';

/**
 * Entries for addresses that nobody has said anything of: an address that is one employee's in the timesheet system is his
 * from that day on, or until what was found of a later day, for any source. One of two employees is nobody's, and a person
 * decides. That system tells the addresses of those who manage a CWO, and of nobody else (contract 2).
 */
export async function matchAddresses(
  actors: readonly Actor[],
  from: PlainDate,
  { identities, cwos }: { readonly identities: IdentityStore; readonly cwos: CwoList },
): Promise<NewIdentity[]> {
  const emails = new Set(actors.flatMap(({ kind, id }) => (kind === 'EMAIL' && id !== null ? [id] : [])));
  if (emails.size === 0) return [];
  const found: NewIdentity[] = [];
  for (const [email, employeeIds] of await managersByAddress(cwos)) {
    const [employeeId] = employeeIds;
    const actor = { kind: 'EMAIL', id: email } as const;
    if (!emails.has(email) || employeeIds.size !== 1 || employeeId === undefined) continue;
    const days = freeDays(await identities.find(actor), from, BY_ADDRESS);
    if (days) found.push({ ...employed(actor, employeeId), ...days, source: ANY_SOURCE, by: BY_ADDRESS });
  }
  return found;
}

async function managersByAddress(cwos: CwoList): Promise<Map<string, Set<string>>> {
  const managers = new Map<string, Set<string>>();
  for await (const { pmEmail, pmEmployeeId } of cwos.listAll()) {
    if (pmEmail === null || pmEmployeeId === null) continue;
    const email = pmEmail.toLowerCase();
    managers.set(email, (managers.get(email) ?? new Set()).add(pmEmployeeId));
  }
  return managers;
}

/** Entries for keys and accounts that nobody has said anything of, whose owner's address is an employee's on that day. */
export async function matchOwners(
  owners: readonly ActorOwner[],
  { source, from }: { readonly source: string; readonly from: PlainDate },
  identities: Pick<IdentityStore, 'list'>,
): Promise<NewIdentity[]> {
  if (owners.length === 0) return [];
  const byActor = Map.groupBy(await Array.fromAsync(identities.list()), ({ actor }) => keyOf(actor));
  const entriesOf = (actor: Actor) => byActor.get(keyOf(actor)) ?? [];
  const found: NewIdentity[] = [];
  for (const { actor, email } of owners) {
    if (actor.id === null) continue;
    const known = { kind: actor.kind, id: actor.id };
    const days = freeDays(entriesOf(known), from, BY_OWNER);
    if (!days) continue;
    const owner = entryFor(entriesOf({ kind: 'EMAIL', id: email }), source, from);
    if (owner?.target !== IS_EMPLOYEE || owner.employeeId === null) continue;
    found.push({ ...employed(known, owner.employeeId), ...days, source, by: BY_OWNER });
  }
  return found;
}

function keyOf({ kind, id }: Actor): string {
  return `${kind} ${id}`;
}

/**
 * The days from that one on of which nothing is known: weeks come in any order, and earlier ones may be collected later.
 * @returns null where the day is known, or where anybody else has said anything of the actor
 */
function freeDays(known: readonly IdentityEntry[], from: PlainDate, by: string) {
  if (known.some((entry) => entry.by !== by || entry.validFrom <= from)) return null;
  const [next = null] = known.map(({ validFrom }) => validFrom).sort(compareIds);
  return { validFrom: from, validTo: next };
}

function employed(actor: NewIdentity['actor'], employeeId: string) {
  return { actor, target: IS_EMPLOYEE, employeeId };
}
