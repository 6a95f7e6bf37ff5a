import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { roundHours, SECONDS_PER_HUNDREDTH } from '../../core/timesheets/mirror/hundredths.ts';
import { formatHours } from '../../core/values/hours.ts';
import { addDays, type MondayDate } from '../../core/values/week.ts';
import { PATHS } from '../paths.ts';
import { employeeIdOf } from '../sample/people.ts';
import type { TimesheetCompany } from '../stand-ins/timesheets/company.ts';
import { allTasks, LEAVE_TASK } from '../stand-ins/timesheets/draw-week.ts';
import type { StandInSystem } from '../stand-ins/timesheets/systems.ts';
import type { TimesheetRecords } from '../timesheets/records.ts';

const WORKING_DAYS = 5;

type CwoRecords = Pick<TimesheetRecords, 'clients' | 'projects' | 'cwos'>;
type Rows = readonly Readonly<Record<string, string>>[];

/** The rows of a mapping by the names of its files. */
export type MappingRows = Readonly<Record<string, Rows>>;

/** Whose mapping it is: of a stand-in's company, to the employees of those ids. */
export interface MappedCompany {
  readonly company: TimesheetCompany;
  readonly week: MondayDate;
  readonly employeeIdOf: (person: number) => string;
}

/** Writes the mapping of a stand-in's company to the sample company's employees and CWOs. @returns the folder */
export function writeMapping(
  of: Omit<MappedCompany, 'employeeIdOf'>,
  system: StandInSystem,
  records: CwoRecords,
): string {
  const folder = join(PATHS.sample, 'mapping');
  rmSync(folder, { recursive: true, force: true });
  writeRows(folder, mappingRows({ ...of, employeeIdOf }, system, records));
  return folder;
}

export function mappingRows(
  mapped: MappedCompany,
  { userIdOf, taskIdOf, taskColumn = 'task', byFiles }: StandInSystem,
  records: CwoRecords,
): MappingRows {
  return {
    people: mapped.company.people.map(({ index, email }) => ({
      user_id: userIdOf?.(index) ?? '',
      email: userIdOf ? '' : email,
      ...{ employee_id: mapped.employeeIdOf(index), weekly_hours: '40.00' },
    })),
    cwos: cwoRows(records),
    'work-items': [
      { [taskColumn]: taskIdOf(LEAVE_TASK.id), kind: 'LEAVE', cwo_id: '' },
      ...allTasks().map(({ id, account }) => ({ [taskColumn]: taskIdOf(id), kind: 'CWO', cwo_id: account })),
    ],
    ...(byFiles.includes('plans') && { plans: planRows(mapped) }),
    ...(byFiles.includes('leave') && { leave: leaveRows(mapped) }),
  };
}

export function writeRows(folder: string, files: MappingRows): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, rows] of Object.entries(files)) {
    const columns = [...new Set(rows.flatMap(Object.keys))];
    writeFileSync(join(folder, `${name}.csv`), stringify([...rows], { header: true, columns }));
  }
}

function planRows({ company, week, employeeIdOf: idOf }: MappedCompany): Rows {
  return company.plansIn(week).map(({ person, task, secondsPerDay, from, to }) => ({
    ...{ employee_id: idOf(person), cwo_id: task.account, role: '' },
    ...{ hours_per_week: hoursOf(WORKING_DAYS * secondsPerDay), from, to },
  }));
}

function leaveRows({ company, week, employeeIdOf: idOf }: MappedCompany): Rows {
  return company.leaveIn({ from: week, to: addDays(week, 6) }).map(({ person, date, seconds }) => ({
    ...{ employee_id: idOf(person), date, hours: hoursOf(seconds) },
  }));
}

function hoursOf(seconds: number): string {
  return formatHours(roundHours(seconds, SECONDS_PER_HUNDREDTH));
}

function cwoRows({ clients, projects, cwos }: CwoRecords): Rows {
  const projectOf = new Map(projects.map((project) => [project.projectId, project]));
  const clientOf = new Map(clients.map((client) => [client.clientId, client]));
  return cwos.map(({ cwoId, name, projectId, billable, startDate, endDate, projectManager }) => {
    const project = projectOf.get(projectId);
    return {
      ...{ cwo_id: cwoId, code: cwoId, name, project_id: projectId, project_name: project?.name ?? '' },
      ...{ client_id: project?.clientId ?? '', client_name: clientOf.get(project?.clientId ?? '')?.name ?? '' },
      ...{ billable: String(billable), start_date: startDate, end_date: endDate ?? '' },
      pm_employee_id: projectManager?.employeeId ?? '',
    };
  });
}
