import { describe, expect, it } from 'vitest';
import { TRACKED_COMPANY, trackingCost, trackingTable } from '../../bench/tracking-cost.ts';
import { readPage, sectionOf, tableOf } from '../docs/markdown.ts';

/** USD per 1,000 employee-weeks, at 10,000 employees and 500 CWOs. */
const PRICE_MAX = 0.001;

describe('the price of budgets', () => {
  it.each([true, false])('stays below its limit (first run: %s)', (isFirst) => {
    const parts = Object.values(trackingCost(TRACKED_COMPANY, isFirst));

    expect(parts.reduce((sum, part) => sum + part, 0)).toBeLessThanOrEqual(PRICE_MAX);
    expect(parts.every((part) => part > 0)).toBe(true);
  });

  it('is on the page as the items have it', () => {
    const section = sectionOf(readPage('docs/scale.md'), 'Budgets');

    expect(tableOf(section)).toEqual(tableOf(trackingTable(TRACKED_COMPANY)));
  });

  it('grows with the CWOs, and little with the weeks they are tracked for', () => {
    const price = (changes: object) => {
      const parts = trackingCost({ ...TRACKED_COMPANY, ...changes }, false);
      return Object.values(parts).reduce((sum, part) => sum + part, 0);
    };

    expect(price({ cwos: 1000 })).toBeGreaterThan(1.4 * price({}));
    expect(price({ weeks: 156 })).toBeLessThan(1.5 * price({}));
  });
});
