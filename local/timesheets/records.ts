import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type {
  Cwo,
  CwoRole,
  PlannedAllocation,
  Project,
  Task,
  TimesheetStatus,
} from '../../core/timesheets/timesheets.ts';
import type { HoursHundredths } from '../../core/values/hours.ts';
import type { MondayDate, PlainDate } from '../../core/values/week.ts';
import { inTransaction } from './schema.ts';

export interface ClientRecord {
  readonly clientId: string;
  readonly name: string;
}

/** A project; its client's name is kept with the client. */
export type ProjectRecord = Omit<Project, 'clientName'>;

/** A role of a CWO with the people and hours it is staffed with. */
export interface RoleRecord extends CwoRole {
  readonly headcount: number;
  /** Of the whole role per week. */
  readonly plannedHoursPerWeek: HoursHundredths | null;
}

export interface TaskRecord extends Task {
  readonly name: string;
}

export interface Employee {
  readonly employeeId: string;
  readonly name: string;
  readonly email: string;
  /** Which holidays apply. */
  readonly calendar: string;
  /** Per week before holidays; null is not known. */
  readonly contractHours: HoursHundredths | null;
}

export interface HolidayRecord {
  readonly calendar: string;
  readonly date: PlainDate;
}

/** Hours on a task; the store gives the entry its id. */
export interface EntryRecord {
  readonly taskId: string;
  readonly date: PlainDate;
  readonly hours: HoursHundredths;
}

export interface TimesheetRecord {
  readonly employeeId: string;
  readonly mondayDate: MondayDate;
  readonly status: TimesheetStatus;
  readonly version: number;
  readonly approvedAt: string | null;
  readonly entries: readonly EntryRecord[];
}

/** Approved leave of an employee-week. */
export interface LeaveRecord {
  readonly employeeId: string;
  readonly mondayDate: MondayDate;
  readonly hours: HoursHundredths;
}

/** What a timesheet system holds of a whole company. */
export interface TimesheetRecords {
  readonly clients: readonly ClientRecord[];
  readonly projects: readonly ProjectRecord[];
  readonly cwos: readonly Cwo[];
  readonly roles: readonly RoleRecord[];
  readonly employees: readonly Employee[];
  readonly holidays: readonly HolidayRecord[];
  readonly plans: readonly PlannedAllocation[];
  readonly tasks: readonly TaskRecord[];
  readonly timesheets: readonly TimesheetRecord[];
  readonly leave: readonly LeaveRecord[];
}

/** Writes records in one transaction. They are the state the change log starts from, so it does not list them. */
export function loadRecords(database: DatabaseSync, records: TimesheetRecords): void {
  inTransaction(database, 'WRITE', () => {
    writeAll(database, 'INSERT INTO client', records.clients, (it) => [it.clientId, it.name]);
    writeAll(database, 'INSERT INTO project', records.projects, (it) => [it.projectId, it.name, it.clientId]);
    insertCwos(database, records.cwos, records.roles);
    writeAll(database, 'INSERT INTO employee', records.employees, (it) => {
      return [it.employeeId, it.name, it.email, it.calendar, it.contractHours];
    });
    writeAll(database, 'INSERT INTO holiday', records.holidays, (it) => [it.calendar, it.date]);
    writeAll(database, 'INSERT INTO allocation', records.plans, (it) => {
      return [it.allocationId, it.employeeId, it.cwoRoleId, it.plannedHoursPerWeek, it.startDate, it.endDate];
    });
    writeAll(database, 'INSERT INTO task', records.tasks, (it) => [it.taskId, it.name, it.allocationId]);
    writeAll(database, 'INSERT INTO timesheet', records.timesheets, (it) => {
      return [it.employeeId, it.mondayDate, it.status, it.version, it.approvedAt];
    });
    writeAll(database, 'INSERT INTO leave', records.leave, (it) => [it.employeeId, it.mondayDate, it.hours]);
    const writeEntries = entryWriter(database);
    for (const timesheet of records.timesheets) writeEntries(timesheet, timesheet.entries);
  });
}

/** Writes CWOs and their roles. */
export function insertCwos(database: DatabaseSync, cwos: readonly Cwo[], roles: readonly RoleRecord[]): void {
  writeAll(database, 'INSERT INTO cwo', cwos, ({ projectManager, ...it }) => [
    ...[it.cwoId, it.code, it.name, it.projectId, it.billable ? 1 : 0, it.startDate, it.endDate],
    ...[projectManager?.employeeId ?? null, projectManager?.email ?? null],
  ]);
  writeAll(database, 'INSERT INTO cwo_role', roles, (it) => {
    return [it.cwoRoleId, it.cwoId, it.role, it.headcount, it.plannedHoursPerWeek];
  });
}

/** A function that adds entries to the timesheet of an employee-week, each under a number never used before. */
export function entryWriter(database: DatabaseSync) {
  const insert = database.prepare(
    'INSERT INTO timesheet_entry (employee_id, monday, task_id, date, hundredths) VALUES (?, ?, ?, ?, ?)',
  );
  return (
    { employeeId, mondayDate }: Pick<TimesheetRecord, 'employeeId' | 'mondayDate'>,
    entries: readonly EntryRecord[],
  ): void => {
    for (const { taskId, date, hours } of entries) insert.run(employeeId, mondayDate, taskId, date, hours);
  };
}

/** @param into `INSERT INTO <table>` or the like; values are in the order of the table's columns */
export function writeAll<Item>(
  database: DatabaseSync,
  into: string,
  items: readonly Item[],
  values: (item: Item) => SQLInputValue[],
): void {
  const [first] = items;
  if (!first) return;
  const write = database.prepare(`${into} VALUES (${values(first).map(() => '?')})`);
  for (const item of items) write.run(...values(item));
}
