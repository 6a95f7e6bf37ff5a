import { encodeJson } from '../values/codec.ts';
import { compareIds } from '../values/ids.ts';
import type { Cwo, CwoRoleDemand } from './timesheets.ts';

/** What the budget of a CWO rests on. */
export interface CwoDemand extends Pick<Cwo, 'startDate' | 'endDate'> {
  /** Null until the CWO is described. */
  readonly roles: readonly CwoRoleDemand[] | null;
}

/**
 * Whether a CWO needs other than it did: dates, roles, people or hours are not the same. What was never described has
 * nothing to compare with. The order of the roles says nothing.
 */
export function isDemandNew(before: CwoDemand | null, now: CwoDemand): boolean {
  return !before?.roles || toText(before) !== toText(now);
}

function toText({ startDate, endDate, roles }: CwoDemand): string {
  const sorted = (roles ?? []).toSorted((a, b) => compareIds(a.cwoRoleId, b.cwoRoleId));
  const told = sorted.map(({ cwoRoleId, role, headcount, plannedHoursPerWeek }) => {
    return [cwoRoleId, role, headcount, plannedHoursPerWeek];
  });
  return encodeJson([startDate, endDate, told]);
}
