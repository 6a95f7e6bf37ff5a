import { z } from 'zod';
import { TIMESHEET_STATUSES } from '../../../core/timesheets/timesheets.ts';
import { isCwo } from '../../../core/values/ids.ts';
import { isMonday } from '../../../core/values/week.ts';
import { day, flag, hours, hoursFromZero, id, text } from './fields.ts';

/**
 * The framework's relational tables of a timesheet system, one CSV file each, as people export them. An empty field is
 * null. Hours become hundredths here.
 */

/** Columns of each file, all of which must be there, in any order. */
export const TABLES = {
  employees: z.object({ employee_id: id, email: text.nullable() }),
  clients: z.object({ client_id: id, name: text }),
  projects: z.object({ project_id: id, name: text, client_id: id }),
  cwos: z.object({
    cwo_id: id.refine(isCwo, 'is a reserved word'),
    code: text,
    name: text,
    project_id: id,
    billable: flag,
    start_date: day,
    end_date: day.nullable(),
    pm_employee_id: id.nullable(),
    pm_email: text.nullable(),
  }),
  cwo_roles: z.object({ cwo_role_id: id, cwo_id: id, role: text }),
  allocations: z.object({
    allocation_id: id,
    employee_id: id,
    cwo_role_id: id,
    planned_hours_per_week: hoursFromZero,
    start_date: day,
    end_date: day.nullable(),
  }),
  tasks: z.object({ task_id: id, allocation_id: id.nullable() }),
  timesheets: z.object({
    employee_id: id,
    week_start_date: z.string('is empty').refine(isMonday, 'must be a Monday, YYYY-MM-DD'),
    status: z.enum(TIMESHEET_STATUSES),
    approved_at: z.iso.datetime({ offset: true, error: 'must be an instant such as 2026-11-20T17:05:00Z' }).nullable(),
    working_hours: hoursFromZero.nullable(),
    approved_leave_hours: hoursFromZero.nullable(),
  }),
  timesheet_entries: z.object({ entry_id: id, employee_id: id, task_id: id, date: day, hours }),
} as const;

export type TableName = keyof typeof TABLES;
export type Row<Name extends TableName> = z.infer<(typeof TABLES)[Name]>;

/** The rows of all tables, typed. */
export type Tables = { readonly [Name in TableName]: readonly Row<Name>[] };

/** What tells the rows of a table apart. */
export const KEYS: { readonly [Name in TableName]: readonly (keyof Row<Name>)[] } = {
  employees: ['employee_id'],
  clients: ['client_id'],
  projects: ['project_id'],
  cwos: ['cwo_id'],
  cwo_roles: ['cwo_role_id'],
  allocations: ['allocation_id'],
  tasks: ['task_id'],
  timesheets: ['employee_id', 'week_start_date'],
  timesheet_entries: ['entry_id'],
};

export const TABLE_NAMES = Object.keys(TABLES) as readonly TableName[];
