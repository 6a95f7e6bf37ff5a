import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { explain } from '../../../../cli/commands/timesheets/explain.ts';
import { renderExplanation, toExplainJson } from '../../../../cli/commands/timesheets/explain-report.ts';
import { checkMapping, putMapping, renderPut, toPutJson } from '../../../../cli/commands/timesheets/mapping.ts';
import { showMapping } from '../../../../cli/commands/timesheets/show-mapping.ts';
import { timesheetStatus } from '../../../../cli/commands/timesheets/status.ts';
import { listUnmapped } from '../../../../cli/commands/timesheets/unmapped.ts';
import { WrongUseError } from '../../../../cli/wrong-use-error.ts';
import type { PulledLine } from '../../../../core/timesheets/mirror/timesheet-puller.ts';
import { faultsOf } from '../../../docs/contract-files.ts';
import { ENTRIES, MirrorInMemory, MONDAY } from './support.ts';

const EXAMPLE = fileURLToPath(new URL('../../../../docs/examples/own-week', import.meta.url));
const PEOPLE = 'source,user_id,email,employee_id,role,weekly_hours,calendar,merge,from,to\n';
const CWOS =
  'cwo_id,code,name,project_id,project_name,client_id,client_name,billable,start_date,end_date,pm_employee_id,pm_email\n' +
  'CWO-1,C1,Portal,P1,Web,K1,Acme,true,2026-01-05,,E-9,pm@example.com\n';
const ITEMS = 'source,project,task,activity,account,tag,billable,kind,cwo_id,role,from,to,note\n';

let [root, system] = ['', new MirrorInMemory()];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'mirror-'));
  system = new MirrorInMemory();
});
afterEach(() => rmSync(root, { recursive: true }));

function folder(files: Readonly<Record<string, string>>): string {
  const path = mkdtempSync(join(root, 'f-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return path;
}

/** Three entries of 50 minutes by Ann, one on a project that nobody mapped, and one by somebody nobody knows. */
function entries(): string {
  const rows = [
    'e1,,ann@example.com,2026-11-16,3000,12,,APPROVED',
    'e2,,ann@example.com,2026-11-17,3000,12,,APPROVED',
    'e3,,ann@example.com,2026-11-18,3000,99,,APPROVED',
    'e4,u9,,2026-11-18,3600,12,,DRAFT',
  ];
  return folder({ 'entries.csv': `${ENTRIES}\n${rows.join('\n')}\n` });
}

interface Rows {
  readonly items?: string;
  readonly employee?: string;
  readonly cwos?: string;
}

function mappingFolder({ items = ',12,,,,,,CWO,CWO-1,,,,\n', employee = 'E-1', cwos = CWOS }: Rows = {}): string {
  const people = `${PEOPLE},,Ann@Example.com,${employee},DEV,40,,,,\n`;
  return folder({ 'people.csv': people, 'cwos.csv': cwos, 'work-items.csv': ITEMS + items });
}

async function putAll(rows?: Rows) {
  const checked = await checkMapping(mappingFolder(rows), system.mirror, system.clock);
  return putMapping(checked.mapping, system.mirror);
}

describe('an import of entries', () => {
  it('is applied by the mapping; who is not in it is set aside and left as before', async () => {
    await putAll();

    expect(await system.import(entries())).toMatchObject({
      ...{ status: 'APPLIED', people: 2, entries: 4, hours: '3.50', changed: 1 },
      setAside: { count: 1, sample: [{ user: 'u9', reason: 'UNMAPPED_PERSON' }] },
      unmapped: { items: 1, hours: '0.83' },
    });
  });

  it('of a whole export in which most people are missing is applied on a word of its own alone', async () => {
    const rowsOf = (people: number) =>
      Array.from({ length: people }, (_, at) => `e${at},u${at},,2026-11-16,3600,12,,APPROVED`).join('\n');
    const exported = (people: number) => folder({ 'entries.csv': `${ENTRIES}\n${rowsOf(people)}\n` });
    await system.import(exported(20), { complete: true });

    const dropped = await system.import(exported(3), { complete: true });
    expect(dropped).toMatchObject({ status: 'SUSPICIOUS_DROP', people: 20 });
    expect(dropped.obstacle).toContain('do it again with --accept-drop');
    expect(await system.import(exported(3), { complete: true, acceptDrop: true })).toMatchObject({
      ...{ status: 'APPLIED', people: 3 },
    });
  });

  it('twice is unchanged, and puts nothing', async () => {
    await putAll();
    await system.import(entries());

    expect(await system.import(entries())).toMatchObject({ status: 'UNCHANGED', changed: 0 });
  });

  it('leaves whom it does not name, and with --complete empties them', async () => {
    await putAll();
    await system.import(entries());
    const other = folder({ 'entries.csv': `${ENTRIES}\ne4,u9,,2026-11-18,3600,12,,DRAFT\n` });

    expect(await system.import(other)).toMatchObject({ status: 'APPLIED', changed: 0 });
    expect(await system.import(other, { complete: true })).toMatchObject({ status: 'APPLIED', changed: 1 });
  });

  it('keeps addresses out of the snapshot, and finds people by them', async () => {
    await putAll();
    await system.import(entries());
    const { synced } = await system.mirror.mirrorStore.readState(MONDAY, 'import');
    const kept = await system.mirror.snapshots.read(synced?.snapshotKey ?? '');

    expect(JSON.stringify(kept)).not.toContain('@');
    expect([...(await system.mirror.mirrorPeople.emailsOf('import')).values()]).toEqual(['ann@example.com']);
  });
});

describe('mapping put', () => {
  it('says of a dry run what it would map, and has nothing hold', async () => {
    await system.import(entries());
    const checked = await checkMapping(mappingFolder(), system.mirror, system.clock);
    const told = toPutJson(checked, null, []);

    expect(told.coverage).toEqual({
      people: { all: 2, mapped: 1, pct: '50.00' },
      hours: { all: '3.50', mapped: '1.67', pct: '47.71' },
    });
    expect(faultsOf('cli-timesheets-mapping.schema.json', told)).toEqual([]);
    expect(renderPut(checked, null, [])).toMatch(
      /maps 47\.71 % of 3\.50 hours and 50\.00 % of 2 people-weeks\ndry run/,
    );
    expect(await system.mirror.currentMapping.read()).toBeNull();
  });

  it('tells rows that never count', async () => {
    const beaten = ',12,,,,,,CWO,CWO-1,,,,\n,12,,,,,,INTERNAL,,,,,\n';
    const checked = await checkMapping(mappingFolder({ items: beaten }), system.mirror, system.clock);

    expect(renderPut(checked, 'abc', null)).toMatch(/warning: work-items\.csv, line 3: never counts/);
    expect(renderPut(checked, 'abc', null)).toContain('no week with entries is kept');
  });

  it('refuses a CWO without a row, and has nothing hold', async () => {
    await expect(putAll({ items: ',12,,,,,,CWO,CWO-7,,,,\n' })).rejects.toThrow(
      'work-items.csv, line 2, cwo_id: cwos.csv lacks CWO-7',
    );
    expect(await system.mirror.currentMapping.read()).toBeNull();
  });

  it('is taken up by the next sync, from what is kept', async () => {
    await system.import(entries());
    await putAll();

    expect(await system.sync({ weeks: [MONDAY] })).toMatchObject([{ status: 'APPLIED', changed: 1 }]);
  });

  it.each<[string, Rows, object]>([
    [
      'empties whom a user no longer leads to, and fills whom the user leads to now',
      { employee: 'E-2' },
      { changed: 2 },
    ],
    ['changes no record by a name alone', { cwos: CWOS.replace('Portal', 'Gate') }, { changed: 0 }],
    [
      'leads nowhere by an account that is the code of no CWO',
      { items: ',12,,,,,,CWO,=account,,,,\n' },
      { changed: 1, unmapped: { items: 2, hours: '2.50' } },
    ],
  ])('%s', async (_, rows, expected) => {
    await putAll();
    await system.import(entries());
    await putAll(rows);

    expect(await system.sync({ weeks: [MONDAY] })).toMatchObject([{ status: 'APPLIED', ...expected }]);
  });

  it('is shown by what its files said', async () => {
    expect(await showMapping(system.mirror, false)).toContain('No mapping holds');
    const hash = await putAll();
    const told = JSON.parse(await showMapping(system.mirror, true));

    expect(faultsOf('cli-timesheets-mapping.schema.json', told)).toEqual([]);
    expect(told).toMatchObject({ hash, rows: { people: 1 }, mapping: { people: [{ weeklyHours: '40.00' }] } });
    expect(await showMapping(system.mirror, false)).toMatch(/CWO-1[\s\S]*1 people, 1 CWOs, 1 work items/);
  });
});

describe('status', () => {
  it('says that there is nothing yet', async () => {
    const told = JSON.parse(await timesheetStatus(system.mirror, system.clock, true));

    expect(faultsOf('cli-timesheets-status.schema.json', told)).toEqual([]);
    expect(await timesheetStatus(system.mirror, system.clock, false)).toBe(
      'No sync has ended yet.\nNo week is in the mirror: "ledger timesheets sync" pulls some, "ledger timesheets import" imports one.\nNo mapping holds.',
    );
  });

  it('tells the last sync and the weeks, with their age', async () => {
    await system.import(entries());
    system.clock.advance(3 * 3_600_000);
    await putAll();
    const told = JSON.parse(await timesheetStatus(system.mirror, system.clock, true));

    expect(faultsOf('cli-timesheets-status.schema.json', told)).toEqual([]);
    expect(told).toMatchObject({
      lastSync: { ageHours: 3 },
      weeks: [{ weekStartDate: MONDAY, people: 2, entries: 4, hours: '3.50', ageHours: 3, mappingHash: null }],
    });
    expect(await timesheetStatus(system.mirror, system.clock, false)).toMatch(
      /│ whole │\n[\s\S]*│ an older one │ yes {3}│\n/,
    );
  });
});

describe('unmapped', () => {
  it('lists work by hours, and people by the address where there is no other name', async () => {
    await system.import(entries());
    const before = await listUnmapped(system.mirror, system.clock, false);
    await putAll();
    const told = JSON.parse(await listUnmapped(system.mirror, system.clock, true));

    expect(before).toMatch(/ann@example\.com .*UNMAPPED_PERSON/);
    expect(faultsOf('cli-timesheets-unmapped.schema.json', told)).toEqual([]);
    expect(told).toMatchObject({
      items: [{ project: '99', entries: 1, hours: '0.83' }],
      setAside: [{ user: 'u9', weekStartDate: MONDAY, reason: 'UNMAPPED_PERSON' }],
    });
  });

  it('shows people alone where no work of anybody is known', async () => {
    await system.import(entries());

    expect(await listUnmapped(system.mirror, system.clock, false)).not.toContain('project');
  });

  it('is nothing where nothing is kept', async () => {
    expect(await listUnmapped(system.mirror, system.clock, false)).toBe('All work leads somewhere.');
  });
});

describe('explain', () => {
  it('derives each entry again, and the sum of the week', async () => {
    await putAll();
    await system.import(entries());
    const explained = await explain({ employee: 'E-1', week: MONDAY }, system.mirror);
    const told = toExplainJson(explained);

    expect(faultsOf('cli-timesheets-explain.schema.json', told)).toEqual([]);
    expect(told).toMatchObject({ status: 'APPROVED', seconds: 9000, hours: '2.50' });
    expect(told.entries.map(({ id, hours, line, target, state }) => [id, hours, line, target, state])).toEqual([
      ['e1', '0.84', 2, 'CWO-1', 'APPROVED'],
      ['e2', '0.83', 2, 'CWO-1', 'APPROVED'],
      ['e3', '0.83', null, 'UNALLOCATED', 'APPROVED'],
    ]);
    expect(renderExplanation(explained)).toMatch(
      /work-items\.csv, line 2[\s\S]*E-1, week 2026-11-16: APPROVED, version/,
    );
  });

  it.each([
    [{ task: null, activity: 'core' }, '│ core '],
    [{ task: 't1', activity: 'core' }, '│ t1, core '],
    [{ task: 't1', activity: null }, '│ t1 '],
  ])('shows what an entry was logged on (%j)', async (item, cell) => {
    await putAll();
    await system.import(entries());
    const explained = await explain({ employee: 'E-1', week: MONDAY }, system.mirror);

    const shown = renderExplanation({ ...explained, entries: explained.entries.map((one) => ({ ...one, ...item })) });

    expect(shown).toContain(cell);
  });

  it('follows the chain of tables', async () => {
    await system.import(EXAMPLE);
    const told = toExplainJson(await explain({ employee: 'maria', week: MONDAY }, system.mirror));

    expect(faultsOf('cli-timesheets-explain.schema.json', told)).toEqual([]);
    expect(told.entries[0]).toMatchObject({ id: 'TE-1', task: 'T1', seconds: 28_800, hours: '8.00', line: null });
    expect(told.entries.map(({ target }) => target)).toEqual(['PAY-1', 'PAY-1', 'WEB-1']);
  });

  it.each([
    ['tasks', 'task_id,allocation_id\nT2,A2\nT3,A3\nTRAINING,\n'],
    ['allocations', 'allocation_id,employee_id,cwo_role_id,planned_hours_per_week,start_date,end_date\n'],
    ['cwo_roles', 'cwo_role_id,cwo_id,role\n'],
    ['cwos', 'cwo_id,code,name,project_id,billable,start_date,end_date,pm_employee_id,pm_email\n'],
  ])('says of hours whose chain lacks %s that they are UNALLOCATED', async (table, text) => {
    const path = join(root, 'tables');
    mkdirSync(path);
    cpSync(EXAMPLE, path, { recursive: true });
    writeFileSync(join(path, `${table}.csv`), text);
    await system.import(path);

    expect((await explain({ employee: 'maria', week: MONDAY }, system.mirror)).entries[0]?.target).toBe('UNALLOCATED');
  });

  it('is refused of a week that is not there, and of somebody who is not in it', async () => {
    await expect(explain({ employee: 'E-1', week: MONDAY }, system.mirror)).rejects.toThrow(
      /^week 2026-11-16 is not in the mirror: pull it with "ledger timesheets sync --week", or import it/,
    );
    await system.import(entries());
    await expect(explain({ employee: 'E-1', week: MONDAY }, system.mirror)).rejects.toThrow(WrongUseError);
  });
});

describe('what a system that is pulled told', () => {
  const entry = (id: string, project: string, seconds: number): PulledLine => ({
    entry: {
      ...{ id, user: 'acc-1', date: MONDAY, seconds, project, task: null, activity: null, account: null },
      ...{ tags: [], billable: true, kind: null, state: null },
    },
  });
  const sheet: PulledLine = {
    sheet: {
      ...{ user: 'acc-1', project: null, from: MONDAY, to: '2026-11-22', state: 'APPROVED' },
      ...{ approvedAt: null, requiredSeconds: null, totalSeconds: 9_000 },
    },
  };
  const lines = [
    { user: { user: 'acc-1', isUnstable: false } },
    sheet,
    ...[entry('w1', '12', 3_000), entry('w2', '12', 3_000), entry('w3', '99', 3_000)],
  ];
  const emails = new Map([['acc-1', 'ann@example.com']]);

  it('is derived again entry by entry, by the sheet that approved it', async () => {
    await putAll();
    await system.pull(lines, emails);

    const told = toExplainJson(await explain({ employee: 'E-1', week: MONDAY }, system.mirror));
    expect(faultsOf('cli-timesheets-explain.schema.json', told)).toEqual([]);
    expect(told.entries.map(({ id, hours, target, state }) => [id, hours, target, state])).toEqual([
      ['w1', '0.84', 'CWO-1', 'APPROVED'],
      ['w2', '0.83', 'CWO-1', 'APPROVED'],
      ['w3', '0.83', 'UNALLOCATED', 'APPROVED'],
    ]);
    expect(told.hours).toBe('2.50');
  });

  it('is looked through for what leads nowhere, and for what a mapping would map', async () => {
    await system.pull(lines, emails);

    expect(await listUnmapped(system.mirror, system.clock, false)).toContain('ann@example.com');
    expect(toPutJson(await checkMapping(mappingFolder(), system.mirror, system.clock), null, []).coverage).toEqual({
      people: { all: 1, mapped: 1, pct: '100.00' },
      hours: { all: '2.50', mapped: '1.67', pct: '66.80' },
    });
    await putAll();
    await system.pull(lines, emails);
    const { items } = JSON.parse(await listUnmapped(system.mirror, system.clock, true));
    expect(items).toMatchObject([{ project: '99', hours: '0.83' }]);
  });
});
