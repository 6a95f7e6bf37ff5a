import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MappingFileName } from '../../../adapters/timesheets/mapping/files.ts';
import { columnsOf } from '../../../adapters/timesheets/mapping/read-rows.ts';
import type { DraftedMapping, DraftedPerson, DraftedWorkItem } from '../../../core/timesheets/mirror/draft-mapping.ts';
import type { CwoRow, Mapping, PersonRow } from '../../../core/timesheets/mirror/mapping.ts';
import { formatHours } from '../../../core/values/hours.ts';
import { toCsv } from '../../view/csv.ts';

export interface DraftedFolder {
  readonly source: string;
  readonly out: string;
  readonly drafted: DraftedMapping;
  /** From the mapping that holds. */
  readonly cwos: Mapping['cwos'];
}

type Cells = Readonly<Record<string, string | null>>;

/** Writes the files of a drafted mapping, which `mapping put` reads once their empty cells are filled in. */
export async function writeDraft({ source, out, drafted, cwos }: DraftedFolder): Promise<void> {
  for (const [name, rows] of filesOf(source, drafted, cwos)) {
    const columns = columnsOf(name).map((title) => ({ title, of: (cells: Cells) => cells[title] ?? '' }));
    await writeFile(join(out, name), toCsv(rows, columns), { flag: 'wx' });
  }
}

function filesOf(
  source: string,
  { people, workItems }: DraftedMapping,
  cwos: Mapping['cwos'],
): [MappingFileName, Cells[]][] {
  return [
    ['people.csv', people.map((person) => personCells(person, source))],
    ['cwos.csv', cwos.map(cwoCells)],
    ['work-items.csv', workItems.map((item) => workItemCells(item, source))],
  ];
}

function personCells({ user, email, holding }: DraftedPerson, source: string): Cells {
  return { source, user_id: user, email, ...(holding && holdingCells(holding)) };
}

function holdingCells({ employeeId, role, weeklyHours, calendar, merge }: PersonRow): Cells {
  const weekly_hours = weeklyHours === null ? null : formatHours(weeklyHours);
  return { employee_id: employeeId, role, weekly_hours, calendar, merge: merge ? 'true' : null };
}

function workItemCells({ hours, cwoId, ...ids }: DraftedWorkItem, source: string): Cells {
  return { source, ...ids, kind: 'CWO', cwo_id: cwoId, note: `${formatHours(hours)} hours` };
}

function cwoCells(cwo: CwoRow): Cells {
  return {
    ...{ cwo_id: cwo.cwoId, code: cwo.code, name: cwo.name, billable: String(cwo.billable) },
    ...{ project_id: cwo.projectId, project_name: cwo.projectName, client_id: cwo.clientId },
    ...{ client_name: cwo.clientName, start_date: cwo.startDate, end_date: cwo.endDate },
    ...{ pm_employee_id: cwo.pmEmployeeId, pm_email: cwo.pmEmail },
  };
}
