import { addDays, isMonday, type MondayDate } from '../../core/values/week.ts';
import type { HolidayRecord, TimesheetRecords } from '../timesheets/records.ts';
import type { TimesheetStore } from '../timesheets/store.ts';
import type { EmployeeFacts } from './facts.ts';
import { assign, drawPlanCount, employeeIdOf, employeeOf, managerOf, rolesOf } from './people.ts';
import { randomOf } from './random.ts';
import { applySituation, SITUATIONS, type SituationName } from './situations.ts';
import { faultyRows, ordinaryUsage, UNKNOWN_EMPLOYEE_ID, type UsageRow, usageRow } from './usage.ts';
import { holidaysOf, INTERNAL_TASKS, ordinaryWeek, toTimesheet } from './weeks.ts';
import { workOrders } from './work-orders.ts';

export interface CompanyOptions {
  /** At least `EMPLOYEES_MIN`. */
  readonly employees: number;
  readonly weeks: number;
  readonly lastMonday: MondayDate;
  readonly seed: number;
  /** Leaves out what a run sets aside: faulty usage rows and the employee-week with impossible hours. */
  readonly clean: boolean;
}

/** A whole company: what its timesheet system holds, and its AI usage by week. */
export interface Company extends TimesheetRecords {
  /** Oldest first. */
  readonly mondays: readonly MondayDate[];
  readonly usage: Readonly<Record<MondayDate, readonly UsageRow[]>>;
}

export const COMPANY_DEFAULTS: CompanyOptions = {
  employees: 40,
  weeks: 8,
  lastMonday: '2026-11-16',
  seed: 1,
  clean: false,
};
/** Room for one employee per situation and a few ordinary ones. */
export const EMPLOYEES_MIN = SITUATIONS.length + 3;

const CWOS_MIN = 12;
const EMPLOYEES_PER_CWO = 20;

/** The employee who is in a situation in the last week. */
export function employeeIn(situation: SituationName): string {
  return employeeIdOf(SITUATIONS.indexOf(situation));
}

/** 20 and 10 approved hours, 45.00 USD. */
export const WORKED_EXAMPLE_EMPLOYEE_ID = employeeIn('WORKED_EXAMPLE');
/** Has a draft only in the last week; the demo submits and approves it later. */
export const LATE_EMPLOYEE_ID = employeeIn('LATE_TIMESHEET');

/** Makes a company that follows from the options alone. In its last week every situation of the rule table occurs. */
export function generateCompany(options: Partial<CompanyOptions> = {}): Company {
  const { employees, weeks, lastMonday, seed, clean } = { ...COMPANY_DEFAULTS, ...options };
  if (employees < EMPLOYEES_MIN) throw new RangeError(`a company has at least ${EMPLOYEES_MIN} employees`);
  if (weeks < 1 || !isMonday(lastMonday)) throw new RangeError('a company has at least one week, named by a Monday');
  const cwoCount = Math.max(CWOS_MIN, Math.ceil(employees / EMPLOYEES_PER_CWO));
  const mondays = Array.from({ length: weeks }, (_, index) => addDays(lastMonday, 7 * (index + 1 - weeks)));
  const holidays = holidaysOf(lastMonday);
  const people = Array.from({ length: employees }, (_, index) => {
    const ordinary = ordinaryEmployee(index, { cwoCount, mondays, holidays, seed });
    const situation = SITUATIONS[index];
    if (situation === undefined || (clean && situation === 'IMPLAUSIBLE_HOURS')) return ordinary;
    return applySituation(situation, ordinary);
  });
  const plans = people.flatMap((person) => person.plans);
  return {
    ...workOrders(cwoCount, lastMonday, (projectIndex) => managerOf(projectIndex, employees)),
    mondays,
    roles: rolesOf(cwoCount, plans),
    employees: people.map(({ employee }) => employee),
    holidays,
    plans,
    tasks: [...INTERNAL_TASKS, ...people.flatMap(({ tasks }) => tasks)],
    timesheets: people.flatMap(({ employee: { employeeId }, weeks }) =>
      weeks.flatMap(({ mondayDate, sheet }) => (sheet ? [toTimesheet(employeeId, mondayDate, sheet)] : [])),
    ),
    leave: people.flatMap(({ employee: { employeeId }, weeks }) =>
      weeks.flatMap(({ mondayDate, leaveHours: hours }) => (hours > 0 ? [{ employeeId, mondayDate, hours }] : [])),
    ),
    usage: usageByWeek(people, mondays, clean),
  };
}

/** Puts a company into an empty store. */
export function loadCompany(store: Pick<TimesheetStore, 'load'>, company: Company): void {
  store.load(company);
}

/** The usage rows that a run of the week reads: those of its Monday, and those wrongly dated on another of its days. */
export function usageRows(company: Company, monday: MondayDate): readonly UsageRow[] {
  return company.usage[monday] ?? [];
}

interface Surroundings {
  readonly cwoCount: number;
  readonly mondays: readonly MondayDate[];
  readonly holidays: readonly HolidayRecord[];
  readonly seed: number;
}

function ordinaryEmployee(index: number, { cwoCount, mondays, holidays, seed }: Surroundings): EmployeeFacts {
  const employee = employeeOf(index);
  const own = holidays.filter(({ calendar }) => calendar === employee.calendar).map(({ date }) => date);
  const planRandom = randomOf(seed, 'plans', index);
  const isInSituation = index < SITUATIONS.length;
  const planCount = isInSituation ? 2 : drawPlanCount(planRandom);
  const startDate = mondays[0] as MondayDate;
  const assignment = assign(index, planCount, { cwoCount, startDate, random: planRandom });
  const weeks = mondays.map((mondayDate) => ({
    mondayDate,
    ...ordinaryWeek(mondayDate, assignment.tasks, {
      holidays: own,
      mayBeLate: !isInSituation && mondayDate === mondays.at(-1),
      random: randomOf(seed, 'hours', index, mondayDate),
    }),
    usage: ordinaryUsage(employee.employeeId, mondayDate, randomOf(seed, 'usage', index, mondayDate)),
  }));
  return { employee, ...assignment, weeks };
}

function usageByWeek(people: readonly EmployeeFacts[], mondays: readonly MondayDate[], clean: boolean) {
  const usage: Record<MondayDate, UsageRow[]> = {};
  mondays.forEach((mondayDate, index) => {
    usage[mondayDate] = people.flatMap(({ weeks }) => weeks[index]?.usage ?? []);
  });
  const lastMonday = mondays.at(-1) as MondayDate;
  const lastWeek = usage[lastMonday] as UsageRow[];
  lastWeek.push(usageRow(UNKNOWN_EMPLOYEE_ID, lastMonday, 'anthropic_api', 1_900_000n, '6.460000'));
  if (!clean)
    lastWeek.push(...faultyRows(lastMonday, [0, 1, 2].map(employeeAfterSituations) as [string, string, string]));
  return usage;
}

function employeeAfterSituations(offset: number): string {
  return employeeIdOf(SITUATIONS.length + offset);
}
