import { z } from 'zod';
import { weekDays } from '../../../core/values/week.ts';
import type { Fault } from '../faults.ts';
import type { StandInRoute } from '../stand-in.ts';
import { parseBody } from './bodies.ts';
import type { TimesheetCompany } from './company.ts';
import { type LoggedEntry, NOTE_CANARY } from './draw-week.ts';
import { roundedSeconds } from './harvest.ts';

const USER_BASE = 9_000_000;
const period = { start_date: z.iso.date(), end_date: z.iso.date() };
const rounding = { rounding: z.int().optional(), rounding_minutes: z.int().optional() };
const totalsBody = z.strictObject({ ...period, ...rounding });
const weekBody = totalsBody.extend({ group_by_task: z.literal(true) });
type Asked = z.infer<typeof totalsBody>;

export function togglUserId(person: number): number {
  return USER_BASE + person;
}

/** The weekly report, and the totals of the detailed one: clocks that run are in neither. */
export function togglReports(company: TimesheetCompany): StandInRoute[] {
  const path = '/reports/api/v3/workspace/:workspace';
  return [
    {
      method: 'POST',
      path: `${path}/weekly/time_entries`,
      answer: ({ body }) => weekRows(company, parseBody(weekBody, body)),
      bend: bendRows,
    },
    {
      method: 'POST',
      path: `${path}/search/time_entries/totals`,
      answer: ({ body }) => totals(company, parseBody(totalsBody, body)),
      bend: (fault, answer) => {
        const told = answer as { readonly seconds: number };
        return fault === 'other-total' ? { ...told, seconds: told.seconds + 1 } : told;
      },
    },
  ];
}

/** The workspace rounds up to the quarter, unless it is asked to round to no minutes. */
function loggedIn(company: TimesheetCompany, asked: Asked): LoggedEntry[] {
  const secondsOf = asked.rounding_minutes === 0 ? (seconds: number) => seconds : roundedSeconds;
  return company
    .entriesIn({ from: asked.start_date, to: asked.end_date })
    .filter(({ isRunning }) => !isRunning)
    .map((entry) => ({ ...entry, seconds: secondsOf(entry.seconds) }));
}

function weekRows(company: TimesheetCompany, asked: Asked): object[] {
  const days = weekDays(asked.start_date);
  const logged = loggedIn(company, asked);
  const groups = Map.groupBy(logged, ({ person, task }) => `${person} ${task.project} ${task.id}`);
  return [...groups.values()].map((entries) => {
    const [first] = entries as [LoggedEntry];
    return {
      ...{ user_id: togglUserId(first.person), user_name: NOTE_CANARY, project_id: first.task.project },
      ...{ project_name: NOTE_CANARY, client_name: NOTE_CANARY, planned_task_id: first.task.id, currency: 'EUR' },
      seconds: days.map((day) => sumOf(entries.filter(({ date }) => date === day))),
      billable_seconds: days.map((day) => sumOf(entries.filter((entry) => entry.date === day && entry.isBillable))),
    };
  });
}

function totals(company: TimesheetCompany, asked: Asked): object {
  return { seconds: sumOf(loggedIn(company, asked)), tracked_days: 7, resolution: 'day', graph: [], rates: [] };
}

function sumOf(entries: readonly LoggedEntry[]): number {
  return entries.reduce((sum, { seconds }) => sum + seconds, 0);
}

function bendRows(fault: Fault, answer: unknown): unknown {
  const rows = answer as object[];
  if (fault === 'empty-page') return null;
  if (fault === 'lose-last-page') return rows.slice(0, -1);
  return fault === 'repeat-page' ? [...rows, ...rows] : rows;
}
