import type { NormalEntry, NormalSheet } from '../../../core/timesheets/mirror/normal-form.ts';
import { addDays, type MondayDate, type PlainDate, plainDateAt } from '../../../core/values/week.ts';
import { type ConnectorSettings, type StateTable, stateOf } from '../connector.ts';
import type { Timesheet } from './schema.ts';

/** By the names that the plugin has for them, and by their English translations. */
const STATES: StateTable = {
  not_submitted: 'DRAFT',
  'Not submitted': 'DRAFT',
  submitted: 'SUBMITTED',
  Submitted: 'SUBMITTED',
  approved: 'APPROVED',
  Approved: 'APPROVED',
  denied: 'REJECTED',
  Denied: 'REJECTED',
};
/** Of whom the plugin tells nothing. */
export const DISABLED = 'disabled';
/** The clock still runs. */
const RUNNING_SECONDS = -1;

/** On the entry's own clock, or in the configured zone. */
export function dateOf({ begin }: Timesheet, { dayZone }: Pick<ConnectorSettings, 'dayZone'>): PlainDate {
  return dayZone === 'SOURCE' ? begin.date : plainDateAt(begin.at, dayZone);
}

/** Its flag says that it is approved, or nothing. */
export function entryOf(entry: Timesheet, date: PlainDate): NormalEntry {
  return {
    id: entry.id,
    user: entry.user,
    date,
    seconds: entry.end === null ? RUNNING_SECONDS : (entry.duration ?? 0),
    project: entry.project,
    task: null,
    activity: entry.activity,
    account: null,
    tags: entry.tags ?? [],
    billable: entry.billable,
    kind: null,
    state: entry.exported ? 'APPROVED' : 'DRAFT',
  };
}

/** A week of the plugin. */
export function sheetOf(
  user: string,
  mondayDate: MondayDate,
  word: string,
  settings: Pick<ConnectorSettings, 'states'>,
): NormalSheet {
  return {
    user,
    project: null,
    from: mondayDate,
    to: addDays(mondayDate, 6),
    state: stateOf(word, STATES, settings),
    approvedAt: null,
    requiredSeconds: null,
    totalSeconds: null,
  };
}
