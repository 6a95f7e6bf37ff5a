import type { Cwo, ProjectManager } from '../../core/timesheets/timesheets.ts';
import { addDays, type MondayDate } from '../../core/values/week.ts';
import type { ClientRecord, ProjectRecord } from '../timesheets/records.ts';
import { clientName, cwoName, projectName } from './names.ts';

/** Clients with their projects and contract work orders. */
export interface WorkOrders {
  readonly clients: readonly ClientRecord[];
  readonly projects: readonly ProjectRecord[];
  readonly cwos: readonly Cwo[];
}

const CWOS_PER_PROJECT = 2;
/** One in so many CWOs is not billed. */
const NON_BILLABLE_EVERY = 6;

/**
 * Makes CWOs that are all active in the weeks up to `lastMonday`.
 * @param managerOf who manages the project of an index
 */
export function workOrders(
  cwoCount: number,
  lastMonday: MondayDate,
  managerOf: (projectIndex: number) => ProjectManager,
): WorkOrders {
  const projectCount = Math.ceil(cwoCount / CWOS_PER_PROJECT);
  const clientCount = clientIndexOf(projectCount - 1) + 1;
  const clients = Array.from({ length: clientCount }, (_, index) => ({
    clientId: `CL-${serial(index)}`,
    name: clientName(index),
  }));
  const projects = Array.from({ length: projectCount }, (_, index) => ({
    projectId: `P-${serial(index)}`,
    name: projectName(index),
    clientId: `CL-${serial(clientIndexOf(index))}`,
  }));
  const cwos = Array.from({ length: cwoCount }, (_, index) => {
    const projectIndex = Math.floor(index / CWOS_PER_PROJECT);
    const name = cwoName(projectName(projectIndex), index);
    return {
      cwoId: cwoIdOf(index),
      code: cwoCode(index, lastMonday),
      name,
      projectId: `P-${serial(projectIndex)}`,
      billable: isBillable(index),
      startDate: addDays(lastMonday, -7 * 45),
      endDate: index % 4 === 3 ? null : addDays(lastMonday, 7 * 16 + 4),
      projectManager: managerOf(projectIndex),
    };
  });
  return { clients, projects, cwos };
}

/** `CWO-0001` is the first. */
export function cwoIdOf(index: number): string {
  return `CWO-${serial(index)}`;
}

export function isBillable(cwoIndex: number): boolean {
  return cwoIndex % NON_BILLABLE_EVERY !== NON_BILLABLE_EVERY - 1;
}

/** `HAR-26-01`: client, year and number. */
function cwoCode(index: number, lastMonday: MondayDate): string {
  const client = clientName(clientIndexOf(Math.floor(index / CWOS_PER_PROJECT)))
    .slice(0, 3)
    .toUpperCase();
  return `${client}-${lastMonday.slice(2, 4)}-${String(index + 1).padStart(2, '0')}`;
}

/** Three projects to two clients. */
function clientIndexOf(projectIndex: number): number {
  return Math.floor((projectIndex * 2) / 3);
}

function serial(index: number): string {
  return String(index + 1).padStart(4, '0');
}
