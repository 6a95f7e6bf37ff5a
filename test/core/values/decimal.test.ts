import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { divideHalfEven, formatDecimal, parseDecimal, plainDecimal } from '../../../core/values/decimal.ts';

describe('reading decimal text', () => {
  it.each([
    ['0', 4, 0n],
    ['-0', 4, 0n],
    ['-0.0000', 4, 0n],
    ['30', 4, 300_000n],
    ['30.0000', 4, 300_000n],
    ['-12.5', 4, -125_000n],
    ['0.0001', 4, 1n],
    ['-0.0001', 4, -1n],
    ['007.10', 2, 710n],
    ['42', 0, 42n],
    ['99999999999999.9999', 4, 999_999_999_999_999_999n],
    ['123456789012345678901234567890.5', 1, 1_234_567_890_123_456_789_012_345_678_905n],
  ])('takes %s at scale %i as %s units', (text, scale, units) => {
    const read = parseDecimal(text, scale);

    expect(read).toBe(units);
  });

  it.each([
    ['', 4],
    [' 1', 4],
    ['1\n', 4],
    ['+1', 4],
    ['--1', 4],
    ['-', 4],
    ['.5', 4],
    ['1.', 4],
    ['1.2.3', 4],
    ['1,5', 4],
    ['1e3', 4],
    ['0x10', 4],
    ['1_000', 4],
    ['NaN', 4],
    ['Infinity', 4],
    ['１２', 4],
    ['0.00001', 4],
    ['1.00000', 4],
    ['1.0', 0],
  ])('refuses %j at scale %i', (text, scale) => {
    const read = parseDecimal(text, scale);

    expect(read).toBeUndefined();
  });
});

describe('writing decimal text', () => {
  it.each([
    [300_000n, 4, '30.0000'],
    [1n, 4, '0.0001'],
    [-1n, 4, '-0.0001'],
    [0n, 4, '0.0000'],
    [-125_000n, 4, '-12.5000'],
    [42n, 0, '42'],
    [-42n, 0, '-42'],
    [0n, 0, '0'],
    [10n ** 18n - 1n, 4, '99999999999999.9999'],
  ])('writes %s units at scale %i as %s', (units, scale, text) => {
    const written = formatDecimal(units, scale);

    expect(written).toBe(text);
  });

  it('is read back as it was', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.integer({ min: 0, max: 8 }), (units, scale) => {
        const text = formatDecimal(units, scale);

        expect(parseDecimal(text, scale)).toBe(units);
      }),
    );
  });
});

describe('division half to even', () => {
  it.each([
    [0n, 10n, 0n],
    [4n, 10n, 0n],
    [5n, 10n, 0n],
    [6n, 10n, 1n],
    [14n, 10n, 1n],
    [15n, 10n, 2n],
    [16n, 10n, 2n],
    [25n, 10n, 2n],
    [35n, 10n, 4n],
    [1n, 3n, 0n],
    [2n, 3n, 1n],
    [7n, 1n, 7n],
    [-4n, 10n, 0n],
    [-5n, 10n, 0n],
    [-6n, 10n, -1n],
    [-15n, 10n, -2n],
    [-25n, 10n, -2n],
    [-26n, 10n, -3n],
    [-35n, 10n, -4n],
    [10n ** 30n + 5n, 10n, 10n ** 29n],
    [10n ** 30n + 6n, 10n, 10n ** 29n + 1n],
  ])('makes %s / %s into %s', (numerator, denominator, quotient) => {
    const divided = divideHalfEven(numerator, denominator);

    expect(divided).toBe(quotient);
  });

  it('is never further than half a unit away, and even where it is exactly half', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.bigInt({ min: 1n, max: 50n }), (n, d) => {
        const quotient = divideHalfEven(n, d);

        const twiceOff = 2n * (n - quotient * d);
        expect(twiceOff <= d && twiceOff >= -d).toBe(true);
        if (twiceOff === d || twiceOff === -d) expect(quotient % 2n).toBe(0n);
      }),
      { numRuns: 500 },
    );
  });
});

describe('plainDecimal', () => {
  it.each([
    ['0.3', '0.3'],
    ['1e-7', '0.0000001'],
    ['-1.50E-3', '-0.0015'],
    ['1.5e+21', '1500000000000000000000'],
    ['10.00', '10'],
    ['0.8999999999999999', '0.8999999999999999'],
  ])('writes %s as %s', (number, text) => {
    expect(plainDecimal(number)).toBe(text);
  });

  it.each([['1e999999999'], ['abc'], ['']])('leaves %j as it is', (text) => {
    expect(plainDecimal(text)).toBe(text);
  });
});
