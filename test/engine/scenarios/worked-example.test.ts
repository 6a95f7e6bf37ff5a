import { beforeAll, describe, expect, it } from 'vitest';
import { usage } from '../../worlds/usage-files.ts';
import { ledger } from './ledger-cli.ts';
import { LedgerWeek } from './ledger-week.ts';
import { weekOf } from './weeks.ts';

describe('20 and 10 approved hours in a week of 45 USD', () => {
  const week = new LedgerWeek(weekOf('worked example'));

  beforeAll(async () => {
    await week.say({ 'WE-1': { logs: { 'WE-A': '20.00', 'WE-B': '10.00' } } });
    await week.load('spend.csv', [
      { ...usage('WE-1', '38.500000', 900n), source: 'claude_code' },
      { ...usage('WE-1', '6.5', 600n), source: 'cursor' },
    ]);
  });

  it('are told to a person by run, as 30 and 15 by show, and with their arithmetic by audit', async () => {
    const run = await ledger(['run', '--week', week.monday]);
    const show = await ledger(['show', '--week', week.monday]);
    const audit = await ledger(['audit', '--employee', 'WE-1', '--week', week.monday]);

    expect(run).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('SUCCEEDED') });
    expect(run.stdout).toMatch(/usage read +45\.0000 USD +1,500 tokens/);
    expect(run.stdout).toMatch(/accounted for +45\.0000 USD +1,500 tokens/);
    expect(show).toMatchObject({ exitCode: 0, stderr: '' });
    expect(show.stdout).toMatch(/WE-1 .*WE-A .*20\.00 .*1,000 .*30\.0000 .*ACTUAL .*LOGGED_HOURS/);
    expect(show.stdout).toMatch(/WE-1 .*WE-B .*10\.00 .*500 .*15\.0000 .*ACTUAL .*LOGGED_HOURS/);
    expect(audit.stdout).toContain('timesheet: APPROVED, version 1');
    expect(audit.stdout).toMatch(/computed again, it agrees/);
  });

  it('are two lines of contract 4', async () => {
    const { rows, totals } = await week.show();

    const shared = {
      employeeId: 'WE-1',
      mondayDate: week.monday,
      allocationBasis: 'ACTUAL',
      isRecalculated: false,
      method: 'LOGGED_HOURS',
      reason: null,
      flags: [],
      billable: true,
      projectId: 'P-1',
      projectName: 'Project P-1',
      clientId: 'CL-1',
      clientName: 'Bank',
      role: 'BACKEND_DEVELOPER',
      revision: 1,
      runId: expect.stringMatching(/^\d{8}T\d{6}Z-[0-9a-f]{8}$/),
      allocatedAt: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/),
    };
    const lineOf = (cwoId: string, hours: string, allocatedTokens: bigint, allocatedCostUsd: string) => ({
      ...shared,
      id: `${week.monday}#WE-1#${cwoId}`,
      cwoId,
      cwoName: `Work order ${cwoId}`,
      cwoRoleId: `R-${cwoId}`,
      hours,
      allocatedTokens,
      allocatedCostUsd,
    });
    expect(rows).toEqual([lineOf('WE-A', '20.00', 1000n, '30.0000'), lineOf('WE-B', '10.00', 500n, '15.0000')]);
    expect(totals).toEqual({ tokens: 1500n, costUsd: '45.0000' });
  });

  it('change nothing when the week is run again', async () => {
    const before = (await ledger(['show', '--week', week.monday, '--json'])).stdout;

    const { exitCode, status, revisionsWritten, unchanged } = await week.run();

    expect({ exitCode, status, revisionsWritten, unchanged }).toEqual({
      exitCode: 0,
      status: 'SUCCEEDED',
      revisionsWritten: 0,
      unchanged: 1,
    });
    expect((await ledger(['show', '--week', week.monday, '--json'])).stdout).toBe(before);
  });
});
