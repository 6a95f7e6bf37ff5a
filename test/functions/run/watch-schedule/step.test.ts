import { describe, expect, it } from 'vitest';
import { watchSchedule } from '../../../../functions/run/watch-schedule/step.ts';
import { TestClock } from '../../../doubles/test-clock.ts';

/** Hours since a start, as seen at an instant. */
const hours = (lastStart: string | null, now: string, since = '2026-01-01T00:00:00.000Z') =>
  watchSchedule({
    history: { lastStart: async () => lastStart, existsSince: async () => since },
    clock: new TestClock(now),
  });

describe('the watch over the schedule', () => {
  it.each([
    ['just now', '2026-11-24T05:00:00.000Z', '2026-11-24T05:00:01.000Z', 0],
    ['a week and an hour ago, as when clocks go back', '2026-10-20T04:00:00.000Z', '2026-10-27T05:00:00.000Z', 169],
    ['eight days ago', '2026-11-16T05:00:00.000Z', '2026-11-24T05:00:00.000Z', 192],
    ['a second short of eight days ago', '2026-11-16T05:00:01.000Z', '2026-11-24T05:00:00.000Z', 191],
    ['by a clock that is ahead', '2026-11-24T05:00:10.000Z', '2026-11-24T05:00:00.000Z', 0],
  ])('tells the full hours since a start %s', async (_, lastStart, now, expected) => {
    expect(await hours(lastStart, now)).toBe(expected);
  });

  it.each([
    ['on the first day', '2026-11-24T04:00:00.000Z', 1],
    ['after a week in which it should have started', '2026-11-16T05:00:00.000Z', 192],
    ['when Step Functions has forgotten its last start', '2026-08-01T05:00:00.000Z', 2760],
  ])('counts from the installation where no start is known: %s', async (_, since, expected) => {
    expect(await hours(null, '2026-11-24T05:00:00.000Z', since)).toBe(expected);
  });
});
