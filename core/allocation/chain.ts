import type { ChainRows, Cwo, CwoRole, Project } from '../timesheets/timesheets.ts';
import { OVERHEAD, type Target, UNALLOCATED } from '../values/ids.ts';
import type { LineReason } from './allocation.ts';

/** Where hours end up: a target, and for a CWO the role and the project they got there by. */
export interface Destination {
  readonly target: Target;
  readonly reason: LineReason | null;
  readonly role: CwoRole | null;
  readonly cwo: Cwo | null;
  readonly project: Project | null;
}

const INTERNAL_TASK = outside(OVERHEAD, 'INTERNAL_TASK');
const BROKEN_CHAIN = outside(UNALLOCATED, 'BROKEN_CHAIN');

/**
 * The timesheet chain of one answer: Task → PlannedAllocation → CwoRole → Cwo → Project. Every way is followed once, at
 * the start, so that each logged hour costs one look-up. Of rows with the same id the last one counts.
 */
export class Chain {
  readonly #ofTask = new Map<string, Destination>();
  readonly #ofRole = new Map<string, Destination>();

  constructor({ tasks, allocations, cwoRoles, cwos, projects }: ChainRows) {
    const cwoOf = new Map<string, Cwo>();
    for (const cwo of cwos) cwoOf.set(cwo.cwoId, cwo);
    const projectOf = new Map<string, Project>();
    for (const project of projects) projectOf.set(project.projectId, project);
    for (const role of cwoRoles) {
      const cwo = cwoOf.get(role.cwoId);
      const end = cwo ? inside(role, cwo, projectOf.get(cwo.projectId) ?? null) : BROKEN_CHAIN;
      this.#ofRole.set(role.cwoRoleId, end);
    }
    const ofAllocation = new Map<string, Destination>();
    for (const { allocationId, cwoRoleId } of allocations) ofAllocation.set(allocationId, this.ofRole(cwoRoleId));
    for (const { taskId, allocationId } of tasks) {
      const end = allocationId === null ? INTERNAL_TASK : ofAllocation.get(allocationId);
      this.#ofTask.set(taskId, end ?? BROKEN_CHAIN);
    }
  }

  /** Where hours logged on the task go: internal work to OVERHEAD, a broken chain to UNALLOCATED. */
  ofTask(taskId: string): Destination {
    return this.#ofTask.get(taskId) ?? BROKEN_CHAIN;
  }

  /** Where hours of the role go. */
  ofRole(cwoRoleId: string): Destination {
    return this.#ofRole.get(cwoRoleId) ?? BROKEN_CHAIN;
  }
}

function inside(role: CwoRole, cwo: Cwo, project: Project | null): Destination {
  return { target: cwo.cwoId, reason: null, role, cwo, project };
}

/** An end outside every CWO. */
export function outside(target: Target, reason: LineReason | null): Destination {
  return { target, reason, role: null, cwo: null, project: null };
}
