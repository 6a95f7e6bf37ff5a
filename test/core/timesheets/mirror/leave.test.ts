import { describe, expect, it } from 'vitest';
import type { NormalEntry, NormalLeave } from '../../../../core/timesheets/mirror/normal-form.ts';
import { weekDays } from '../../../../core/values/week.ts';
import {
  ANN,
  bodyIn,
  entry,
  type MirrorWorld,
  MONDAY,
  personRow,
  sheet,
  workItem,
} from '../../../worlds/mirror-weeks.ts';

const DAYS = weekDays(MONDAY);
const [, TUESDAY, WEDNESDAY, , FRIDAY, SATURDAY] = DAYS as [string, string, string, string, string, string, string];

const request = (date: string, changes: Partial<NormalLeave> = {}): NormalLeave => {
  return { user: 'u1', date, seconds: null, state: 'APPROVED', ...changes };
};
const leaveEntry = (date: string, changes: Partial<NormalEntry> = {}) =>
  entry({ id: date, date, kind: 'LEAVE', seconds: 28_800, ...changes });
const holidays = (...dates: readonly string[]) => dates.map((date) => ({ calendar: 'BE', date }));

describe('working hours', () => {
  const hours = (world: MirrorWorld, sheets = [sheet({ requiredSeconds: 111_600 })]) =>
    bodyIn({ sheets }, world).workingHours;
  const of = (weeklyHours: number | null, ...dates: readonly string[]) => {
    return { mapping: { people: [personRow({ weeklyHours, calendar: 'BE' })], holidays: holidays(...dates) } };
  };

  it.each([
    ['the weekly hours', of(40_00), 40_00],
    ['less a fifth per holiday', of(38_50, TUESDAY, FRIDAY), 23_10],
    ['to the hundredth, half to even', of(37_33, TUESDAY), 29_86],
    ['none in a week of holidays', of(40_00, ...DAYS.slice(0, 5)), 0],
    ['not less for a holiday on a Saturday', of(40_00, SATURDAY), 40_00],
    ['what the sheet of the week requires', of(null), 31_00],
    ['of zero weekly hours none', of(0), 0],
  ])('are %s', (_, world, expected) => {
    expect(hours(world)).toBe(expected);
  });

  it('are unknown where neither is told of exactly this week', () => {
    const sheets = [sheet({ requiredSeconds: 600_000, to: '2026-11-30' }), sheet({ requiredSeconds: null })];

    expect(hours(of(null), sheets)).toBeNull();
  });

  it('do not lose a holiday of another calendar', () => {
    const world = { mapping: { people: [personRow({ calendar: 'BY' })], holidays: holidays(TUESDAY) } };

    expect(hours(world)).toBe(40_00);
  });

  it('are those of the days on which the person is mapped', () => {
    expect(hours({ mapping: { people: [personRow({ from: WEDNESDAY })] } })).toBe(24_00);
  });

  it('change with the person within the week', () => {
    const people = [personRow({ to: TUESDAY }), personRow({ from: WEDNESDAY, weeklyHours: 20_00 })];

    expect(hours({ mapping: { people } })).toBe(28_00);
  });
});

describe('two users of one employee', () => {
  const people = [
    personRow({ merge: true, weeklyHours: null }),
    personRow({ userId: 'u2', merge: true, weeklyHours: null, calendar: 'BE' }),
  ];
  const told = (requiredSeconds: readonly number[]) => ({
    users: ['u1', 'u2'].map((user) => ({ user, isUnstable: false })),
    sheets: requiredSeconds.map((one, index) => sheet({ user: `u${index + 1}`, requiredSeconds: one })),
    leave: [request(MONDAY), request(TUESDAY)],
  });

  it('work the most that a sheet requires', () => {
    expect(bodyIn(told([108_000, 144_000]), { mapping: { people } }).workingHours).toBe(40_00);
    expect(bodyIn(told([144_000, 108_000]), { mapping: { people } }).workingHours).toBe(40_00);
  });

  it('have the holidays of either, and the weekly hours of the one that has any', () => {
    const [first, second] = people as [(typeof people)[number], (typeof people)[number]];
    const world = { mapping: { people: [first, { ...second, weeklyHours: 40_00 }], holidays: holidays(TUESDAY) } };

    expect(bodyIn(told([]), world)).toMatchObject({ workingHours: 32_00, approvedLeaveHours: 8_00 });
  });
});

describe('approved leave', () => {
  const leave = (told: Parameters<typeof bodyIn>[0], world: MirrorWorld = {}) => bodyIn(told, world).approvedLeaveHours;

  it.each([
    ['entries of kind LEAVE', { entries: [leaveEntry(MONDAY), leaveEntry(TUESDAY, { seconds: 14_400 })] }, 12_00],
    ['entries that are not approved', { entries: [leaveEntry(MONDAY, { state: 'SUBMITTED' })] }, 0],
    ['a weekend', { entries: [leaveEntry(SATURDAY)], leave: [request(SATURDAY)] }, 0],
    ['a day of a request', { leave: [request(MONDAY)] }, 8_00],
    ['hours of a request', { leave: [request(MONDAY, { seconds: 5400 })] }, 1_50],
    ['a request that is not approved', { leave: [request(MONDAY, { state: 'SUBMITTED' })] }, 0],
    ['a day that is told as request and as entry', { entries: [leaveEntry(MONDAY)], leave: [request(MONDAY)] }, 8_00],
    [
      'two halves of a day',
      { leave: [request(MONDAY, { seconds: 14_400 }), request(MONDAY, { seconds: 14_400 })] },
      8_00,
    ],
    ['more than the week', { entries: [leaveEntry(MONDAY, { seconds: 180_000 })] }, 40_00],
  ])('of the source: %s', (_, told, expected) => {
    expect(leave(told)).toBe(expected);
  });

  it('by a row of the mapping is leave', () => {
    const workItems = [workItem({ kind: 'LEAVE', cwo: null })];

    expect(leave({ entries: [entry({ seconds: 28_800 })] }, { mapping: { workItems } })).toBe(8_00);
  });

  it('counts in any state where nobody approves anything', () => {
    const told = { entries: [leaveEntry(MONDAY)] };

    expect(leave(told, { rules: { approval: ['AFTER_DAYS'] }, localDate: MONDAY })).toBe(8_00);
    expect(leave(told, { rules: { approval: ['ENTRY', 'AFTER_DAYS'] }, localDate: MONDAY })).toBe(0);
  });

  it('of a day is a fifth of the weekly hours, 8.00 where they are unknown', () => {
    const of = (weeklyHours: number | null) =>
      leave({ leave: [request(MONDAY)] }, { mapping: { people: [personRow({ weeklyHours })] } });

    expect([of(37_52), of(null)]).toEqual([7_50, 8_00]);
  });

  it('of all days is the week, however its fifths are rounded', () => {
    const people = [personRow({ weeklyHours: 37_52 })];

    expect(leave({ leave: DAYS.map((day) => request(day)) }, { mapping: { people } })).toBe(37_52);
  });

  it('is not counted on a holiday, which the working hours lack already', () => {
    const people = [personRow({ calendar: 'BE' })];
    const body = bodyIn(
      { leave: DAYS.slice(0, 4).map((day) => request(day)) },
      { mapping: { people, holidays: holidays(TUESDAY) } },
    );

    expect([body.approvedLeaveHours, body.workingHours]).toEqual([24_00, 32_00]);
  });

  it('is that of the file of leave, where there is one', () => {
    const rows = [
      { employeeId: ANN, date: MONDAY, hours: 4_00 },
      { employeeId: ANN, date: SATURDAY, hours: 8_00 },
      { employeeId: 'E-2', date: MONDAY, hours: 8_00 },
    ];
    const told = { leave: [request(TUESDAY)] };

    expect(leave(told, { mapping: { leave: rows } })).toBe(4_00);
    expect(leave(told, { mapping: { leave: [] } })).toBe(0);
    expect(leave(told, { mapping: { leave: [{ employeeId: ANN, date: MONDAY, hours: 99_00 }] } })).toBe(40_00);
  });

  it('is not cut where the working hours are unknown', () => {
    const told = { entries: [leaveEntry(MONDAY, { seconds: 180_000 })] };

    expect(leave(told, { mapping: { people: [personRow({ weeklyHours: null })] } })).toBe(50_00);
  });

  it('is that of the days on which the user leads to the employee', () => {
    const people = [personRow({ to: MONDAY }), personRow({ employeeId: 'E-2', from: TUESDAY })];
    const told = { leave: [request(MONDAY), request(TUESDAY), request(WEDNESDAY)] };

    const of = (employeeId: string) => bodyIn(told, { mapping: { people } }, employeeId).approvedLeaveHours;

    expect([of(ANN), of('E-2')]).toEqual([8_00, 16_00]);
  });
});
