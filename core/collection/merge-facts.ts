import { compareIds } from '../values/ids.ts';
import { addReported, type TokenCounts, type UsageFact } from './usage-fact.ts';

/** What tells facts of one day apart. Those of one key are one row; an unknown cost is never summed with a known one. */
export function factKey({ actor, provider, modelRaw, cost, period, attributes }: UsageFact): string {
  const dimensions = Object.entries(attributes).sort(([a], [b]) => compareIds(a, b));
  const money = [cost.kind, cost.origin, cost.priceVersion, cost.currency, cost.currencyRate, cost.usd6 === null];
  return JSON.stringify([actor.kind, actor.id, provider, modelRaw, money, Object.values(period), dimensions]);
}

/** Facts of one day, those of one key summed, by key ascending whatever order they came in. */
export class FactSum {
  readonly #facts = new Map<string, UsageFact>();

  add(fact: UsageFact): void {
    const key = factKey(fact);
    const before = this.#facts.get(key);
    this.#facts.set(key, before ? addFacts(before, fact) : fact);
  }

  list(): UsageFact[] {
    return [...this.#facts].sort(([a], [b]) => compareIds(a, b)).map(([, fact]) => fact);
  }
}

/** Of one key. */
export function addFacts(a: UsageFact, b: UsageFact): UsageFact {
  return {
    ...a,
    tokens: addTokens(a.tokens, b.tokens),
    tokensReasoning: addReported(a.tokensReasoning, b.tokensReasoning),
    requests: addReported(a.requests, b.requests),
    cost: { ...a.cost, usd6: addReported(a.cost.usd6, b.cost.usd6), amountRaw: null },
  };
}

/** Class by class, what is reported. */
export function addTokens(a: TokenCounts, b: TokenCounts): TokenCounts {
  return {
    inputUncached: addReported(a.inputUncached, b.inputUncached),
    cacheRead: addReported(a.cacheRead, b.cacheRead),
    cacheWrite5m: addReported(a.cacheWrite5m, b.cacheWrite5m),
    cacheWrite1h: addReported(a.cacheWrite1h, b.cacheWrite1h),
    output: addReported(a.output, b.output),
  };
}
