import { describe, expect, it } from 'vitest';
import {
  type MappingFiles,
  MappingFilesError,
  readMapping,
} from '../../../../adapters/timesheets/mapping/read-mapping.ts';

const PEOPLE_HEADER = 'source,user_id,email,employee_id,role,weekly_hours,calendar,merge,from,to';
const CWOS_HEADER =
  'cwo_id,code,name,project_id,project_name,client_id,client_name,billable,start_date,end_date,pm_employee_id,pm_email';
const ITEMS_HEADER = 'source,project,task,activity,account,tag,billable,kind,cwo_id,role,from,to,note';
const PLANS_HEADER = 'employee_id,cwo_id,role,hours_per_week,from,to';

const lines = (...all: readonly string[]) => `${all.join('\n')}\n`;
const people = (...rows: readonly string[]) => ({ 'people.csv': lines(PEOPLE_HEADER, ...rows) });
const cwos = (...rows: readonly string[]) => ({ 'cwos.csv': lines(CWOS_HEADER, ...rows) });
const items = (...rows: readonly string[]) => ({ 'work-items.csv': lines(ITEMS_HEADER, ...rows) });
const plans = (...rows: readonly string[]) => ({ 'plans.csv': lines(PLANS_HEADER, ...rows) });

const CWO_1 = 'CWO-1,C1,Portal,P1,Web,K1,Acme,true,2026-01-05,2026-12-31,E-9,pm@example.com';
const FILES: MappingFiles = {
  ...people('times,u1,Ann@Example.com,E-1,DEV,38.50,BE,TRUE,2026-01-01,2026-12-31', ',,bob@example.com,E-2,,,,,,'),
  ...cwos(CWO_1, 'CWO-2,C2,App,P1,Web,K1,Acme,false,2026-01-05,,,'),
  ...items('times,12,7,dev,A,t,false,CWO,CWO-2,QA,2026-01-01,2026-06-30,old', ',,,,,,,CWO,=account,,,,'),
};

async function faults(changes: MappingFiles, files = FILES): Promise<readonly string[]> {
  const error = await readMapping({ ...files, ...changes }).catch((thrown: unknown) => thrown);
  if (!(error instanceof MappingFilesError)) throw new Error('the mapping was read', { cause: error });
  return error.faults;
}

describe('a mapping', () => {
  it('is read with hours in hundredths, addresses in lower case and empty cells as null', async () => {
    const { mapping, warnings } = await readMapping(FILES);

    expect(warnings).toEqual([]);
    expect(mapping).toEqual({
      people: [
        {
          ...{ source: 'times', userId: 'u1', email: 'ann@example.com', employeeId: 'E-1', role: 'DEV' },
          ...{ weeklyHours: 38_50, calendar: 'BE', merge: true, from: '2026-01-01', to: '2026-12-31' },
        },
        {
          ...{ source: null, userId: null, email: 'bob@example.com', employeeId: 'E-2', role: null },
          ...{ weeklyHours: null, calendar: null, merge: false, from: null, to: null },
        },
      ],
      cwos: [
        {
          ...{ cwoId: 'CWO-1', code: 'C1', name: 'Portal', projectId: 'P1', projectName: 'Web', clientId: 'K1' },
          ...{ clientName: 'Acme', billable: true, startDate: '2026-01-05', endDate: '2026-12-31' },
          ...{ pmEmployeeId: 'E-9', pmEmail: 'pm@example.com' },
        },
        expect.objectContaining({ cwoId: 'CWO-2', billable: false, endDate: null, pmEmployeeId: null, pmEmail: null }),
      ],
      workItems: [
        {
          ...{ line: 2, source: 'times', project: '12', task: '7', activity: 'dev', account: 'A', tag: 't' },
          ...{
            billable: false,
            kind: 'CWO',
            cwo: { cwoId: 'CWO-2' },
            role: 'QA',
            from: '2026-01-01',
            to: '2026-06-30',
          },
        },
        expect.objectContaining({ line: 3, project: null, billable: null, cwo: { codeIn: 'account' } }),
      ],
      ...{ plans: null, holidays: [], leave: null },
    });
  });

  it('has plans, holidays and leave where there are files of them', async () => {
    const { mapping } = await readMapping({
      ...FILES,
      ...plans('E-1,CWO-1,,7.50,2026-01-05,'),
      'holidays.csv': lines('calendar,date', 'BE,2026-12-25'),
      'leave.csv': lines('employee_id,date,hours', 'E-1,2026-11-16,8'),
    });

    expect(mapping).toMatchObject({
      plans: [{ employeeId: 'E-1', cwoId: 'CWO-1', role: null, hoursPerWeek: 7_50, from: '2026-01-05', to: null }],
      holidays: [{ calendar: 'BE', date: '2026-12-25' }],
      leave: [{ employeeId: 'E-1', date: '2026-11-16', hours: 8_00 }],
    });
  });

  it('says that a file is there, though no row is', async () => {
    const { mapping } = await readMapping({ ...FILES, ...plans(), 'leave.csv': 'employee_id,date,hours' });

    expect([mapping.plans, mapping.leave]).toEqual([[], []]);
  });

  it('leads by the code in the project, and to what is no CWO', async () => {
    const rows = [',12,,,,,,INTERNAL,,,,,', ',13,,,,,,LEAVE,,,,,', ',14,,,,,,BREAK,,,,,', ',,,,,,,CWO,=project,,,,'];

    const { mapping } = await readMapping({ ...FILES, ...items(...rows) });

    expect(mapping.workItems.map(({ kind, cwo }) => [kind, cwo])).toEqual([
      ['INTERNAL', null],
      ['LEAVE', null],
      ['BREAK', null],
      ['CWO', { codeIn: 'project' }],
    ]);
  });
});

describe('a file of a mapping', () => {
  const projects = async (text: string) => {
    const { mapping } = await readMapping({ ...FILES, 'work-items.csv': text });
    return mapping.workItems.map(({ line, project }) => [line, project]);
  };

  it.each([
    ['columns in any order', 'cwo_id,kind,project\nCWO-1,CWO,12\n', [[2, '12']]],
    ['CRLF', 'project,kind,cwo_id\r\n12,CWO,CWO-1\r\n', [[2, '12']]],
    ['semicolons', 'project;kind;cwo_id\n1,5;CWO;CWO-1\n', [[2, '1,5']]],
    ['semicolons in a cell of commas', 'project,kind,cwo_id\n1;5,CWO,CWO-1\n', [[2, '1;5']]],
    ['quotes', '"project","kind",cwo_id\n"a ""b"", c",CWO,"CWO-1"\n', [[2, 'a "b", c']]],
    [
      'line breaks in quotes',
      'project,kind,cwo_id\n"a\r\nb",CWO,CWO-1\n13,CWO,CWO-1\n',
      [
        [2, 'a\r\nb'],
        [4, '13'],
      ],
    ],
    ['no line break at the end', 'project,kind,cwo_id\n12,CWO,CWO-1', [[2, '12']]],
    ['blank lines and rows of empty cells', 'project,kind,cwo_id\n\n,,\n12,CWO,CWO-1\n,,\n', [[4, '12']]],
    [
      'formulas, which are text',
      'project,kind,cwo_id\n"=HYPERLINK(""https://example.com"",""Go"")",CWO,CWO-1\n',
      [[2, '=HYPERLINK("https://example.com","Go")']],
    ],
    ['formulas behind an apostrophe', "project,kind,cwo_id\n'=1+1,CWO,'=project\n", [[2, '=1+1']]],
    ['an apostrophe before any other text', "project,kind,cwo_id\n'12,CWO,CWO-1\n", [[2, "'12"]]],
  ])('is read with %s', async (_, text, expected) => {
    expect(await projects(text)).toEqual(expected);
  });

  it.each([
    [
      '',
      'work-items.csv, line 1: has no header; its columns are source, project, task, activity, account, tag, billable, kind, cwo_id, role, from, to, note',
    ],
    ['project,cwo_id\n', 'work-items.csv, line 1: lacks kind'],
    ['project,kind,cwo\n', 'work-items.csv, line 1: no such columns: "cwo"'],
    ['project,Kind,kind\n', 'work-items.csv, line 1: no such columns: "Kind"'],
    ['project,kind,project\n', 'work-items.csv, line 1: there more than once: project'],
    ['project,kind,cwo_id\n12,CWO\n', 'work-items.csv, line 2: has 2 fields, the header 3'],
    ['project,kind,cwo_id\n"12,CWO,CWO-1\n', 'work-items.csv, line 2: a quote is out of place or never closed'],
    ['project;kind,cwo_id\n', 'work-items.csv, line 1: lacks kind'],
  ])('is refused as %j', async (text, fault) => {
    expect(await faults({ 'work-items.csv': text })).toContain(fault);
  });

  it('is refused where it is missing, unless a mapping can do without', async () => {
    expect(await faults({}, {})).toEqual([
      `people.csv: is missing; its columns are ${PEOPLE_HEADER.replaceAll(',', ', ')}`,
      `cwos.csv: is missing; its columns are ${CWOS_HEADER.replaceAll(',', ', ')}`,
      `work-items.csv: is missing; its columns are ${ITEMS_HEADER.replaceAll(',', ', ')}`,
    ]);
  });

  it('is read with 100,000 rows, each looked at against the others', async () => {
    const rows = Array.from({ length: 100_000 }, (_, index) => `,${index % 500},${index},,,,,CWO,CWO-1,,,,`);
    const again = ',499,99999,,,,,CWO,CWO-2,,,,';

    const { mapping, warnings } = await readMapping({
      ...FILES,
      'work-items.csv': [ITEMS_HEADER, ...rows, again].join('\n'),
    });

    expect(mapping.workItems).toHaveLength(100_001);
    expect(warnings).toEqual(['work-items.csv, line 100002: never counts, as line 100001 fits all that it fits']);
  });
});

describe('a row of a mapping', () => {
  it.each([
    [people('times,u1,,E 1,,,,,,'), 'people.csv, line 2, employee_id: "E 1" must be 1 to 64 of A-Z a-z 0-9 . _ @ -'],
    [people('times,u1,,,,,,,,'), 'people.csv, line 2, employee_id: is empty'],
    [people('times,,,E-1,,,,,,'), 'people.csv, line 2, user_id: is empty, as is email'],
    [people('Times!,u1,,E-1,,,,,,'), 'people.csv, line 2, source: "Times!" must be 1 to 12 of a-z 0-9'],
    [
      people('times,u1,,E-1,,"38,5",,,,'),
      'people.csv, line 2, weekly_hours: "38,5" must be decimal text of at most 2 decimals, e.g. 7.50',
    ],
    [people('times,u1,,E-1,,168.01,,,,'), 'people.csv, line 2, weekly_hours: "168.01" must be at most 168.00'],
    [people('times,u1,,E-1,,-1,,,,'), 'people.csv, line 2, weekly_hours: "-1" must not be negative'],
    [people('times,u1,,E-1,,,,yes,,'), 'people.csv, line 2, merge: "yes" must be true or false'],
    [people('times,u1,,E-1,,,,,16.11.2026,'), 'people.csv, line 2, from: "16.11.2026" must be a day, YYYY-MM-DD'],
    [people('times,u1,,E-1,,,,,,2026-02-30'), 'people.csv, line 2, to: "2026-02-30" must be a day, YYYY-MM-DD'],
    [people('times,u1,,E-1,,,,,2026-02-02,2026-02-01'), 'people.csv, line 2, from: "2026-02-02" is after to'],
    [cwos(CWO_1.replace('CWO-1', 'OVERHEAD')), 'cwos.csv, line 2, cwo_id: "OVERHEAD" is a reserved word'],
    [cwos(CWO_1.replace('true', 'ja')), 'cwos.csv, line 2, billable: "ja" must be true or false'],
    [cwos(CWO_1.replace('2026-12-31', '2026-01-04')), 'cwos.csv, line 2, start_date: "2026-01-05" is after end_date'],
    [items(',12,,,,,,CWO,,,,,'), 'work-items.csv, line 2, cwo_id: is empty; kind CWO needs one'],
    [items(',12,,,,,,LEAVE,CWO-1,,,,'), 'work-items.csv, line 2, cwo_id: "CWO-1" is for kind CWO alone'],
    [
      items(',12,,,,,,CWO,=task,,,,'),
      'work-items.csv, line 2, cwo_id: "=task" must be 1 to 64 of A-Z a-z 0-9 . _ @ -, or =account or =project',
    ],
    [items(',12,,,,,,CWO,CWO-1,,2026-02-02,2026-02-01,'), 'work-items.csv, line 2, from: "2026-02-02" is after to'],
    [plans('E-1,CWO-1,,,,'), 'plans.csv, line 2, hours_per_week: is empty'],
    [
      { 'holidays.csv': 'calendar,date\nBE,25.12.\n' },
      'holidays.csv, line 2, date: "25.12." must be a day, YYYY-MM-DD',
    ],
    [
      { 'leave.csv': 'employee_id,date,hours\nE-1,2026-11-16,-8\n' },
      'leave.csv, line 2, hours: "-8" must not be negative',
    ],
  ] as [MappingFiles, string][])('is refused: %j', async (changes, fault) => {
    expect(await faults(changes)).toEqual([fault]);
  });

  it('is taken with as many hours as a week has', async () => {
    const { mapping } = await readMapping({ ...FILES, ...people('times,u1,,E-1,,168.00,,,,') });

    expect(mapping.people[0]?.weeklyHours).toBe(168_00);
  });

  it('is refused by its kind', async () => {
    const [fault] = await faults(items(',12,,,,,,WORK,CWO-1,,,,'));

    expect(fault).toMatch(/^work-items\.csv, line 2, kind: "WORK" /);
  });

  it('is told with every fault, beside those of other rows and files', async () => {
    const told = await faults({
      ...people('?,u1,,,,x,,,2026-02-02,2026-02-01', 'times,u2,,E-1,,,,,never,'),
      ...cwos('CWO 1,C1,N,P1,Web,K1,Acme,true,x,,,'),
      'holidays.csv': 'day\n',
    });

    expect(told.map((fault) => fault.split(':')[0])).toEqual([
      ...['source', 'employee_id', 'weekly_hours', 'from'].map((field) => `people.csv, line 2, ${field}`),
      'people.csv, line 3, from',
      'cwos.csv, line 2, cwo_id',
      'cwos.csv, line 2, start_date',
      'holidays.csv, line 1',
      'holidays.csv, line 1',
    ]);
  });

  it('is told among the first 100 faults, with the number of all', async () => {
    const error = await readMapping({ ...FILES, ...people(...Array(102).fill('times,u1,,,,,,,,')) }).catch(
      (one) => one,
    );

    expect(error.message.split('\n')).toHaveLength(101);
    expect(error.message).toMatch(/and 2 more faults$/);
  });
});

describe('rows of one key', () => {
  it.each([
    [
      'a user on the same days',
      people('times,u1,,E-1,,,,,,2026-06-30', 'times,u1,,E-2,,,,,2026-06-30,'),
      'people.csv, line 3, user_id: "u1" is on line 2, for some of the same days',
    ],
    [
      'a user of a source and of any',
      people('times,u1,,E-1,,,,,,', ',u1,,E-2,,,,,,'),
      'people.csv, line 3, user_id: "u1" is on line 2, for some of the same days',
    ],
    [
      'an address',
      people(',,ann@example.com,E-1,,,,,,', ',,ANN@example.com,E-1,,,,,,'),
      'people.csv, line 3, email: "ann@example.com" is on line 2, for some of the same days',
    ],
    [
      'two people on one address',
      people('times,u1,a@example.com,E-1,,,,,,', 'times,u2,a@example.com,E-2,,,,,,'),
      'people.csv, line 3, email: "a@example.com" is on line 2, for some of the same days',
    ],
    [
      'a CWO on the same days',
      cwos(CWO_1, CWO_1.replace('2026-01-05', '2026-12-31')),
      'cwos.csv, line 3, cwo_id: "CWO-1" is on line 2, for some of the same days',
    ],
    [
      'a code by which entries are led',
      cwos(CWO_1, CWO_1.replace('CWO-1', 'CWO-2')),
      'cwos.csv, line 3, code: "C1" is on line 2, for some of the same days',
    ],
  ] as [string, MappingFiles, string][])('are refused for %s', async (_, changes, fault) => {
    expect(await faults({ ...items(',,,,,,,CWO,=account,,,,'), ...changes })).toEqual([fault]);
  });

  it.each([
    ['a user on other days', people('times,u1,,E-1,,,,,,2026-06-30', 'times,u1,,E-2,,,,,2026-07-01,')],
    ['a user of another source', people('times,u1,,E-1,,,,,,', 'other,u1,,E-2,,,,,,')],
    [
      'an address of one person with two users',
      people('times,u1,a@example.com,E-1,,,,true,,', 'times,u2,a@example.com,E-1,,,,true,,'),
    ],
    [
      'an address of one person, with a user and without',
      people('times,u1,a@example.com,E-1,,,,,,', ',,a@example.com,E-1,,,,,,'),
    ],
    ['an address on other days', people(',,a@example.com,E-1,,,,,,2026-06-30', ',,a@example.com,E-2,,,,,2026-07-01,')],
    ['a CWO on other days', cwos(CWO_1, CWO_1.replace('2026-01-05,2026-12-31', '2027-01-01,'))],
    ['a code by which nothing is led', cwos(CWO_1, CWO_1.replace('CWO-1', 'CWO-2'))],
  ] as [string, MappingFiles][])('are taken for %s', async (_, changes) => {
    const { mapping } = await readMapping({ ...FILES, ...items(), ...changes });

    expect(mapping.people).toHaveLength(2);
  });
});

describe('rows that contradict each other', () => {
  it.each([
    [
      'a project of two names',
      cwos(CWO_1, 'CWO-2,C2,App,P1,Net,K1,Acme,true,2026-01-05,,,'),
      ['cwos.csv, line 3, project_name: "Net" of P1, which has "Web" on line 2'],
    ],
    [
      'a client of two names',
      cwos(CWO_1, 'CWO-2,C2,App,P2,Net,K1,ACME,true,2026-01-05,,,'),
      ['cwos.csv, line 3, client_name: "ACME" of K1, which has "Acme" on line 2'],
    ],
    [
      'a project of two clients',
      cwos(CWO_1, 'CWO-2,C2,App,P1,Web,K2,Bcme,true,2026-01-05,,,'),
      ['cwos.csv, line 3, client_id: "K2" of P1, which has "K1" on line 2'],
    ],
    [
      'work for a CWO that is not there',
      items(',,,,,,,CWO,CWO-9,,,,'),
      ['work-items.csv, line 2, cwo_id: cwos.csv lacks CWO-9'],
    ],
    [
      'a plan for a CWO that is not there',
      plans('E-1,CWO-9,,8,,'),
      ['plans.csv, line 2, cwo_id: cwos.csv lacks CWO-9'],
    ],
    [
      'plans over 168 h',
      plans('E-1,CWO-1,,100,,', 'E-1,CWO-2,,68.01,2026-02-01,'),
      ['plans.csv, line 3, hours_per_week: the plans of E-1 sum to 168.01; at most 168.00'],
    ],
  ] as [string, MappingFiles, string[]][])('are refused: %s', async (_, changes, expected) => {
    expect(await faults(changes)).toEqual(expected);
  });

  it.each([
    ['168 h', plans('E-1,CWO-1,,100,,', 'E-1,CWO-2,,68,,')],
    ['more one after the other', plans('E-1,CWO-1,,100,,2026-01-31', 'E-1,CWO-2,,100,2026-02-01,')],
    ['more of two people', plans('E-1,CWO-1,,100,,', 'E-2,CWO-2,,100,,')],
  ])('are none: plans of %s', async (_, changes) => {
    expect((await readMapping({ ...FILES, ...changes })).mapping.plans).toHaveLength(2);
  });

  it('are told beside rows that are wrong, but no CWO is missed while any row is wrong', async () => {
    const told = await faults({
      ...people('times,u1,,E-1,,,,,,', 'times,u1,,E-2,,,,,,', 'times,u2,,,,,,,,'),
      ...items(',,,,,,,CWO,CWO-9,,,,'),
    });

    expect(told).toEqual([
      'people.csv, line 4, employee_id: is empty',
      'people.csv, line 3, user_id: "u1" is on line 2, for some of the same days',
    ]);
  });
});

describe('a warning', () => {
  const warnings = async (changes: MappingFiles) => (await readMapping({ ...FILES, ...changes })).warnings;
  const NARROW = 'times,12,7,dev,A,t,true,CWO,CWO-1,,2026-02-01,2026-02-28,';
  const BEATEN = ['work-items.csv, line 3: never counts, as line 2 fits all that it fits'];

  it.each([
    ['any work', ',,,,,,,CWO,CWO-2,,,,'],
    ['the same', NARROW],
    ['its project', ',12,,,,,,CWO,CWO-2,,,,'],
    ['its tag', ',,,,,t,,CWO,CWO-2,,,,'],
    ['its days and more', ',,,,,,,CWO,CWO-2,,2026-02-01,2026-03-01,'],
  ])('is told of a row that comes after one of %s', async (_, wide) => {
    expect(await warnings(items(wide, NARROW))).toEqual(BEATEN);
  });

  it.each([
    ['another project', ',13,,,,,,CWO,CWO-2,,,,'],
    ['another source', 'other,,,,,,,CWO,CWO-2,,,,'],
    ['another tag', ',,,,,s,,CWO,CWO-2,,,,'],
    ['what is not billable', ',,,,,,false,CWO,CWO-2,,,,'],
    ['fewer days', ',,,,,,,CWO,CWO-2,,2026-02-02,,'],
    ['days that end before', ',,,,,,,CWO,CWO-2,,,2026-02-27,'],
  ])('is not told of a row that comes after one of %s', async (_, other) => {
    expect(await warnings(items(other, NARROW))).toEqual([]);
  });

  it('is not told of the wider row that comes after', async () => {
    expect(await warnings(items(NARROW, ',12,,,,,,CWO,CWO-2,,,,'))).toEqual([]);
  });

  it('is told of rows on days on which their CWO does not run', async () => {
    const told = await warnings({
      ...cwos(
        CWO_1,
        CWO_1.replace('2026-01-05,2026-12-31', '2028-01-01,'),
        'CWO-2,C2,App,P1,Web,K1,Acme,true,2026-01-05,,,',
      ),
      ...items(
        ',12,,,,,,CWO,CWO-1,,2027-01-01,2027-12-31,',
        ',13,,,,,,CWO,CWO-1,,2026-12-31,2027-01-31,',
        ',14,,,,,,CWO,CWO-1,,,2026-01-04,',
      ),
      ...plans('E-1,CWO-1,,8,2027-01-01,2027-01-31', 'E-1,CWO-2,,8,2027-01-01,'),
    });

    expect(told).toEqual([
      'work-items.csv, line 2: CWO-1 does not run on its days',
      'work-items.csv, line 4: CWO-1 does not run on its days',
      'plans.csv, line 2: CWO-1 does not run on its days',
    ]);
  });
});
