import { beforeAll, describe, expect, it } from 'vitest';
import type { WeekMaterial } from '../../doubles/foreign-timesheets.ts';
import { companyWeek, type People } from '../../worlds/company-week.ts';
import { type RawUsage, usage } from '../../worlds/usage-files.ts';
import type { QuarantineJson, RunJson } from './json-forms.ts';
import { ledger } from './ledger-cli.ts';
import { LedgerWeek } from './ledger-week.ts';
import { weekOf } from './weeks.ts';

const MONDAY = weekOf('quarantine');
const TUESDAY = new Date(Date.parse(MONDAY) + 86_400_000).toISOString().slice(0, 10);
const TOKENS_MAX = 2n ** 63n - 1n;
const ON_A = { logs: { 'QA-A': '40.00' } };

const GOOD: People = {
  'QA-GOOD': ON_A,
  'QA-CREDIT': ON_A,
  'QA-HUGE': ON_A,
  'QA-HOURS': ON_A,
  'QA-STATUS': ON_A,
  'QA-PLAN': { ...ON_A, plans: { 'QA-A': '40.00' } },
  'QA-MINUS': ON_A,
  'QA-MORE': ON_A,
};
const GOOD_ROWS = Object.keys(GOOD).map((id) => usage(id, '10.00'));
const BAD_WEEK_ROWS: RawUsage[] = [usage('QA-CREDIT', '-10.000001', 0n), usage('QA-HUGE', '0.00', TOKENS_MAX)];
const BAD_ROWS: RawUsage[] = [
  usage('QA-GOOD', null),
  usage('QA-GOOD', null, 500n),
  usage('QA-GOOD', '1.00', -1n),
  usage(null, '2.50'),
  usage('two words', '0.25'),
  { ...usage('QA-GOOD', '0.000001'), day: TUESDAY, source: null },
];

/** The good week with what makes five of its people unusable. */
function badMaterial(): WeekMaterial {
  const { employees, allocations, ...rest } = companyWeek(MONDAY, {
    ...GOOD,
    'QA-MINUS': { logs: { 'QA-A': '-0.25', 'QA-B': '40.25' } },
    'QA-MORE': { logs: { 'QA-A': '168.00', INTERNAL: '0.01' } },
  });
  return {
    ...rest,
    employees: employees.map((employee) => {
      if (employee.employeeId === 'QA-STATUS') return { ...employee, timesheet: { status: 'OPEN', version: 1 } };
      if (employee.employeeId !== 'QA-HOURS') return employee;
      return { ...employee, entries: employee.entries.map((entry) => ({ ...entry, hours: '8h' })) };
    }),
    allocations: allocations.map((plan) =>
      plan.employeeId === 'QA-PLAN' ? { ...plan, plannedHoursPerWeek: '-1.00' } : plan,
    ),
  };
}

type SetAside = QuarantineJson['rows'][number];
/** How each must be listed: reason, place or sum, and the words of the repair. */
const ROWS: readonly [
  employee: string | null,
  reason: string,
  rows: number,
  tokens: bigint,
  cost: string,
  repair: string,
][] = [
  ['QA-GOOD', 'MISSING_COST', 2, 1500n, '0.000000', 'load the file again with the cost'],
  ['QA-GOOD', 'NEGATIVE_TOKENS', 1, -1n, '1.000000', 'load the file again with the right tokens'],
  [null, 'MALFORMED_EMPLOYEE', 1, 1000n, '2.500000', 'load the file again with the right employee id'],
  ['two words', 'MALFORMED_EMPLOYEE', 1, 1000n, '0.250000', 'load the file again with the right employee id'],
  ['QA-GOOD', 'NOT_A_MONDAY', 1, 1000n, '0.000001', 'load the file again with the Monday of the week'],
];
const WEEKS: readonly [employee: string, reason: string, detail: RegExp, repair: string][] = [
  ['QA-CREDIT', 'NEGATIVE_TOTAL', /-0\.000001/, 'check the credits'],
  ['QA-HUGE', 'AMOUNT_TOO_LARGE', /9223372036854776807 tokens/, 'check the usage at its source'],
  ['QA-HOURS', 'MALFORMED_TIMESHEET', /entries\[0\]\.hours: '8h'/, 'timesheet system'],
  ['QA-STATUS', 'MALFORMED_TIMESHEET', /timesheet\.status/, 'timesheet system'],
  ['QA-PLAN', 'MALFORMED_TIMESHEET', /plannedHoursPerWeek: is negative/, 'timesheet system'],
  ['QA-MINUS', 'NEGATIVE_HOURS', /QA-A sum to -0\.25/, 'have the corrections in the timesheet checked'],
  ['QA-MORE', 'IMPLAUSIBLE_HOURS', /168\.01/, 'have the hours in the timesheet checked'],
];

describe('rows and employee-weeks that cannot be used', () => {
  const week = new LedgerWeek(MONDAY);
  let run: RunJson & { readonly exitCode: number | null };
  let listed: readonly SetAside[];

  beforeAll(async () => {
    await week.say(GOOD);
    await week.load('spend.csv', GOOD_ROWS);
    await week.run();
    await week.timesheets.script(badMaterial());
    await week.load('bad.csv', [...BAD_WEEK_ROWS, ...BAD_ROWS]);
    run = await week.run();
    listed = await week.quarantine();
  });

  it('are set aside by a run that is partial, and all the rest goes on', () => {
    const { exitCode, status, revisionsWritten, unchanged, quarantined } = run;
    expect({ exitCode, status, revisionsWritten, unchanged, quarantined }).toEqual({
      exitCode: 3,
      status: 'PARTIAL',
      revisionsWritten: 0,
      unchanged: 1,
      quarantined: { rows: 6, employeeWeeks: 7, tokens: TOKENS_MAX + 7000n - 1n + 4500n, costUsd: '63.7500' },
    });
    expect(listed).toHaveLength(ROWS.length + WEEKS.length);
  });

  it.each(ROWS)('a row of %s is listed as %s with its repair', (employeeId, reason, rows, tokens, costUsd, repair) => {
    expect(listed).toContainEqual({
      kind: 'USAGE_ROW',
      employeeId,
      reason,
      rows,
      tokens,
      costUsd,
      source: reason === 'NOT_A_MONDAY' ? 'unspecified' : 'claude_code',
      detail: expect.stringMatching(/cost_usd|total_tokens|employee_id|week_start_date/),
      repair: expect.stringContaining(repair),
    });
  });

  it.each(WEEKS)('the week of %s is listed as %s with its place and repair', (employeeId, reason, detail, repair) => {
    expect(listed.filter((entry) => entry.employeeId === employeeId)).toEqual([
      expect.objectContaining({
        kind: 'EMPLOYEE_WEEK',
        reason,
        detail: expect.stringMatching(detail),
        repair: expect.stringContaining(repair),
      }),
    ]);
  });

  it('keep the revision that they had', async () => {
    const lines = await week.lines();
    expect(lines.map(({ employeeId, revision }) => [employeeId, revision])).toEqual(
      Object.keys(GOOD)
        .sort()
        .map((id) => [id, 1]),
    );
  });

  it('are listed for a person behind the summary of the run, with exit code 3', async () => {
    const { exitCode, stdout } = await ledger(['run', '--week', MONDAY]);

    expect(exitCode).toBe(3);
    expect(stdout).toMatch(/PARTIAL.*set aside \(6 rows, 7 employee-weeks\) +63\.7500 USD/s);
    for (const { reason, repair } of listed) {
      expect(stdout).toContain(reason);
      expect(stdout).toContain(repair);
    }
  });

  it('leave a run that succeeds where only rows are left aside', async () => {
    await week.say(GOOD);
    await week.load('bad.csv', BAD_ROWS);

    const { exitCode, status, unchanged, quarantined } = await week.run();

    expect({ exitCode, status, unchanged }).toEqual({ exitCode: 0, status: 'SUCCEEDED', unchanged: 8 });
    expect(quarantined).toEqual({ rows: 6, employeeWeeks: 0, tokens: 4499n, costUsd: '3.7500' });
    expect((await week.quarantine()).map(({ kind }) => kind)).toEqual(Array(ROWS.length).fill('USAGE_ROW'));
  });

  it('are in the ledger once they are repaired', async () => {
    await week.load('bad.csv', [usage('QA-GOOD', '2.50')]);

    const { exitCode, status, revisionsWritten, quarantined } = await week.run();

    expect({ exitCode, status, revisionsWritten }).toEqual({ exitCode: 0, status: 'SUCCEEDED', revisionsWritten: 1 });
    expect(quarantined).toEqual({ rows: 0, employeeWeeks: 0, tokens: 0n, costUsd: '0.0000' });
    expect(await week.quarantine()).toEqual([]);
    expect(await week.lines('QA-GOOD')).toMatchObject([{ allocatedCostUsd: '12.5000', revision: 2 }]);
  });
});
