import type { NormalEntry, StateWord } from '../../../core/timesheets/mirror/normal-form.ts';
import type { PulledLine } from '../../../core/timesheets/mirror/timesheet-puller.ts';
import { addDays, type MondayDate } from '../../../core/values/week.ts';
import { type ConnectorSettings, type StateTable, stateOf } from '../connector.ts';
import type { TimeEntry, User } from './schema.ts';

const STATES: StateTable = { unsubmitted: 'DRAFT', submitted: 'SUBMITTED', approved: 'APPROVED' };
/** The clock still runs. */
const RUNNING_SECONDS = -1;

/** Who it is, and what the week requires: entries are approved one by one, so that this sheet approves nothing. */
export function linesOf({ id, weekly_capacity: requiredSeconds }: User, mondayDate: MondayDate): PulledLine[] {
  const line: PulledLine = { user: { user: id, isUnstable: false } };
  if (requiredSeconds == null) return [line];
  const period = { from: mondayDate, to: addDays(mondayDate, 6) };
  const none = { project: null, approvedAt: null, totalSeconds: null };
  return [line, { sheet: { user: id, ...period, ...none, state: 'DRAFT', requiredSeconds } }];
}

export function entryOf(entry: TimeEntry, settings: Pick<ConnectorSettings, 'states' | 'hours'>): NormalEntry {
  const seconds = settings.hours === 'ROUNDED' ? entry.rounded_hours : entry.hours;
  return {
    id: entry.id,
    user: entry.user.id,
    date: entry.spent_date,
    seconds: entry.is_running ? RUNNING_SECONDS : seconds,
    project: entry.project.id,
    task: entry.task.id,
    activity: null,
    account: entry.project.code,
    tags: [],
    billable: entry.billable,
    kind: null,
    state: stateOfEntry(entry, settings),
  };
}

function stateOfEntry(entry: TimeEntry, settings: Pick<ConnectorSettings, 'states'>): StateWord {
  if (entry.approval_status !== null) return stateOf(entry.approval_status, STATES, settings);
  return entry.is_closed === true ? 'APPROVED' : 'DRAFT';
}
