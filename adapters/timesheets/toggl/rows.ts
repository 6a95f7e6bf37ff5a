import type { NormalEntry, NormalSheet } from '../../../core/timesheets/mirror/normal-form.ts';
import { addDays, type MondayDate, type PlainDate } from '../../../core/values/week.ts';
import { type ConnectorSettings, type StateTable, stateOf } from '../connector.ts';
import type { Timesheet, WeekRow } from './schema.ts';

/** The words are not documented: the configuration has all. */
const STATES: StateTable = {};
const ENDING = { true: '.billable', false: '.not', null: '' } as const;
const NONE = '-';
const LAST_DAY = 6;

/**
 * What somebody logged on a task in a day, billable seconds and others apart. There is no id but what it is the sum of; rows
 * that differ in what is not read are one. A row that says nothing of billing has nothing billable, if any other says it.
 */
export function entriesOf(rows: readonly WeekRow[], mondayDate: MondayDate): NormalEntry[] {
  const entries = new Map<string, NormalEntry>();
  const unsaid = rows.some(({ billable_seconds: billable }) => billable != null) ? 0 : undefined;
  for (const row of rows) {
    for (const [day, seconds] of row.seconds.entries()) {
      const billable = row.billable_seconds?.[day] ?? unsaid;
      for (const entry of entriesOfDay(row, addDays(mondayDate, day), seconds, billable)) {
        const before = entries.get(entry.id)?.seconds ?? 0;
        entries.set(entry.id, { ...entry, seconds: before + entry.seconds });
      }
    }
  }
  return [...entries.values()];
}

function entriesOfDay(row: WeekRow, date: PlainDate, seconds: number, billable: number | undefined): NormalEntry[] {
  const parts: [boolean | null, number][] =
    billable === undefined || seconds < 0
      ? [[null, seconds]]
      : [
          [true, billable],
          [false, seconds - billable],
        ];
  return parts.filter(([, part]) => part !== 0).map(([isBillable, part]) => entryOf(row, date, part, isBillable));
}

function entryOf(row: WeekRow, date: PlainDate, seconds: number, billable: boolean | null): NormalEntry {
  const { user_id: user, project_id: project, planned_task_id: task } = row;
  return {
    id: `${user}.${project ?? NONE}.${task ?? NONE}.${date}${ENDING[`${billable}`]}`,
    ...{
      user,
      date,
      seconds,
      project,
      task,
      activity: null,
      account: null,
      tags: [],
      billable,
      kind: null,
      state: null,
    },
  };
}

/** What it requires is told of a week that is this one alone. */
export function sheetOf(
  { user, from, to, status, decidedAt, requiredSeconds }: Timesheet,
  mondayDate: MondayDate,
  settings: Pick<ConnectorSettings, 'states'>,
): NormalSheet {
  const state = stateOf(status, STATES, settings);
  const isThisWeek = from === mondayDate && to === addDays(mondayDate, LAST_DAY);
  return {
    ...{ user, project: null, from, to, state, totalSeconds: null },
    approvedAt: state === 'APPROVED' ? decidedAt : null,
    requiredSeconds: isThisWeek ? requiredSeconds : null,
  };
}
