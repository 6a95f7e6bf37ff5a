import { lowestState } from '../../../core/timesheets/mirror/approval.ts';
import type { NormalEntry, NormalSheet } from '../../../core/timesheets/mirror/normal-form.ts';
import { compareIds } from '../../../core/values/ids.ts';
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

/** One for each user and days: where several setups have one, its state is the lowest of theirs. */
export function sheetsOf(
  timesheets: readonly Timesheet[],
  mondayDate: MondayDate,
  settings: Pick<ConnectorSettings, 'states'>,
): NormalSheet[] {
  const bySetup = timesheets.toSorted((a, b) => compareIds(a.setup ?? '', b.setup ?? ''));
  const groups = Map.groupBy(bySetup, ({ user, from, to }) => JSON.stringify([user, from, to]));
  return [...groups.values()].map((group) => sheetOf(group, mondayDate, settings));
}

/** What it requires is told of a week that is this one alone. */
function sheetOf(
  group: readonly Timesheet[],
  mondayDate: MondayDate,
  settings: Pick<ConnectorSettings, 'states'>,
): NormalSheet {
  const [{ user, from, to }] = group as [Timesheet];
  const state = lowestState(group.map(({ status }) => ({ state: stateOf(status, STATES, settings) })));
  const isThisWeek = from === mondayDate && to === addDays(mondayDate, LAST_DAY);
  return {
    ...{ user, project: null, from, to, state, totalSeconds: null },
    approvedAt: state === 'APPROVED' ? latest(group.flatMap(({ decidedAt }) => decidedAt ?? [])) : null,
    requiredSeconds: isThisWeek ? (group.flatMap(({ requiredSeconds }) => requiredSeconds ?? [])[0] ?? null) : null,
  };
}

function latest(instants: readonly string[]): string | null {
  return instants.toSorted().at(-1) ?? null;
}
