import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FactSum } from '../../../core/collection/merge-facts.ts';
import { spreadBilled } from '../../../core/collection/spread-billed.ts';
import type { UsageFact } from '../../../core/collection/usage-fact.ts';
import type { BilledAmount, SpreadUsage } from '../../../core/collection/usage-puller.ts';
import { billed, spreadUsage } from '../../worlds/usage-facts.ts';

/** The costs by actor; of nobody under the empty name. */
function costs(usage: readonly SpreadUsage[], amounts: readonly BilledAmount[]): [string, bigint | null][] {
  return spreadBilled(usage, amounts, 'v1').map(({ actor, cost }) => [actor.id ?? '', cost.usd6]);
}

function merged(usage: readonly SpreadUsage[], amounts: readonly BilledAmount[]): UsageFact[] {
  const sum = new FactSum();
  for (const fact of spreadBilled(usage, amounts, 'v1')) sum.add(fact);
  return sum.list();
}

function total(facts: readonly UsageFact[]): bigint {
  return facts.reduce((sum, { cost }) => sum + (cost.usd6 ?? 0n), 0n);
}

describe('what is billed', () => {
  it.each<[string, bigint, [string, bigint][], [string, bigint][]]>([
    [
      'by weight',
      300n,
      [
        ['a', 1n],
        ['b', 2n],
      ],
      [
        ['a', 100n],
        ['b', 200n],
      ],
    ],
    [
      'to the unit, the larger remainder first',
      5n,
      [
        ['a', 10n],
        ['b', 5n],
      ],
      [
        ['a', 3n],
        ['b', 2n],
      ],
    ],
    [
      'an equal remainder to the first by key',
      1n,
      [
        ['b', 1n],
        ['a', 1n],
      ],
      [
        ['a', 1n],
        ['b', 0n],
      ],
    ],
    [
      'a credit as well',
      -5n,
      [
        ['a', 10n],
        ['b', 5n],
      ],
      [
        ['a', -3n],
        ['b', -2n],
      ],
    ],
    ['nothing as 0, which is not unknown', 0n, [['a', 1n]], [['a', 0n]]],
  ])('is spread %s', (_, usd6, weights, shares) => {
    const usage = weights.map(([id, weight]) => spreadUsage(id, weight));

    expect(costs(usage, [billed(usd6)])).toEqual(shares);
  });

  it('in several amounts of a key is spread as their sum', () => {
    expect(costs([spreadUsage('a', 1n), spreadUsage('b', 1n)], [billed(10n), billed(-4n)])).toEqual([
      ['a', 3n],
      ['b', 3n],
    ]);
  });

  it('tells the prices that weighed, and of what kind the amount was', () => {
    const [fact] = spreadBilled([spreadUsage('a', 1n)], [billed(9n)], 'list@2');

    expect(fact?.cost).toEqual({
      ...{ usd6: 9n, kind: 'BILLED', origin: 'REPORTED', priceVersion: 'list@2' },
      ...{ amountRaw: null, currency: 'USD', currencyRate: null },
    });
    expect(fact?.tokens).toEqual(spreadUsage('a', 1n).fact.tokens);
  });

  it.each<[string, SpreadUsage[]]>([
    ['there is no usage', []],
    ['the usage is of another key', [spreadUsage('a', 1n, { spreadKey: 'haiku' })]],
    ['the usage weighs nothing', [spreadUsage('a', 0n)]],
  ])("stays nobody's, as it was billed, where %s", (_, usage) => {
    const facts = spreadBilled(usage, [billed(9n), billed(3n)], 'v1');

    expect(facts.filter(({ actor }) => actor.kind === 'NONE')).toEqual([billed(9n).fact, billed(3n).fact]);
    expect(facts.filter(({ actor }) => actor.kind !== 'NONE')).toEqual(usage.map(({ fact }) => fact));
  });

  it("stays nobody's where an amount of the key is unknown, and the cost of the usage stays unknown", () => {
    expect(costs([spreadUsage('a', 1n)], [billed(9n), billed(null)])).toEqual([
      ['', 9n],
      ['', null],
      ['a', null],
    ]);
  });
});

describe('usage', () => {
  it('for which nothing is billed is kept, its cost unknown', () => {
    expect(costs([spreadUsage('a', 1n)], [])).toEqual([['a', null]]);
  });

  it('that weighs nothing is kept beside that which takes all', () => {
    expect(costs([spreadUsage('a', 0n), spreadUsage('b', 1n)], [billed(9n)])).toEqual([
      ['b', 9n],
      ['a', null],
    ]);
  });
});

const someUsage = fc
  .record({
    id: fc.constantFrom('a', 'b', 'c', 'd'),
    spreadKey: fc.constantFrom('opus', 'haiku'),
    weight: fc.bigInt({ min: 0n, max: 10n ** 15n }),
  })
  .map(({ id, spreadKey, weight }) => spreadUsage(id, weight, { spreadKey }));
const someAmount = fc
  .record({
    usd6: fc.bigInt({ min: -1_000n, max: 10n ** 9n }),
    spreadKey: fc.constantFrom('opus', 'haiku', 'search'),
    currencyRate: fc.constantFrom('1.1', '1.2'),
  })
  .map(({ usd6, spreadKey, currencyRate }) => billed(usd6, { spreadKey, cost: { currencyRate } }));
const aDay = fc.tuple(fc.array(someUsage, { maxLength: 10 }), fc.array(someAmount, { maxLength: 6 }));

describe('shares of a bill', () => {
  it('sum to what was billed, to the unit', () => {
    fc.assert(
      fc.property(aDay, ([usage, amounts]) => {
        expect(total(spreadBilled(usage, amounts, 'v1'))).toBe(total(amounts.map(({ fact }) => fact)));
      }),
    );
  });

  it('are the same in whatever order usage and amounts come', () => {
    const shuffled = aDay.chain(([usage, amounts]) =>
      fc.record({
        ...{ usage: fc.constant(usage), amounts: fc.constant(amounts) },
        otherUsage: fc.shuffledSubarray(usage, { minLength: usage.length }),
        otherAmounts: fc.shuffledSubarray(amounts, { minLength: amounts.length }),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ usage, amounts, otherUsage, otherAmounts }) => {
        expect(merged(otherUsage, otherAmounts)).toEqual(merged(usage, amounts));
      }),
    );
  });

  it('are the same where a row came in two parts, as two pages cut it', () => {
    fc.assert(
      fc.property(aDay, fc.bigInt({ min: 0n, max: 10n ** 15n }), ([usage, amounts], part) => {
        const cut = usage.flatMap((one) => {
          const weight = part > one.weight ? one.weight : part;
          const first = { ...one, weight, fact: { ...one.fact, requests: null } };
          const tokens = { ...one.fact.tokens, inputUncached: null, output: null };
          return [first, { ...one, weight: one.weight - weight, fact: { ...one.fact, tokens } }];
        });

        expect(merged(cut, amounts)).toEqual(merged(usage, amounts));
      }),
    );
  });

  it('are none of another sign, and each within a unit of its exact share', () => {
    const one = fc.tuple(fc.array(someUsage, { minLength: 1 }), fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n }));
    fc.assert(
      fc.property(one, ([rows, usd6]) => {
        const usage = rows.map((row) => ({ ...row, spreadKey: 'opus' }));
        const weights = Map.groupBy(usage, ({ fact }) => fact.actor.id);
        const weightOf = (list: readonly SpreadUsage[]) => list.reduce((sum, { weight }) => sum + weight, 0n);
        const shares = spreadBilled(usage, [billed(usd6)], 'v1').filter(({ cost }) => cost.priceVersion === 'v1');
        for (const { actor, cost } of shares) {
          const share = cost.usd6 as bigint;
          const difference = share * weightOf(usage) - usd6 * weightOf(weights.get(actor.id) ?? []);

          expect(share * usd6 >= 0n).toBe(true);
          expect(difference < weightOf(usage) && -difference < weightOf(usage)).toBe(true);
        }
      }),
    );
  });
});
