import type { SeenCwo } from '../../core/timesheets/cwo-registry.ts';
import type { CwoDescription } from '../../core/timesheets/cwo-source.ts';
import type { CwoRoleDemand } from '../../core/timesheets/timesheets.ts';

interface Changes {
  readonly name?: string;
  /** Employee id of the PM; null where it has none. */
  readonly manager?: string | null;
}

/** A CWO as an answer about a week has it. */
export function seenCwo(cwoId: string, { name = 'Core', manager = 'E9' }: Changes = {}): SeenCwo {
  const cwo = { cwoId, code: cwoId, name, projectId: 'P1', billable: true, startDate: '2026-01-05', endDate: null };
  return { cwo: { ...cwo, projectManager: manager === null ? null : { employeeId: manager } }, project: null };
}

export const BACKEND: CwoRoleDemand = {
  ...{ cwoRoleId: 'R1', role: 'BACKEND_DEVELOPER' },
  ...{ headcount: 3, plannedHoursPerWeek: 120_00 },
};

/** The CWO as it is when it is asked for: with the address of its PM and its roles. */
export function describedCwo(cwoId: string, email: string | null, changes: Changes = {}): CwoDescription {
  const { cwo, project } = seenCwo(cwoId, changes);
  const projectManager = cwo.projectManager && { ...cwo.projectManager, email };
  return { cwo: { ...cwo, projectManager }, project, roles: [BACKEND] };
}
