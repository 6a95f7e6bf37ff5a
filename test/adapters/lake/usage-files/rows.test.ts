import { describe, expect, it } from 'vitest';
import { asCost, asText, asTokens, shown } from '../../../../adapters/lake/usage-files/rows.ts';
import { NumberText } from '../../../../core/values/number-text.ts';

const number = (text: string) => new NumberText(text);

describe('a cost', () => {
  it.each([
    ['12.5', 12_500_000n],
    ['0', 0n],
    ['-0.000001', -1n],
    ['0.30', 300_000n],
    ['123456789012.345678', 123_456_789_012_345_678n],
    ['999999999999.999999', 999_999_999_999_999_999n],
    ['-999999999999.999999', -999_999_999_999_999_999n],
  ])('is the same from the text and the number %s', (text, units) => {
    expect(asCost(text)).toBe(units);
    expect(asCost(number(text))).toBe(units);
  });

  it.each([
    ['1e-3', 1_000n],
    ['1.5E+2', 150_000_000n],
    ['-2.5e-6', undefined],
    ['2.5e-5', 25n],
    ['12.50000000', 12_500_000n],
    ['100.000', 100_000_000n],
    ['-0.0', 0n],
    ['0e5', 0n],
  ])('is the value of the number %s', (text, units) => {
    expect(asCost(number(text))).toBe(units);
  });

  it.each(['abc', '', ' 1', '1 ', '+1', '.5', '1.', '1,5', '$1', '1e-3', '0x1f', 'NaN', '0.1234567', '1.0000000'])(
    'is not the text %j',
    (text) => {
      expect(asCost(text)).toBeUndefined();
    },
  );

  it.each(['0.1234567', '1e-7', '0.30000000000000004', '1e12', '-1000000000000', '1e999999999', 'NaN', 'Infinity'])(
    'is not the number %s',
    (text) => {
      expect(asCost(number(text))).toBeUndefined();
    },
  );

  it.each([[true], [0.5], [{ text: '1' }], [[]]])('is not %j', (value) => {
    expect(asCost(value)).toBeUndefined();
  });
});

describe('tokens', () => {
  it.each([
    ['9223372036854775807', 9_223_372_036_854_775_807n],
    ['-9223372036854775808', -9_223_372_036_854_775_808n],
    ['9007199254740993', 9_007_199_254_740_993n],
    ['-5', -5n],
  ])('are the same from the text and the number %s', (text, tokens) => {
    expect(asTokens(text)).toBe(tokens);
    expect(asTokens(number(text))).toBe(tokens);
  });

  it.each([
    ['1000.0', 1_000n],
    ['1.2e3', 1_200n],
  ])('are the whole value of the number %s', (text, tokens) => {
    expect(asTokens(number(text))).toBe(tokens);
  });

  it.each(['1.5', '1e-1', '9223372036854775808', '-9223372036854775809', 'many'])('are not %s', (text) => {
    expect(asTokens(text)).toBeUndefined();
    expect(asTokens(number(text))).toBeUndefined();
  });

  it.each(['1.23457E+11', '1000.0', '1 000'])('are not the text %s', (text) => {
    expect(asTokens(text)).toBeUndefined();
  });
});

describe('text', () => {
  it.each(['E1', '', 'not an id!', 'ü'])('is %j', (text) => {
    expect(asText(text)).toBe(text);
  });

  it.each([[true], [number('7')], [{}]])('is not %j', (value) => {
    expect(asText(value)).toBeUndefined();
  });
});

describe('a value in a message', () => {
  it.each([
    ['abc', '"abc"'],
    ['a\u001b[31m\n', '"a\\u001b[31m\\n"'],
    [number('1.5'), '1.5'],
    [true, 'true'],
    [{ a: 1 }, 'a value of another type'],
  ])('%j is shown as %s', (value, text) => {
    expect(shown(value)).toBe(text);
  });

  it('is shortened', () => {
    expect(shown('x'.repeat(1000))).toBe(`"${'x'.repeat(39)}…`);
  });
});
