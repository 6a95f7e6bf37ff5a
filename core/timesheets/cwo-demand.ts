import { encodeJson } from '../values/codec.ts';
import { compareIds } from '../values/ids.ts';
import type { KnownCwo } from './cwo-registry.ts';
import type { CwoDescription } from './cwo-source.ts';
import type { Cwo, CwoRoleDemand } from './timesheets.ts';

/**
 * Whether a description says otherwise than what is known what a budget rests on: dates, roles, people and hours. What was
 * never described has nothing to compare with. The order of the roles says nothing.
 */
export function isDemandNew(known: KnownCwo | undefined, { cwo, roles }: CwoDescription): boolean {
  if (!known?.roles) return true;
  return toText(known, known.roles) !== toText(cwo, roles);
}

function toText({ startDate, endDate }: Pick<Cwo, 'startDate' | 'endDate'>, roles: readonly CwoRoleDemand[]): string {
  const sorted = roles.toSorted((a, b) => compareIds(a.cwoRoleId, b.cwoRoleId));
  const told = sorted.map(({ cwoRoleId, role, headcount, plannedHoursPerWeek }) => {
    return [cwoRoleId, role, headcount, plannedHoursPerWeek];
  });
  return encodeJson([startDate, endDate, told]);
}
