import { OTHER_ROLES, PEOPLE_MIN } from '../budgets/role-use.ts';
import type { LineFact } from './line-facts.ts';

const NO_ROLE = 'no role';

/** The names under which a paper has the roles of a CWO; what is too small is named with all others of its kind. */
export class RoleNames {
  readonly #people = new Map<string, Set<string>>();

  constructor(lines: readonly LineFact[]) {
    for (const { cwoId, role, employeeId } of lines) {
      const key = keyOf(cwoId, role);
      this.#people.set(key, (this.#people.get(key) ?? new Set()).add(employeeId));
    }
  }

  of(cwoId: string, role: string | null): string {
    const people = this.#people.get(keyOf(cwoId, role))?.size ?? 0;
    return people >= PEOPLE_MIN ? (role ?? NO_ROLE) : OTHER_ROLES;
  }
}

function keyOf(cwoId: string, role: string | null): string {
  return JSON.stringify([cwoId, role]);
}
