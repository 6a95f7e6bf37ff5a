import { describe, expect, it } from 'vitest';
import {
  isMonth,
  type MonthWithPolicy,
  monthAfter,
  monthsOfWeek,
  policyOfWeek,
  weeksOfMonth,
  workingDaysIn,
} from '../../../core/billing/months.ts';
import { addDays } from '../../../core/values/week.ts';

describe('a month', () => {
  it.each(['2026-01', '2026-12', '2024-02'])('is %s', (text) => expect(isMonth(text)).toBe(true));

  it.each(['2026-13', '2026-00', '2026-1', '2026-11-01', '', "2026-11' OR 1=1 --"])('is not %s', (text) => {
    expect(isMonth(text)).toBe(false);
  });

  it.each([
    ['2026-11', '2026-12'],
    ['2026-12', '2027-01'],
    ['2024-02', '2024-03'],
  ])('after %s is %s', (month, next) => expect(monthAfter(month)).toBe(next));

  it('has the weeks with a day in it, those at its ends with the months beside it', () => {
    expect(weeksOfMonth('2026-11')).toEqual([
      '2026-10-26',
      '2026-11-02',
      '2026-11-09',
      '2026-11-16',
      '2026-11-23',
      '2026-11-30',
    ]);
    expect(weeksOfMonth('2027-02')).toEqual(['2027-02-01', '2027-02-08', '2027-02-15', '2027-02-22']);
  });

  it('has exactly the weeks that lie in it by their own count', () => {
    for (let monday = '2023-01-02', week = 0; week < 300; monday = addDays(monday, 7), week += 1) {
      for (const month of monthsOfWeek(monday)) expect(weeksOfMonth(month)).toContain(monday);
    }
  });
});

describe('the working days of a week', () => {
  it.each([
    ['2026-11-30', [1, 4]],
    ['2026-11-23', [5]],
    // From Monday 26 to Sunday 1: no working day of the second month.
    ['2026-10-26', [5, 0]],
  ])('of %s are %j by month', (monday, days) => {
    expect(workingDaysIn(monthsOfWeek(monday), monday)).toEqual(days);
  });
});

describe('the policy of a week', () => {
  const closed: MonthWithPolicy[] = [
    { month: '2026-10', policy: 'BY_MONDAY' },
    { month: '2026-11', policy: 'BY_DAY' },
  ];

  it.each([
    ['of a closed month', '2026-10-12', 'BY_MONDAY'],
    ['that lies in two closed months: of the first', '2026-10-26', 'BY_MONDAY'],
    ['that ends in an open month: of the closed one', '2026-11-30', 'BY_DAY'],
    ['before a closed month: of that', '2026-09-07', 'BY_MONDAY'],
    ['that touches none: as configured', '2026-12-07', 'BY_MONDAY'],
  ] as const)('%s', (_, monday, policy) => expect(policyOfWeek(monday, closed, 'BY_MONDAY')).toBe(policy));

  it('is the configured one where nothing is closed', () => {
    expect(policyOfWeek('2026-11-30', [], 'BY_DAY')).toBe('BY_DAY');
  });
});
