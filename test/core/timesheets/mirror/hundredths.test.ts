import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHundredths } from '../../../../core/timesheets/mirror/hundredths.ts';
import { divideHalfEven } from '../../../../core/values/decimal.ts';

function hundredthsOf(...seconds: readonly number[]): number[] {
  const hours = toHundredths(new Map(seconds.map((one, index) => [`e${index + 1}`, one])), 36);
  return seconds.map((_, index) => hours.get(`e${index + 1}`) as number);
}

describe('the seconds of a week', () => {
  it.each([
    ['three entries of 50 minutes, the unit to the smallest id', [3000, 3000, 3000], [84, 83, 83]],
    ['of equal rests the smaller id', [5400, 1500, 6660, 2760, 7020], [150, 42, 185, 76, 195]],
    ['a whole hour', [3600], [100]],
    ['nothing', [0, 0], [0, 0]],
    ['half a hundredth to the even one below', [18], [0]],
    ['half a hundredth to the even one above', [54], [2]],
    ['a unit to the largest rest, not to the longest entry', [36_001, 35], [1000, 1]],
    ['a second of each of many', Array(36).fill(1), [1, ...Array(35).fill(0)]],
    ['a week-long entry', [604_800], [168_00]],
  ])('become hundredths: %s', (_, seconds, hours) => {
    expect(hundredthsOf(...seconds)).toEqual(hours);
  });

  it('of none are none', () => {
    expect(toHundredths(new Map(), 36)).toEqual(new Map());
  });

  const weeks = fc.uniqueArray(
    fc.record({ id: fc.string({ maxLength: 8 }), seconds: fc.oneof(fc.nat(200), fc.nat(604_800)) }),
    { selector: ({ id }) => id, maxLength: 40 },
  );
  const mapOf = (entries: readonly { id: string; seconds: number }[]) =>
    new Map(entries.map(({ id, seconds }) => [id, seconds]));

  it('sum to the whole rounded half to even, each within one unit, none negative', () => {
    fc.assert(
      fc.property(weeks, (entries) => {
        const hours = toHundredths(mapOf(entries), 36);

        const total = entries.reduce((sum, { seconds }) => sum + seconds, 0);
        const sum = [...hours.values()].reduce((all, one) => all + one, 0);
        expect(BigInt(sum)).toBe(divideHalfEven(BigInt(total), 36n));
        for (const { id, seconds } of entries) {
          const one = hours.get(id) as number;
          expect(one).toBeGreaterThanOrEqual(0);
          expect(Math.abs(one * 36 - seconds)).toBeLessThan(36);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('give the same to each entry in any order', () => {
    fc.assert(
      fc.property(weeks, fc.infiniteStream(fc.nat()), (entries, keys) => {
        const shuffled = entries
          .map((one) => ({ one, key: keys.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ one }) => one);

        const [before, after] = [toHundredths(mapOf(entries), 36), toHundredths(mapOf(shuffled), 36)];

        expect(entries.map(({ id }) => after.get(id))).toEqual(entries.map(({ id }) => before.get(id)));
      }),
    );
  });
});
