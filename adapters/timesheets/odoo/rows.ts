import type { NormalEntry, NormalSheet, StateWord } from '../../../core/timesheets/mirror/normal-form.ts';
import { type ConnectorSettings, type StateTable, stateOf } from '../connector.ts';
import type { Line, Sheet } from './schema.ts';

/** Of the sheets of the OCA. Words of the enterprise edition are taken from the configuration alone. */
const SHEET_STATES: StateTable = { new: 'DRAFT', draft: 'DRAFT', confirm: 'SUBMITTED', done: 'APPROVED' };
const NO_STATES: StateTable = {};

type Settings = Pick<ConnectorSettings, 'states'>;

export function entryOf(line: Line, settings: Settings): NormalEntry {
  const isLeave = line.holiday_id !== null || line.global_leave_id !== null;
  return {
    id: String(line.id),
    user: line.employee_id,
    date: line.date,
    seconds: line.unit_amount,
    project: line.project_id,
    task: line.task_id,
    activity: null,
    account: line.account_id,
    tags: [],
    billable: null,
    kind: isLeave ? 'LEAVE' : 'WORK',
    // Odoo writes lines of leave when the leave is approved, and deletes them when it no longer is.
    state: isLeave ? 'APPROVED' : stateOfLine(line, settings),
  };
}

function stateOfLine({ validated_status, sheet_state }: Line, settings: Settings): StateWord | null {
  if (validated_status !== null) return stateOf(validated_status, NO_STATES, settings);
  return sheet_state === null ? null : stateOf(sheet_state, SHEET_STATES, settings);
}

export function sheetOf({ employee_id, date_start, date_end, state }: Sheet, settings: Settings): NormalSheet {
  return {
    user: employee_id,
    project: null,
    from: date_start,
    to: date_end,
    state: stateOf(state, SHEET_STATES, settings),
    approvedAt: null,
    requiredSeconds: null,
    totalSeconds: null,
  };
}
