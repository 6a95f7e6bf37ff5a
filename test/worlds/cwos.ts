import type { SeenCwo } from '../../core/timesheets/cwo-registry.ts';
import type { CwoDescription } from '../../core/timesheets/cwo-source.ts';

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

/** The CWO as it is when it is asked for: with the address of its PM. */
export function describedCwo(cwoId: string, email: string | null, changes: Changes = {}): CwoDescription {
  const { cwo, project } = seenCwo(cwoId, changes);
  return { cwo: { ...cwo, projectManager: cwo.projectManager && { ...cwo.projectManager, email } }, project };
}
