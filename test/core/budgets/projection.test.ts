import { describe, expect, it } from 'vitest';
import { projectTotal } from '../../../core/budgets/projection.ts';
import { addDays } from '../../../core/values/week.ts';
import { FIRST, tracked } from '../../worlds/tracked-budgets.ts';

describe('the projection of a budget', () => {
  it('is the week in which it runs out, by the quartiles of the pace', () => {
    // 1,000 left of 1,400; quartiles 100 (3 of 4) and 100 of 50, 100, 100, 150.
    expect(projectTotal(tracked([50n, 100n, 100n, 150n], 1_400n), 'TOKENS')).toEqual({
      earliestWeek: addDays(FIRST, 7 * 13),
      latestWeek: addDays(FIRST, 7 * 23),
    });
  });

  it('looks at the last eight weeks alone', () => {
    const late = tracked([9_999n, ...Array<bigint>(8).fill(10n)], 10_179n);

    expect(projectTotal(late, 'TOKENS')?.earliestWeek).toBe(addDays(FIRST, 7 * 18));
  });

  it('is the newest week where nothing is left', () => {
    expect(projectTotal(tracked([1n, 1n, 1n, 1n], 4n), 'TOKENS')?.earliestWeek).toBe(addDays(FIRST, 21));
  });

  it('has no latest week where the lower pace uses nothing', () => {
    expect(projectTotal(tracked([0n, 0n, 10n, 10n], 100n), 'TOKENS')).toEqual({
      earliestWeek: addDays(FIRST, 7 * 11),
      latestWeek: null,
    });
  });

  it.each([
    ['under four weeks', tracked([1n, 1n, 1n], 100n)],
    ['no budget', tracked([1n, 1n, 1n, 1n], null)],
    ['a pace that leaves some for ten years', tracked([1n, 1n, 1n, 1n], 10_000n)],
    ['nothing tracked', { ...tracked([], 10n), total: null }],
  ])('is none with %s', (_, budget) => {
    expect(projectTotal(budget, 'TOKENS')).toBeNull();
  });
});
