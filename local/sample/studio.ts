import type { Cwo, PlannedAllocation } from '../../core/timesheets/timesheets.ts';
import { addDays, type MondayDate } from '../../core/values/week.ts';
import type { Employee, RoleRecord, TaskRecord, TimesheetRecord, TimesheetRecords } from '../timesheets/records.ts';
import { type UsageRow, usageRow } from './usage.ts';
import { fillDays, toTimesheet, workingDaysOf } from './weeks.ts';

/** A team beside the sample company, in round numbers, whose budgets the demo watches. */
export interface Studio extends TimesheetRecords {
  /** Eight weeks in which all work on one CWO, and this week, in which they work on two others. Oldest first. */
  readonly mondays: readonly MondayDate[];
  readonly usage: Readonly<Record<MondayDate, readonly UsageRow[]>>;
  /** In the words of the timesheet service's `POST /control/cwos`: starts next week, for 12 weeks. */
  readonly newCwo: { readonly cwo: Cwo; readonly roles: readonly Omit<RoleRecord, 'cwoId'>[] };
}

/** What eight weeks of history are of. */
export const HISTORY_CWO = 'CWO-0101';
/** Uses 73 % of 30,000 tokens this week. */
export const STEADY_CWO = 'CWO-0102';
/** Uses 93 % of 30,000 tokens this week, until the late timesheet is approved; then 78 %. */
export const HOT_CWO = 'CWO-0103';
/** Is suggested 28,500 tokens, with the buffer 30,000 a week and 360,000 in all. */
export const NEW_CWO = 'CWO-0104';
/** Planned on the hot CWO for this week; the draft says that most of it went elsewhere. */
export const LATE_MEMBER_ID = 'E-2009';
export const STUDIO_MANAGER = { employeeId: 'E-2010', email: 'vera.lindqvist.2010@example.com' };

/** The client that it works for. */
export const STUDIO_CLIENT = 'CL-0101';
/** Weeks before this one: in the last month that is over, whatever the day. In it the manager's sheet is not approved. */
const UNSETTLED_WEEKS_AGO = 4;
const UNSETTLED_TOKENS = 1_200n;

const HISTORY_WEEKS = 8;
const PROJECT_ID = 'P-0101';
const FULL_WEEK = 40_00;
/** By person: the role, tokens in each week of history, the CWO of this week and the tokens in it. */
const TEAM = [
  { role: 'ML_ENGINEER', before: 8_000n, cwoId: STEADY_CWO, now: 9_000n },
  { role: 'ML_ENGINEER', before: 8_000n, cwoId: STEADY_CWO, now: 7_500n },
  { role: 'ML_ENGINEER', before: 8_000n, cwoId: HOT_CWO, now: 10_500n },
  { role: 'DATA_SCIENTIST', before: 3_000n, cwoId: STEADY_CWO, now: 3_600n },
  { role: 'DATA_SCIENTIST', before: 3_000n, cwoId: HOT_CWO, now: 4_200n },
  { role: 'DATA_SCIENTIST', before: 3_000n, cwoId: HOT_CWO, now: 3_900n },
  { role: 'PROMPT_ENGINEER', before: 1_500n, cwoId: STEADY_CWO, now: 1_800n },
  { role: 'PROMPT_ENGINEER', before: 1_500n, cwoId: HOT_CWO, now: 3_300n },
  { role: 'PROMPT_ENGINEER', before: 1_500n, cwoId: HOT_CWO, now: 6_000n },
] as const;
/** Prepares the two CWOs of this week in the week before, so that they are known when their budgets are set. */
const MANAGER_ROLE = 'DELIVERY_MANAGER';
const MANAGER_TOKENS = 36_000n;

const memberId = (index: number) => `E-${2001 + index}`;
const roleId = (cwoId: string, role: string) => `${cwoId.replace('CWO', 'R')}-${role}`;
const taskId = (employeeId: string, cwoId: string) => `T-${employeeId.slice(2)}-${cwoId.slice(4)}`;

/** @param thisMonday of the week in which the demo runs: budgets hold from it on */
export function generateStudio(thisMonday: MondayDate): Studio {
  const history = Array.from({ length: HISTORY_WEEKS }, (_, week) => addDays(thisMonday, 7 * (week - HISTORY_WEEKS)));
  const lastMonday = addDays(thisMonday, -7);
  const unsettled = unsettledWeekOf(thisMonday);
  const plans = plansOf(thisMonday);
  return {
    clients: [{ clientId: STUDIO_CLIENT, name: 'Lumen Labs' }],
    projects: [{ projectId: PROJECT_ID, name: 'Lumen assistant', clientId: STUDIO_CLIENT }],
    cwos: [
      cwoOf(HISTORY_CWO, 'prototype', thisMonday),
      cwoOf(STEADY_CWO, 'evaluation', thisMonday),
      cwoOf(HOT_CWO, 'tuning', thisMonday),
    ],
    roles: [...rolesOf(HISTORY_CWO, 3 * FULL_WEEK), ...rolesOf(STEADY_CWO, null), ...rolesOf(HOT_CWO, null)],
    employees: [...TEAM.map((_, index) => memberId(index)), STUDIO_MANAGER.employeeId].map(employeeOf),
    holidays: [],
    plans,
    tasks: plans.map(({ allocationId, employeeId, cwoRoleId }) => taskOf(allocationId, employeeId, cwoRoleId)),
    timesheets: [
      ...history.flatMap((monday) => TEAM.map((_, index) => fullWeek(memberId(index), monday, HISTORY_CWO))),
      ...TEAM.map(({ cwoId }, index) => fullWeek(memberId(index), thisMonday, cwoId)).slice(0, -1),
      sheet(STUDIO_MANAGER.employeeId, unsettled, 'SUBMITTED', { [HISTORY_CWO]: FULL_WEEK }),
      sheet(STUDIO_MANAGER.employeeId, lastMonday, 'APPROVED', { [STEADY_CWO]: 20_00, [HOT_CWO]: 20_00 }),
      sheet(LATE_MEMBER_ID, thisMonday, 'DRAFT', { [HOT_CWO]: 10_00, [HISTORY_CWO]: 30_00 }),
    ],
    leave: [],
    mondays: [...history, thisMonday],
    usage: {
      ...Object.fromEntries(
        history.map((monday) => [monday, TEAM.map(({ before }, index) => used(index, monday, before))]),
      ),
      [unsettled]: [
        ...TEAM.map(({ before }, index) => used(index, unsettled, before)),
        used(TEAM.length, unsettled, UNSETTLED_TOKENS),
      ],
      [lastMonday]: [
        ...TEAM.map(({ before }, index) => used(index, lastMonday, before)),
        used(TEAM.length, lastMonday, MANAGER_TOKENS),
      ],
      [thisMonday]: TEAM.map(({ now }, index) => used(index, thisMonday, now)),
    },
    newCwo: newCwoOf(addDays(thisMonday, 7)),
  };
}

/** The week of which the manager's timesheet is submitted and was never approved. */
export function unsettledWeekOf(thisMonday: MondayDate): MondayDate {
  return addDays(thisMonday, -7 * UNSETTLED_WEEKS_AGO);
}

/** A dollar for a thousand tokens. */
function used(index: number, monday: MondayDate, tokens: bigint): UsageRow {
  const thousandths = tokens.toString().padStart(4, '0');
  return usageRow(
    memberId(index),
    monday,
    'claude_code',
    tokens,
    `${thousandths.slice(0, -3)}.${thousandths.slice(-3)}000`,
  );
}

function cwoOf(cwoId: string, stream: string, thisMonday: MondayDate): Cwo {
  return {
    ...{ cwoId, code: `LUM-${cwoId.slice(-2)}`, name: `Lumen assistant: ${stream}`, projectId: PROJECT_ID },
    ...{ billable: true, startDate: addDays(thisMonday, -70), endDate: addDays(thisMonday, 70 + 4) },
    projectManager: STUDIO_MANAGER,
  };
}

function newCwoOf(startDate: MondayDate): Studio['newCwo'] {
  const cwo = { ...cwoOf(NEW_CWO, 'rollout', startDate), startDate, endDate: addDays(startDate, 12 * 7 - 3) };
  const headcounts = { ML_ENGINEER: 3, DATA_SCIENTIST: 1, PROMPT_ENGINEER: 1 };
  const roles = Object.entries(headcounts).map(([role, headcount]) => {
    return { cwoRoleId: roleId(NEW_CWO, role), role, headcount, plannedHoursPerWeek: null };
  });
  return { cwo, roles };
}

function rolesOf(cwoId: string, plannedHoursPerWeek: number | null): RoleRecord[] {
  const roles = new Set([...TEAM.map(({ role }) => role), MANAGER_ROLE]);
  return [...roles].map((role) => {
    const isManager = role === MANAGER_ROLE;
    const planned = isManager ? null : plannedHoursPerWeek;
    return { cwoRoleId: roleId(cwoId, role), cwoId, role, headcount: isManager ? 1 : 3, plannedHoursPerWeek: planned };
  });
}

function employeeOf(employeeId: string): Employee {
  const email = employeeId === STUDIO_MANAGER.employeeId ? STUDIO_MANAGER.email : `${employeeId}@example.com`;
  return { employeeId, name: employeeId, email, calendar: 'DE', contractHours: FULL_WEEK };
}

function plansOf(thisMonday: MondayDate): PlannedAllocation[] {
  const plan = (employeeId: string, cwoId: string, role: string, planned: Partial<PlannedAllocation>) => ({
    ...{ allocationId: `A-${employeeId.slice(2)}-${cwoId.slice(4)}`, employeeId, cwoRoleId: roleId(cwoId, role) },
    ...{ plannedHoursPerWeek: FULL_WEEK, startDate: addDays(thisMonday, -70), endDate: null, ...planned },
  });
  const members = TEAM.flatMap(({ role, cwoId }, index) => [
    plan(memberId(index), HISTORY_CWO, role, { endDate: addDays(thisMonday, -3) }),
    plan(memberId(index), cwoId, role, { startDate: thisMonday }),
  ]);
  const manager = [STEADY_CWO, HOT_CWO].map((cwoId) =>
    plan(STUDIO_MANAGER.employeeId, cwoId, MANAGER_ROLE, { plannedHoursPerWeek: 20_00 }),
  );
  const unsettled = unsettledWeekOf(thisMonday);
  const once = plan(STUDIO_MANAGER.employeeId, HISTORY_CWO, MANAGER_ROLE, {
    ...{ startDate: unsettled, endDate: addDays(unsettled, 4) },
  });
  return [...members, ...manager, once];
}

function taskOf(allocationId: string, employeeId: string, cwoRoleId: string): TaskRecord {
  const cwoId = `CWO-${cwoRoleId.split('-')[1]}`;
  return { taskId: taskId(employeeId, cwoId), name: 'Work', allocationId };
}

function fullWeek(employeeId: string, monday: MondayDate, cwoId: string): TimesheetRecord {
  return sheet(employeeId, monday, 'APPROVED', { [cwoId]: FULL_WEEK });
}

function sheet(
  employeeId: string,
  monday: MondayDate,
  status: 'APPROVED' | 'SUBMITTED' | 'DRAFT',
  hoursOf: Readonly<Record<string, number>>,
): TimesheetRecord {
  const parts = Object.entries(hoursOf).map(([cwoId, hours]) => ({ taskId: taskId(employeeId, cwoId), hours }));
  return toTimesheet(employeeId, monday, { status, entries: fillDays(workingDaysOf(monday), parts) });
}
