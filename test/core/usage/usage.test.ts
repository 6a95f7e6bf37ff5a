import { describe, expect, it } from 'vitest';
import { isZeroUsage, sumUsage, weeklyAmount } from '../../../core/usage/usage.ts';
import { source } from '../../worlds/heads.ts';
import { usage } from '../../worlds/rule-weeks.ts';

describe('the weekly usage', () => {
  it('is summed exactly first and rounded once', () => {
    const thirds = [source('0.000040', 1n, 'a'), source('0.000040', 1n, 'b'), source('0.000040', 1n, 'c')];

    const sum = sumUsage(thirds);

    expect(sum).toEqual({ tokens: 3n, costUsd6: 120n });
    expect(weeklyAmount(sum)).toEqual({ tokens: 3n, costUsd4: 1n });
  });

  it('takes credits as they are', () => {
    const sum = sumUsage([source('10.00', 5n), source('-2.50', 0n)]);

    expect(sum).toEqual(usage('7.50', 5n));
  });

  it('of no rows is zero', () => {
    expect(sumUsage([])).toEqual(usage('0', 0n));
  });

  it.each([
    ['no token and no cost', usage('0', 0n), true],
    ['a credit that cancels a charge', sumUsage([source('1.00', 0n), source('-1.00', 0n)]), true],
    ['one token', usage('0', 1n), false],
    ['a cost that rounds to 0', usage('0.000001', 0n), false],
    ['a credit that rounds to 0', usage('-0.000001', 0n), false],
  ])('%s: zero %s', (_, exact, isZero) => {
    expect(isZeroUsage(exact)).toBe(isZero);
  });
});
