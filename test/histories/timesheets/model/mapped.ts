import { roundHours, SECONDS_PER_HUNDREDTH } from '../../../../core/timesheets/mirror/hundredths.ts';
import type { Mapping, WorkItemRow } from '../../../../core/timesheets/mirror/mapping.ts';
import { addDays } from '../../../../core/values/week.ts';
import type { TimesheetCompany } from '../../../../local/stand-ins/timesheets/company.ts';
import { allTasks, LEAVE_TASK } from '../../../../local/stand-ins/timesheets/draw-week.ts';
import { cwoRow, personRow, workItem } from '../../../worlds/mirror-weeks.ts';
import type { PulledSystem } from './pulled-mirror.ts';

/** How a company is mapped. */
export interface Mapped {
  /** Each person is so many employees further, the last one is followed by the first. */
  readonly shift: number;
  readonly role: string;
  /** Each project is of a CWO that is so many further. */
  readonly cwoShift: number;
  /** A person who is mapped to nobody, and a task that no row leads anywhere; none where there is none of that number. */
  readonly lostPerson: number;
  readonly lostTask: number;
}

const WORKING_DAYS = 5;

/** Those of the people, and one more. */
export function employeesOf({ people }: Pick<TimesheetCompany, 'people'>): string[] {
  return [...people.map(({ index }) => `E-${index}`), `E-${people.length}`];
}

export function mappingOf(
  { company, weeks }: { readonly company: TimesheetCompany; readonly weeks: readonly string[] },
  { userIdOf, taskIdOf, byFiles }: PulledSystem,
  { shift, role, cwoShift, lostPerson, lostTask }: Mapped,
): Mapping {
  const ids = employeesOf(company);
  const employeeOf = (person: number) => ids[(person + shift) % ids.length] as string;
  const tasks = allTasks();
  const codes = [...new Set(tasks.map(({ account }) => account))];
  const cwoOf = (account: string) => codes[(codes.indexOf(account) + cwoShift) % codes.length] as string;
  const items: Partial<WorkItemRow>[] = [
    { task: taskIdOf(LEAVE_TASK.id), kind: 'LEAVE', cwo: null },
    ...tasks
      .filter((_, index) => index !== lostTask)
      .map(({ id, account }) => ({ task: taskIdOf(id), cwo: { cwoId: cwoOf(account) } })),
  ];
  const people = company.people.filter(({ index }) => index !== lostPerson);
  return {
    people: people.map(({ index, email }) => {
      const by = userIdOf ? { userId: userIdOf(index), email: null } : { userId: null, email: email.toLowerCase() };
      return personRow({ ...by, source: null, employeeId: employeeOf(index), role });
    }),
    cwos: codes.map((code, index) => cwoRow({ cwoId: code, code, billable: index % 3 > 0 })),
    workItems: items.map((item, index) => workItem({ line: index + 2, ...item })),
    holidays: [],
    plans: byFiles.includes('plans')
      ? weeks
          .flatMap((week) => company.plansIn(week))
          .map(({ person, from, to, task, secondsPerDay }) => ({
            ...{ employeeId: employeeOf(person), cwoId: cwoOf(task.account), role: null, from, to },
            hoursPerWeek: roundHours(WORKING_DAYS * secondsPerDay, SECONDS_PER_HUNDREDTH),
          }))
      : null,
    leave: byFiles.includes('leave')
      ? weeks
          .flatMap((week) => company.leaveIn({ from: week, to: addDays(week, 6) }))
          .map((day) => ({
            ...{ employeeId: employeeOf(day.person), date: day.date },
            hours: roundHours(day.seconds, SECONDS_PER_HUNDREDTH),
          }))
      : null,
  };
}
