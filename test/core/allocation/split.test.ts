import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { split } from '../../../core/allocation/split.ts';
import { fraction } from '../../worlds/oracle/fractions.ts';
import { sharesOf } from '../../worlds/oracle/oracle-split.ts';

describe('the split', () => {
  it.each([
    ['20 h and 10 h of 45.0000 USD', 450_000n, [2000, 1000], [300_000n, 150_000n]],
    ['5.00 USD over 10 and 5', 50_000n, [10, 5], [33_333n, 16_667n]],
    ['one unit over three equal weights', 1n, [1, 1, 1], [1n, 0n, 0n]],
    ['two units over three equal weights', 2n, [1, 1, 1], [1n, 1n, 0n]],
    ['a unit to the largest rest, not to the largest weight', 7n, [1, 3, 6], [1n, 2n, 4n]],
    ['a unit to the largest rest wherever it stands', 7n, [6, 3, 1], [4n, 2n, 1n]],
    ['a unit to the first of equal rests', 10n, [5, 9, 6], [3n, 4n, 3n]],
    ['nothing to a weight of 0', 100n, [0, 1, 0, 1], [0n, 50n, 0n, 50n]],
    ['nothing at all', 0n, [3, 4], [0n, 0n]],
    ['all of it to a single target', 2n ** 63n - 1n, [7], [2n ** 63n - 1n]],
    ['the largest cost of the ledger', 10n ** 18n - 1n, [1, 2], [333_333_333_333_333_333n, 666_666_666_666_666_666n]],
    ['one unit over many', 1n, Array(48).fill(5), [1n, ...Array(47).fill(0n)]],
  ])('gives %s', (_, amount, weights, shares) => {
    expect(split(amount, weights)).toEqual(shares);
  });

  it('does not change the weights it is given', () => {
    const weights = Object.freeze([3, 3, 1]);

    const shares = split(10n, weights);

    expect(shares).toEqual([4n, 4n, 2n]);
  });
});

describe('the split of any amount', () => {
  const SAFE = BigInt(Number.MAX_SAFE_INTEGER);
  const weights = fc.array(fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 16_800 * 5 })), {
    minLength: 1,
    maxLength: 12,
  });
  const anyAmount = fc.oneof(
    fc.bigInt({ min: 0n, max: 100n }),
    fc.bigInt({ min: 0n, max: 10n ** 9n }),
    fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
  );
  const cases = fc
    .tuple(weights, anyAmount, fc.integer({ min: -3, max: 3 }), fc.boolean())
    .filter(([parts]) => parts.some((part) => part > 0))
    .map(([parts, amount, step, isAtBound]) => {
      const total = BigInt(parts.reduce((sum, part) => sum + part, 0));
      const bound = SAFE / total + BigInt(step);
      return { parts, amount: isAtBound && bound >= 0n ? bound : amount };
    });

  it('is the one of exact fractions, below, at and above the bound of exact doubles', () => {
    fc.assert(
      fc.property(cases, ({ parts, amount }) => {
        const shares = split(amount, parts);

        const ids = parts.map((_, index) => index.toString().padStart(2, '0'));
        expect(shares).toEqual(
          sharesOf(
            amount,
            ids,
            parts.map((part) => fraction(BigInt(part))),
          ),
        );
      }),
      { numRuns: 3000 },
    );
  });

  it.each([182, 186, 187])('sums to the amount where %i weights of the largest hours together pass 2^53', (count) => {
    const parts = Array.from({ length: count }, (_, index) => 5 * (9_999_999_999_999 - ((index * 7919) % 1000)));
    const amount = 10n ** 18n - 1n;

    const shares = split(amount, parts);

    expect(shares.reduce((sum, share) => sum + share)).toBe(amount);
  });
});
