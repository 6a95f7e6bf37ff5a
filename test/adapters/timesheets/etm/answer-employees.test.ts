import { describe, expect, it } from 'vitest';
import { MONDAY, put, type Raw, rawEmployee, rawPlan, readChanged, tellAnswer } from '../../../worlds/raw-answer.ts';

/** Whose answer can be used, whose cannot and why; and that one's fault is nobody else's. */

/** What becomes of E1 and of E2. */
function both(change: (raw: Raw) => void): (string | undefined)[] {
  const { employees } = readChanged(change);
  return [tellAnswer(employees.get('E1')), tellAnswer(employees.get('E2'))];
}

describe('an answer as the contract has it', () => {
  it('is typed: hours in hundredths, plans with their employee, no timesheet as null', () => {
    const { employees } = readChanged(() => undefined);

    expect(employees.get('E1')).toEqual({
      kind: 'KNOWN',
      record: {
        timesheet: { status: 'APPROVED', version: 3, approvedAt: '2026-11-20T17:05:00Z' },
        workingHours: 4000,
        approvedLeaveHours: 0,
        entries: [{ entryId: 'TE-E1', taskId: 'T1', date: MONDAY, hours: 750 }],
        plans: [{ ...rawPlan('A1', 'E1'), plannedHoursPerWeek: 2000 }],
      },
    });
    expect(employees.get('E2')).toMatchObject({ kind: 'KNOWN', record: { timesheet: null, entries: [], plans: [] } });
  });

  it.each([
    ['negative hours, which correct others', put('employees[0].entries[0].hours', '-0.25')],
    ['hours without decimals', put('employees[0].entries[0].hours', '8')],
    ['unknown working hours', put('employees[0].workingHours', null)],
    ['no approval time', put('employees[0].timesheet.approvedAt', undefined)],
    ['fields nobody knows', put('employees[0].nickname', 'Ada')],
    ['lists nobody knows', put('news', ['hello'])],
    ['an entry outside the week', put('employees[0].entries[0].date', '2026-11-23')],
    ['the same plan twice', put('allocations[1]', rawPlan('A1', 'E1'))],
    ['malformed employees nobody asked for', put('employees[2]', { employeeId: 'E8' })],
    ['malformed plans of employees nobody asked for', put('allocations[1]', { ...rawPlan('A7', 'E7'), startDate: 1 })],
  ])('may have %s', (_, change) => {
    expect(both(change)).toEqual(['KNOWN', 'KNOWN']);
  });

  it('does not know whom it does not name', () => {
    const { employees } = readChanged(() => undefined, ['E1', 'E3']);

    expect([...employees.keys()]).toEqual(['E1', 'E3']);
    expect(employees.get('E3')).toEqual({ kind: 'UNKNOWN' });
  });
});

describe('a malformed record', () => {
  it.each([
    ['timesheet', undefined, 'expected object'],
    ['timesheet', 'APPROVED', 'expected object'],
    ['timesheet.status', 'LOCKED', 'expected one of'],
    ['timesheet.status', 'approved', 'expected one of'],
    ['timesheet.version', '3', 'expected'],
    ['timesheet.version', 2.5, 'expected int'],
    ['timesheet.version', -1, 'expected number to be >=0'],
    ['timesheet.version', undefined, 'expected'],
    ['workingHours', 40, 'expected string'],
    ['workingHours', undefined, 'expected string'],
    ['workingHours', 'forty', "'forty' is no decimal"],
    ['workingHours', '-40.00', 'is negative'],
    ['approvedLeaveHours', null, 'expected string'],
    ['approvedLeaveHours', '-8.00', 'is negative'],
    ['entries', null, 'expected array'],
    ['entries[0]', null, 'expected object'],
    ['entries[0].entryId', '', 'is no id'],
    ['entries[0].taskId', 'T 1', 'is no id'],
    ['entries[0].taskId', 'T'.repeat(65), 'is no id'],
    ['entries[0].hours', 7.5, 'expected string'],
    ['entries[0].hours', '7,50', "'7,50' is no decimal"],
    ['entries[0].hours', '7.505', "'7.505' is no decimal"],
    ['entries[0].hours', '1e1', "'1e1' is no decimal"],
    ['entries[0].hours', '', "'' is no decimal"],
    ['entries[0].date', '2026-02-30', 'is no date'],
    ['entries[0].date', '16.11.2026', 'is no date'],
    ['entries[0].date', '2026-11-16T00:00:00Z', 'is no date'],
  ])('sets its employee aside, naming the place: %s of %j', (place, value, fault) => {
    const [first, second] = both(put(`employees[0].${place}`, value));

    expect(first).toContain(`employees[0].${place}: `);
    expect(first).toContain(fault);
    expect(second).toBe('KNOWN');
  });

  it('among 100 good ones sets aside one', () => {
    const ids = Array.from({ length: 101 }, (_, index) => `E${index}`);
    const records = ids.map(rawEmployee);
    put('[50].entries[0].hours', 8)(records);

    const { employees } = readChanged(put('employees', records), ids);

    expect(ids.filter((id) => employees.get(id)?.kind !== 'KNOWN')).toEqual(['E50']);
    expect(tellAnswer(employees.get('E50'))).toContain('employees[50].entries[0].hours');
  });

  it('shows no more than the start of what it holds', () => {
    const [first] = both(put('employees[0].entries[0].hours', 'x'.repeat(10_000)));

    expect(first?.length).toBeLessThan(200);
  });

  it('that stands there twice is one too many', () => {
    const second = { ...rawEmployee('E1'), workingHours: '32.00' };

    expect(both(put('employees[2]', second))).toEqual([expect.stringContaining('answered twice'), 'KNOWN']);
  });

  it.each([[{}], [null], ['E3'], [{ employeeId: 7 }], [{ employeeId: 'E 3' }]])(
    'without a readable id (%j) may be anybody who is missing',
    (nameless) => {
      const { employees } = readChanged(put('employees[2]', nameless), ['E1', 'E3']);

      expect(tellAnswer(employees.get('E1'))).toBe('KNOWN');
      expect(tellAnswer(employees.get('E3'))).toContain('without a readable employeeId');
    },
  );
});

describe('a malformed plan', () => {
  it.each([
    ['allocationId', null, 'expected string'],
    ['cwoRoleId', undefined, 'expected string'],
    ['plannedHoursPerWeek', 20, 'expected string'],
    ['plannedHoursPerWeek', '20h', "'20h' is no decimal"],
    ['plannedHoursPerWeek', '-20.00', 'is negative'],
    ['startDate', '2026-13-01', 'is no date'],
    ['startDate', null, 'expected string'],
    ['endDate', undefined, 'expected string'],
  ])('sets its employee aside, naming the place: %s of %j', (place, value, fault) => {
    const [first, second] = both(put(`allocations[0].${place}`, value));

    expect(first).toContain(`allocations[0].${place}: `);
    expect(first).toContain(fault);
    expect(second).toBe('KNOWN');
  });

  it('is one that is told in two ways', () => {
    const [first, second] = both(put('allocations[1]', rawPlan('A1', 'E1', '30.00')));

    expect(first).toContain('allocations[1]: A1 is answered in two ways');
    expect(second).toBe('KNOWN');
  });

  it.each([
    ['E1', 'E2'],
    ['E2', 'E1'],
  ])('is one that belongs to %s and to %s: neither can be decided', (...owners) => {
    const told = both(
      put(
        'allocations',
        owners.map((owner) => rawPlan('A1', owner)),
      ),
    );

    expect(told).toEqual([expect.stringContaining('in two ways'), expect.stringContaining('in two ways')]);
  });
});
