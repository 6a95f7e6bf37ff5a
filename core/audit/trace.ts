import type { Chain, Way } from '../allocation/chain.ts';
import type { EmployeeRecord } from '../timesheets/timesheets.ts';
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

/** Every entry of a record with the way that the chain has led it. */
export function traceEntries({ entries }: EmployeeRecord, chain: Chain): TracedEntry[] {
  return entries.map(({ entryId, date, hours, taskId }) => ({
    entryId,
    date,
    hours: formatHours(hours),
    ...toTrace(chain.ofTask(taskId)),
  }));
}

/** Every plan of a record with the way that the chain has led it. */
export function tracePlans({ plans }: EmployeeRecord, chain: Chain): TracedPlan[] {
  return plans.map((plan) => ({
    plannedHoursPerWeek: formatHours(plan.plannedHoursPerWeek),
    startDate: plan.startDate,
    endDate: plan.endDate,
    ...toTrace(chain.ofPlan(plan)),
  }));
}

function toTrace({ taskId, allocationId, cwoRoleId, end }: Way): ChainTrace {
  return { taskId, allocationId, cwoRoleId, cwoId: end.cwo?.cwoId ?? null };
}
