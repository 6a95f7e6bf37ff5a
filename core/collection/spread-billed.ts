import { splitBig } from '../allocation/split.ts';
import { compareIds } from '../values/ids.ts';
import { addFacts, factKey } from './merge-facts.ts';
import type { UsageFact } from './usage-fact.ts';
import type { BilledAmount, SpreadUsage } from './usage-puller.ts';

/**
 * Gives usage without a cost its share of what is billed for its day: the amounts of a key are spread over the usage of
 * the same key by list price, by largest remainder with 6 decimals. What no usage explains stays as it was billed, a fact of
 * nobody. The costs sum to what was billed, to the unit (`docs/collectors.md`).
 *
 * @param usage and
 * @param billed of one day, each in any order and in any number of parts
 * @param pricesVersion of the list prices that weighed, which the shares tell
 * @returns the usage, also where nothing was billed for it (its cost is then unknown), and what stays nobody's
 */
export function spreadBilled(
  usage: readonly SpreadUsage[],
  billed: readonly BilledAmount[],
  pricesVersion: string,
): UsageFact[] {
  const usageByKey = Map.groupBy(mergeUsage(usage), ({ spreadKey }) => spreadKey);
  const facts: UsageFact[] = [];
  const explained = new Set<string>();
  for (const [key, amounts] of Map.groupBy(billed, ({ spreadKey }) => spreadKey)) {
    const sharers = (usageByKey.get(key) ?? []).filter(({ weight }) => weight > 0n);
    const isKnown = amounts.every(({ fact }) => fact.cost.usd6 !== null);
    if (sharers.length === 0 || !isKnown) {
      facts.push(...amounts.map(({ fact }) => fact));
      continue;
    }
    explained.add(key);
    facts.push(...share(sharers, amounts, pricesVersion));
  }
  for (const [key, sharers] of usageByKey) {
    facts.push(...sharers.filter(({ weight }) => !explained.has(key) || weight === 0n).map(({ fact }) => fact));
  }
  return facts;
}

/** Rows of one dimension are one sharer, so that pages cannot change who gets a spare unit. */
function mergeUsage(usage: readonly SpreadUsage[]): SpreadUsage[] {
  const groups = Map.groupBy(usage, ({ spreadKey, fact }) => `${spreadKey}\n${factKey(fact)}`);
  return [...groups]
    .sort(([a], [b]) => compareIds(a, b))
    .map(([, rows]) => {
      const [{ spreadKey }] = rows as [SpreadUsage];
      const fact = rows.map((row) => row.fact).reduce(addFacts);
      return { spreadKey, fact, weight: rows.reduce((total, { weight }) => total + weight, 0n) };
    });
}

/** Where amounts differ in their currency or its rate, the first by key says it, so that their order cannot. */
function share(sharers: readonly SpreadUsage[], amounts: readonly BilledAmount[], priceVersion: string): UsageFact[] {
  const total = amounts.reduce((sum, { fact }) => sum + (fact.cost.usd6 ?? 0n), 0n);
  const sign = total < 0n ? -1n : 1n;
  const shares = splitBig(
    sign * total,
    sharers.map(({ weight }) => weight),
  );
  const [first] = amounts.toSorted((a, b) => compareIds(factKey(a.fact), factKey(b.fact))) as [BilledAmount];
  return sharers.map(({ fact }, index) => ({
    ...fact,
    cost: { ...first.fact.cost, usd6: sign * (shares[index] as bigint), priceVersion, amountRaw: null },
  }));
}
