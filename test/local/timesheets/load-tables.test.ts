import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { readTables } from '../../../adapters/timesheets/tables/read-tables.ts';
import type { Row, Tables } from '../../../adapters/timesheets/tables/tables.ts';
import { openStore, type TimesheetStore } from '../../../local/timesheets/store.ts';

const EXAMPLE = fileURLToPath(new URL('../../../docs/examples/own-week', import.meta.url));
const MONDAY = '2026-11-16';
const tables = await readTables(EXAMPLE);

function withSheet(employeeId: string, change: Partial<Row<'timesheets'>>): Tables {
  const timesheets = tables.timesheets.map((it) => (it.employee_id === employeeId ? { ...it, ...change } : it));
  return { ...tables, timesheets };
}

describe('loading tables into the reference service', () => {
  let store: TimesheetStore;
  beforeEach(() => {
    store = openStore(':memory:');
    store.loadTables(tables);
  });

  function changes() {
    return store.readChanges(0, 100).changes.map(({ employeeId, type, version }) => [employeeId, type, version]);
  }

  it('answers a week with the hours, plans and chain of the tables', () => {
    const week = store.queryWeek(MONDAY, ['maria', 'jonas', 'aisha']);

    expect(week.employees).toMatchObject([
      { employeeId: 'aisha', timesheet: null, workingHours: null, entries: [] },
      { employeeId: 'jonas', timesheet: { status: 'SUBMITTED', version: 1 }, workingHours: '40.00' },
      {
        employeeId: 'maria',
        timesheet: { status: 'APPROVED', version: 1, approvedAt: '2026-11-20T17:05:00Z' },
        approvedLeaveHours: '0.00',
        entries: [{ entryId: 'TE-1', hours: '8.00' }, { entryId: 'TE-2' }, { entryId: 'TE-3' }],
      },
    ]);
    expect(week.allocations.map(({ allocationId }) => allocationId)).toEqual(['A1', 'A2', 'A3', 'A4']);
    expect(week.projects).toContainEqual({
      projectId: 'PAY',
      name: 'Instant payments',
      clientId: 'BANK',
      clientName: 'Example Bank',
    });
  });

  it('staffs roles as the plans do', () => {
    expect(store.queryCwo('WEB-1')?.roles).toEqual([
      { cwoRoleId: 'WEB-1-DEV', role: 'FRONTEND_DEVELOPER', headcount: 2, plannedHoursPerWeek: '60.00' },
    ]);
  });

  it('logs what is new: sheets, and plans of weeks that have sheets', () => {
    expect(changes()).toEqual([
      ['maria', 'APPROVED', 1],
      ['jonas', 'AMENDED', 1],
      ['aisha', 'PLAN_CHANGED', null],
    ]);
  });

  it('changes and logs nothing when it meets the same tables again', () => {
    const before = changes();

    expect(store.loadTables(tables).changes).toBe(0);
    expect(changes()).toEqual(before);
  });

  it.each([
    ['an approval', withSheet('jonas', { status: 'APPROVED' }), ['jonas', 'APPROVED', 2]],
    ['a sheet that is open again', withSheet('maria', { status: 'REOPENED' }), ['maria', 'REOPENED', 2]],
    ['leave', withSheet('maria', { approved_leave_hours: 800 }), ['maria', 'LEAVE_CHANGED', 2]],
    ['working hours', withSheet('maria', { working_hours: 3200 }), ['maria', 'LEAVE_CHANGED', 2]],
    [
      'an entry that is gone',
      { ...tables, timesheet_entries: tables.timesheet_entries.filter(({ entry_id }) => entry_id !== 'TE-3') },
      ['maria', 'AMENDED', 2],
    ],
    [
      'a plan',
      { ...tables, allocations: tables.allocations.map((it) => ({ ...it, end_date: '2026-12-31' })).slice(3) },
      ['aisha', 'PLAN_CHANGED', null],
    ],
  ] as const)('raises the version and logs %s', (_, changed, logged) => {
    const before = changes().length;

    store.loadTables(changed);

    expect(changes().slice(before)).toEqual([logged]);
  });

  it('keeps the time of an approval that the file does not tell again', () => {
    const changed = withSheet('maria', { approved_at: null });

    expect(store.loadTables(changed).changes).toBe(0);
  });

  it('keeps what the tables do not name', () => {
    store.loadTables({ ...tables, timesheets: [], timesheet_entries: [], employees: [], tasks: [] });

    expect(store.queryWeek(MONDAY, ['maria']).employees[0]?.entries).toHaveLength(3);
  });
});
