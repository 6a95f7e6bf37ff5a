import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { draft } from '../../../../cli/commands/timesheets/draft.ts';
import { exitCodeOfDraft, renderDraft, toDraftJson } from '../../../../cli/commands/timesheets/draft-report.ts';
import { checkMapping, putMapping } from '../../../../cli/commands/timesheets/mapping.ts';
import { WrongUseError } from '../../../../cli/wrong-use-error.ts';
import type { NormalEntry } from '../../../../core/timesheets/mirror/normal-form.ts';
import type { LookedWeek } from '../../../../functions/messages/timesheets.ts';
import { faultsOf } from '../../../docs/contract-files.ts';
import { cwoRow, entry, mapping, personRow } from '../../../worlds/mirror-weeks.ts';
import { lookingMachine } from './machine.ts';
import { MirrorInMemory, MONDAY } from './support.ts';

const SOURCE = 'tempo';
const FORMULA = '=HYPERLINK("https://example.com";"Go")';
const FAILED: LookedWeek = {
  ...{ source: SOURCE, weekStartDate: '2026-11-09', status: 'FAILED', requests: 2 },
  failure: 'UNAVAILABLE: tempo /4/worklogs: answered 500',
};

let [root, out, system] = ['', '', new MirrorInMemory()];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'draft-'));
  out = join(root, 'new', 'mapping');
  system = new MirrorInMemory();
});
afterEach(() => rmSync(root, { recursive: true }));

async function kept(...entries: readonly Partial<NormalEntry>[]): Promise<LookedWeek> {
  const lines = entries.map((one, index) => ({ entry: entry({ id: `e${index}`, ...one }) }));
  const snapshotKey = await system.mirror.snapshots.put({ source: SOURCE, mondayDate: MONDAY }, lines);
  return { source: SOURCE, weekStartDate: MONDAY, snapshotKey, requests: 13 };
}

async function drafted(...looked: readonly LookedWeek[]) {
  const { machine, inputs } = lookingMachine(looked);
  const waiting = { clock: system.clock, tell: () => undefined };
  const made = await draft({ source: SOURCE, weeks: 8, out }, { ...system.mirror, deployment: machine }, waiting);
  expect(faultsOf('cli-timesheets-draft.schema.json', toDraftJson(made))).toEqual([]);
  return { made, inputs: inputs(), text: renderDraft(made) };
}

const linesIn = (name: string) => readFileSync(join(out, name), 'utf8').split('\r\n');

/** People, then the CWOs and the work of a draft are filled in, as a person would. */
function fillIn(): void {
  const change = (name: string, pattern: RegExp, by: string) => {
    const path = join(out, name);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(pattern, by));
  };
  change('people.csv', /^tempo,u1,,/gm, 'tempo,u1,,E-1');
  change('people.csv', /(ben@example\.com),/g, '$1,E-2');
  change('cwos.csv', /\r\n$/g, '\r\nCWO-1,C1,Portal,P1,Web,K1,Acme,true,2026-01-05,,,\r\n');
  change('work-items.csv', /,CWO,,/g, ',CWO,CWO-1,');
}

describe('a draft of a mapping', () => {
  it('is written from what was used, by looks alone', async () => {
    await system.mirror.mirrorPeople.putEmails(SOURCE, new Map([['u2', 'ben@example.com']]));
    const { inputs, made, text } = await drafted(
      await kept({ user: 'u1', seconds: 3_600 }, { user: 'u2', project: FORMULA, seconds: 7_200 }),
    );

    expect(inputs).toEqual([{ sources: [SOURCE], weeks: 8, apply: false }]);
    expect(linesIn('people.csv')).toEqual([
      'source,user_id,email,employee_id,role,weekly_hours,calendar,merge,from,to',
      'tempo,,ben@example.com,,,,,,,',
      'tempo,u1,,,,,,,,',
      '',
    ]);
    expect(linesIn('cwos.csv')).toHaveLength(2);
    expect(linesIn('work-items.csv')).toEqual([
      'source,project,task,activity,account,tag,billable,kind,cwo_id,role,from,to,note',
      `tempo,"'=HYPERLINK(""https://example.com"";""Go"")",,,,,,CWO,,,,,2.00 hours`,
      'tempo,12,,,,,,CWO,,,,,1.00 hours',
      '',
    ]);
    expect(exitCodeOfDraft(made)).toBe(0);
    expect(text).not.toContain('replaces the whole mapping');
    expect(text).toContain(
      '2 people, 0 of them with an employee; 0 CWOs; 2 work items of 3.00 hours, 0 of them with a CWO',
    );
  });

  it('is refused as a mapping with file, line and field, until it is filled in', async () => {
    await system.mirror.mirrorPeople.putEmails(SOURCE, new Map([['u2', 'ben@example.com']]));
    await drafted(await kept({ user: 'u1', project: FORMULA }, { user: 'u2' }));

    await expect(checkMapping(out, system.mirror, system.clock)).rejects.toMatchObject({
      faults: [
        'people.csv, line 2, employee_id: is empty',
        'people.csv, line 3, employee_id: is empty',
        'work-items.csv, line 2, cwo_id: is empty; kind CWO needs one',
        'work-items.csv, line 3, cwo_id: is empty; kind CWO needs one',
      ],
    });
    fillIn();
    const { mapping: read } = await checkMapping(out, system.mirror, system.clock);
    expect(read.people.map(({ employeeId }) => employeeId)).toEqual(['E-2', 'E-1']);
    expect(read.workItems.map(({ project }) => project).sort()).toEqual(['12', FORMULA]);
  });

  it('takes over what the mapping that holds says of people, CWOs and codes', async () => {
    const people = [
      personRow({ source: SOURCE, userId: 'u1', employeeId: 'E-7', calendar: 'BY', merge: true }),
      personRow({ source: SOURCE, userId: 'u2', employeeId: 'E-8', role: null, weeklyHours: null }),
    ];
    await putMapping(mapping({ people, cwos: [cwoRow({ code: '12' })] }), system.mirror);
    const { made, text } = await drafted(await kept({ user: 'u1' }, { user: 'u2' }));

    expect(linesIn('people.csv').slice(1)).toEqual(['tempo,u1,,E-7,DEV,40.00,BY,true,,', 'tempo,u2,,E-8,,,,,,', '']);
    expect(linesIn('cwos.csv')[1]).toBe('CWO-1,12,Portal,P1,Web,K1,Acme,true,2026-01-05,,E-9,');
    expect(linesIn('work-items.csv')[1]).toBe('tempo,12,,,,,,CWO,CWO-1,,,,2.00 hours');
    expect(toDraftJson(made)).toMatchObject({ people: { mapped: 2 }, cwos: 1, workItems: { mapped: 1 } });
    expect(text).not.toContain('no row is drafted');
    expect(text).toContain('a put replaces the whole mapping, and one holds already: add these rows to its files');
    expect((await checkMapping(out, system.mirror, system.clock)).mapping.people).toEqual(people);
  });

  it('is partial where some weeks could not be pulled, and says which', async () => {
    const { made, text } = await drafted(FAILED, await kept({ project: null }));

    expect(exitCodeOfDraft(made)).toBe(3);
    expect(text).toMatch(/^week 2026-11-09: UNAVAILABLE: tempo \/4\/worklogs: answered 500\n/);
    expect(text).toContain('1.00 hours have no project, task, activity or account: no row is drafted for them');
  });

  it('is not written where no week could be pulled', async () => {
    await expect(drafted(FAILED)).rejects.toThrow(
      'no week of tempo could be pulled: UNAVAILABLE: tempo /4/worklogs: answered 500: "ledger timesheets check"',
    );
    expect(readdirSync(root)).toEqual([]);
  });

  it('never overwrites what is there, and asks nobody then', async () => {
    out = root;
    writeFileSync(join(root, 'people.csv'), 'mine');
    const { machine, inputs } = lookingMachine([]);
    const waiting = { clock: system.clock, tell: () => undefined };
    const refused = draft({ source: SOURCE, weeks: 8, out }, { ...system.mirror, deployment: machine }, waiting);

    await expect(refused).rejects.toThrow(WrongUseError);
    await expect(refused).rejects.toThrow('is not empty: name a folder that is not there yet');
    expect([inputs(), readFileSync(join(root, 'people.csv'), 'utf8')]).toEqual([[], 'mine']);
  });

  it('is wrong use into what is no folder', async () => {
    out = join(root, 'file');
    writeFileSync(out, '');

    await expect(drafted()).rejects.toThrow(WrongUseError);
  });
});
