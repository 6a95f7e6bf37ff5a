import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addRatios, ceilRatio, compareRatios, multiplyRatios, ratio, roundRatio } from '../../../core/values/ratio.ts';

const whole = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n });
const positive = fc.bigInt({ min: 1n, max: 10n ** 12n });
const anyRatio = fc.tuple(whole, positive).map(([a, b]) => ratio(a, b));

describe('an exact fraction', () => {
  it.each([
    [1n, 3n, 1n, 6n, 1n, 2n],
    [0n, 5n, 2n, 4n, 1n, 2n],
    [-1n, 2n, 1n, 2n, 0n, 1n],
  ])('%s/%s and %s/%s are %s/%s', (a, b, c, d, e, f) => {
    const sum = addRatios(ratio(a, b), ratio(c, d));

    expect(compareRatios(sum, ratio(e, f))).toBe(0);
  });

  it('is rounded to the nearest integer, ties to the even one', () => {
    expect([ratio(5n, 2n), ratio(7n, 2n), ratio(10n, 3n)].map(roundRatio)).toEqual([2n, 4n, 3n]);
  });

  it.each([
    [ratio(29_925n), 1_000n, 30_000n],
    [ratio(30_000n), 1_000n, 30_000n],
    [ratio(60_001n, 2n), 1_000n, 31_000n],
    [ratio(0n), 10n, 0n],
  ])('of %o goes up to the next %s: %s', (given, unit, expected) => {
    expect(ceilRatio(given, unit)).toBe(expected);
  });

  it('is multiplied and added as numbers are, whatever it was reduced to', () => {
    fc.assert(
      fc.property(anyRatio, anyRatio, anyRatio, (a, b, c) => {
        const left = multiplyRatios(a, addRatios(b, c));
        const right = addRatios(multiplyRatios(a, b), multiplyRatios(a, c));
        expect(compareRatios(left, right)).toBe(0);
        expect(left.denominator).toBeGreaterThan(0n);
      }),
    );
  });
});
