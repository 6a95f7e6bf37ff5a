import { describe, expect, it } from 'vitest';
import { MONDAY, put, type Raw, rawEmployee, rawPlan, readChanged, tellAnswer } from '../../../worlds/raw-answer.ts';

/** Whose answer can be used, whose cannot and why; and that one's fault is nobody else's. */

const ENTRY = { entryId: 'TE1', taskId: 'T1', date: MONDAY, hours: '8.00' };

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
    ['the same employee twice', put('employees[2]', rawEmployee('E1'))],
    ['the largest version', put('employees[0].timesheet.version', Number.MAX_SAFE_INTEGER)],
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
    ['timesheet.version', '3', 'is no whole number from 0'],
    ['timesheet.version', 2.5, 'is no whole number from 0'],
    ['timesheet.version', -1, 'is no whole number from 0'],
    ['timesheet.version', undefined, 'is no whole number from 0'],
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

  it.each([
    ['9007199254740992, the first that JSON does not carry exactly', 2 ** 53],
    ['9223372036854775807', 2 ** 63],
  ])('is one of a version of %s', (_, version) => {
    const [first, second] = both(put('employees[0].timesheet.version', version));

    expect(first).toContain('employees[0].timesheet.version: ');
    expect(first).toContain('9007199254740991');
    expect(second).toBe('KNOWN');
  });

  it.each([
    ['well-formed both times', { workingHours: '32.00' }],
    ['malformed the second time', { workingHours: 32 }],
  ])('is one that is told in two ways, %s, in any order', (_, change) => {
    const [one, other] = [rawEmployee('E1'), { ...rawEmployee('E1'), ...change }];

    for (const order of [
      [one, other],
      [other, one],
    ]) {
      const { employees } = readChanged(put('employees', [...order, rawEmployee('E2')]));

      expect(employees.get('E1')?.kind).toBe('MALFORMED');
      expect(employees.get('E2')?.kind).toBe('KNOWN');
    }
  });

  it('says that it is told in two ways, and where', () => {
    const [first] = both(put('employees[2]', { ...rawEmployee('E1'), workingHours: '32.00' }));

    expect(first).toBe('employees[2]: E1 is answered in two ways');
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

/** Entries as a half-typed draft may hold them, and in a list that is none. */
const ODD_ENTRIES: readonly [string, unknown][] = [
  ['hours with their unit', [{ ...ENTRY, hours: '8h' }]],
  ['hours as a number', [{ ...ENTRY, hours: 8 }]],
  ['no date', [{ ...ENTRY, date: null }]],
  ['no task', [{ entryId: 'TE1', date: MONDAY, hours: '8.00' }]],
  ['no id', [{ ...ENTRY, entryId: '' }]],
  ['entries that are no objects', [null, 7, 'eight hours', []]],
  ['an entry in two ways', [ENTRY, { ...ENTRY, hours: '7.00' }]],
  ['an object for a list', { TE1: ENTRY }],
  ['null for a list', null],
  ['no list', undefined],
];

describe('entries of a timesheet whose hours do not count', () => {
  const sheets = [{ status: 'DRAFT', version: 1 }, { status: 'REJECTED', version: 2 }, null];

  it.each(ODD_ENTRIES)('may be anything, with any sheet or none: %s', (_, entries) => {
    for (const timesheet of sheets) {
      const { employees } = readChanged((raw) => {
        put('employees[0].timesheet', timesheet)(raw);
        put('employees[0].entries', entries)(raw);
      });

      expect(employees.get('E1'), `${timesheet?.status}`).toMatchObject({ kind: 'KNOWN', record: { entries: [] } });
    }
  });

  it.each(ODD_ENTRIES)('are what they are as soon as the sheet counts: %s', (_, entries) => {
    for (const status of ['SUBMITTED', 'APPROVED', 'REOPENED']) {
      const [first, second] = both((raw) => {
        put('employees[0].timesheet.status', status)(raw);
        put('employees[0].entries', entries)(raw);
      });

      expect(first, status).toContain('employees[0].entries');
      expect(second).toBe('KNOWN');
    }
  });

  it.each([
    ['workingHours', 'forty'],
    ['approvedLeaveHours', undefined],
    ['timesheet.version', 'one'],
  ])('hide no other fault of the record: %s of %j', (place, value) => {
    const [first] = both((raw) => {
      put('employees[0].timesheet.status', 'DRAFT')(raw);
      put('employees[0].entries', 'none yet')(raw);
      put(`employees[0].${place}`, value)(raw);
    });

    expect(first).toContain(`employees[0].${place}: `);
  });
});

describe('an entry that is answered again', () => {
  const hoursOf = (change: (raw: Raw) => void, employeeId = 'E1') => {
    const answer = readChanged(change).employees.get(employeeId);
    return answer?.kind === 'KNOWN' ? answer.record.entries.map(({ entryId, hours }) => [entryId, hours]) : answer;
  };

  it.each([
    ['byte for byte', ENTRY],
    ['with its hours written otherwise', { ...ENTRY, hours: '8' }],
    ['with a field nobody knows', { ...ENTRY, note: 'again' }],
  ])('the same (%s) counts once', (_, again) => {
    const other = { ...ENTRY, entryId: 'TE2' };

    expect(hoursOf(put('employees[0].entries', [ENTRY, other, again]))).toEqual([
      ['TE1', 800],
      ['TE2', 800],
    ]);
  });

  it.each([
    ['hours', '7.00'],
    ['date', '2026-11-17'],
    ['date', '2026-11-30'],
    ['taskId', 'T2'],
  ])('in another way (%s of %s) sets its employee aside, in any order', (field, value) => {
    const again = { ...ENTRY, [field]: value };

    for (const entries of [
      [ENTRY, again],
      [again, ENTRY],
      [ENTRY, again, ENTRY],
    ]) {
      const [first, second] = both(put('employees[0].entries', entries));

      expect(first).toBe('employees[0].entries[1]: TE1 is answered in two ways');
      expect(second).toBe('KNOWN');
    }
  });

  it('of another employee is another one: sheets number their entries as they like', () => {
    const change = (raw: Raw) => {
      raw.employees = ['E1', 'E2'].map((id, at) => ({
        ...rawEmployee(id),
        entries: [{ ...ENTRY, hours: `${at + 1}.00` }],
      }));
    };

    expect([hoursOf(change), hoursOf(change, 'E2')]).toEqual([[['TE1', 100]], [['TE1', 200]]]);
  });
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
