import { mkdirSync, writeFileSync } from 'node:fs';
import { stringify } from 'csv-stringify/sync';
import type { Row, TableName, Tables } from '../../adapters/timesheets/tables/tables.ts';
import { formatHours } from '../../core/values/hours.ts';
import { mondayOf, weekDays } from '../../core/values/week.ts';
import type { TimesheetRecord, TimesheetRecords } from '../../local/timesheets/records.ts';

const HOURS_COLUMNS = ['planned_hours_per_week', 'working_hours', 'approved_leave_hours', 'hours'];

/**
 * A company as the framework's tables. They tell leave and working hours on a sheet alone, so that who is away and has
 * none hands an empty draft in; and an entry belongs to the week of its date, so that one outside its sheet's is left out.
 */
export function tablesOf(company: TimesheetRecords): Tables {
  const timesheets = [...company.timesheets, ...emptyDrafts(company)];
  return {
    employees: company.employees.map(({ employeeId, email }) => ({ employee_id: employeeId, email })),
    clients: company.clients.map(({ clientId, name }) => ({ client_id: clientId, name })),
    projects: company.projects.map(({ projectId, name, clientId }) => {
      return { project_id: projectId, name, client_id: clientId };
    }),
    cwos: company.cwos.map(({ cwoId, code, name, projectId, billable, startDate, endDate, projectManager }) => ({
      ...{ cwo_id: cwoId, code, name, project_id: projectId, billable, start_date: startDate, end_date: endDate },
      ...{ pm_employee_id: projectManager?.employeeId ?? null, pm_email: projectManager?.email ?? null },
    })),
    cwo_roles: company.roles.map(({ cwoRoleId, cwoId, role }) => ({ cwo_role_id: cwoRoleId, cwo_id: cwoId, role })),
    allocations: company.plans.map((plan) => ({
      ...{ allocation_id: plan.allocationId, employee_id: plan.employeeId, cwo_role_id: plan.cwoRoleId },
      planned_hours_per_week: plan.plannedHoursPerWeek,
      ...{ start_date: plan.startDate, end_date: plan.endDate },
    })),
    tasks: company.tasks.map(({ taskId, allocationId }) => ({ task_id: taskId, allocation_id: allocationId })),
    timesheets: timesheets.map((sheet) => toSheetRow(company, sheet)),
    timesheet_entries: timesheets.flatMap(toEntryRows),
  };
}

/** Only what is told of these employees; the catalogue stays whole. */
export function tablesOfSome(tables: Tables, employeeIds: readonly string[]): Tables {
  const ofThem = ({ employee_id }: { readonly employee_id: string }) => employeeIds.includes(employee_id);
  return {
    ...tables,
    employees: tables.employees.filter(ofThem),
    allocations: tables.allocations.filter(ofThem),
    timesheets: tables.timesheets.filter(ofThem),
    timesheet_entries: tables.timesheet_entries.filter(ofThem),
  };
}

/** Writes a CSV file for each table. */
export function writeTables(folder: string, tables: Tables): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, rows] of Object.entries(tables) as [TableName, readonly Row<TableName>[]][]) {
    writeFileSync(`${folder}/${name}.csv`, stringify(rows.map(toCells), { header: true }));
  }
}

function emptyDrafts({ timesheets, leave, employees, holidays }: TimesheetRecords): TimesheetRecord[] {
  const has = ({ employeeId, mondayDate }: Pick<TimesheetRecord, 'employeeId' | 'mondayDate'>) =>
    timesheets.some((sheet) => sheet.employeeId === employeeId && sheet.mondayDate === mondayDate);
  const shut = employees.flatMap(({ employeeId, calendar }) => {
    const mondays = holidays.filter((holiday) => holiday.calendar === calendar).map(({ date }) => mondayOf(date));
    return [...new Set(mondays)].map((mondayDate) => ({ employeeId, mondayDate }));
  });
  const away = new Map([...leave, ...shut].map((week) => [`${week.employeeId}#${week.mondayDate}`, week]));
  return [...away.values()]
    .filter((week) => !has(week))
    .map(({ employeeId, mondayDate }) => {
      return { employeeId, mondayDate, status: 'DRAFT', version: 1, approvedAt: null, entries: [] };
    });
}

function toSheetRow(company: TimesheetRecords, sheet: TimesheetRecord): Row<'timesheets'> {
  const { employeeId, mondayDate, status, approvedAt } = sheet;
  const employee = company.employees.find((one) => one.employeeId === employeeId);
  const workdays = weekDays(mondayDate).slice(0, 5);
  const free = company.holidays.filter(({ calendar, date }) => {
    return calendar === employee?.calendar && workdays.includes(date);
  });
  const contractHours = employee?.contractHours ?? null;
  const leave = company.leave.find((one) => one.employeeId === employeeId && one.mondayDate === mondayDate);
  return {
    ...{ employee_id: employeeId, week_start_date: mondayDate, status, approved_at: approvedAt },
    working_hours: contractHours === null ? null : (contractHours / 5) * (5 - free.length),
    approved_leave_hours: leave?.hours ?? null,
  };
}

function toEntryRows({ employeeId, mondayDate, entries }: TimesheetRecord): Row<'timesheet_entries'>[] {
  return entries
    .filter(({ date }) => mondayOf(date) === mondayDate)
    .map(({ taskId, date, hours }, index) => {
      const entryId = `${employeeId}.${mondayDate}.${index + 1}`;
      return { entry_id: entryId, employee_id: employeeId, task_id: taskId, date, hours };
    });
}

function toCells(row: Row<TableName>): object {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column,
      HOURS_COLUMNS.includes(column) ? hoursText(value) : cell(value),
    ]),
  );
}

function hoursText(hundredths: number | null): string {
  return hundredths === null ? '' : formatHours(hundredths);
}

function cell(value: unknown): string {
  return value === null ? '' : String(value);
}
