import { beforeAll, describe, expect, it } from 'vitest';
import { companyWeek, type Person } from '../../worlds/company-week.ts';
import { usage } from '../../worlds/usage-files.ts';
import { ledger } from './ledger-cli.ts';
import { LedgerWeek } from './ledger-week.ts';
import { toText } from './line-text.ts';
import { weekOf } from './weeks.ts';

const VERSIONS: Record<number, Person> = {
  2: { version: 2, logs: { 'ST-A': '40.00' } },
  3: { version: 3, logs: { 'ST-A': '30.00', 'ST-B': '10.00' } },
  4: { version: 4, logs: { 'ST-A': '20.00', 'ST-B': '20.00' } },
};
const OTHER = { 'ST-OTHER': { logs: { 'ST-A': '40.00' } } };

describe('a timesheet system that answers an older version than the ledger knows', () => {
  const week = new LedgerWeek(weekOf('stale timesheet'));
  const at = (version: number) => companyWeek(week.monday, { ...OTHER, 'ST-1': VERSIONS[version] as Person });

  beforeAll(async () => {
    await week.load('spend.csv', [usage('ST-1', '10.00'), usage('ST-OTHER', '10.00')]);
    await week.timesheets.script(at(3));
    await week.run();
  });

  it('is asked again for the batch, until it answers the newer one', async () => {
    await week.timesheets.script(at(4), { times: 1, material: at(2) });

    const { exitCode, revisionsWritten, unchanged } = await week.run();

    expect({ exitCode, revisionsWritten, unchanged }).toEqual({ exitCode: 0, revisionsWritten: 1, unchanged: 1 });
    expect((await week.timesheets.requests()).map(({ employeeIds }) => employeeIds)).toEqual([
      ['ST-1', 'ST-OTHER'],
      ['ST-1', 'ST-OTHER'],
    ]);
    expect((await week.lines('ST-1')).map(toText)).toEqual([
      'ST-A 20.00 5.0000 ACTUAL LOGGED_HOURS billable',
      'ST-B 20.00 5.0000 ACTUAL LOGGED_HOURS billable',
    ]);
  });

  it('fails that employee-week alone where it stays so, and the ledger keeps what it knows', async () => {
    const before = await week.lines('ST-1');
    await week.timesheets.script(at(2));

    const { exitCode, status, unchanged, failed } = await week.run();

    expect({ exitCode, status, unchanged, failed }).toEqual({
      exitCode: 3,
      status: 'PARTIAL',
      unchanged: 1,
      failed: { tokens: 1000n, costUsd: '10.0000' },
    });
    expect(await week.lines('ST-1')).toEqual(before);
  });

  it("is believed on an operator's word, which the audit tells; after that it is no longer older", async () => {
    const words = ['--employee', 'ST-1', '--week', week.monday, '--by', 'E-9001', '--why', 'created anew'];
    const accepted = await ledger(['accept-stale', ...words]);
    expect(accepted).toMatchObject({ exitCode: 0 });

    const { exitCode, revisionsWritten, unchanged } = await week.run();
    expect(exitCode).toBe(0);
    // The recalculation may have come before the run.
    expect(revisionsWritten + unchanged).toBe(2);
    expect((await week.lines('ST-1')).map(toText)).toEqual(['ST-A 40.00 10.0000 ACTUAL LOGGED_HOURS billable']);
    const { revisions } = JSON.parse((await ledger(['audit', ...words.slice(0, 4), '--json'])).stdout);
    expect(revisions.at(-1)).toMatchObject({
      decidedOn: { version: 2 },
      accepted: { by: 'E-9001', why: 'created anew' },
      recomputedAgrees: true,
    });
  });

  it('is accepted of nobody whose timesheet is not older', async () => {
    const words = ['--employee', 'ST-OTHER', '--week', week.monday, '--by', 'E-9001', '--why', 'x'];
    expect(await ledger(['accept-stale', ...words])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('no run has met an older timesheet of ST-OTHER'),
    });
  });
});
