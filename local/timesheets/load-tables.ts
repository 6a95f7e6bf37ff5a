import type { DatabaseSync } from 'node:sqlite';
import type { Row, TableName, Tables } from '../../adapters/timesheets/tables/tables.ts';
import { addDays, type MondayDate, mondayOf, type PlainDate } from '../../core/values/week.ts';
import type { Change, ChangeLog } from './changes.ts';
import { writeAll } from './records.ts';
import { allRows, firstRow, inTransaction } from './schema.ts';

/** What loading tables came to. */
export interface TablesLoaded {
  readonly rows: Readonly<Record<TableName, number>>;
  /** Employee-weeks that the change log names because of it. */
  readonly changes: number;
}

/**
 * Writes the framework's tables in one transaction: rows of the same key are replaced, a sheet with all its entries, and
 * rows that no file names stay. What changed is logged as a timesheet system would, so that the ledger hears of it;
 * the same tables again change nothing.
 */
export function loadTables(database: DatabaseSync, log: ChangeLog, tables: Tables): TablesLoaded {
  return inTransaction(database, 'WRITE', () => {
    writeDimensions(database, tables);
    const sheets = writeSheets(database, tables);
    // One change per employee-week; that of its sheet says more.
    const changed = [...writePlans(database, tables), ...sheets];
    const byWeek = new Map(changed.map((change) => [JSON.stringify([change.employeeId, change.mondayDate]), change]));
    for (const { employeeId, mondayDate, type } of byWeek.values()) log.append(employeeId, mondayDate, type);
    const rows = Object.entries(tables).map(([table, { length }]) => [table, length]);
    return { rows: Object.fromEntries(rows) as TablesLoaded['rows'], changes: byWeek.size };
  });
}

interface Changed {
  readonly employeeId: string;
  readonly mondayDate: MondayDate;
  readonly type: Change['type'];
}

function writeDimensions(database: DatabaseSync, tables: Tables): void {
  const { employees, clients, projects, cwos, cwo_roles, allocations, tasks } = tables;
  const writeEmployee = database.prepare(
    "INSERT INTO employee VALUES (?1, ?1, ?2, '', NULL) ON CONFLICT DO UPDATE SET email = ?2",
  );
  for (const { employee_id, email } of employees) writeEmployee.run(employee_id, email ?? '');
  writeAll(database, 'INSERT OR REPLACE INTO client', clients, (it) => [it.client_id, it.name]);
  writeAll(database, 'INSERT OR REPLACE INTO project', projects, (it) => [it.project_id, it.name, it.client_id]);
  writeAll(database, 'INSERT OR REPLACE INTO cwo', cwos, (it) => [
    ...[it.cwo_id, it.code, it.name, it.project_id, it.billable ? 1 : 0, it.start_date, it.end_date],
    ...[it.pm_employee_id, it.pm_email],
  ]);
  const plansOf = Map.groupBy(allocations, (it) => it.cwo_role_id);
  writeAll(database, 'INSERT OR REPLACE INTO cwo_role', cwo_roles, (it) => {
    const plans = plansOf.get(it.cwo_role_id) ?? [];
    const people = new Set(plans.map(({ employee_id }) => employee_id)).size;
    const planned = plans.reduce((sum, plan) => sum + plan.planned_hours_per_week, 0);
    return [it.cwo_role_id, it.cwo_id, it.role, people, people === 0 ? null : planned];
  });
  writeAll(database, 'INSERT OR REPLACE INTO task', tasks, (it) => [it.task_id, it.task_id, it.allocation_id]);
}

/** A sheet as it decides: two that agree in this are the same. */
interface SheetContent {
  readonly status: Row<'timesheets'>['status'];
  readonly approvedAt: string | null;
  readonly workingHours: number | null;
  readonly leaveHours: number;
  readonly entries: readonly (readonly [entryId: string, taskId: string, date: string, hours: number])[];
}

function writeSheets(database: DatabaseSync, { timesheets, timesheet_entries }: Tables): Changed[] {
  const read = sheetReader(database);
  const write = sheetWriter(database);
  const entriesOf = Map.groupBy(timesheet_entries, (it) => JSON.stringify([it.employee_id, mondayOf(it.date)]));
  return timesheets.flatMap((sheet) => {
    const { employee_id: employeeId, week_start_date: mondayDate } = sheet;
    const before = read(employeeId, mondayDate);
    const content: SheetContent = {
      status: sheet.status,
      // A file that does not say when takes nothing back.
      approvedAt: sheet.approved_at ?? (before?.content.status === sheet.status ? before.content.approvedAt : null),
      workingHours: sheet.working_hours,
      leaveHours: sheet.approved_leave_hours ?? 0,
      entries: (entriesOf.get(JSON.stringify([employeeId, mondayDate])) ?? [])
        .map((it) => [it.entry_id, it.task_id, it.date, it.hours] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    };
    if (before && JSON.stringify(before.content) === JSON.stringify(content)) return [];
    write(employeeId, mondayDate, content, (before?.version ?? 0) + 1);
    return [{ employeeId, mondayDate, type: typeOf(before?.content ?? null, content) }];
  });
}

function typeOf(before: SheetContent | null, after: SheetContent): Change['type'] {
  if (before?.status === 'APPROVED' && after.status !== 'APPROVED') return 'REOPENED';
  if (before?.status !== 'APPROVED' && after.status === 'APPROVED') return 'APPROVED';
  const isSheetSame =
    JSON.stringify(before?.entries) === JSON.stringify(after.entries) && before?.status === after.status;
  return isSheetSame ? 'LEAVE_CHANGED' : 'AMENDED';
}

function sheetReader(database: DatabaseSync) {
  const sheetOf = database.prepare(
    `SELECT t.status, t.version, t.approved_at AS approvedAt, w.hundredths AS workingHours, coalesce(l.hundredths, 0) AS leaveHours
     FROM timesheet t LEFT JOIN working_hours w USING (employee_id, monday) LEFT JOIN leave l USING (employee_id, monday)
     WHERE t.employee_id = ? AND t.monday = ?`,
  );
  const entriesOf = database.prepare(
    `SELECT coalesce(entry_id, 'TE' || entry_number) AS id, task_id AS taskId, date, hundredths AS hours FROM timesheet_entry
     WHERE employee_id = ? AND monday = ? ORDER BY id`,
  );
  return (employeeId: string, mondayDate: MondayDate) => {
    const sheet = firstRow<Omit<SheetContent, 'entries'> & { version: number }>(sheetOf, employeeId, mondayDate);
    if (!sheet) return null;
    const { version, status, approvedAt, workingHours, leaveHours } = sheet;
    const entries = allRows<{ id: string; taskId: string; date: string; hours: number }>(
      entriesOf,
      employeeId,
      mondayDate,
    );
    const content: SheetContent = {
      ...{ status, approvedAt, workingHours, leaveHours },
      entries: entries.map(({ id, taskId, date, hours }) => [id, taskId, date, hours] as const),
    };
    return { version, content };
  };
}

function sheetWriter(database: DatabaseSync) {
  const sheet = database.prepare('INSERT OR REPLACE INTO timesheet VALUES (?, ?, ?, ?, ?)');
  const working = database.prepare('INSERT OR REPLACE INTO working_hours VALUES (?, ?, ?)');
  const leave = database.prepare('INSERT OR REPLACE INTO leave VALUES (?, ?, ?)');
  const clear = database.prepare('DELETE FROM timesheet_entry WHERE employee_id = ? AND monday = ?');
  const entry = database.prepare(
    'INSERT INTO timesheet_entry (employee_id, monday, entry_id, task_id, date, hundredths) VALUES (?, ?, ?, ?, ?, ?)',
  );
  return (employeeId: string, mondayDate: MondayDate, content: SheetContent, version: number): void => {
    sheet.run(employeeId, mondayDate, content.status, version, content.approvedAt);
    working.run(employeeId, mondayDate, content.workingHours);
    leave.run(employeeId, mondayDate, content.leaveHours);
    clear.run(employeeId, mondayDate);
    for (const values of content.entries) entry.run(employeeId, mondayDate, ...values);
  };
}

function writePlans(database: DatabaseSync, { allocations }: Tables): Changed[] {
  const planOf = database.prepare(
    `SELECT employee_id AS employeeId, cwo_role_id AS cwoRoleId, planned_hundredths AS hours, start_date AS startDate,
       end_date AS endDate
     FROM allocation WHERE allocation_id = ?`,
  );
  const weeks = knownWeeks(database);
  const write = database.prepare('INSERT OR REPLACE INTO allocation VALUES (?, ?, ?, ?, ?, ?)');
  return allocations.flatMap((it) => {
    const after = {
      ...{ employeeId: it.employee_id, cwoRoleId: it.cwo_role_id, hours: it.planned_hours_per_week },
      ...{ startDate: it.start_date, endDate: it.end_date },
    };
    const before = firstRow<typeof after>(planOf, it.allocation_id);
    if (before && JSON.stringify({ ...before }) === JSON.stringify(after)) return [];
    write.run(it.allocation_id, after.employeeId, after.cwoRoleId, after.hours, after.startDate, after.endDate);
    return [before, after].flatMap((plan) => {
      if (!plan) return [];
      const { employeeId } = plan;
      return weeks(plan).map((mondayDate) => ({ employeeId, mondayDate, type: 'PLAN_CHANGED' as const }));
    });
  });
}

/** The weeks of a plan among those that have timesheets at all, of whomever. */
function knownWeeks(database: DatabaseSync) {
  const mondays = allRows<{ monday: MondayDate }>(
    database.prepare('SELECT DISTINCT monday FROM timesheet ORDER BY monday'),
  ).map(({ monday }) => monday);
  return ({ startDate, endDate }: { readonly startDate: PlainDate; readonly endDate: PlainDate | null }) =>
    mondays.filter((monday) => startDate <= addDays(monday, 6) && (endDate === null || monday <= endDate));
}
