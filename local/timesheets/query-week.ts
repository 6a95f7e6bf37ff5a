import type { DatabaseSync } from 'node:sqlite';
import type {
  Cwo,
  CwoRole,
  PlannedAllocation,
  Project,
  Task,
  Timesheet,
  TimesheetEntry,
} from '../../core/timesheets/timesheets.ts';
import { formatHours, type HoursHundredths } from '../../core/values/hours.ts';
import { addDays, type MondayDate } from '../../core/values/week.ts';
import { type CwoRow, PROJECTS, toCwo } from './query-cwo.ts';
import { allRows, inTransaction } from './schema.ts';

/** The answer to a query of a week, ready for JSON: hours are text with 2 decimals. */
export interface WeekAnswer {
  readonly weekStartDate: MondayDate;
  /** The asked employees the system knows, by id. */
  readonly employees: readonly EmployeeWeekAnswer[];
  readonly tasks: readonly Task[];
  readonly allocations: readonly PlanAnswer[];
  readonly cwoRoles: readonly CwoRole[];
  readonly cwos: readonly Cwo[];
  readonly projects: readonly Project[];
}

export interface EmployeeWeekAnswer {
  readonly employeeId: string;
  readonly timesheet: Timesheet | null;
  readonly workingHours: string | null;
  readonly approvedLeaveHours: string;
  readonly entries: readonly (Omit<TimesheetEntry, 'hours'> & { readonly hours: string })[];
}

export type PlanAnswer = Omit<PlannedAllocation, 'plannedHoursPerWeek'> & { readonly plannedHoursPerWeek: string };

type SheetRow = {
  employeeId: string;
  status: Timesheet['status'] | null;
  version: number;
  approvedAt: string | null;
  workingHours: HoursHundredths | null;
  approvedLeaveHours: HoursHundredths;
};
type EntryRow = TimesheetEntry & { employeeId: string };

// A list of ids travels as one JSON parameter: one prepared statement whatever their number.
const SHEETS = `
  SELECT e.employee_id AS employeeId, t.status, t.version, t.approved_at AS approvedAt,
    CASE WHEN w.monday IS NOT NULL THEN w.hundredths ELSE e.contract_hundredths / 5 * (5 - (
      SELECT count(*) FROM holiday h WHERE h.calendar = e.calendar AND h.date BETWEEN ?2 AND ?3
    )) END AS workingHours,
    coalesce(l.hundredths, 0) AS approvedLeaveHours
  FROM employee e
  LEFT JOIN timesheet t ON t.employee_id = e.employee_id AND t.monday = ?2
  LEFT JOIN working_hours w ON w.employee_id = e.employee_id AND w.monday = ?2
  LEFT JOIN leave l ON l.employee_id = e.employee_id AND l.monday = ?2
  WHERE e.employee_id IN (SELECT value FROM json_each(?1)) ORDER BY e.employee_id`;
const ENTRIES = `
  SELECT coalesce(entry_id, 'TE' || entry_number) AS entryId, employee_id AS employeeId, task_id AS taskId, date, hundredths AS hours
  FROM timesheet_entry
  WHERE employee_id IN (SELECT value FROM json_each(?1)) AND monday = ?2 ORDER BY entry_number`;
const TASKS = `
  SELECT task_id AS taskId, allocation_id AS allocationId FROM task
  WHERE task_id IN (SELECT value FROM json_each(?1)) ORDER BY task_id`;
const PLAN_COLUMNS = `allocation_id AS allocationId, employee_id AS employeeId, cwo_role_id AS cwoRoleId,
  planned_hundredths AS plannedHoursPerWeek, start_date AS startDate, end_date AS endDate`;
const PLANS = `
  SELECT ${PLAN_COLUMNS} FROM allocation
  WHERE employee_id IN (SELECT value FROM json_each(?1)) AND start_date <= ?3 AND (end_date IS NULL OR end_date >= ?2)
  UNION
  SELECT ${PLAN_COLUMNS} FROM allocation WHERE allocation_id IN (SELECT value FROM json_each(?4))
  ORDER BY allocationId`;
const ROLES = `
  SELECT cwo_role_id AS cwoRoleId, cwo_id AS cwoId, role FROM cwo_role
  WHERE cwo_role_id IN (SELECT value FROM json_each(?1)) ORDER BY cwo_role_id`;
const CWOS = 'SELECT * FROM cwo WHERE cwo_id IN (SELECT value FROM json_each(?1)) ORDER BY cwo_id';

/**
 * Makes the query of a week for a list of employees, answered from one state of the database by a fixed number of
 * statements. The lists beside `employees` hold what the asked employees' entries and overlapping plans lead to,
 * nothing else.
 */
export function weekQuery(database: DatabaseSync) {
  const sheets = database.prepare(SHEETS);
  const entries = database.prepare(ENTRIES);
  const tasks = database.prepare(TASKS);
  const plans = database.prepare(PLANS);
  const roles = database.prepare(ROLES);
  const cwos = database.prepare(CWOS);
  const projects = database.prepare(PROJECTS);

  function read(mondayDate: MondayDate, employeeIds: readonly string[]): WeekAnswer {
    const ids = JSON.stringify(employeeIds);
    const sheetRows = allRows<SheetRow>(sheets, ids, mondayDate, addDays(mondayDate, 4));
    const entryRows = allRows<EntryRow>(entries, ids, mondayDate);
    const taskRows = allRows<Task>(tasks, idsOf(entryRows, 'taskId'));
    const logged = idsOf(taskRows, 'allocationId');
    const planRows = allRows<PlannedAllocation>(plans, ids, mondayDate, addDays(mondayDate, 6), logged);
    const roleRows = allRows<CwoRole>(roles, idsOf(planRows, 'cwoRoleId'));
    const cwoRows = allRows<CwoRow>(cwos, idsOf(roleRows, 'cwoId'));
    return {
      weekStartDate: mondayDate,
      employees: toEmployees(sheetRows, entryRows),
      tasks: taskRows,
      allocations: planRows.map((plan) => ({ ...plan, plannedHoursPerWeek: formatHours(plan.plannedHoursPerWeek) })),
      cwoRoles: roleRows,
      cwos: cwoRows.map(toCwo),
      projects: allRows<Project>(projects, idsOf(cwoRows, 'project_id')),
    };
  }

  return (mondayDate: MondayDate, employeeIds: readonly string[]): WeekAnswer =>
    inTransaction(database, 'READ', () => read(mondayDate, employeeIds));
}

/** The distinct ids in a column, as the JSON parameter of the next statement. */
function idsOf<Row>(rows: readonly Row[], column: keyof Row): string {
  return JSON.stringify([...new Set(rows.map((row) => row[column]))]);
}

function toEmployees(sheets: readonly SheetRow[], entries: readonly EntryRow[]): EmployeeWeekAnswer[] {
  const entriesOf = Map.groupBy(entries, ({ employeeId }) => employeeId);
  return sheets.map(({ employeeId, status, version, approvedAt, workingHours, approvedLeaveHours }) => ({
    employeeId,
    timesheet: status && { status, version, approvedAt },
    workingHours: workingHours === null ? null : formatHours(workingHours),
    approvedLeaveHours: formatHours(approvedLeaveHours),
    entries: (entriesOf.get(employeeId) ?? []).map(({ entryId, taskId, date, hours }) => {
      return { entryId, taskId, date, hours: formatHours(hours) };
    }),
  }));
}
