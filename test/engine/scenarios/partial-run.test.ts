import { beforeAll, describe, expect, it } from 'vitest';
import { companyWeek, type People } from '../../worlds/company-week.ts';
import { usage } from '../../worlds/usage-files.ts';
import { LedgerWeek } from './ledger-week.ts';
import { weekOf } from './weeks.ts';

/** Two batches: the first 100, and 30 more. */
const EMPLOYEES = Array.from({ length: 130 }, (_, index) => `PR-${String(index).padStart(3, '0')}`);
const MALFORMED = 'PR-042';
const IN_SECOND_BATCH = 'PR-129';

describe('a run of which a part fails', () => {
  const week = new LedgerWeek(weekOf('partial run'));
  const people: People = Object.fromEntries(EMPLOYEES.map((id) => [id, { logs: { 'PR-A': '40.00' } }]));
  const good = companyWeek(week.monday, people);
  const employees = good.employees.map((employee) =>
    employee.employeeId === MALFORMED ? { ...employee, workingHours: 'forty' } : employee,
  );

  beforeAll(async () => {
    await week.load(
      'spend.csv',
      EMPLOYEES.map((id) => usage(id, '1.00')),
    );
  });

  it('has all the rest in the ledger: one malformed record does not stop the good ones, nor one batch the other', async () => {
    await week.timesheets.script({ ...good, employees }, { employeeIds: [IN_SECOND_BATCH], status: 403 });

    const { exitCode, status, employees: seen, allocated, failed, quarantined, revisionsWritten } = await week.run();

    expect({ exitCode, status, seen, revisionsWritten }).toEqual({
      exitCode: 3,
      status: 'PARTIAL',
      seen: 130,
      revisionsWritten: 99,
    });
    expect({ allocated, failed, quarantined }).toEqual({
      allocated: { tokens: 99_000n, costUsd: '99.0000' },
      failed: { tokens: 30_000n, costUsd: '30.0000' },
      quarantined: { rows: 0, employeeWeeks: 1, tokens: 1000n, costUsd: '1.0000' },
    });
    expect((await week.show()).totals).toEqual({ tokens: 99_000n, costUsd: '99.0000' });
    expect(await week.quarantine()).toMatchObject([
      { employeeId: MALFORMED, reason: 'MALFORMED_TIMESHEET', detail: expect.stringContaining('workingHours') },
    ]);
  });

  it('is made whole by the next run', async () => {
    await week.timesheets.script(good);

    const { exitCode, status, revisionsWritten, unchanged } = await week.run();

    expect({ exitCode, status, revisionsWritten, unchanged }).toEqual({
      exitCode: 0,
      status: 'SUCCEEDED',
      revisionsWritten: 31,
      unchanged: 99,
    });
    expect((await week.show()).totals).toEqual({ tokens: 130_000n, costUsd: '130.0000' });
  });
});
