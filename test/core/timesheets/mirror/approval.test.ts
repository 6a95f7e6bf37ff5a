import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isApprovalState, stateOfEntry, weekStatus } from '../../../../core/timesheets/mirror/approval.ts';
import type { ApprovalState, NormalSheet } from '../../../../core/timesheets/mirror/normal-form.ts';
import type { ApprovalUnit } from '../../../../core/timesheets/mirror/source-rules.ts';
import { weekOf } from '../../../../core/values/week.ts';
import { bodyIn, built, context, entry, MONDAY, sheet, WEEK } from '../../../worlds/mirror-weeks.ts';

const STATES = ['DRAFT', 'REJECTED', 'SUBMITTED', 'APPROVED'] as const;
const [A, S, R, D] = ['APPROVED', 'SUBMITTED', 'REJECTED', 'DRAFT'] as const;

describe('the status of a week', () => {
  const CASES: [ApprovalState[], ApprovalState][] = [
    [[A], A],
    [[S], S],
    [[R], R],
    [[D], D],
    [[A, S], S],
    [[A, R], S],
    [[A, D], S],
    [[S, R], R],
    [[S, D], D],
    [[R, D], R],
    [[A, S, R], S],
    [[A, S, D], S],
    [[A, R, D], S],
    [[S, R, D], R],
    [[A, S, R, D], S],
  ];

  it.each(CASES)('of entries that are %j is %s', (states, status) => {
    expect(weekStatus(new Set(states))).toBe(status);
  });

  it('is told for every set of states', () => {
    const sets = new Set(CASES.map(([states]) => states.toSorted().join()));

    expect(sets.size).toBe(2 ** STATES.length - 1);
  });

  it('is approved only where every entry is', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.constantFrom(...STATES), { minLength: 1 }), (states) => {
        expect(weekStatus(new Set(states)) === A).toBe(states.every((state) => state === A));
      }),
    );
  });
});

describe('the state of an entry', () => {
  const of = (
    approval: ApprovalUnit[],
    sheets: NormalSheet[] = [],
    own: string | null = null,
    localDate = '2026-11-24',
  ) => stateOfEntry(entry({ state: own }), sheets, context({ rules: { approval }, localDate }));
  const whole = (state: string) => sheet({ state });
  const ofProject = (state: string, project = '12') => sheet({ state, project });

  it.each([
    ['its own field', ['ENTRY'], [], S, S],
    ['its flag', ['FLAG'], [], A, A],
    ['DRAFT without a field', ['ENTRY'], [], null, D],
    ['the sheet of its date', ['PERIOD'], [whole(R)], A, R],
    ['DRAFT without a sheet', ['PERIOD'], [], A, D],
    ['not the sheet of a project where periods are approved', ['PERIOD'], [ofProject(A)], null, D],
    ['the sheet of its project', ['PROJECT'], [ofProject(A), ofProject(R, '13')], null, A],
    ['DRAFT without a sheet of its project', ['PROJECT'], [whole(A), ofProject(A, '13')], null, D],
    ['the lower of two units', ['PROJECT', 'PERIOD'], [whole(A), ofProject(S)], null, S],
    ['the lower of two units, the other way round', ['PERIOD', 'PROJECT'], [whole(R), ofProject(A)], null, R],
    ['APPROVED where both units say so', ['PERIOD', 'PROJECT'], [whole(A), ofProject(A)], null, A],
    ['the lower of two sheets of one date', ['PERIOD'], [whole(A), sheet({ state: S, to: MONDAY })], null, S],
    ['a word that no table has, whatever else is said', ['PERIOD', 'ENTRY'], [whole('freigegeben')], D, 'freigegeben'],
  ] as [string, ApprovalUnit[], NormalSheet[], string | null, string][])('is %s', (_, units, sheets, own, state) => {
    expect(of(units, sheets, own)).toBe(state);
  });

  it.each([
    ['a day', { from: MONDAY, to: MONDAY }, A],
    ['another day', { from: '2026-11-17', to: '2026-11-17' }, D],
    ['a week from Sunday', { from: '2026-11-15', to: '2026-11-21' }, A],
    ['the week before, from Sunday', { from: '2026-11-08', to: '2026-11-14' }, D],
    ['a fortnight', { from: '2026-11-09', to: '2026-11-22' }, A],
    ['a month', { from: '2026-11-01', to: '2026-11-30' }, A],
    ['a month that begins on the next day', { from: '2026-11-17', to: '2026-12-16' }, D],
    ['the week, of somebody else', { user: 'u2' }, D],
  ])('is looked up by date: the sheet of %s', (_, changes, state) => {
    expect(of(['PERIOD'], [sheet(changes)])).toBe(state);
  });

  it.each([
    ['2026-11-22', 0, A],
    ['2026-11-21', 0, S],
    ['2026-11-23', 2, S],
    ['2026-11-24', 2, A],
    ['2026-12-01', 2, A],
    ['2026-11-18', 2, S],
  ])('where nobody approves is on %s, with %i days after Sunday: %s', (localDate, afterDays, state) => {
    const state1 = stateOfEntry(entry(), [], context({ rules: { approval: ['AFTER_DAYS'], afterDays }, localDate }));

    expect(state1).toBe(state);
  });

  it('where nobody approves counts days, not hours, over the change of clocks', () => {
    const week = weekOf('2026-10-19');
    const on = (localDate: string) =>
      stateOfEntry(entry(), [], context({ rules: { approval: ['AFTER_DAYS'], afterDays: 1 }, localDate, week }));

    expect([on('2026-10-25'), on('2026-10-26')]).toEqual([S, A]);
  });

  it('is a word of every table or none', () => {
    expect([...STATES, 'REOPENED', 'approved', 'toString'].filter(isApprovalState)).toEqual(STATES);
  });
});

describe('a week without work', () => {
  const status = (sheets: NormalSheet[], approval: ApprovalUnit[] = ['PERIOD']) =>
    bodyIn({ sheets }, { rules: { approval } }).timesheet?.status ?? null;

  it.each([
    ['a sheet of the week', [sheet({ state: S })], S],
    ['a sheet of Monday to Friday', [sheet({ to: '2026-11-20' })], A],
    ['a sheet of the month', [sheet({ from: '2026-11-01', to: '2026-11-30' })], A],
    ['a sheet that lacks Friday', [sheet({ to: '2026-11-19' })], null],
    ['two sheets that only together cover it', [sheet({ to: '2026-11-18' }), sheet({ from: '2026-11-19' })], null],
    ['a sheet of one project', [sheet({ project: '12' })], null],
    ['no sheet', [], null],
  ])('has the status of %s', (_, sheets, expected) => {
    expect(status(sheets)).toBe(expected);
  });

  it.each([['ENTRY'], ['AFTER_DAYS']] as const)('has no timesheet where sheets approve nothing, by %s', (unit) => {
    expect(status([sheet()], [unit])).toBeNull();
  });

  it('that has leave or breaks alone is one', () => {
    const entries = [entry({ kind: 'LEAVE' }), entry({ id: 'e2', kind: 'BREAK' })];

    expect(bodyIn({ entries, sheets: [sheet({ state: S })] }, { rules: { approval: ['PERIOD'] } }).timesheet).toEqual({
      status: S,
      approvedAt: null,
    });
  });
});

describe('the instant of approval', () => {
  const JULY = { from: '2026-07-01', to: '2026-07-31', approvedAt: '2026-08-04T09:00:00Z' };
  const JUNE = { from: '2026-06-01', to: '2026-06-30', approvedAt: '2026-07-02T09:00:00Z' };
  const over = (july: Partial<NormalSheet>) =>
    bodyIn(
      {
        entries: [entry({ date: '2026-06-30' }), entry({ id: 'e2', date: '2026-07-01' })],
        sheets: [sheet(JUNE), sheet({ ...JULY, ...july })],
      },
      { rules: { approval: ['PERIOD'] }, week: weekOf('2026-06-29') },
    ).timesheet;

  it('of a week over two months is that of the later one, and until then the week is SUBMITTED', () => {
    expect(over({ state: S, approvedAt: null })).toEqual({ status: S, approvedAt: null });
    expect(over({ state: D, approvedAt: null })).toEqual({ status: S, approvedAt: null });
    expect(over({})).toEqual({ status: A, approvedAt: '2026-08-04T09:00:00Z' });
  });

  it('compares instants, not their texts', () => {
    expect(over({ approvedAt: '2026-07-02T10:00:00+02:00' })?.approvedAt).toBe('2026-07-02T09:00:00Z');
  });

  it('is not told by a sheet that approves nothing of the week', () => {
    const sheets = [sheet({ approvedAt: '2026-11-23T08:00:00Z' })];

    expect(bodyIn({ entries: [entry()], sheets }).timesheet).toEqual({ status: A, approvedAt: null });
  });
});

describe('an unknown word of a state', () => {
  it.each([
    ['of an entry', { entries: [entry({ state: 'Genehmigt' })] }],
    ['of an entry of leave', { entries: [entry({ state: 'Genehmigt', kind: 'LEAVE' as const })] }],
    ['of a request for leave', { leave: [{ user: 'u1', date: MONDAY, seconds: null, state: 'Genehmigt' }] }],
  ])('%s leaves the person as before', (_, told) => {
    const { weeks, setAside } = built(told);

    expect(weeks).toEqual([]);
    expect(setAside).toEqual([
      { reason: 'UNKNOWN_STATE', user: 'u1', employeeId: 'E-1', detail: 'no table has "Genehmigt"' },
    ]);
  });

  it('of the sheet of a week without entries does so too, of a sheet that decides nothing does not', () => {
    const sheets = [sheet({ state: 'Genehmigt', from: MONDAY, to: WEEK.sundayDate })];

    expect(built({ sheets }, { rules: { approval: ['PERIOD'] } }).setAside).toMatchObject([
      { reason: 'UNKNOWN_STATE' },
    ]);
    expect(built({ sheets }).setAside).toEqual([]);
  });

  it('of a break counts as little as the break', () => {
    expect(built({ entries: [entry({ state: 'Genehmigt', kind: 'BREAK' })] }).setAside).toEqual([]);
  });
});
