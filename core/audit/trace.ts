import type { Evidence } from '../ledger/evidence.ts';
import type { EmployeeRecord, PlannedAllocation, TimesheetEntry } from '../timesheets/timesheets.ts';
import { formatHours } from '../values/hours.ts';

/** The way from hours to a CWO, id by id; null where it breaks or does not lead on. */
export interface ChainTrace {
  readonly taskId: string | null;
  readonly allocationId: string | null;
  readonly cwoRoleId: string | null;
  readonly cwoId: string | null;
}

export interface TracedEntry extends ChainTrace {
  readonly entryId: string;
  readonly date: string;
  readonly hours: string;
}

export interface TracedPlan extends ChainTrace {
  readonly plannedHoursPerWeek: string;
  readonly startDate: string;
  readonly endDate: string | null;
}

/** Follows every entry and every plan of a record through the rows of the evidence. */
export class Tracer {
  readonly #allocationOf: ReadonlyMap<string, string | null>;
  readonly #roleOf: ReadonlyMap<string, string>;
  readonly #cwoOf: ReadonlyMap<string, string | null>;

  constructor({ chain }: Evidence) {
    this.#allocationOf = new Map(chain.tasks.map(({ taskId, allocationId }) => [taskId, allocationId]));
    this.#roleOf = new Map(chain.allocations.map(({ allocationId, cwoRoleId }) => [allocationId, cwoRoleId]));
    const cwos = new Set(chain.cwos.map(({ cwoId }) => cwoId));
    this.#cwoOf = new Map(chain.cwoRoles.map(({ cwoRoleId, cwoId }) => [cwoRoleId, cwos.has(cwoId) ? cwoId : null]));
  }

  entries({ entries }: EmployeeRecord): TracedEntry[] {
    return entries.map((entry) => this.#entry(entry));
  }

  plans({ plans }: EmployeeRecord): TracedPlan[] {
    return plans.map((plan) => this.#plan(plan));
  }

  #entry({ entryId, date, hours, taskId }: TimesheetEntry): TracedEntry {
    const allocationId = this.#allocationOf.get(taskId) ?? null;
    const cwoRoleId = allocationId === null ? null : (this.#roleOf.get(allocationId) ?? null);
    return { entryId, date, hours: formatHours(hours), taskId, allocationId, cwoRoleId, cwoId: this.#cwo(cwoRoleId) };
  }

  #plan({ allocationId, cwoRoleId, plannedHoursPerWeek, startDate, endDate }: PlannedAllocation): TracedPlan {
    const plannedHours = formatHours(plannedHoursPerWeek);
    const way = { taskId: null, allocationId, cwoRoleId, cwoId: this.#cwo(cwoRoleId) };
    return { ...way, plannedHoursPerWeek: plannedHours, startDate, endDate };
  }

  #cwo(cwoRoleId: string | null): string | null {
    return cwoRoleId === null ? null : (this.#cwoOf.get(cwoRoleId) ?? null);
  }
}
