import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatHours, parseHours, scaleToActiveDays } from '../../../core/values/hours.ts';

describe('reading hours', () => {
  it.each([
    ['0', 0],
    ['7.5', 750],
    ['7.50', 750],
    ['0.01', 1],
    ['-0.25', -25],
    ['-8', -800],
    ['168.00', 16_800],
    ['007', 700],
    ['0.29', 29],
    ['999999999.99', 99_999_999_999],
  ])('takes %s as %i hundredths', (text, hundredths) => {
    const read = parseHours(text);

    expect(read).toBe(hundredths);
  });

  it.each(['-0', '-0.00'])('takes %s as plain 0, not as negative zero', (text) => {
    const read = parseHours(text);

    expect(Object.is(read, 0)).toBe(true);
  });

  it.each([
    '',
    ' 8',
    '8 ',
    '8\n',
    '+8',
    '.5',
    '8.',
    '7.505',
    '7.500',
    '7,5',
    '7:30',
    '1e2',
    'NaN',
    '-',
    '999999999999',
    '1234567890123456789',
  ])('refuses %j', (text) => {
    const read = parseHours(text);

    expect(read).toBeUndefined();
  });
});

describe('writing hours', () => {
  it.each([
    [2000, '20.00'],
    [750, '7.50'],
    [5, '0.05'],
    [0, '0.00'],
    [-5, '-0.05'],
    [-800, '-8.00'],
  ])('writes %i hundredths as %s', (hundredths, text) => {
    expect(formatHours(hundredths)).toBe(text);
  });

  it('is read back as it was', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 11) + 1, max: 10 ** 11 - 1 }), (hundredths) => {
        const text = formatHours(hundredths);

        expect(parseHours(text)).toBe(hundredths);
      }),
    );
  });
});

describe('planned hours over active days', () => {
  it.each([
    [0, 0],
    [2000 * 5, 2000],
    [2000 * 3, 1200],
    [1 * 2, 0],
    [1 * 3, 1],
    [333 * 4, 266],
    [334 * 4, 267],
  ])('shows %i fifths as %i hundredths', (fifths, shown) => {
    expect(scaleToActiveDays(fifths)).toBe(shown);
  });
});
