import { describe, expect, it } from 'vitest';
import { sharePct, utilizationPct } from '../../../core/budgets/percent.ts';

describe('a utilisation', () => {
  it.each([
    ['20,999 of 30,000', 20_999n, 30_000n, '70.00'],
    ['a third', 1n, 3n, '33.33'],
    ['half to even, down', 1n, 20_000n, '0.00'],
    ['half to even, up', 3n, 20_000n, '0.02'],
    ['nothing', 0n, 5n, '0.00'],
    ['a credit', -1n, 3n, '-33.33'],
    ['the last that is shown', 99_999n, 10_000n, '999.99'],
    ['just more', 99_999_4n, 100_000n, '999.99'],
    ['ten times', 300_000n, 30_000n, '999.99'],
    ['far more', 10n ** 30n, 1n, '999.99'],
    ['sums past 2^53', 2n ** 60n, 2n ** 61n, '50.00'],
  ])('of %s has two decimals, at most 999.99', (_, actual, budget, shown) => {
    expect(utilizationPct(actual, budget)).toBe(shown);
  });

  it('is none without a budget', () => {
    expect(utilizationPct(5n, null)).toBeNull();
  });
});

describe('a share', () => {
  it.each([
    ['a third', 1n, 3n, '33.33'],
    ['a third of a credit', -1n, -3n, '33.33'],
    ['a part of a credit that went the other way', 1n, -4_999n, '-0.02'],
    ['all', 3n, 3n, '100.00'],
  ])('of %s has two decimals', (_, part, whole, shown) => {
    expect(sharePct(part, whole)).toBe(shown);
  });

  it('of nothing is none', () => {
    expect(sharePct(0n, 0n)).toBeNull();
  });
});
