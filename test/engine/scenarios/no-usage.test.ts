import { describe, expect, it } from 'vitest';
import { usage } from '../../worlds/usage-files.ts';
import { ledger } from './ledger-cli.ts';
import { LedgerWeek } from './ledger-week.ts';
import { weekOf } from './weeks.ts';

const NOTHING = { tokens: 0n, costUsd: '0.0000' };

describe('a week without usage', () => {
  it('fails where none was ever loaded, be it that a file was refused', async () => {
    const week = new LedgerWeek(weekOf('no usage'));
    await week.say({ 'NU-1': {} });
    const files = await week.write({
      'good.csv': 'employee_id,total_tokens,cost_usd\nNU-1,1,1.00\n',
      'bad.csv': 'employee_id,total_tokens,cost_usd\nNU-1,1,1.00\nNU-1,many,1.00\nNU-1,2,1.0000001\n',
    });

    const load = await ledger(['usage', 'load', ...files, '--week', week.monday]);
    const run = await week.run();

    expect({ exitCode: load.exitCode, stdout: load.stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(load.stderr).toMatch(/bad\.csv, line 3, total_tokens: "many"/);
    expect(load.stderr).toMatch(/bad\.csv, line 4, cost_usd: "1\.0000001"/);
    const { exitCode, status, failure, employees, usage: read } = run;
    expect({ exitCode, status, employees, read }).toEqual({
      exitCode: 1,
      status: 'FAILED',
      employees: 0,
      read: NOTHING,
    });
    expect(failure).toEqual({ code: 'NO_USAGE', message: expect.stringContaining(week.monday) });
    expect(await week.timesheets.requests()).toEqual([]);
  });

  it('fails where all of it was taken away, and the ledger keeps what it has', async () => {
    const week = new LedgerWeek(weekOf('usage taken away'));
    await week.say({ 'NU-2': { logs: { 'NU-A': '8.00' } } });
    await week.load('spend.csv', [usage('NU-2', '10.00')]);
    await week.run();
    const before = await week.show();
    await week.load('spend.csv', []);

    const { exitCode, failure, revisionsWritten } = await week.run();

    expect({ exitCode, code: failure?.code, revisionsWritten }).toEqual({
      exitCode: 1,
      code: 'NO_USAGE',
      revisionsWritten: 0,
    });
    expect(await week.show()).toEqual(before);
  });

  it('fails where every row is bad, which quarantine tells', async () => {
    const week = new LedgerWeek(weekOf('only bad rows'));
    await week.say({ 'NU-3': {} });
    await week.load('spend.csv', [usage('NU-3', null), usage(null, '4.00')]);

    const { exitCode, status, failure, quarantined, employees } = await week.run();

    expect({ exitCode, status, code: failure?.code, employees }).toEqual({
      exitCode: 1,
      status: 'FAILED',
      code: 'NOTHING_COMMITTED',
      employees: 0,
    });
    expect(quarantined).toEqual({ rows: 2, employeeWeeks: 0, tokens: 2000n, costUsd: '4.0000' });
    expect((await week.quarantine()).map(({ reason }) => reason).sort()).toEqual([
      'MALFORMED_EMPLOYEE',
      'MISSING_COST',
    ]);
    expect(await week.show()).toEqual({ weekStartDate: week.monday, rows: [], totals: NOTHING });
  });
});
