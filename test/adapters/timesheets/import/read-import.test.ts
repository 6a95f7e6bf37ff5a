import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BasicType, parquetWriteBuffer } from 'hyparquet-writer';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sha256 } from '../../../../adapters/system/hash.ts';
import { readImport } from '../../../../adapters/timesheets/import/read-import.ts';
import { TableFilesError } from '../../../../adapters/timesheets/tables/typed-rows.ts';
import type { NormalEntry } from '../../../../core/timesheets/mirror/normal-form.ts';
import type { FreshWeek } from '../../../../core/timesheets/mirror/settle.ts';

const EXAMPLE = fileURLToPath(new URL('../../../../docs/examples/own-week', import.meta.url));
const MONDAY = '2026-11-16';
const HEADER = 'entry_id,user,email,date,hours,project,task,activity,account,billable,status';
const GOOD = 'e1,u1,ann@example.com,2026-11-16,7.50,12,t,a,acc,true,APPROVED';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'import-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(name: string, content: string | Uint8Array): void {
  writeFileSync(join(folder, name), content);
}

function putEntries(...lines: readonly string[]): void {
  put('entries.csv', `${lines.join('\n')}\n`);
}

function parquet(columns: Readonly<Record<string, readonly [BasicType, ...unknown[]]>>): Uint8Array {
  const columnData = Object.entries(columns).map(([name, [type, ...data]]) => ({ name, type, data }));
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}

function read(monday = MONDAY) {
  return readImport(folder, monday, sha256);
}

async function readEntry(): Promise<NormalEntry | undefined> {
  return (await read()).parts.flatMap((part) => ('entry' in part ? [part.entry] : []))[0];
}

async function readWeeks(): Promise<FreshWeek[]> {
  return (await read()).parts.flatMap((part) => ('week' in part ? [part.week] : []));
}

async function faults(monday = MONDAY): Promise<readonly string[]> {
  const error = await read(monday).catch((thrown: unknown) => thrown);
  if (!(error instanceof TableFilesError)) throw new Error('the folder was read', { cause: error });
  return error.faults;
}

describe('a file of entries', () => {
  it('becomes entries of the normal form, with addresses apart from them', async () => {
    putEntries(HEADER, GOOD, 'e2,u2,,2026-11-22,0.25,,,,,,DRAFT', 'e3,u1,,2026-11-23,8,,,,,,DRAFT');
    const week = await read();

    expect(week).toMatchObject({ form: 'ENTRIES', people: 2, entries: 2, seconds: 27_900, leftOut: 1, gaps: [] });
    expect(week.emails).toEqual(new Map([['u1', 'ann@example.com']]));
    expect(week.parts.slice(0, 3)).toEqual([
      { user: { user: 'u1', isUnstable: false } },
      { user: { user: 'u2', isUnstable: false } },
      {
        entry: {
          ...{ id: 'e1', user: 'u1', date: MONDAY, seconds: 27_000, project: '12', task: 't', activity: 'a' },
          ...{ account: 'acc', tags: [], billable: true, kind: null, state: 'APPROVED' },
        },
      },
    ]);
    expect(JSON.stringify(week.parts)).not.toContain('@');
  });

  it('finds a person by the address alone, which no part names', async () => {
    putEntries('entry_id,email,date,seconds,status', 'e1, Ann@Example.com ,2026-11-16,60,APPROVED'.replaceAll(' ', ''));
    const week = await read();
    const [user = ''] = [...week.emails.keys()];

    expect(week.emails.get(user)).toBe('ann@example.com');
    expect(user).toMatch(/^mail\.[0-9a-f]{16}$/);
    expect(await readEntry()).toMatchObject({ user, seconds: 60, project: null, billable: null });
  });

  it.each([
    ['7.50', 27_000],
    ['0', 0],
    ['0.333333333', 1200],
    ['0.0001', 0],
    ['0.00013889', 1],
    ['0.30000', 1080],
    ['0.30000000000000004', 1080],
  ])('has %s hours as %d seconds, exactly', async (hours, seconds) => {
    putEntries('entry_id,user,date,hours,status', `e1,u1,2026-11-16,${hours},APPROVED`);

    expect((await readEntry())?.seconds).toBe(seconds);
  });

  it.each<[string, string, string, string]>([
    ['hours with a comma', 'e1,u1,,2026-11-16,"8,5",,,,,,APPROVED', 'hours', '"8,5" must be decimal text with a point'],
    ['negative hours', 'e1,u1,,2026-11-16,-1,,,,,,APPROVED', 'hours', '"-1" must be decimal text'],
    ['no hours', 'e1,u1,,2026-11-16,,,,,,,APPROVED', 'hours', 'is empty, as is seconds'],
    ['a day that is none', 'e1,u1,,2026-02-30,1,,,,,,APPROVED', 'date', '"2026-02-30" must be a day'],
    ['an unknown state', 'e1,u1,,2026-11-16,1,,,,,,done', 'status', '"done" must be one of DRAFT, SUBMITTED'],
    ['a state that only a past gives', 'e1,u1,,2026-11-16,1,,,,,,REOPENED', 'status', '"REOPENED" must be one of'],
    ['no id', ',u1,,2026-11-16,1,,,,,,APPROVED', 'entry_id', 'is empty'],
    ['nobody', 'e1,,,2026-11-16,1,,,,,,APPROVED', 'user', 'is empty, as is email'],
    ['an address as user', 'e1,a@b.de,,2026-11-16,1,,,,,,APPROVED', 'user', '"a@b.de" is an address'],
    ['what is no address', 'e1,,ann,2026-11-16,1,,,,,,APPROVED', 'email', '"ann" must be an address'],
    ['another word than true', 'e1,u1,,2026-11-16,1,,,,,yes,APPROVED', 'billable', '"yes" must be true or false'],
  ])('is refused with %s', async (_, line, field, message) => {
    putEntries(HEADER, GOOD.replace('e1', 'e0'), line);

    expect(await faults()).toEqual([expect.stringContaining(`entries.csv, line 3, ${field}: ${message}`)]);
  });

  it.each<[string, readonly string[], string]>([
    ['an id twice', [HEADER, GOOD, GOOD], 'entries.csv, line 3: e1 is on line 2 already'],
    [
      'hours and seconds of one entry',
      ['entry_id,user,date,hours,seconds,status', 'e1,u1,2026-11-16,1,3600,APPROVED'],
      'entries.csv, line 2, seconds: "3600" stands beside hours',
    ],
    [
      'a second address of a user',
      [HEADER, GOOD, 'e2,u1,bob@example.com,2026-11-16,1,,,,,,DRAFT'],
      'entries.csv, line 3, email: is another one than in a row of "u1" before',
    ],
    ['no column of the length', ['entry_id,user,date,status'], 'entries.csv, line 1: lacks hours or seconds; found'],
    ['a column that nobody knows', [`${HEADER},note`], 'entries.csv, line 1: no such columns: "note"'],
    ['an open quote', [HEADER, '"e1'], 'entries.csv, line 2: a quote is out of place or never closed'],
    ['a short line', [HEADER, 'e1,u1'], 'entries.csv, line 2: has 2 fields, the header 11'],
    ['nothing of the week', [HEADER, GOOD.replace(MONDAY, '2026-11-23')], 'entries: has no entry of week 2026-11-16'],
  ])('is refused with %s', async (_, lines, fault) => {
    putEntries(...lines);

    expect(await faults()).toEqual([expect.stringContaining(fault)]);
  });

  it('is read from Parquet, with numbers as ids and as hours', async () => {
    put(
      'entries.parquet',
      parquet({
        entry_id: ['INT64', 17n],
        user: ['STRING', 'u1'],
        date: ['STRING', MONDAY],
        hours: ['DOUBLE', 7.1],
        billable: ['BOOLEAN', false],
        status: ['STRING', 'SUBMITTED'],
      }),
    );

    expect(await readEntry()).toMatchObject({ id: '17', seconds: 25_560, billable: false, state: 'SUBMITTED' });
  });

  it('is refused as Parquet of other types, row by row', async () => {
    put(
      'entries.parquet',
      parquet({
        entry_id: ['STRING', 'e1'],
        user: ['STRING', 'u1'],
        date: ['TIMESTAMP', new Date('2026-11-16T00:00:00Z')],
        hours: ['BOOLEAN', true],
        status: ['INT32', 3],
      }),
    );

    expect(await faults()).toEqual([
      'entries.parquet, row 1, date: "2026-11-16T00:00:00.000Z" must be a day, YYYY-MM-DD',
      expect.stringContaining('entries.parquet, row 1, hours: "true" must be decimal text'),
      expect.stringContaining('entries.parquet, row 1, status: "3" must be one of'),
    ]);
  });

  it('is refused where it is no Parquet, or stands there twice', async () => {
    put('entries.parquet', 'PAR1 and no more');
    expect(await faults()).toEqual([expect.stringMatching(/^entries\.parquet: /)]);

    putEntries(HEADER, GOOD);
    expect(await faults()).toEqual(['entries.parquet: stands beside entries.csv: remove one of them']);
  });

  it('of 100,000 rows is read', async () => {
    const lines = Array.from({ length: 100_000 }, (_, at) => `e${at},u${at % 5000},,2026-11-17,0.5,12,,,,,APPROVED`);
    putEntries(HEADER, ...lines);

    expect(await read()).toMatchObject({ people: 5000, entries: 100_000, seconds: 180_000_000 });
  });
});

describe("the framework's tables", () => {
  beforeEach(() => cpSync(EXAMPLE, folder, { recursive: true }));

  it('become weeks in the terms of the core, of every employee', async () => {
    const week = await read();
    const [aisha, , maria] = await readWeeks();

    expect(week).toMatchObject({ form: 'TABLES', people: 3, leftOut: 0, gaps: [] });
    expect(aisha).toMatchObject({ employeeId: 'aisha', body: { timesheet: null, entries: [] } });
    expect(maria?.body).toMatchObject({
      timesheet: { status: 'APPROVED' },
      entries: [{ entryId: 'TE-1', hours: 800 }, {}, {}],
    });
    expect(maria?.body.chain.cwos.map(({ cwoId }) => cwoId)).toEqual(['PAY-1', 'WEB-1']);
    expect(JSON.stringify(week.parts)).not.toContain('@');
  });

  it.each([
    ['tasks', 'task_id,allocation_id\nT2,A2\nT3,A3\nTRAINING,\n', '1 tasks of entries that no file has, e.g. T1'],
    ['cwo_roles', 'cwo_role_id,cwo_id,role\n', 'roles of allocations that no file has'],
    ['cwos', 'cwo_id,code,name,project_id,billable,start_date,end_date,pm_employee_id,pm_email\n', 'CWOs of roles'],
    ['projects', 'project_id,name,client_id\n', 'projects of CWOs that no file has'],
    ['clients', 'client_id,name\n', 'clients of projects that no file has'],
  ])('are read where %s.csv lacks rows, and the gap is told', async (table, text, gap) => {
    put(`${table}.csv`, text);

    expect((await read()).gaps.join()).toContain(gap);
  });

  it('are read from CSV and Parquet side by side', async () => {
    rmSync(join(folder, 'tasks.csv'));
    put(
      'tasks.parquet',
      parquet({ task_id: ['STRING', 'T1', 'T2', 'T3', 'TRAINING'], allocation_id: ['STRING', 'A1', 'A2', 'A3', null] }),
    );

    expect((await read()).gaps).toEqual([]);
  });

  it.each<[string, string, string]>([
    [
      'timesheet_entries',
      'entry_id,employee_id,task_id,date,hours\nX,maria,T1,2026-11-16,"8,5"\n',
      'line 2, hours: "8,5" must be',
    ],
    ['timesheet_entries', 'entry_id,employee_id,date,hours\n', 'line 1: lacks task_id; found'],
    [
      'timesheet_entries',
      'entry_id,employee_id,task_id,date,hours\nX,maria,T1,2026-11-16,1\nX,maria,T1,2026-11-17,1\n',
      'line 3: X is on line 2 already',
    ],
  ])('are refused whole where %s.csv is %j', async (table, text, fault) => {
    put(`${table}.csv`, text);

    expect(await faults()).toEqual([expect.stringContaining(`${table}.csv, ${fault}`)]);
  });

  it('are refused where a table is missing, with its columns', async () => {
    rmSync(join(folder, 'clients.csv'));

    expect(await faults()).toEqual(['clients.csv: is missing; its columns are client_id, name']);
  });

  it('are refused for a week of which there is no sheet', async () => {
    expect(await faults('2026-11-23')).toEqual(['timesheets: has no sheet of week 2026-11-23']);
  });

  it('are refused beside a file of entries', async () => {
    putEntries(HEADER, GOOD);

    expect((await faults())[0]).toMatch(
      /^entries\.csv: stands beside employees\.csv, .*: import one form or the other$/,
    );
  });
});

it('a folder that is not there is refused', async () => {
  folder = join(folder, 'none');
  const told = await faults();
  folder = join(folder, '..');

  expect(told).toEqual([expect.stringContaining('none: is no folder that can be read')]);
});
