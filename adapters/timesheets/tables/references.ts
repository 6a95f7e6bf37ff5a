import { mondayOf } from '../../../core/values/week.ts';
import type { Tables } from './tables.ts';

/**
 * What the hours cannot do without: an entry belongs to a sheet, a sheet and a plan to a person.
 * @returns a sentence for each that is not there
 */
export function unkeptReferences(tables: Tables): string[] {
  const employees = new Set(tables.employees.map(({ employee_id }) => employee_id));
  const sheets = new Set(tables.timesheets.map((sheet) => sheetKey(sheet.employee_id, sheet.week_start_date)));
  const strangers = [...tables.timesheets, ...tables.allocations].filter(({ employee_id: id }) => !employees.has(id));
  const strays = tables.timesheet_entries.filter(
    (entry) => !sheets.has(sheetKey(entry.employee_id, mondayOf(entry.date))),
  );
  return [
    ...[...new Set(strangers.map(({ employee_id: id }) => id))].map((id) => `employees.csv: lacks ${id}`),
    ...strays.map(({ entry_id, employee_id, date }) => {
      return `timesheet_entries.csv, ${entry_id}: timesheets.csv has no sheet of ${employee_id} for the week of ${date}`;
    }),
  ];
}

/**
 * Where the way from hours to a client breaks. That is legitimate, since real systems lose rows, but worth a look: such
 * hours are UNALLOCATED.
 * @returns one sentence per kind of gap, with up to three examples
 */
export function gapsOf(tables: Tables): string[] {
  const gap = (what: string, wanted: readonly (string | null)[], there: readonly string[]) => {
    const known = new Set(there);
    const lost = [...new Set(wanted)].filter((id): id is string => id !== null && !known.has(id));
    if (lost.length === 0) return [];
    return [`${lost.length} ${what} that no file has, e.g. ${lost.slice(0, 3).join(', ')}`];
  };
  const { timesheet_entries, tasks, allocations, cwo_roles, cwos, projects, clients } = tables;
  return [
    ...gap(
      'tasks of entries',
      timesheet_entries.map((it) => it.task_id),
      tasks.map((it) => it.task_id),
    ),
    ...gap(
      'allocations of tasks',
      tasks.map((it) => it.allocation_id),
      allocations.map((it) => it.allocation_id),
    ),
    ...gap(
      'roles of allocations',
      allocations.map((it) => it.cwo_role_id),
      cwo_roles.map((it) => it.cwo_role_id),
    ),
    ...gap(
      'CWOs of roles',
      cwo_roles.map((it) => it.cwo_id),
      cwos.map((it) => it.cwo_id),
    ),
    ...gap(
      'projects of CWOs',
      cwos.map((it) => it.project_id),
      projects.map((it) => it.project_id),
    ),
    ...gap(
      'clients of projects',
      projects.map((it) => it.client_id),
      clients.map((it) => it.client_id),
    ),
  ];
}

/** Ids hold neither blanks nor slashes. */
function sheetKey(employeeId: string, monday: string): string {
  return `${employeeId} ${monday}`;
}
