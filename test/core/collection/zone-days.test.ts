import { assert, constantFrom, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ZoneDays } from '../../../core/collection/zone-days.ts';
import { plainDateAt } from '../../../core/values/week.ts';

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Kiritimati',
];
const HOUR_MS = 3_600_000;

describe('days of a zone', () => {
  it('are those of the calendar, at every instant', () => {
    const days = new Map(ZONES.map((zone) => [zone, new ZoneDays(zone)]));
    const instant = integer({ min: Date.parse('2020-01-01') / 1000, max: Date.parse('2030-01-01') / 1000 });
    const run = property(constantFrom(...ZONES), instant, (zone, seconds) => {
      const at = new Date(seconds * 1000).toISOString();
      const day = (days.get(zone) as ZoneDays).dayOf(seconds * 1000);
      const { start, end } = new ZoneDays(zone).periodOf(day);

      expect(day).toBe(plainDateAt(at, zone));
      expect(start <= at && at < end).toBe(true);
      expect(plainDateAt(start, zone)).toBe(day);
      expect(plainDateAt(new Date(Date.parse(start) - 1).toISOString(), zone) < day).toBe(true);
      expect(plainDateAt(end, zone) > day).toBe(true);
    });
    assert(run, { numRuns: 300 });
  });

  it.each([
    ['Europe/Berlin', '2025-03-30', 23],
    ['Europe/Berlin', '2025-10-26', 25],
    ['Australia/Lord_Howe', '2025-10-05', 23.5],
    ['America/Sao_Paulo', '2018-11-04', 23],
    ['UTC', '2026-02-28', 24],
  ])('have the hours that clocks give them: %s on %s', (zone, day, hours) => {
    const { start, end } = new ZoneDays(zone).periodOf(day);

    expect((Date.parse(end) - Date.parse(start)) / HOUR_MS).toBe(hours);
  });

  it('are refused of a zone that nobody knows', () => {
    expect(() => new ZoneDays('Europe/Nowhere').dayOf(0)).toThrow(RangeError);
  });
});
