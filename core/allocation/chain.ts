import type { ChainCwo, ChainRows, CwoRole, PlannedAllocation, Project } from '../timesheets/timesheets.ts';
import { OVERHEAD, type Target, UNALLOCATED } from '../values/ids.ts';
import type { LineReason } from './allocation.ts';

/** Where hours end up: a target, and for a CWO the role and the project they got there by. */
export interface Destination {
  readonly target: Target;
  readonly reason: LineReason | null;
  readonly role: CwoRole | null;
  readonly cwo: ChainCwo | null;
  readonly project: Project | null;
}

/** How hours reach their end, id by id; null where the way breaks or does not lead on. */
export interface Way {
  readonly taskId: string | null;
  readonly allocationId: string | null;
  readonly cwoRoleId: string | null;
  readonly end: Destination;
}

const INTERNAL_TASK = outside(OVERHEAD, 'INTERNAL_TASK');
const BROKEN_CHAIN = outside(UNALLOCATED, 'BROKEN_CHAIN');

/**
 * The timesheet chain of one answer: Task → PlannedAllocation → CwoRole → Cwo → Project. Every way is followed once, at
 * the start, so that each logged hour costs one look-up, and is kept, so that an audit shows what decided. No answer
 * comes here with an id told in two ways; of such rows the last one would count.
 */
export class Chain {
  readonly #ofTask = new Map<string, Way>();
  readonly #ofRole = new Map<string, Destination>();

  constructor({ tasks, allocations, cwoRoles, cwos, projects }: ChainRows) {
    const cwoOf = new Map<string, ChainCwo>();
    for (const cwo of cwos) cwoOf.set(cwo.cwoId, cwo);
    const projectOf = new Map<string, Project>();
    for (const project of projects) projectOf.set(project.projectId, project);
    for (const role of cwoRoles) {
      const cwo = cwoOf.get(role.cwoId);
      const end = cwo ? inside(role, cwo, projectOf.get(cwo.projectId) ?? null) : BROKEN_CHAIN;
      this.#ofRole.set(role.cwoRoleId, end);
    }
    const roleOf = new Map<string, string>();
    for (const { allocationId, cwoRoleId } of allocations) roleOf.set(allocationId, cwoRoleId);
    for (const { taskId, allocationId } of tasks) this.#ofTask.set(taskId, this.#follow(taskId, allocationId, roleOf));
  }

  /** The way of hours logged on the task: internal work to OVERHEAD, a broken chain to UNALLOCATED. */
  ofTask(taskId: string): Way {
    return this.#ofTask.get(taskId) ?? { taskId, allocationId: null, cwoRoleId: null, end: BROKEN_CHAIN };
  }

  /** The way of a plan's hours. */
  ofPlan({ allocationId, cwoRoleId }: Pick<PlannedAllocation, 'allocationId' | 'cwoRoleId'>): Way {
    return { taskId: null, allocationId, cwoRoleId, end: this.ofRole(cwoRoleId) };
  }

  /** Where hours of the role go. */
  ofRole(cwoRoleId: string): Destination {
    return this.#ofRole.get(cwoRoleId) ?? BROKEN_CHAIN;
  }

  #follow(taskId: string, allocationId: string | null, roleOf: ReadonlyMap<string, string>): Way {
    if (allocationId === null) return { taskId, allocationId, cwoRoleId: null, end: INTERNAL_TASK };
    const cwoRoleId = roleOf.get(allocationId) ?? null;
    const end = cwoRoleId === null ? BROKEN_CHAIN : this.ofRole(cwoRoleId);
    return { taskId, allocationId, cwoRoleId, end };
  }
}

function inside(role: CwoRole, cwo: ChainCwo, project: Project | null): Destination {
  return { target: cwo.cwoId, reason: null, role, cwo, project };
}

/** An end outside every CWO. */
export function outside(target: Target, reason: LineReason | null): Destination {
  return { target, reason, role: null, cwo: null, project: null };
}
