import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startOfDay } from '../../../core/values/day-start.ts';
import { addDays, plainDateAt } from '../../../core/values/week.ts';

describe('the start of a day', () => {
  it.each([
    ['2026-03-02', 'UTC', '2026-03-02T00:00:00.000Z'],
    ['2026-03-02', 'Europe/Berlin', '2026-03-01T23:00:00.000Z'],
    ['2026-03-30', 'Europe/Berlin', '2026-03-29T22:00:00.000Z'],
    ['2026-03-02', 'America/Los_Angeles', '2026-03-02T08:00:00.000Z'],
    ['2026-03-02', 'Pacific/Kiritimati', '2026-03-01T10:00:00.000Z'],
    ['2026-03-02', 'Asia/Kathmandu', '2026-03-01T18:15:00.000Z'],
    // Clocks went from midnight to 1.
    ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
    // There was no such day.
    ['2011-12-30', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
  ])('of %s in %s is %s', (day, timeZone, instant) => {
    expect(startOfDay(day, timeZone)).toBe(instant);
  });

  it('is the first of its milliseconds, everywhere', () => {
    const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Tokyo', 'Australia/Lord_Howe');
    fc.assert(
      fc.property(zones, fc.integer({ min: 0, max: 3_650 }), (timeZone, days) => {
        const day = addDays('2020-01-01', days);
        const instant = startOfDay(day, timeZone);
        const before = new Date(Date.parse(instant) - 1).toISOString();
        expect([plainDateAt(before, timeZone), plainDateAt(instant, timeZone)]).toEqual([addDays(day, -1), day]);
      }),
      { numRuns: 50 },
    );
  });
});
