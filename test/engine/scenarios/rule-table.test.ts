import { beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '../../worlds/company-week.ts';
import { usage } from '../../worlds/usage-files.ts';
import type { LineJson, RunJson } from './json-forms.ts';
import { LedgerWeek } from './ledger-week.ts';
import { toText } from './line-text.ts';
import { weekOf } from './weeks.ts';

const MONDAY = weekOf('rule table');
const WEDNESDAY = '2024-01-10';
const NEXT_MONDAY = '2024-01-15';
/** `RT-N` is not billable, `RT-W` ends on Wednesday. */
const CWOS = { 'RT-N': { billable: false }, 'RT-W': { endDate: WEDNESDAY } };
const ON_A = { 'RT-A': '40.00' };
const LATE = { entryId: 'TE-LATE', taskId: 'T-INTERNAL', date: NEXT_MONDAY, hours: '8.00' };

type Case = readonly [rule: string, situation: string, person: Person | null, ...lines: string[]];

/** Each person spends 10 USD. A line is told as target, hours, cost, then what is particular about it. */
const CASES: readonly Case[] = [
  [
    '1',
    'leave covers the week',
    { status: null, leave: '40.00', plans: ON_A },
    'OVERHEAD - 10.0000 ACTUAL FULL_WEEK_LEAVE',
  ],
  ['1', 'leave, approved sheet without hours', { leave: '48.00' }, 'OVERHEAD - 10.0000 ACTUAL FULL_WEEK_LEAVE'],
  [
    '1',
    'leave, hours submitted only',
    { status: 'SUBMITTED', leave: '40.00', logs: ON_A },
    'OVERHEAD - 10.0000 ACTUAL FULL_WEEK_LEAVE',
  ],
  [
    '2',
    'company shutdown',
    { status: null, workingHours: '0.00' },
    'OVERHEAD - 10.0000 ACTUAL FULL_WEEK_LEAVE NO_WORKING_TIME',
  ],
  [
    '3',
    'approved hours on CWOs, internal work and a deleted task',
    { logs: { 'RT-A': '20.00', 'RT-N': '10.00', INTERNAL: '8.00', BROKEN: '2.00' } },
    'OVERHEAD 8.00 2.0000 ACTUAL LOGGED_HOURS INTERNAL_TASK',
    'RT-A 20.00 5.0000 ACTUAL LOGGED_HOURS billable',
    'RT-N 10.00 2.5000 ACTUAL LOGGED_HOURS',
    'UNALLOCATED 2.00 0.5000 ACTUAL LOGGED_HOURS BROKEN_CHAIN',
  ],
  [
    '3',
    'hours in spite of leave',
    { leave: '40.00', logs: ON_A },
    'RT-A 40.00 10.0000 ACTUAL LOGGED_HOURS billable LEAVE_WITH_HOURS',
  ],
  [
    '3',
    'under a quarter of the hours',
    { logs: { 'RT-A': '9.99' } },
    'RT-A 9.99 10.0000 ACTUAL LOGGED_HOURS billable FEW_HOURS',
  ],
  ['3', 'a quarter of the hours', { logs: { 'RT-A': '10.00' } }, 'RT-A 10.00 10.0000 ACTUAL LOGGED_HOURS billable'],
  [
    '3',
    'an entry of another week',
    { logs: ON_A, entries: [LATE] },
    'RT-A 40.00 10.0000 ACTUAL LOGGED_HOURS billable ENTRY_OUTSIDE_WEEK',
  ],
  [
    '3',
    'hours on a CWO that has ended',
    { logs: { 'RT-W': '40.00' } },
    'RT-W 40.00 10.0000 ACTUAL LOGGED_HOURS billable',
  ],
  [
    '4',
    'approved without hours',
    { plans: { 'RT-A': '30.00', 'RT-B': '10.00' } },
    'RT-A - 5.0000 ACTUAL EQUAL_SPLIT billable',
    'RT-B - 5.0000 ACTUAL EQUAL_SPLIT billable',
  ],
  ['5', 'approved without hours or plan', {}, 'OVERHEAD - 10.0000 ACTUAL NONE BENCH'],
  [
    '5',
    'approved without hours, the plan is over',
    { plans: ON_A, plansEnd: '2024-01-07' },
    'OVERHEAD - 10.0000 ACTUAL NONE BENCH',
  ],
  [
    '6',
    'submitted',
    { status: 'SUBMITTED', logs: ON_A, plans: { 'RT-B': '40.00' } },
    'RT-A 40.00 10.0000 ESTIMATED SUBMITTED_HOURS billable',
  ],
  ['6', 'reopened', { status: 'REOPENED', logs: ON_A }, 'RT-A 40.00 10.0000 ESTIMATED SUBMITTED_HOURS billable'],
  ['7', 'no timesheet', { status: null, plans: ON_A }, 'RT-A 40.00 10.0000 ESTIMATED PLANNED_HOURS billable'],
  [
    '7',
    'draft',
    { status: 'DRAFT', logs: { 'RT-B': '40.00' }, plans: ON_A },
    'RT-A 40.00 10.0000 ESTIMATED PLANNED_HOURS billable',
  ],
  [
    '7',
    'rejected',
    { status: 'REJECTED', logs: { 'RT-B': '40.00' }, plans: ON_A },
    'RT-A 40.00 10.0000 ESTIMATED PLANNED_HOURS billable',
  ],
  [
    '7',
    'submitted without hours',
    { status: 'SUBMITTED', plans: ON_A },
    'RT-A 40.00 10.0000 ESTIMATED PLANNED_HOURS billable',
  ],
  [
    '7',
    'a CWO that ends on Wednesday',
    { status: null, plans: { 'RT-W': '10.01', 'RT-A': '10.01' } },
    'RT-A 10.01 6.2500 ESTIMATED PLANNED_HOURS billable',
    'RT-W 6.01 3.7500 ESTIMATED PLANNED_HOURS billable',
  ],
  [
    '7',
    'plans that end on Wednesday',
    { status: null, plans: ON_A, plansEnd: WEDNESDAY },
    'RT-A 24.00 10.0000 ESTIMATED PLANNED_HOURS billable',
  ],
  [
    '8',
    'plans without hours',
    { status: null, plans: { 'RT-A': '0.00', 'RT-B': '0.00', 'RT-N': '0' } },
    'RT-A - 3.3334 ESTIMATED EQUAL_SPLIT billable',
    'RT-B - 3.3333 ESTIMATED EQUAL_SPLIT billable',
    'RT-N - 3.3333 ESTIMATED EQUAL_SPLIT',
  ],
  ['9', 'no timesheet, no plan', { status: null }, 'UNALLOCATED - 10.0000 ESTIMATED NONE NO_TIMESHEET_NO_ALLOCATION'],
  ['9', 'unknown to the timesheet system', null, 'UNALLOCATED - 10.0000 ESTIMATED NONE UNKNOWN_EMPLOYEE'],
];

describe('the rule table, in one week', () => {
  const week = new LedgerWeek(MONDAY);
  const employeeOf = (index: number) => `RT-${String(index).padStart(2, '0')}`;
  let run: RunJson & { readonly exitCode: number | null };
  let lines: readonly LineJson[];

  beforeAll(async () => {
    const people = CASES.map(([, , person], index) => [employeeOf(index), person] as const);
    await week.say(Object.fromEntries(people.filter((pair) => pair[1] !== null)) as Record<string, Person>, CWOS);
    await week.load(
      'spend.csv',
      people.map(([employeeId]) => usage(employeeId, '10.00')),
    );
    run = await week.run();
    lines = await week.lines();
  });

  it.each(CASES.map((row, index) => [row[0], row[1], index] as const))('rule %s: %s', (_rule, _situation, index) => {
    const [, , , ...expected] = CASES[index] as Case;

    const found = lines.filter(({ employeeId }) => employeeId === employeeOf(index));

    expect(found.map(toText)).toEqual(expected);
  });

  it('sums to what was spent', () => {
    const { exitCode, status, employees, usage: read } = run;
    expect({ exitCode, status, employees, read }).toEqual({
      exitCode: 0,
      status: 'SUCCEEDED',
      employees: CASES.length,
      read: { tokens: BigInt(CASES.length) * 1000n, costUsd: `${CASES.length * 10}.0000` },
    });
    expect(run.estimatedPct).toBe('45.83');
  });
});
