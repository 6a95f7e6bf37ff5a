import { addDays } from '../../core/values/week.ts';
import type { Employee, EntryRecord } from '../timesheets/records.ts';
import type { EmployeeFacts, Sheet, WeekFacts } from './facts.ts';
import { cwoRoleIdOf } from './people.ts';
import { usageRow } from './usage.ts';
import { fillDays, INTERNAL_TASKS, SHUTDOWN_CALENDAR, workingDaysOf } from './weeks.ts';

/** What a situation makes different; the rest of the employee stays ordinary. */
interface Difference {
  readonly employee?: Partial<Employee>;
  readonly plans?: EmployeeFacts['plans'];
  /** In the last week. */
  readonly week?: Partial<WeekFacts>;
}

/**
 * The first employees of the company, in this order. Where nothing else is said, each has two plans of 20 hours, an
 * approved sheet and no leave.
 */
const DIFFERENCES = {
  /** 20 and 10 approved hours of a 45 USD week: 30 and 15. */
  WORKED_EXAMPLE: ({ facts, week }) => ({
    plans: onCwos(facts, [0, 1]),
    week: {
      sheet: logged('APPROVED', facts, week, [20_00, 10_00]),
      leaveHours: 8_00,
      usage: [
        usageRow(facts.employee.employeeId, week.mondayDate, 'claude_code', 12_400_000n, '38.500000'),
        usageRow(facts.employee.employeeId, week.mondayDate, 'cursor', 3_200_000n, '6.500000'),
      ],
    },
  }),
  /** Planned 20 and 20; the draft, approved later, says 28 and 12. */
  LATE_TIMESHEET: ({ facts, week }) => ({
    plans: onCwos(facts, [1, 2]),
    week: { sheet: logged('DRAFT', facts, week, [28_00, 12_00]) },
  }),
  FULL_WEEK_LEAVE: () => ({ week: { sheet: null, leaveHours: 40_00 } }),
  COMPANY_SHUTDOWN: () => ({ employee: { calendar: SHUTDOWN_CALENDAR }, week: { sheet: null } }),
  APPROVED_WITHOUT_HOURS: () => ({ week: { sheet: { status: 'APPROVED', entries: [] } } }),
  BENCH: ({ facts, week }) => ({
    plans: endedOn(facts, addDays(week.mondayDate, -3)),
    week: { sheet: { status: 'APPROVED', entries: [] } },
  }),
  SUBMITTED: ({ facts, week }) => ({ week: { sheet: logged('SUBMITTED', facts, week, [24_00, 16_00]) } }),
  REOPENED: ({ facts, week }) => ({ week: { sheet: logged('REOPENED', facts, week, [10_00, 30_00]) } }),
  MISSING_TIMESHEET: () => ({ week: { sheet: null } }),
  REJECTED: ({ facts, week }) => ({ week: { sheet: logged('REJECTED', facts, week, [39_00, 1_00]) } }),
  SUBMITTED_WITHOUT_HOURS: () => ({ week: { sheet: { status: 'SUBMITTED', entries: [] } } }),
  PLANS_WITHOUT_HOURS: ({ facts }) => ({
    plans: facts.plans.map((plan) => ({ ...plan, plannedHoursPerWeek: 0 })),
    week: { sheet: null },
  }),
  PLAN_ENDS_MIDWEEK: ({ facts, week }) => ({
    plans: [...endedOn(facts, addDays(week.mondayDate, 2)).slice(0, 1), ...facts.plans.slice(1)],
    week: { sheet: null },
  }),
  NO_TIMESHEET_NO_PLAN: ({ facts, week }) => ({
    plans: endedOn(facts, addDays(week.mondayDate, -3)),
    week: { sheet: null },
  }),
  LEAVE_WITH_HOURS: ({ facts, week }) => ({
    week: { sheet: logged('APPROVED', facts, week, [4_00, 2_00]), leaveHours: 40_00 },
  }),
  FEW_HOURS: ({ facts, week }) => ({ week: { sheet: logged('APPROVED', facts, week, [4_00, 2_50]) } }),
  ENTRY_OUTSIDE_WEEK: ({ facts, week }) => ({
    week: { sheet: loggedAnd(facts, week, [22_00, 18_00], { date: addDays(week.mondayDate, 7), hours: 4_00 }) },
  }),
  CORRECTED_HOURS: ({ facts, week }) => ({
    week: { sheet: loggedAnd(facts, week, [26_00, 16_00], { date: addDays(week.mondayDate, 4), hours: -2_00 }) },
  }),
  INTERNAL_TASK: ({ facts, week }) => ({
    week: {
      sheet: loggedAnd(facts, week, [16_00, 16_00], { taskId: INTERNAL_TASKS[0]?.taskId as string, hours: 8_00 }),
    },
  }),
  /** A task that was deleted after hours had been logged on it. */
  BROKEN_CHAIN: ({ facts, week }) => ({
    week: { sheet: loggedAnd(facts, week, [20_00, 14_00], { taskId: 'T-DELETED', hours: 6_00 }) },
  }),
  /** No sheet, and one of two plans is for a role that is gone. */
  BROKEN_PLAN: ({ facts }) => ({
    plans: facts.plans.map((plan, index) => (index === 0 ? { ...plan, cwoRoleId: 'R-DELETED' } : plan)),
    week: { sheet: null },
  }),
  NON_BILLABLE_CWO: ({ facts, week }) => ({
    plans: onCwos(facts, [4, 5]),
    week: { sheet: logged('APPROVED', facts, week, [25_00, 15_00]) },
  }),
  WORKING_HOURS_UNKNOWN: () => ({ employee: { contractHours: null } }),
  CREDIT: ({ facts, week }) => ({
    week: { usage: [...week.usage, usageRow(facts.employee.employeeId, week.mondayDate, 'cursor', 0n, '-2.250000')] },
  }),
  TOKENS_NOT_REPORTED: ({ week }) => ({ week: { usage: week.usage.map((row) => ({ ...row, total_tokens: null })) } }),
  WITHOUT_SOURCE: ({ week }) => ({ week: { usage: week.usage.map((row) => ({ ...row, source: null })) } }),
  /** 80.00 typed for 8.00, twice. */
  IMPLAUSIBLE_HOURS: ({ facts, week }) => ({
    week: { sheet: loggedAnd(facts, week, [12_00, 20_00], { hours: 80_00 }, { hours: 80_00 }) },
  }),
} as const satisfies Record<string, (of: { facts: EmployeeFacts; week: WeekFacts }) => Difference>;

export type SituationName = keyof typeof DIFFERENCES;

/** Situations by the index of their employee. */
export const SITUATIONS = Object.keys(DIFFERENCES) as SituationName[];

/** Puts an ordinary employee into a situation. */
export function applySituation(name: SituationName, ordinary: EmployeeFacts): EmployeeFacts {
  const facts = { ...ordinary, plans: ordinary.plans.map((plan) => ({ ...plan, plannedHoursPerWeek: 20_00 })) };
  const last = facts.weeks.length - 1;
  const week = facts.weeks[last] as WeekFacts;
  const difference: Difference = DIFFERENCES[name]({ facts, week });
  return {
    ...facts,
    employee: { ...facts.employee, ...difference.employee },
    plans: difference.plans ?? facts.plans,
    weeks: facts.weeks.with(last, { ...week, leaveHours: 0, ...difference.week }),
  };
}

/** A sheet with these hours on the employee's tasks, in the order of the plans. */
function logged(status: Sheet['status'], { tasks }: EmployeeFacts, week: WeekFacts, hours: readonly number[]): Sheet {
  const parts = tasks.map(({ taskId }, index) => ({ taskId, hours: hours[index] ?? 0 }));
  return { status, entries: fillDays(workingDaysOf(week.mondayDate), parts) };
}

/** An approved sheet with further entries, on the first task and on Monday where nothing else is said. */
function loggedAnd(
  facts: EmployeeFacts,
  week: WeekFacts,
  hours: readonly number[],
  ...more: readonly (Partial<EntryRecord> & Pick<EntryRecord, 'hours'>)[]
): Sheet {
  const { status, entries } = logged('APPROVED', facts, week, hours);
  const usual = { taskId: facts.tasks[0]?.taskId as string, date: week.mondayDate };
  return { status, entries: [...entries, ...more.map((entry) => ({ ...usual, ...entry }))] };
}

function onCwos({ plans, role }: EmployeeFacts, cwoIndexes: readonly number[]) {
  return plans.map((plan, index) => ({ ...plan, cwoRoleId: cwoRoleIdOf(cwoIndexes[index] as number, role) }));
}

function endedOn({ plans }: EmployeeFacts, endDate: string) {
  return plans.map((plan) => ({ ...plan, endDate }));
}
