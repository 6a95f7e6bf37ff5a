import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';

/**
 * The relational schema of the timesheet system. Hours are whole hundredths, days are `YYYY-MM-DD` text.
 *
 * No foreign keys along the chain entry → task → allocation → role → CWO: real systems lose rows of it (a deleted task,
 * a role moved away), and what the ledger makes of such a gap must be showable.
 */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS client (client_id TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS project (project_id TEXT PRIMARY KEY, name TEXT NOT NULL, client_id TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS cwo (
    cwo_id TEXT PRIMARY KEY, code TEXT NOT NULL, name TEXT NOT NULL, project_id TEXT NOT NULL,
    billable INTEGER NOT NULL CHECK (billable IN (0, 1)), start_date TEXT NOT NULL, end_date TEXT,
    manager_employee_id TEXT, manager_email TEXT
  ) STRICT;
  CREATE TABLE IF NOT EXISTS cwo_role (
    cwo_role_id TEXT PRIMARY KEY, cwo_id TEXT NOT NULL, role TEXT NOT NULL, headcount INTEGER NOT NULL,
    planned_hundredths INTEGER
  ) STRICT;
  CREATE INDEX IF NOT EXISTS cwo_role_of_cwo ON cwo_role (cwo_id);
  -- A holiday takes a fifth of the contractual hours, so those must have one.
  CREATE TABLE IF NOT EXISTS employee (
    employee_id TEXT PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL, calendar TEXT NOT NULL,
    contract_hundredths INTEGER CHECK (contract_hundredths % 5 = 0)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS holiday (calendar TEXT, date TEXT, PRIMARY KEY (calendar, date)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS allocation (
    allocation_id TEXT PRIMARY KEY, employee_id TEXT NOT NULL, cwo_role_id TEXT NOT NULL,
    planned_hundredths INTEGER NOT NULL, start_date TEXT NOT NULL, end_date TEXT
  ) STRICT;
  CREATE INDEX IF NOT EXISTS allocation_of_employee ON allocation (employee_id, start_date);
  CREATE TABLE IF NOT EXISTS task (task_id TEXT PRIMARY KEY, name TEXT NOT NULL, allocation_id TEXT) STRICT;
  CREATE TABLE IF NOT EXISTS timesheet (
    employee_id TEXT, monday TEXT, status TEXT NOT NULL, version INTEGER NOT NULL, approved_at TEXT,
    PRIMARY KEY (employee_id, monday)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS timesheet_of_week ON timesheet (monday);
  CREATE TABLE IF NOT EXISTS timesheet_entry (
    entry_number INTEGER PRIMARY KEY AUTOINCREMENT, employee_id TEXT NOT NULL, monday TEXT NOT NULL,
    task_id TEXT NOT NULL, date TEXT NOT NULL, hundredths INTEGER NOT NULL, entry_id TEXT
  ) STRICT;
  CREATE INDEX IF NOT EXISTS entry_of_timesheet ON timesheet_entry (employee_id, monday);
  CREATE TABLE IF NOT EXISTS leave (
    employee_id TEXT, monday TEXT, hundredths INTEGER NOT NULL, PRIMARY KEY (employee_id, monday)
  ) STRICT, WITHOUT ROWID;
  -- Where the hours of a week are told as such, they stand before what contract and holidays come to.
  CREATE TABLE IF NOT EXISTS working_hours (
    employee_id TEXT, monday TEXT, hundredths INTEGER, PRIMARY KEY (employee_id, monday)
  ) STRICT, WITHOUT ROWID;
  -- SQLite has one writer at a time, so positions become visible in their order and a reader can skip none.
  CREATE TABLE IF NOT EXISTS change_log (
    position INTEGER PRIMARY KEY AUTOINCREMENT, employee_id TEXT NOT NULL, monday TEXT NOT NULL, version INTEGER,
    type TEXT NOT NULL, occurred_at TEXT NOT NULL
  ) STRICT;
`;

/** Opens the database file (`:memory:` for none), creating what is missing. Several processes may have it open. */
export function openDatabase(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: 5000 });
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
  database.exec(SCHEMA);
  return database;
}

/** All of `work` or nothing. Reads in it see one state of the database. */
export function inTransaction<Result>(database: DatabaseSync, kind: 'READ' | 'WRITE', work: () => Result): Result {
  database.exec(kind === 'WRITE' ? 'BEGIN IMMEDIATE' : 'BEGIN');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

/** Rows of a statement whose columns are aliased to the fields of `Row`. */
export function allRows<Row>(statement: StatementSync, ...values: SQLInputValue[]): Row[] {
  return statement.all(...values) as Row[];
}

/** The first row, like `allRows`. */
export function firstRow<Row>(statement: StatementSync, ...values: SQLInputValue[]): Row | undefined {
  return statement.get(...values) as Row | undefined;
}
