import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sumsOf } from '../../../core/collection/fact-table.ts';
import { FactSum, factKey } from '../../../core/collection/merge-facts.ts';
import { NOBODY, type UsageFact } from '../../../core/collection/usage-fact.ts';
import { usageFact } from '../../worlds/usage-facts.ts';

function sum(facts: readonly UsageFact[]): UsageFact[] {
  const sums = new FactSum();
  for (const fact of facts) sums.add(fact);
  return sums.list();
}

const someFact = fc
  .record({
    id: fc.constantFrom('a', 'b'),
    modelRaw: fc.constantFrom('m', 'n', null),
    kind: fc.constantFrom('BILLED' as const, 'NOTIONAL' as const),
    usd6: fc.option(fc.bigInt({ min: -50n, max: 50n })),
    cacheRead: fc.option(fc.bigInt({ min: 0n, max: 50n })),
    requests: fc.option(fc.bigInt({ min: 0n, max: 50n })),
    attributes: fc.constantFrom<Record<string, string>>({}, { tier: 'x' }),
  })
  .map(({ id, modelRaw, kind, usd6, cacheRead, requests, attributes }) =>
    usageFact({
      ...{ actor: { kind: 'API_KEY', id }, modelRaw, requests, attributes },
      ...{ cost: { kind, usd6, amountRaw: null }, tokens: { cacheRead } },
    }),
  );

describe('facts of one key', () => {
  it('are one fact, whose figures are sums and whose raw amount is none', () => {
    const other = usageFact({
      tokens: { cacheRead: 3n },
      tokensReasoning: 2n,
      cost: { usd6: 5n, amountRaw: '0.0005' },
    });

    expect(sum([usageFact(), other])).toEqual([
      {
        ...usageFact(),
        tokens: { inputUncached: 20n, cacheRead: 3n, cacheWrite5m: null, cacheWrite1h: null, output: 10n },
        tokensReasoning: 2n,
        requests: 2n,
        cost: { ...usageFact().cost, usd6: 12n, amountRaw: null },
      },
    ]);
  });

  it('keep the raw amount of one alone', () => {
    expect(sum([usageFact()])).toEqual([usageFact()]);
  });

  it('do not depend on the order of their attributes', () => {
    const one = usageFact({ attributes: { tier: 'batch', workspace: 'w' } });
    const same = usageFact({ attributes: { workspace: 'w', tier: 'batch' } });

    expect(factKey(one)).toBe(factKey(same));
  });

  it('of an unknown cost stay unknown, and leave a known one alone', () => {
    const unknown = usageFact({ cost: { usd6: null } });
    const facts = sum([unknown, usageFact(), unknown]);

    expect(facts.map(({ cost }) => cost.usd6).sort()).toEqual([7n, null]);
    expect(facts.find(({ cost }) => cost.usd6 === null)?.tokens.inputUncached).toBe(20n);
  });
});

describe('facts', () => {
  it.each<[string, UsageFact]>([
    ['kind of actor', usageFact({ actor: { kind: 'USER_ID', id: 'ann@example.com' } })],
    ['actor', usageFact({ actor: { kind: 'EMAIL', id: 'bob@example.com' } })],
    ['having an actor', usageFact({ actor: NOBODY })],
    ['provider', usageFact({ provider: 'bedrock' })],
    ['raw model', usageFact({ modelRaw: 'claude-opus-4-5' })],
    ['kind of cost', usageFact({ cost: { kind: 'SEAT' } })],
    ['origin', usageFact({ cost: { origin: 'COMPUTED' } })],
    ['prices', usageFact({ cost: { priceVersion: 'v1' } })],
    ['currency', usageFact({ cost: { currency: 'EUR' } })],
    ['rate', usageFact({ cost: { currencyRate: '1.1' } })],
    ['period', usageFact({ period: { ...usageFact().period, zone: 'Europe/Berlin' } })],
    ['attribute', usageFact({ attributes: { tier: 'batch' } })],
  ])('that differ by %s are kept apart', (_, other) => {
    expect(sum([usageFact(), other])).toHaveLength(2);
  });

  it('whose texts only seem to be the same are kept apart', () => {
    const one = usageFact({ attributes: { a: '1","b":"2' } });
    const other = usageFact({ attributes: { a: '1', b: '2' } });

    expect(factKey(one)).not.toBe(factKey(other));
  });

  it('are the same list in whatever order they come, and lose nothing', () => {
    const facts = fc.array(someFact, { maxLength: 12 }).chain((list) => {
      return fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }));
    });
    fc.assert(
      fc.property(facts, ([list, shuffled]) => {
        const merged = sum(list);

        expect(sum(shuffled)).toEqual(merged);
        expect({ ...sumsOf(merged), rows: 0 }).toEqual({ ...sumsOf(list), rows: 0 });
        expect(new Set(merged.map(factKey)).size).toBe(merged.length);
      }),
    );
  });
});
