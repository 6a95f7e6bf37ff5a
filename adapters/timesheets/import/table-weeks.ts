import type { FreshWeek } from '../../../core/timesheets/mirror/settle.ts';
import type { ChainRows, CwoRole, PlannedAllocation, Project, Task } from '../../../core/timesheets/timesheets.ts';
import { compareIds } from '../../../core/values/ids.ts';
import { type MondayDate, mondayOf, weekOf } from '../../../core/values/week.ts';
import type { Row, Tables } from '../tables/tables.ts';

/** The week of every employee of the tables, in the terms of the core, by id ascending. */
export function weeksOf(tables: Tables, monday: MondayDate): FreshWeek[] {
  const { sundayDate } = weekOf(monday);
  const chains = new TableChains(tables);
  const sheets = new Map(
    tables.timesheets.filter((sheet) => sheet.week_start_date === monday).map((sheet) => [sheet.employee_id, sheet]),
  );
  const entries = Map.groupBy(
    tables.timesheet_entries.filter(({ date }) => mondayOf(date) === monday),
    ({ employee_id }) => employee_id,
  );
  const plans = Map.groupBy(
    tables.allocations.filter((plan) => plan.start_date <= sundayDate && monday <= (plan.end_date ?? monday)),
    ({ employee_id }) => employee_id,
  );
  return tables.employees
    .map(({ employee_id: id }) => toWeek(id, sheets.get(id), entries.get(id) ?? [], plans.get(id) ?? [], chains))
    .sort((a, b) => compareIds(a.employeeId, b.employeeId));
}

function toWeek(
  employeeId: string,
  sheet: Row<'timesheets'> | undefined,
  entries: readonly Row<'timesheet_entries'>[],
  plans: readonly Row<'allocations'>[],
  chains: TableChains,
): FreshWeek {
  const body = {
    timesheet: sheet ? { status: sheet.status, approvedAt: sheet.approved_at } : null,
    workingHours: sheet?.working_hours ?? null,
    approvedLeaveHours: sheet?.approved_leave_hours ?? 0,
    entries: entries
      .map(({ entry_id, task_id, date, hours }) => ({ entryId: entry_id, taskId: task_id, date, hours }))
      .sort((a, b) => compareIds(a.entryId, b.entryId)),
    plans: plans.map(toPlan).sort((a, b) => compareIds(a.allocationId, b.allocationId)),
    chain: chains.of(
      entries.map(({ task_id }) => task_id),
      plans.map(({ allocation_id }) => allocation_id),
    ),
  };
  return { employeeId, body };
}

/** The rows that tasks and plans lead through, as far as there are any. */
class TableChains {
  readonly #tasks: ReadonlyMap<string, Task>;
  readonly #allocations: ReadonlyMap<string, ChainRows['allocations'][number]>;
  readonly #roles: ReadonlyMap<string, CwoRole>;
  readonly #cwos: ReadonlyMap<string, ChainRows['cwos'][number]>;
  readonly #projects: ReadonlyMap<string, Project>;

  constructor(tables: Tables) {
    const clients = new Map(tables.clients.map(({ client_id, name }) => [client_id, name]));
    this.#tasks = new Map(tables.tasks.map((row) => [row.task_id, toTask(row)]));
    this.#allocations = new Map(
      tables.allocations.map(({ allocation_id: allocationId, cwo_role_id: cwoRoleId }) => {
        return [allocationId, { allocationId, cwoRoleId }];
      }),
    );
    this.#roles = new Map(tables.cwo_roles.map((row) => [row.cwo_role_id, toRole(row)]));
    this.#cwos = new Map(tables.cwos.map((row) => [row.cwo_id, toCwo(row)]));
    this.#projects = new Map(
      tables.projects.flatMap(({ project_id: projectId, name, client_id: clientId }): [string, Project][] => {
        const clientName = clients.get(clientId);
        return clientName === undefined ? [] : [[projectId, { projectId, name, clientId, clientName }]];
      }),
    );
  }

  of(taskIds: readonly string[], planIds: readonly string[]): ChainRows {
    const tasks = pick(this.#tasks, taskIds);
    const allocations = pick(this.#allocations, [...planIds, ...tasks.map(({ allocationId }) => allocationId)]);
    const cwoRoles = pick(
      this.#roles,
      allocations.map(({ cwoRoleId }) => cwoRoleId),
    );
    const cwos = pick(
      this.#cwos,
      cwoRoles.map(({ cwoId }) => cwoId),
    );
    const projects = pick(
      this.#projects,
      cwos.map(({ projectId }) => projectId),
    );
    return { tasks, allocations, cwoRoles, cwos, projects };
  }
}

/** Each once, by id ascending. */
function pick<Found>(rows: ReadonlyMap<string, Found>, ids: readonly (string | null)[]): Found[] {
  const wanted = [...new Set(ids)].filter((id) => id !== null).sort(compareIds);
  return wanted.flatMap((id) => rows.get(id) ?? []);
}

function toPlan(row: Row<'allocations'>): PlannedAllocation {
  return {
    ...{ allocationId: row.allocation_id, employeeId: row.employee_id, cwoRoleId: row.cwo_role_id },
    ...{ plannedHoursPerWeek: row.planned_hours_per_week, startDate: row.start_date, endDate: row.end_date },
  };
}

function toTask({ task_id, allocation_id }: Row<'tasks'>): Task {
  return { taskId: task_id, allocationId: allocation_id };
}

function toRole({ cwo_role_id, cwo_id, role }: Row<'cwo_roles'>): CwoRole {
  return { cwoRoleId: cwo_role_id, cwoId: cwo_id, role };
}

function toCwo({ code, name, billable, ...row }: Row<'cwos'>): ChainRows['cwos'][number] {
  return {
    ...{ cwoId: row.cwo_id, code, name, projectId: row.project_id, billable },
    ...{ startDate: row.start_date, endDate: row.end_date },
    projectManager: row.pm_employee_id === null ? null : { employeeId: row.pm_employee_id },
  };
}
