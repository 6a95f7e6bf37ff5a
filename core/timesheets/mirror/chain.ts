import { compareIds, isCwo, OVERHEAD } from '../../values/ids.ts';
import type { ChainCwo, ChainRows, CwoRole, PlannedAllocation, Project, Task, TimesheetEntry } from '../timesheets.ts';
import { toContractId } from './contract-id.ts';
import type { JudgedEntry } from './judge-entries.ts';
import type { CwoRow } from './mapping.ts';
import type { MirrorContext } from './mirror-context.ts';
import { keyOf, linkAllocation, type PlannedWork, planAllocation } from './plans.ts';
import { allocationIdOf, cwoRoleIdOf, type RoleTarget, taskIdOf } from './target-ids.ts';

/** The rows of an employee's week, each list by id ascending. */
export interface EmployeeRows {
  readonly entries: readonly TimesheetEntry[];
  readonly plans: readonly PlannedAllocation[];
  readonly chain: ChainRows;
}

/** Makes the rows that lead an employee's work and plans to their targets (`docs/connectors.md`, rules 6 and 8). */
export function rowsOf(
  employeeId: string,
  work: readonly JudgedEntry[],
  planned: readonly PlannedWork[],
  context: MirrorContext,
): EmployeeRows {
  const { entries, tasks } = logWork(employeeId, work, context);
  const links = withoutPlan(work, planned);
  const plans = [
    ...planned.map((one) => planAllocation(one, employeeId, context)),
    ...links.map((one) => linkAllocation(one, employeeId, context)),
  ].sort((a, b) => compareIds(a.allocationId, b.allocationId));
  const allocations = plans.map(({ allocationId, cwoRoleId }) => ({ allocationId, cwoRoleId }));
  return { entries, plans, chain: { tasks, allocations, ...cwoRowsOf([...planned, ...links], context) } };
}

/** One task never leads to two roles: of work in a second one the task's id says the role too. */
function logWork(employeeId: string, work: readonly JudgedEntry[], context: MirrorContext) {
  const allocationOf = new Map<string, string | null>();
  const entries = work.map(({ entry, target, role, hours }) => {
    const allocationId = target === OVERHEAD ? null : allocationIdOf(employeeId, { target, role }, context.sha256);
    const owner = { source: context.rules.source, employeeId };
    const plainId = taskIdOf(owner, entry, target, context.sha256);
    const isFree = (allocationOf.get(plainId) ?? allocationId) === allocationId;
    const taskId = isFree ? plainId : taskIdOf(owner, entry, `${target}.${role}`, context.sha256);
    allocationOf.set(taskId, allocationId);
    return { entryId: toContractId(entry.id, context.sha256), taskId, date: entry.date, hours: hours ?? 0 };
  });
  const tasks: Task[] = [...allocationOf].map(([taskId, allocationId]) => ({ taskId, allocationId }));
  return {
    entries: entries.sort((a, b) => compareIds(a.entryId, b.entryId)),
    tasks: tasks.sort((a, b) => compareIds(a.taskId, b.taskId)),
  };
}

function withoutPlan(work: readonly JudgedEntry[], planned: readonly PlannedWork[]): RoleTarget[] {
  const isPlanned = new Set(planned.map(keyOf));
  const links = work.filter((one) => isCwo(one.target) && !isPlanned.has(keyOf(one)));
  return [...new Map(links.map((one) => [keyOf(one), one])).values()];
}

function cwoRowsOf(targets: readonly RoleTarget[], { week, mapping, sha256 }: MirrorContext) {
  const cwoRoles = new Map<string, CwoRole>();
  const cwos = new Map<string, ChainCwo>();
  const projects = new Map<string, Project>();
  for (const { target, role } of targets) {
    const row = mapping.cwoIn(target, week);
    if (!row) continue;
    const cwoRoleId = cwoRoleIdOf({ target, role }, sha256);
    cwoRoles.set(cwoRoleId, { cwoRoleId, cwoId: target, role });
    cwos.set(target, toCwo(row));
    projects.set(row.projectId, toProject(row));
  }
  return { cwoRoles: byId(cwoRoles), cwos: byId(cwos), projects: byId(projects) };
}

function toCwo({ pmEmployeeId, ...row }: CwoRow): ChainCwo {
  const { cwoId, code, name, projectId, billable, startDate, endDate } = row;
  const projectManager = pmEmployeeId === null ? null : { employeeId: pmEmployeeId };
  return { cwoId, code, name, projectId, billable, startDate, endDate, projectManager };
}

function toProject({ projectId, projectName, clientId, clientName }: CwoRow): Project {
  return { projectId, name: projectName, clientId, clientName };
}

function byId<Row>(rows: ReadonlyMap<string, Row>): Row[] {
  return [...rows].sort(([a], [b]) => compareIds(a, b)).map(([, row]) => row);
}
