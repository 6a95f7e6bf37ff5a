import type { DatabaseSync } from 'node:sqlite';
import type { TimesheetStatus } from '../../core/timesheets/timesheets.ts';
import type { MondayDate } from '../../core/values/week.ts';
import type { Change } from './changes.ts';
import { type ActionContext, RefusedAction, type SystemEvent } from './events.ts';
import { type EntryRecord, entryWriter } from './records.ts';
import { firstRow, inTransaction } from './schema.ts';

/** Names a timesheet. */
export interface EmployeeWeek {
  readonly employeeId: string;
  readonly mondayDate: MondayDate;
}

/** A timesheet after an action. */
export interface SheetState {
  readonly status: TimesheetStatus;
  readonly version: number;
}

/** Steps in the life of a timesheet. Each raises its version by one; one that does not fit its status is refused. */
export interface SheetActions {
  /** Replaces the entries of a sheet that is still open, making a DRAFT where there is none. */
  writeEntries(week: EmployeeWeek, entries: readonly EntryRecord[]): SheetState;
  submit(week: EmployeeWeek): SheetState;
  approve(week: EmployeeWeek): SheetState;
  reject(week: EmployeeWeek): SheetState;
  reopen(week: EmployeeWeek): SheetState;
  /** Replaces the entries of an approved sheet, which stays approved. */
  amend(week: EmployeeWeek, entries: readonly EntryRecord[]): SheetState;
}

interface Step {
  /** Null is a sheet that does not exist yet. */
  readonly from: readonly (TimesheetStatus | null)[];
  /** Undefined keeps the status; a new sheet is a DRAFT. */
  readonly to?: TimesheetStatus;
  /** What the change log and the webhook tell others; steps that decide nothing are not told. */
  readonly told?: {
    readonly change: Change['type'];
    readonly event: Extract<SystemEvent['type'], `timesheet.${string}`>;
  };
}

const STEPS = {
  writeEntries: { from: [null, 'DRAFT', 'REJECTED', 'REOPENED'] },
  submit: { from: ['DRAFT', 'REJECTED', 'REOPENED'], to: 'SUBMITTED' },
  approve: { from: ['SUBMITTED'], to: 'APPROVED', told: { change: 'APPROVED', event: 'timesheet.approved' } },
  reject: { from: ['SUBMITTED'], to: 'REJECTED' },
  reopen: { from: ['APPROVED'], to: 'REOPENED', told: { change: 'REOPENED', event: 'timesheet.reopened' } },
  amend: { from: ['APPROVED'], told: { change: 'AMENDED', event: 'timesheet.amended' } },
} as const satisfies Record<keyof SheetActions, Step>;

export function sheetActions(context: ActionContext): SheetActions {
  const take = stepTaker(context);
  return {
    writeEntries: (week, entries) => take('writeEntries', week, entries),
    submit: (week) => take('submit', week),
    approve: (week) => take('approve', week),
    reject: (week) => take('reject', week),
    reopen: (week) => take('reopen', week),
    amend: (week, entries) => take('amend', week, entries),
  };
}

function stepTaker({ database, log, now, announce }: ActionContext) {
  const requireEmployee = employeeGuard(database);
  const sheetOf = database.prepare('SELECT status, version FROM timesheet WHERE employee_id = ? AND monday = ?');
  const write = database.prepare('INSERT OR REPLACE INTO timesheet VALUES (?, ?, ?, ?, ?)');
  const clear = database.prepare('DELETE FROM timesheet_entry WHERE employee_id = ? AND monday = ?');
  const addEntries = entryWriter(database);

  return (action: keyof SheetActions, week: EmployeeWeek, entries?: readonly EntryRecord[]): SheetState => {
    const { from, to, told }: Step = STEPS[action];
    const { employeeId, mondayDate } = week;
    const { state, change } = inTransaction(database, 'WRITE', () => {
      requireEmployee(employeeId);
      const before = firstRow<SheetState>(sheetOf, employeeId, mondayDate);
      if (!from.includes(before?.status ?? null)) {
        const status = before?.status ?? 'missing';
        throw new RefusedAction('CONFLICT', `the timesheet of ${employeeId}, week ${mondayDate}, is ${status}`);
      }
      const state = { status: to ?? before?.status ?? 'DRAFT', version: (before?.version ?? 0) + 1 };
      // An amendment is an approval of the new hours.
      const approvedAt = state.status === 'APPROVED' ? now().toISOString() : null;
      write.run(employeeId, mondayDate, state.status, state.version, approvedAt);
      if (entries) {
        clear.run(employeeId, mondayDate);
        addEntries(week, entries);
      }
      return { state, change: told && log.append(employeeId, mondayDate, told.change) };
    });
    if (told && change) {
      const data = { employeeId, weekStartDate: mondayDate, version: state.version };
      announce({ type: told.event, timestamp: change.occurredAt, data });
    }
    return state;
  };
}

/** Refuses what is done to an employee the system does not know. */
export function employeeGuard(database: DatabaseSync) {
  const employeeOf = database.prepare('SELECT 1 FROM employee WHERE employee_id = ?');
  return (employeeId: string): void => {
    if (!employeeOf.get(employeeId)) throw new RefusedAction('UNKNOWN', `no employee ${employeeId}`);
  };
}
