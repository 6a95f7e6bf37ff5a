import type { LineReason } from './allocation.ts';
import { OVERHEAD, type Target, UNALLOCATED } from './ids.ts';
import type { Cwo, CwoRole, PlannedAllocation, Project, Task } from './timesheets.ts';

/** Where hours end up: a target, and for a CWO the role and the project they got there by. */
export interface Destination {
  readonly target: Target;
  readonly reason: LineReason | null;
  readonly role: CwoRole | null;
  readonly cwo: Cwo | null;
  readonly project: Project | null;
}

/** The rows that chains lead through; what is malformed is left out, as if unknown. */
export interface ChainRows {
  readonly tasks: readonly Task[];
  readonly allocations: readonly Pick<PlannedAllocation, 'allocationId' | 'cwoRoleId'>[];
  readonly cwoRoles: readonly CwoRole[];
  readonly cwos: readonly Cwo[];
  readonly projects: readonly Project[];
}

const INTERNAL_TASK = outside(OVERHEAD, 'INTERNAL_TASK');
const BROKEN_CHAIN = outside(UNALLOCATED, 'BROKEN_CHAIN');

/** The timesheet chain of one answer: Task → PlannedAllocation → CwoRole → Cwo → Project. Each id is followed once. */
export class Chain {
  readonly #tasks: ReadonlyMap<string, Task>;
  readonly #allocations: ReadonlyMap<string, { readonly cwoRoleId: string }>;
  readonly #cwoRoles: ReadonlyMap<string, CwoRole>;
  readonly #cwos: ReadonlyMap<string, Cwo>;
  readonly #projects: ReadonlyMap<string, Project>;
  readonly #byTask = new Map<string, Destination>();
  readonly #byRole = new Map<string, Destination>();

  constructor(rows: ChainRows) {
    this.#tasks = new Map(rows.tasks.map((row) => [row.taskId, row]));
    this.#allocations = new Map(rows.allocations.map((row) => [row.allocationId, row]));
    this.#cwoRoles = new Map(rows.cwoRoles.map((row) => [row.cwoRoleId, row]));
    this.#cwos = new Map(rows.cwos.map((row) => [row.cwoId, row]));
    this.#projects = new Map(rows.projects.map((row) => [row.projectId, row]));
  }

  /** Where hours logged on the task go: internal work to OVERHEAD, a broken chain to UNALLOCATED. */
  ofTask(taskId: string): Destination {
    const known = this.#byTask.get(taskId);
    if (known) return known;
    const destination = this.#followTask(taskId);
    this.#byTask.set(taskId, destination);
    return destination;
  }

  /** Where hours of the role go. */
  ofRole(cwoRoleId: string): Destination {
    const known = this.#byRole.get(cwoRoleId);
    if (known) return known;
    const destination = this.#followRole(cwoRoleId);
    this.#byRole.set(cwoRoleId, destination);
    return destination;
  }

  #followTask(taskId: string): Destination {
    const task = this.#tasks.get(taskId);
    if (!task) return BROKEN_CHAIN;
    if (task.allocationId === null) return INTERNAL_TASK;
    const allocation = this.#allocations.get(task.allocationId);
    return allocation ? this.ofRole(allocation.cwoRoleId) : BROKEN_CHAIN;
  }

  #followRole(cwoRoleId: string): Destination {
    const role = this.#cwoRoles.get(cwoRoleId);
    const cwo = role && this.#cwos.get(role.cwoId);
    if (!cwo) return BROKEN_CHAIN;
    return { target: cwo.cwoId, reason: null, role, cwo, project: this.#projects.get(cwo.projectId) ?? null };
  }
}

/** An end outside every CWO. */
export function outside(target: Target, reason: LineReason | null): Destination {
  return { target, reason, role: null, cwo: null, project: null };
}
