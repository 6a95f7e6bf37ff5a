import { describe, expect, it } from 'vitest';
import { sumsOf } from '../../../core/collection/fact-table.ts';
import { usageFact } from '../../worlds/usage-facts.ts';

describe('what a part sums to', () => {
  it('is nothing of no facts', () => {
    expect(sumsOf([])).toEqual({ rows: 0, tokens: 0n, costUsd6: 0n });
  });

  it('is its rows, counted tokens, and known costs with their sign', () => {
    const unknown = usageFact({ cost: { usd6: null }, tokens: { cacheRead: 100n } });

    expect(sumsOf([usageFact(), unknown, usageFact({ cost: { usd6: -9n } })])).toEqual({
      rows: 3,
      tokens: 45n,
      costUsd6: -2n,
    });
  });
});
