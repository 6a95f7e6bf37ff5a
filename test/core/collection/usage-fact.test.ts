import { describe, expect, it } from 'vitest';
import { addReported, countedTokens, NO_TOKENS, type TokenCounts } from '../../../core/collection/usage-fact.ts';

describe('the tokens that the weekly table counts', () => {
  it.each<[string, Partial<TokenCounts>, bigint | null]>([
    ['nothing where nothing is reported', {}, null],
    ['not what is read from a cache, also where that is all', { cacheRead: 9n }, null],
    ['uncached input', { inputUncached: 1n, cacheRead: 100n }, 1n],
    ['both kinds of cache writes', { cacheWrite5m: 2n, cacheWrite1h: 4n }, 6n],
    ['output', { output: 8n }, 8n],
    ['all of them', { inputUncached: 1n, cacheRead: 100n, cacheWrite5m: 2n, cacheWrite1h: 4n, output: 8n }, 15n],
    ['a reported 0, which is not unknown', { inputUncached: 0n }, 0n],
    ['more than a double can hold', { inputUncached: 2n ** 53n, output: 1n }, 9_007_199_254_740_993n],
  ])('are %s', (_, tokens, counted) => {
    expect(countedTokens({ ...NO_TOKENS, ...tokens })).toBe(counted);
  });
});

describe('a sum of what is reported', () => {
  it.each<[bigint | null, bigint | null, bigint | null]>([
    [null, null, null],
    [null, 3n, 3n],
    [3n, null, 3n],
    [3n, 0n, 3n],
    [3n, -5n, -2n],
  ])('of %s and %s is %s', (a, b, sum) => {
    expect(addReported(a, b)).toBe(sum);
  });
});
