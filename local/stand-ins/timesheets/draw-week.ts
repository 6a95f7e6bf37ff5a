import type { ApprovalState } from '../../../core/timesheets/mirror/normal-form.ts';
import { addDays, type PlainDate, weekDays } from '../../../core/values/week.ts';
import { randomOf } from '../../sample/random.ts';
import { cwoIdOf } from '../../sample/work-orders.ts';

/**
 * What people of the company did and planned in a week, each drawn from a stream of its own.
 *
 * @param like the week that the streams are of: the same one, unless weeks are to be alike
 */

export interface CompanyTask {
  readonly id: number;
  readonly project: number;
  /** Code of the CWO: what a system may have as an account, or in a project's name. */
  readonly account: string;
}

export interface LoggedEntry {
  readonly id: number;
  readonly person: number;
  readonly date: PlainDate;
  /** Local time at which it starts. */
  readonly startMinute: number;
  /** Whole hundredths of hours, so that systems with decimal hours can say them. */
  readonly seconds: number;
  readonly task: CompanyTask;
  readonly isBillable: boolean;
  readonly isRunning: boolean;
  /** Must be seen nowhere behind a connector. */
  readonly note: string;
  readonly updatedAt: string;
}

export interface LeaveDay {
  readonly person: number;
  readonly date: PlainDate;
  readonly seconds: number;
  readonly state: ApprovalState;
}

export interface CompanyPlan {
  readonly id: number;
  readonly person: number;
  readonly from: PlainDate;
  readonly to: PlainDate;
  readonly secondsPerDay: number;
  readonly task: CompanyTask;
}

/** Stands in every note, description and comment of the stand-ins. */
export const NOTE_CANARY = 'canary-of-a-note';

const PROJECTS = 12;
const TASKS_PER_PROJECT = 3;
/** Of each person, where nothing is said. */
const ENTRIES_PER_DAY = 3;
const SECONDS_PER_HUNDREDTH = 36;
const DAY_SECONDS = 8 * 3600;
const LEAVE_PERCENT = 10;
const WEEKEND_PERCENT = 5;
const PEOPLE_MAX = 100_000;
/** On a Sunday before midnight. */
const LATE_MINUTE = 23 * 60 + 30;

/** The task on which leave is logged where a system has no other way. */
export const LEAVE_TASK: CompanyTask = { id: 9_001, project: 900, account: 'LEAVE' };

export function taskOf(project: number, part: number): CompanyTask {
  return { id: 1_000 + project * TASKS_PER_PROJECT + part, project: 100 + project, account: cwoIdOf(project) };
}

export function allTasks(): CompanyTask[] {
  const parts = Array.from({ length: TASKS_PER_PROJECT }, (_, part) => part);
  return Array.from({ length: PROJECTS }, (_, project) => parts.map((part) => taskOf(project, part))).flat();
}

export interface EntriesDrawn {
  readonly seed: number;
  readonly entriesPerDay?: number;
}

export function drawEntries(
  { seed, entriesPerDay = ENTRIES_PER_DAY }: EntriesDrawn,
  person: number,
  monday: PlainDate,
  like = monday,
): LoggedEntry[] {
  const away = new Set(drawLeave(seed, person, monday, like).map(({ date }) => date));
  const random = randomOf(seed, 'entries', like, person);
  const weekend = weekDays(monday).slice(5);
  const days = [...weekDays(monday).slice(0, 5), ...weekend.filter(() => random.isChance(WEEKEND_PERCENT))].filter(
    (day) => !away.has(day),
  );
  const base = (Number(monday.replaceAll('-', '')) * PEOPLE_MAX + person) * 100;
  return days.flatMap((date, day) =>
    Array.from({ length: entriesPerDay }, (_, part): LoggedEntry => {
      const task = taskOf((person + part * 5) % PROJECTS, random.below(TASKS_PER_PROJECT));
      const isLate = part === entriesPerDay - 1 && weekend.includes(date);
      return {
        id: base + day * entriesPerDay + part,
        person,
        date,
        startMinute: isLate ? LATE_MINUTE : 8 * 60 + part * 180,
        seconds: SECONDS_PER_HUNDREDTH * (50 + random.below(250)),
        task,
        isBillable: !random.isChance(10),
        isRunning: false,
        note: NOTE_CANARY,
        updatedAt: `${date}T20:00:00.000Z`,
      };
    }),
  );
}

/** One whole day, of a few. */
export function drawLeave(seed: number, person: number, monday: PlainDate, like = monday): LeaveDay[] {
  const random = randomOf(seed, 'leave', like, person);
  if (!random.isChance(LEAVE_PERCENT)) return [];
  return [{ person, date: addDays(monday, random.below(5)), seconds: DAY_SECONDS, state: 'APPROVED' }];
}

/** Two tasks from Monday to Friday. */
export function drawPlans(seed: number, person: number, monday: PlainDate, like = monday): CompanyPlan[] {
  const random = randomOf(seed, 'plans', like, person);
  const base = (Number(monday.replaceAll('-', '')) * PEOPLE_MAX + person) * 10;
  return [0, 1].map((part) => ({
    id: base + part,
    person,
    from: monday,
    to: addDays(monday, 4),
    secondsPerDay: SECONDS_PER_HUNDREDTH * (100 + random.below(300)),
    task: taskOf((person + part * 5) % PROJECTS, 0),
  }));
}
