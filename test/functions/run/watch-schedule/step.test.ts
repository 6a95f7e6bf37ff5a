import { describe, expect, it } from 'vitest';
import { watchSchedule } from '../../../../functions/run/watch-schedule/step.ts';
import { TestClock } from '../../../doubles/test-clock.ts';

/** Hours since a start, as seen at an instant. */
const hours = (lastStart: string | null, now: string) =>
  watchSchedule({ history: { lastStart: async () => lastStart }, clock: new TestClock(now) });

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

  it('misses nothing where the schedule has never started', async () => {
    expect(await hours(null, '2026-11-24T05:00:00.000Z')).toBe(0);
  });
});
