import type { WeekMaterial } from '../doubles/foreign-timesheets.ts';
import type { RawEmployee, RawWeek } from './contract2.ts';
import { type BadRow, randomBadRows, randomRows } from './random-usage.ts';
import { randomWeek } from './random-week.ts';
import { type Dice, Streams } from './streams.ts';
import type { RawUsage } from './usage-files.ts';

/** A week of a small company, right and wrong. */
export interface RandomWorld {
  readonly monday: string;
  /** What the timesheet system sends. */
  readonly material: WeekMaterial;
  /** What of it counts: it is sent well-formed. */
  readonly facts: RawWeek;
  /** Employees whose record or plan is sent in a form that breaks the contract. */
  readonly malformed: ReadonlySet<string>;
  readonly usage: readonly RawUsage[];
  readonly badRows: readonly BadRow[];
}

const EMPLOYEES = 30;
/** First characters of ids: byte order is neither that of a dictionary nor that of numbers. */
const INITIALS = ['E', 'e', '_', '.', '9', '-', 'Z@'];
/** Entries are looked at only where the sheet's hours count. */
const APPROVED = { status: 'APPROVED', version: 1 };
const RECORD_FAULTS: readonly ((employee: RawEmployee) => unknown)[] = [
  ({ approvedLeaveHours: _, ...incomplete }) => incomplete,
  (employee) => ({ ...employee, workingHours: 40 }),
  (employee) => ({ ...employee, timesheet: { status: 'OPEN', version: 1 } }),
  (employee) => ({ ...employee, timesheet: APPROVED, entries: [entry('2024-02-30', '8.00')] }),
  (employee) => ({ ...employee, timesheet: APPROVED, entries: [entry('2024-02-29', '8.005')] }),
];
const PLAN_FAULTS = [{ plannedHoursPerWeek: '-1.00' }, { cwoRoleId: null }, { startDate: '2024-02-30' }];

/** The world of a seed; a next generation has the same people with some other facts. */
export function randomWorld(seed: number, monday: string, generation = 0): RandomWorld {
  const streams = new Streams(seed, generation);
  const tag = `w${seed}`;
  const ids = Array.from({ length: EMPLOYEES }, (_, index) => `${INITIALS[index % INITIALS.length]}${index}-${tag}`);
  const where = (fact: string, percent: number) => ids.filter((_, index) => streams.of(fact, index).isChance(percent));
  const known = new Set(where('known', 93));
  const week = randomWeek(streams, tag, monday, ids);
  const complete = { ...week, employees: week.employees.filter(({ employeeId }) => known.has(employeeId)) };
  const facts = forgetRows(streams.of('forgotten', 0), complete);
  const faulty = { records: where('faulty record', 4).filter((id) => known.has(id)), plans: where('faulty plan', 3) };
  return {
    monday,
    material: spoil(streams.of('spoiled', 0), complete, facts, faulty),
    facts,
    malformed: new Set([...faulty.records, ...faulty.plans]),
    usage: ids.flatMap((id, index) => randomRows(streams.of('usage', index), id)),
    badRows: randomBadRows(streams, monday, ids),
  };
}

function forgetRows(dice: Dice, week: RawWeek): RawWeek {
  const without = <Row>(rows: readonly Row[]) => rows.filter(() => !dice.isChance(4));
  return { ...week, tasks: without(week.tasks), cwoRoles: without(week.cwoRoles), cwos: without(week.cwos) };
}

/** Breaks the records and plans of some employees, and sends the forgotten rows in a form that counts as unknown. */
function spoil(
  dice: Dice,
  complete: RawWeek,
  facts: RawWeek,
  faulty: { readonly records: readonly string[]; readonly plans: readonly string[] },
): WeekMaterial {
  const forgotten = <Row>(all: readonly Row[], rest: readonly Row[]) => all.filter((row) => !rest.includes(row));
  return {
    employees: facts.employees.map((employee) =>
      faulty.records.includes(employee.employeeId) ? dice.pick(...RECORD_FAULTS)(employee) : employee,
    ),
    tasks: [...facts.tasks, ...forgotten(complete.tasks, facts.tasks).map(({ taskId }) => ({ taskId }))],
    allocations: [
      ...facts.allocations,
      ...faulty.plans.map((employeeId) => ({
        allocationId: `A-${employeeId}`,
        employeeId,
        cwoRoleId: 'R',
        plannedHoursPerWeek: '1.00',
        startDate: '2020-01-06',
        endDate: null,
        ...dice.pick(...PLAN_FAULTS),
      })),
    ],
    cwoRoles: [...facts.cwoRoles, ...forgotten(complete.cwoRoles, facts.cwoRoles).map((row) => ({ ...row, role: 7 }))],
    cwos: [...facts.cwos, ...forgotten(complete.cwos, facts.cwos).map((row) => ({ ...row, billable: 'yes' }))],
    projects: facts.projects,
  };
}

function entry(date: string, hours: string) {
  return { entryId: 'TE', taskId: 'T-TRAINING', date, hours };
}
