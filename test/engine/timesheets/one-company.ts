import { addDays, type MondayDate } from '../../../core/values/week.ts';
import type { Company } from '../../../local/sample/company.ts';
import { employeeOf } from '../../../local/sample/people.ts';
import { usageRow } from '../../../local/sample/usage.ts';
import type { TimesheetCompany } from '../../../local/stand-ins/timesheets/company.ts';
import { allTasks } from '../../../local/stand-ins/timesheets/draw-week.ts';
import type { EntryRecord, TimesheetRecord } from '../../../local/timesheets/records.ts';

const SECONDS_PER_HUNDREDTH = 36;
const WORKING_DAYS = 5;
const LONG_AGO = { startDate: '2020-01-06', endDate: '2020-01-10' };
const ROLE = 'DEV';

/**
 * The company of the stand-ins as the reference service holds it, with AI usage of everybody.
 *
 * @param employeeIdOf by person
 */
export function companyOf(
  company: TimesheetCompany,
  week: MondayDate,
  employeeIdOf: (person: number) => string,
): Company {
  const cwoIds = [...new Set(allTasks().map(({ account }) => account))];
  const plans = company.people.flatMap(({ index }) => plansOf(company, index, week, employeeIdOf(index)));
  const leave = company.leaveIn({ from: week, to: addDays(week, 6) });
  return {
    clients: ['K-0', 'K-1'].map((clientId) => ({ clientId, name: `Client ${clientId}` })),
    projects: [0, 1, 2, 3].map((index) => {
      return { projectId: `P-${index}`, name: `Project ${index}`, clientId: `K-${index % 2}` };
    }),
    cwos: cwoIds.map((cwoId, index) => ({
      ...{ cwoId, code: cwoId, name: `Work order ${cwoId}`, projectId: `P-${index % 4}`, billable: index % 3 > 0 },
      ...{ startDate: LONG_AGO.startDate, endDate: null, projectManager: null },
    })),
    roles: cwoIds.map((cwoId) => ({ ...roleOf(cwoId), headcount: 1, plannedHoursPerWeek: null })),
    employees: company.people.map(({ index }) => ({ ...employeeOf(index), employeeId: employeeIdOf(index) })),
    holidays: [],
    plans,
    tasks: plans.map(({ allocationId }) => ({ taskId: taskOf(allocationId), name: 'Work', allocationId })),
    timesheets: company.people.map(({ index }) => sheetOf(company, index, week, employeeIdOf(index))),
    leave: leave.map(({ person, seconds }) => {
      return { employeeId: employeeIdOf(person), mondayDate: week, hours: seconds / SECONDS_PER_HUNDREDTH };
    }),
    mondays: [week],
    usage: { [week]: company.people.flatMap(({ index }) => usageOf(index, week, employeeIdOf(index))) },
  };
}

/** What is planned, and a link to each CWO for which nothing is. */
function plansOf(company: TimesheetCompany, person: number, week: MondayDate, employeeId: string) {
  const planned = company.plansIn(week).filter((plan) => plan.person === person);
  const logged = company.entriesOf(person, { from: week, to: addDays(week, 6) });
  const known = new Set(planned.map(({ task }) => task.account));
  const links = new Set(logged.map(({ task }) => task.account)).difference(known);
  const allocation = (cwoId: string) => ({
    allocationId: allocationOf(employeeId, cwoId),
    ...{ employeeId, cwoRoleId: roleOf(cwoId).cwoRoleId },
  });
  return [
    ...planned.map(({ task, secondsPerDay, from, to }) => ({
      ...allocation(task.account),
      plannedHoursPerWeek: (WORKING_DAYS * secondsPerDay) / SECONDS_PER_HUNDREDTH,
      ...{ startDate: from, endDate: to },
    })),
    ...[...links].map((cwoId) => ({ ...allocation(cwoId), plannedHoursPerWeek: 0, ...LONG_AGO })),
  ];
}

function sheetOf(
  company: TimesheetCompany,
  person: number,
  mondayDate: MondayDate,
  employeeId: string,
): TimesheetRecord {
  const days = { from: mondayDate, to: addDays(mondayDate, 6) };
  const { state: status, changedAt } = company.approvalOf(person, days);
  const entries = company.entriesOf(person, days).map(({ task, date, seconds }): EntryRecord => {
    return { taskId: taskOf(allocationOf(employeeId, task.account)), date, hours: seconds / SECONDS_PER_HUNDREDTH };
  });
  return { employeeId, mondayDate, status, version: 1, approvedAt: status === 'APPROVED' ? changedAt : null, entries };
}

function usageOf(person: number, week: MondayDate, employeeId: string) {
  return [
    usageRow(employeeId, week, 'claude_code', BigInt(1_000_003 + 977 * person), `${3 + person}.333350`),
    usageRow(employeeId, week, 'cursor', BigInt(7 + person), '0.100001'),
  ];
}

function roleOf(cwoId: string) {
  return { cwoRoleId: `R-${cwoId}`, cwoId, role: ROLE };
}

function allocationOf(employeeId: string, cwoId: string): string {
  return `A-${employeeId}-${cwoId}`;
}

function taskOf(allocationId: string): string {
  return `T-${allocationId}`;
}
