import { describe, expect, it } from 'vitest';
import { readAnswer } from '../../../adapters/timesheets/etm/answer.ts';
import { envelopeSchema } from '../../../adapters/timesheets/etm/schema.ts';
import { type AllocationResult, allocate } from '../../../core/allocation/allocate.ts';
import type { AllocationLine } from '../../../core/allocation/allocation.ts';
import { Chain } from '../../../core/allocation/chain.ts';
import type { EmployeeAnswer } from '../../../core/timesheets/timesheets.ts';
import { parseDecimal } from '../../../core/values/decimal.ts';
import { IDENTIFIER } from '../../../core/values/ids.ts';
import { formatUsd4, USD6_SCALE } from '../../../core/values/money.ts';
import { isMonday, weekOf } from '../../../core/values/week.ts';
import {
  COMPANY_DEFAULTS,
  employeeIn,
  generateCompany,
  LATE_EMPLOYEE_ID,
  loadCompany,
  usageRows,
  WORKED_EXAMPLE_EMPLOYEE_ID,
} from '../../../local/sample/company.ts';
import { SITUATIONS, type SituationName } from '../../../local/sample/situations.ts';
import { UNKNOWN_EMPLOYEE_ID, type UsageRow } from '../../../local/sample/usage.ts';
import { openStore, type TimesheetStore } from '../../../local/timesheets/store.ts';

const MONDAY = COMPANY_DEFAULTS.lastMonday;
const COMPANY = generateCompany();
const ROWS = usageRows(COMPANY, MONDAY);
const STORE = filledStore();

function filledStore(): TimesheetStore {
  const store = openStore(':memory:');
  loadCompany(store, COMPANY);
  return store;
}

/** What the project's own reading and rules make of an employee's last week in the store. */
function allocateIn(store: TimesheetStore, employeeId: string): AllocationResult {
  const json = JSON.stringify(store.queryWeek(MONDAY, [employeeId]));
  const { employees, chain } = readAnswer(envelopeSchema.parse(JSON.parse(json)), [employeeId]);
  const rows = rowsOf(employeeId);
  const usage = { tokens: tokens(rows), costUsd6: costUsd6(rows) };
  return allocate(usage, employees.get(employeeId) as EmployeeAnswer, weekOf(MONDAY), new Chain(chain));
}

function linesOf(result: AllocationResult): readonly AllocationLine[] {
  return result.kind === 'ALLOCATED' ? result.allocation.lines : [];
}

function rowsOf(employeeId: string): UsageRow[] {
  return ROWS.filter((row) => row.employee_id === employeeId);
}

function tokens(rows: readonly UsageRow[]): bigint {
  return rows.reduce((total, row) => total + (row.total_tokens ?? 0n), 0n);
}

function costUsd6(rows: readonly UsageRow[]): bigint {
  return rows.reduce((total, row) => total + (parseDecimal(row.cost_usd ?? '', USD6_SCALE) as bigint), 0n);
}

/** Basis, method and flags, then the lines that are not on a CWO, with their reasons. */
function describeResult(result: AllocationResult): string {
  if (result.kind === 'SET_ASIDE') return `SET_ASIDE ${result.reason}`;
  const { basis, method, flags, lines } = result.allocation;
  const outside = lines
    .filter(({ target }) => !target.startsWith('CWO-'))
    .map(({ target, reason }) => (reason ? `${target}:${reason}` : target));
  return [basis, method, ...flags, ...outside].join(' ');
}

describe('the last week', () => {
  it.each<[rule: number | null, situation: SituationName, expected: string]>([
    [1, 'FULL_WEEK_LEAVE', 'ACTUAL FULL_WEEK_LEAVE OVERHEAD'],
    [2, 'COMPANY_SHUTDOWN', 'ACTUAL FULL_WEEK_LEAVE OVERHEAD:NO_WORKING_TIME'],
    [3, 'WORKED_EXAMPLE', 'ACTUAL LOGGED_HOURS'],
    [4, 'APPROVED_WITHOUT_HOURS', 'ACTUAL EQUAL_SPLIT'],
    [5, 'BENCH', 'ACTUAL NONE OVERHEAD:BENCH'],
    [6, 'SUBMITTED', 'ESTIMATED SUBMITTED_HOURS'],
    [6, 'REOPENED', 'ESTIMATED SUBMITTED_HOURS'],
    [7, 'LATE_TIMESHEET', 'ESTIMATED PLANNED_HOURS'],
    [7, 'MISSING_TIMESHEET', 'ESTIMATED PLANNED_HOURS'],
    [7, 'REJECTED', 'ESTIMATED PLANNED_HOURS'],
    [7, 'SUBMITTED_WITHOUT_HOURS', 'ESTIMATED PLANNED_HOURS'],
    [7, 'PLAN_ENDS_MIDWEEK', 'ESTIMATED PLANNED_HOURS'],
    [7, 'BROKEN_PLAN', 'ESTIMATED PLANNED_HOURS UNALLOCATED:BROKEN_CHAIN'],
    [8, 'PLANS_WITHOUT_HOURS', 'ESTIMATED EQUAL_SPLIT'],
    [9, 'NO_TIMESHEET_NO_PLAN', 'ESTIMATED NONE UNALLOCATED:NO_TIMESHEET_NO_ALLOCATION'],
    [3, 'LEAVE_WITH_HOURS', 'ACTUAL LOGGED_HOURS LEAVE_WITH_HOURS'],
    [3, 'FEW_HOURS', 'ACTUAL LOGGED_HOURS FEW_HOURS'],
    [3, 'ENTRY_OUTSIDE_WEEK', 'ACTUAL LOGGED_HOURS ENTRY_OUTSIDE_WEEK'],
    [3, 'CORRECTED_HOURS', 'ACTUAL LOGGED_HOURS'],
    [3, 'INTERNAL_TASK', 'ACTUAL LOGGED_HOURS OVERHEAD:INTERNAL_TASK'],
    [3, 'BROKEN_CHAIN', 'ACTUAL LOGGED_HOURS UNALLOCATED:BROKEN_CHAIN'],
    [3, 'NON_BILLABLE_CWO', 'ACTUAL LOGGED_HOURS'],
    [3, 'WORKING_HOURS_UNKNOWN', 'ACTUAL LOGGED_HOURS'],
    [3, 'CREDIT', 'ACTUAL LOGGED_HOURS'],
    [3, 'TOKENS_NOT_REPORTED', 'ACTUAL LOGGED_HOURS'],
    [3, 'WITHOUT_SOURCE', 'ACTUAL LOGGED_HOURS'],
    [null, 'IMPLAUSIBLE_HOURS', 'SET_ASIDE IMPLAUSIBLE_HOURS'],
  ])('holds rule %s by %s', (_, situation, expected) => {
    expect(describeResult(allocateIn(STORE, employeeIn(situation)))).toBe(expected);
    expect(rowsOf(employeeIn(situation)).length).toBeGreaterThan(0);
  });

  it('is described for every situation there is', () => {
    expect(SITUATIONS).toHaveLength(27);
  });

  it('holds usage of somebody the timesheet system does not know', () => {
    expect(describeResult(allocateIn(STORE, UNKNOWN_EMPLOYEE_ID))).toBe('ESTIMATED NONE UNALLOCATED:UNKNOWN_EMPLOYEE');
    expect(rowsOf(UNKNOWN_EMPLOYEE_ID)).toHaveLength(1);
  });

  it('holds the worked example: 20 and 10 hours on two CWOs, 45 USD', () => {
    expect(WORKED_EXAMPLE_EMPLOYEE_ID).toBe('E-1001');
    const lines = linesOf(allocateIn(STORE, WORKED_EXAMPLE_EMPLOYEE_ID));
    expect(lines.map((line) => [line.target, line.hours, line.tokens, formatUsd4(line.costUsd4)])).toEqual([
      ['CWO-0001', 20_00, 10_400_000n, '30.0000'],
      ['CWO-0002', 10_00, 5_200_000n, '15.0000'],
    ]);
  });

  it('holds a draft whose approval changes the split', () => {
    const store = filledStore();
    const hours = () => linesOf(allocateIn(store, LATE_EMPLOYEE_ID)).map((line) => [line.target, line.hours]);
    const planned = hours();
    const week = { employeeId: LATE_EMPLOYEE_ID, mondayDate: MONDAY };
    store.submit(week);
    store.approve(week);
    expect([planned, hours()]).toEqual([
      [
        ['CWO-0002', 20_00],
        ['CWO-0003', 20_00],
      ],
      [
        ['CWO-0002', 28_00],
        ['CWO-0003', 12_00],
      ],
    ]);
    store.close();
  });

  it('holds hours on a CWO that is not billed', () => {
    const lines = linesOf(allocateIn(STORE, employeeIn('NON_BILLABLE_CWO')));
    expect(lines.map(({ billable }) => billable)).toEqual([true, false]);
  });

  it('holds a credit that leaves the week above 0, rows without tokens and rows without source', () => {
    const credit = rowsOf(employeeIn('CREDIT'));
    expect(credit.map((row) => row.cost_usd)).toContain('-2.250000');
    expect(costUsd6(credit)).toBeGreaterThan(0n);
    expect(rowsOf(employeeIn('TOKENS_NOT_REPORTED')).every((row) => row.total_tokens === null)).toBe(true);
    expect(rowsOf(employeeIn('WITHOUT_SOURCE')).every((row) => row.source === null)).toBe(true);
  });
});

describe('usage rows to set aside', () => {
  const REASONS: Record<string, (row: UsageRow) => boolean> = {
    MISSING_COST: (row) => row.cost_usd === null,
    NEGATIVE_TOKENS: (row) => row.total_tokens !== null && row.total_tokens < 0n,
    MALFORMED_EMPLOYEE: (row) => !IDENTIFIER.test(row.employee_id),
    NOT_A_MONDAY: (row) => !isMonday(row.week_start_date),
  };
  const faulty = (row: UsageRow) => Object.values(REASONS).some((isFault) => isFault(row));

  it.each(Object.entries(REASONS))('are there for %s, in the last week alone', (_, isFault) => {
    expect(ROWS.filter(isFault).length).toBeGreaterThan(0);
    for (const monday of COMPANY.mondays.slice(0, -1)) expect(usageRows(COMPANY, monday).filter(isFault)).toEqual([]);
  });

  it('leave good rows to their employees', () => {
    for (const { employee_id } of ROWS.filter(faulty).filter((row) => IDENTIFIER.test(row.employee_id))) {
      expect(rowsOf(employee_id).some((row) => !faulty(row))).toBe(true);
    }
  });

  it('are not there in a clean company, nor is the impossible week; all else is the same', () => {
    const clean = generateCompany({ clean: true });
    expect(usageRows(clean, MONDAY)).toEqual(ROWS.filter((row) => !faulty(row)));
    const weekHours = clean.timesheets.map(({ entries }) => entries.reduce((total, { hours }) => total + hours, 0));
    expect(Math.max(...weekHours)).toBeLessThanOrEqual(168_00);
    const others = (company: typeof clean) =>
      company.timesheets.filter(({ employeeId }) => employeeId !== employeeIn('IMPLAUSIBLE_HOURS'));
    expect(others(clean)).toEqual(others(COMPANY));
  });
});
