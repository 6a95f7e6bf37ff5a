import { describe, expect, it } from 'vitest';
import { addDays, fullWeekBefore, isMonday, isPlainDate, mondayOf, weekDays } from '../../../core/values/week.ts';

describe('days of the calendar', () => {
  it.each([
    ['2026-11-16', true],
    ['2024-02-29', true],
    ['2000-02-29', true],
    ['1999-12-31', true],
    ['2026-02-29', false],
    ['2100-02-29', false],
    ['2026-02-30', false],
    ['2026-13-01', false],
    ['2026-00-10', false],
    ['2026-04-31', false],
    ['2026-11-00', false],
    ['2026-1-05', false],
    ['0001-01-01', true],
    ['0000-12-31', false],
    ['20261116', false],
    ['2026-11-16T00:00:00Z', false],
    [' 2026-11-16', false],
    ['2026-11-16\n', false],
    ['', false],
  ])('%j is one: %s', (text, isDay) => {
    expect(isPlainDate(text)).toBe(isDay);
  });

  it.each([
    ['2026-11-16', true],
    ['2024-02-26', true],
    ['2026-11-15', false],
    ['2026-11-17', false],
    ['2026-02-30', false],
    ['Monday', false],
  ])('%s is a Monday: %s', (text, isOne) => {
    expect(isMonday(text)).toBe(isOne);
  });

  it.each([
    ['2026-11-16', '2026-11-16'],
    ['2026-11-17', '2026-11-16'],
    ['2026-11-22', '2026-11-16'],
    ['2027-01-01', '2026-12-28'],
    ['0001-01-01', '0001-01-01'],
  ])('%s lies in the week of %s', (day, monday) => {
    expect(mondayOf(day)).toBe(monday);
  });

  it.each([
    ['2026-11-16', 6, '2026-11-22'],
    ['2026-11-16', -7, '2026-11-09'],
    ['2026-12-28', 7, '2027-01-04'],
    ['2024-02-26', 3, '2024-02-29'],
    ['2026-03-28', 2, '2026-03-30'],
    ['2026-10-24', 2, '2026-10-26'],
    ['2026-11-16', 0, '2026-11-16'],
  ])('%s and %i days is %s', (day, days, expected) => {
    expect(addDays(day, days)).toBe(expected);
  });

  it('lists a week Monday first, over the end of a year too', () => {
    const days = weekDays('2026-12-28');

    expect(days).toEqual([
      '2026-12-28',
      '2026-12-29',
      '2026-12-30',
      '2026-12-31',
      '2027-01-01',
      '2027-01-02',
      '2027-01-03',
    ]);
  });
});

describe('the last full week', () => {
  it.each([
    ['on a Wednesday', '2026-11-18T12:00:00Z', 'UTC', 1, '2026-11-09'],
    ['at the first instant of a Monday', '2026-11-16T00:00:00.000Z', 'UTC', 1, '2026-11-09'],
    ['at the last instant of a Sunday', '2026-11-15T23:59:59.999Z', 'UTC', 1, '2026-11-02'],
    ['two weeks back', '2026-11-18T12:00:00Z', 'UTC', 2, '2026-11-02'],
    ['over the end of a year', '2027-01-04T06:00:00Z', 'UTC', 1, '2026-12-28'],
    ['a year of weeks back', '2027-01-04T06:00:00Z', 'UTC', 53, '2025-12-29'],
    ['of an instant written with an offset', '2026-11-16T00:30:00+02:00', 'UTC', 1, '2026-11-02'],
  ])('is known %s', (_, instant, timeZone, weeksBack, monday) => {
    expect(fullWeekBefore(instant, timeZone, weeksBack)).toBe(monday);
  });

  it.each([
    ['Europe/Rome', '2026-11-15T23:00:00Z', '2026-11-09', '2026-11-02'],
    ['America/New_York', '2026-11-16T05:00:00Z', '2026-11-09', '2026-11-02'],
    ['Asia/Kolkata', '2026-11-15T18:30:00Z', '2026-11-09', '2026-11-02'],
    ['Pacific/Kiritimati', '2026-11-15T10:00:00Z', '2026-11-09', '2026-11-02'],
    ['Pacific/Pago_Pago', '2026-11-16T11:00:00Z', '2026-11-09', '2026-11-02'],
    ['Europe/Rome, clocks put forward on the Sunday', '2026-03-29T22:00:00Z', '2026-03-23', '2026-03-16'],
    ['Europe/Rome, clocks put back on the Sunday', '2026-10-25T23:00:00Z', '2026-10-19', '2026-10-12'],
    ['America/New_York, clocks put forward', '2026-03-09T04:00:00Z', '2026-03-02', '2026-02-23'],
    ['America/New_York, clocks put back', '2026-11-02T05:00:00Z', '2026-10-26', '2026-10-19'],
    ['Australia/Lord_Howe, half an hour put back', '2026-04-05T13:30:00Z', '2026-03-30', '2026-03-23'],
    ['America/Santiago, no midnight on the Sunday', '2026-09-07T03:00:00Z', '2026-08-31', '2026-08-24'],
  ])('turns at midnight in %s', (place, midnight, from, until) => {
    const timeZone = place.split(',')[0] as string;
    const justBefore = new Date(Date.parse(midnight) - 1).toISOString();

    expect(fullWeekBefore(midnight, timeZone, 1)).toBe(from);
    expect(fullWeekBefore(justBefore, timeZone, 1)).toBe(until);
  });

  it.each([
    ['an unknown time zone', '2026-11-16T00:00:00Z', 'Europe/Atlantis'],
    ['no instant', 'last Monday', 'UTC'],
  ])('refuses %s', (_, instant, timeZone) => {
    expect(() => fullWeekBefore(instant, timeZone, 1)).toThrow(RangeError);
  });
});
