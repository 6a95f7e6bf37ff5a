import { beforeAll, describe, expect, it } from 'vitest';
import type { People } from '../../worlds/company-week.ts';
import { usage } from '../../worlds/usage-files.ts';
import { LedgerWeek } from './ledger-week.ts';
import { toText } from './line-text.ts';
import { weekOf } from './weeks.ts';

const STAYS: People = { 'VE-STAYS': { logs: { 'VE-A': '40.00' } } };
const ALL: People = {
  ...STAYS,
  'VE-LEFT': { logs: { 'VE-A': '40.00' } },
  'VE-CHANGED': { logs: { 'VE-A': '40.00' } },
};
const ON_A = 'VE-A 40.00 10.0000 ACTUAL LOGGED_HOURS billable';

describe('employees whom the timesheet system forgets', () => {
  const week = new LedgerWeek(weekOf('vanished employees'));

  beforeAll(async () => {
    await week.say(ALL);
    await week.load('spend.csv', [usage('VE-STAYS', '10.00'), usage('VE-LEFT', '10.00'), usage('VE-CHANGED', '10.00')]);
    await week.run();
  });

  it('keep what was decided when it knew them, and the run tells of them', async () => {
    await week.say(STAYS);

    const run = await week.run();

    const { exitCode, status, revisionsWritten, unchanged, vanishedEmployees } = run;
    expect({ exitCode, status, revisionsWritten, unchanged, vanishedEmployees }).toEqual({
      exitCode: 0,
      status: 'SUCCEEDED',
      revisionsWritten: 0,
      unchanged: 3,
      vanishedEmployees: 2,
    });
    expect((await week.lines('VE-LEFT')).map(toText)).toEqual([ON_A]);
  });

  it('are set aside where their usage changed too, with what they had staying current', async () => {
    await week.load('late.csv', [usage('VE-CHANGED', '2.50')]);

    const run = await week.run();

    const { exitCode, status, unchanged, quarantined } = run;
    expect({ exitCode, status, unchanged, quarantined }).toEqual({
      exitCode: 3,
      status: 'PARTIAL',
      unchanged: 2,
      quarantined: { rows: 0, employeeWeeks: 1, tokens: 2000n, costUsd: '12.5000' },
    });
    expect(await week.quarantine()).toMatchObject([
      {
        employeeId: 'VE-CHANGED',
        reason: 'EMPLOYEE_VANISHED',
        repair: expect.stringContaining('restore the employee'),
      },
    ]);
    expect((await week.lines('VE-CHANGED')).map(toText)).toEqual([ON_A]);
  });

  it('are decided again once they are restored', async () => {
    await week.say(ALL);

    const run = await week.run();

    const { exitCode, revisionsWritten, unchanged, vanishedEmployees } = run;
    expect({ exitCode, revisionsWritten, unchanged, vanishedEmployees }).toEqual({
      exitCode: 0,
      revisionsWritten: 1,
      unchanged: 2,
      vanishedEmployees: 0,
    });
    expect((await week.lines('VE-CHANGED')).map(toText)).toEqual(['VE-A 40.00 12.5000 ACTUAL LOGGED_HOURS billable']);
    expect(await week.audit('VE-CHANGED')).toMatchObject([{ recomputedAgrees: true }, { recomputedAgrees: true }]);
  });
});
