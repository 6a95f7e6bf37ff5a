import { describe, expect, it } from 'vitest';
import {
  addAmounts,
  fitsLedger,
  formatUsd4,
  formatUsd6,
  roundUsd6ToUsd4,
  sameAmount,
  subtractAmounts,
  usd4ToUsd6,
  ZERO_AMOUNT,
} from '../../../core/values/money.ts';

describe('rounding a cost of the lake', () => {
  it.each([
    ['down below half a unit', 49n, 0n],
    ['a half to the even 0', 50n, 0n],
    ['up above half a unit', 51n, 1n],
    ['a half to the even 2', 150n, 2n],
    ['a half from 2.5 to the even 2', 250n, 2n],
    ['nothing that is exact', 12_300n, 123n],
    ['a credit as its mirror image', -150n, -2n],
    ['half a unit of credit to 0', -50n, 0n],
    ['the largest of a double and beyond exactly', 10n ** 20n + 150n, 10n ** 18n + 2n],
  ])('rounds %s', (_, costUsd6, costUsd4) => {
    const rounded = roundUsd6ToUsd4(costUsd6);

    expect(rounded).toBe(costUsd4);
  });

  it('comes back exact from the ledger', () => {
    const costUsd6 = usd4ToUsd6(-123n);

    expect(costUsd6).toBe(-12_300n);
    expect(roundUsd6ToUsd4(costUsd6)).toBe(-123n);
  });
});

describe('money as text', () => {
  it.each([
    [450_000n, '45.0000'],
    [1n, '0.0001'],
    [-1n, '-0.0001'],
  ])('writes %s of the ledger as %s', (units, text) => {
    expect(formatUsd4(units)).toBe(text);
  });

  it.each([
    [45_000_000n, '45.000000'],
    [1n, '0.000001'],
    [-2_500_000n, '-2.500000'],
  ])('writes %s of the lake as %s', (units, text) => {
    expect(formatUsd6(units)).toBe(text);
  });
});

describe('amounts', () => {
  const small = { tokens: 3n, costUsd4: -5n };
  const large = { tokens: 2n ** 70n, costUsd4: 10n ** 20n };

  it('adds and subtracts tokens and cost apart', () => {
    const sum = addAmounts(small, large);

    expect(sum).toEqual({ tokens: 2n ** 70n + 3n, costUsd4: 10n ** 20n - 5n });
    expect(subtractAmounts(sum, large)).toEqual(small);
    expect(addAmounts(small, ZERO_AMOUNT)).toEqual(small);
  });

  it.each([
    ['the same', { tokens: 3n, costUsd4: -5n }, true],
    ['other tokens', { tokens: 4n, costUsd4: -5n }, false],
    ['another cost', { tokens: 3n, costUsd4: 5n }, false],
  ])('sees %s', (_, other, isSame) => {
    expect(sameAmount(small, other)).toBe(isSame);
  });
});

describe('the columns of the ledger', () => {
  const costMax = 10n ** 18n - 1n;
  const tokensMax = 2n ** 63n - 1n;

  it.each([
    ['nothing', 0n, 0n, true],
    ['the largest of both', tokensMax, costMax, true],
    ['the smallest cost', 0n, -costMax, true],
    ['a cost one unit past DECIMAL(18,4)', 0n, costMax + 1n, false],
    ['a credit one unit past DECIMAL(18,4)', 0n, -costMax - 1n, false],
    ['one token past BIGINT', tokensMax + 1n, 0n, false],
    ['the fewest tokens', -tokensMax, 0n, true],
    ['one token below BIGINT', -tokensMax - 2n, 0n, false],
  ])('hold %s: %s tokens, %s units: %s', (_, tokens, costUsd4, fits) => {
    expect(fitsLedger({ tokens, costUsd4 })).toBe(fits);
  });
});
