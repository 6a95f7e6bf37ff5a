import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readTables } from '../../../../adapters/timesheets/tables/read-tables.ts';
import { gapsOf } from '../../../../adapters/timesheets/tables/references.ts';
import { TableFilesError } from '../../../../adapters/timesheets/tables/typed-rows.ts';

const EXAMPLE = fileURLToPath(new URL('../../../../docs/examples/own-week', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tables-'));
  cpSync(EXAMPLE, folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

function change(table: string, text: string): void {
  writeFileSync(join(folder, `${table}.csv`), text);
}

async function faults(): Promise<readonly string[]> {
  const error = await readTables(folder).catch((thrown: unknown) => thrown);
  if (!(error instanceof TableFilesError)) throw new Error('the tables were read', { cause: error });
  return error.faults;
}

describe('the tables of a timesheet system', () => {
  it('are read with hours in hundredths, words as flags and empty fields as null', async () => {
    const { timesheet_entries, cwos, tasks, employees } = await readTables(folder);

    expect(timesheet_entries[0]).toEqual({
      entry_id: 'TE-1',
      employee_id: 'maria',
      task_id: 'T1',
      date: '2026-11-16',
      hours: 800,
    });
    expect(cwos[1]).toMatchObject({ cwo_id: 'WEB-1', billable: true, end_date: null });
    expect(tasks.at(-1)).toEqual({ task_id: 'TRAINING', allocation_id: null });
    expect(employees.at(-1)).toEqual({ employee_id: 'aisha', email: null });
  });

  it.each([
    ['columns in another order', 'task_id', 'allocation_id,task_id\nA1,T1\nA2,T2\nA3,T3\n,TRAINING\n'],
    [
      'a byte order mark and CRLF',
      'task_id',
      '\ufefftask_id,allocation_id\r\nT1,A1\r\nT2,A2\r\nT3,A3\r\nTRAINING,\r\n',
    ],
    ['quoted fields', 'task_id', '"task_id","allocation_id"\n"T1","A1"\nT2,A2\nT3,A3\nTRAINING,\n'],
  ])('are read with %s', async (_, column, text) => {
    const { tasks: before } = await readTables(folder);
    change('tasks', text);

    expect((await readTables(folder)).tasks.map((task) => task[column as 'task_id'])).toEqual(
      before.map(({ task_id }) => task_id),
    );
  });

  it.each([
    ['tasks', 'task_id\nT1\n', 'tasks.csv, line 1: lacks allocation_id; found "task_id"'],
    [
      'tasks',
      'task_id;allocation_id\nT1;A1\n',
      'tasks.csv, line 1: lacks task_id, allocation_id; found "task_id;allocation_id"',
    ],
    ['tasks', 'task_id,allocation_id,note\n', 'tasks.csv, line 1: no such columns: "note"'],
    ['tasks', 'task_id,allocation_id,task_id\n', 'tasks.csv, line 1: there more than once: task_id'],
    ['tasks', '', 'tasks.csv, line 1: lacks task_id, allocation_id; found nothing'],
    ['tasks', 'task_id,allocation_id\nT1\n', 'tasks.csv, line 2: has 1 fields, the header 2'],
    ['tasks', 'task_id,allocation_id\nT1,A1\nT1,A2\n', 'tasks.csv, line 3: T1 is on line 2 already'],
    [
      'tasks',
      'task_id,allocation_id\nT 1,A1\n',
      'tasks.csv, line 2, task_id: "T 1" must be 1 to 64 of A-Z a-z 0-9 . _ @ -',
    ],
    ['tasks', 'task_id,allocation_id\n,A1\n', 'tasks.csv, line 2, task_id: is empty'],
    ['tasks', 'task_id,allocation_id\n"T1,A1\n', /^tasks\.csv, line 2: a quote is out of place or never closed/],
    [
      'timesheets',
      'employee_id,week_start_date,status,approved_at,working_hours,approved_leave_hours\nmaria,2026-11-17,DONE,yesterday,8h,-1\n',
      'timesheets.csv, line 2, week_start_date: "2026-11-17" must be a Monday, YYYY-MM-DD',
    ],
    [
      'timesheet_entries',
      'entry_id,employee_id,task_id,date,hours\nTE-1,maria,T1,2026-02-30,7.505\n',
      'timesheet_entries.csv, line 2, date: "2026-02-30" must be a day, YYYY-MM-DD',
    ],
    [
      'timesheet_entries',
      'entry_id,employee_id,task_id,date,hours\nTE-1,aisha,T1,2026-11-18,7.50\n',
      'timesheet_entries.csv, TE-1: timesheets.csv has no sheet of aisha for the week of 2026-11-18',
    ],
    ['employees', 'employee_id,email\nmaria,\njonas,\n', 'employees.csv: lacks aisha'],
    [
      'cwos',
      'cwo_id,code,name,project_id,billable,start_date,end_date,pm_employee_id,pm_email\nOVERHEAD,C,N,PAY,ja,2026-01-05,,,\n',
      'cwos.csv, line 2, cwo_id: "OVERHEAD" is a reserved word',
    ],
  ])('are refused where %s.csv is %j', async (table, text, fault) => {
    change(table, text);

    expect(await faults()).toContainEqual(typeof fault === 'string' ? fault : expect.stringMatching(fault));
  });

  it('are refused with every fault of a row', async () => {
    const header = 'employee_id,week_start_date,status,approved_at,working_hours,approved_leave_hours';
    change('timesheets', `${header}\nmaria,2026-11-17,DONE,yesterday,8h,-1\n`);

    expect((await faults()).map((fault) => /line 2, (\w+)/.exec(fault)?.[1])).toEqual([
      'week_start_date',
      'status',
      'approved_at',
      'working_hours',
      'approved_leave_hours',
    ]);
  });

  it('are refused where a file is missing, with what should be in it', async () => {
    rmSync(join(folder, 'tasks.csv'));

    expect(await faults()).toEqual(['tasks.csv: is missing; its columns are task_id, allocation_id']);
  });

  it('are refused where a file is not UTF-8', async () => {
    writeFileSync(join(folder, 'tasks.csv'), Buffer.from([0x74, 0xe4, 0x0a]));

    expect(await faults()).toEqual(['tasks.csv: the file is not UTF-8: save it as UTF-8']);
  });

  it('name the gaps in the way from hours to clients, which are legitimate', async () => {
    change('clients', 'client_id,name\nBANK,Bank\n');
    change('tasks', 'task_id,allocation_id\nT1,A1\nT2,A-GONE\n');

    expect(gapsOf(await readTables(folder))).toEqual([
      '2 tasks of entries that no file has, e.g. T3, TRAINING',
      '1 allocations of tasks that no file has, e.g. A-GONE',
      '1 clients of projects that no file has, e.g. SHOP',
    ]);
  });
});
