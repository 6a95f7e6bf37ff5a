import { describe, expect, it } from 'vitest';
import { secondsOfHours } from '../../../adapters/timesheets/decimal-hours.ts';

describe('decimal hours', () => {
  it.each([
    ['8', 28_800],
    ['7.5', 27_000],
    ['0.30000000000000004', 1080],
    ['0.1', 360],
    ['1.6666666667', 6000],
    ['1e-2', 36],
    ['7.5E+0', 27_000],
    ['-0.5', -1800],
    ['0', 0],
    ['0.00125', 4],
    ['0.00375', 14],
    ['0.000138888888888888888888888888', 0],
    ['0.00041666666666666666666666666', 1],
    ['0.000416666666666666666666666667', 2],
  ])('%s are %i seconds', (text, seconds) => {
    expect(secondsOfHours(text)).toBe(seconds);
  });

  it.each([
    ['more decimals than are read', '0.00013888888888888888888888888888'],
    ['a comma', '8,5'],
    ['hours and minutes', '8:30'],
    ['nothing', ''],
    ['a word', 'NaN'],
    ['a number of no working time', '1e300'],
    ['an exponent without end', '1e999999999'],
  ])('are none of %s', (_, text) => {
    expect(secondsOfHours(text)).toBe(undefined);
  });
});
