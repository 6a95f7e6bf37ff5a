import { compareIds } from '../values/ids.ts';

/** What the people of a role used in a CWO-week. */
export interface RoleUse {
  readonly role: string;
  readonly tokens: bigint;
  readonly people: number;
}

/** Roles of fewer people would tell what a person used. */
export const PEOPLE_MIN = 3;
const ROLES_MAX = 20;
export const OTHER_ROLES = 'other roles';

/**
 * The roles by use, descending, without telling of a person: those of fewer than 3 people are merged, and where that
 * has fewer than 3 people too, no role is named.
 */
export function namedRoles(uses: readonly RoleUse[]): RoleUse[] {
  const large = uses.filter(({ people }) => people >= PEOPLE_MIN);
  const small = uses.filter(({ people }) => people < PEOPLE_MIN);
  const others: RoleUse = {
    role: OTHER_ROLES,
    tokens: small.reduce((sum, { tokens }) => sum + tokens, 0n),
    people: small.reduce((sum, { people }) => sum + people, 0),
  };
  if (small.length > 0 && others.people < PEOPLE_MIN) return [];
  const named = small.length > 0 ? [...large, others] : large;
  return named.toSorted(byUse).slice(0, ROLES_MAX);
}

function byUse(a: RoleUse, b: RoleUse): number {
  if (a.tokens !== b.tokens) return a.tokens > b.tokens ? -1 : 1;
  return compareIds(a.role, b.role);
}
