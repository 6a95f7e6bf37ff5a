import type { PlainDate } from '../values/week.ts';
import { addReported, type TokenCounts, type UsageFact } from './usage-fact.ts';
import type { ImportedRecord, SkippedRecord } from './usage-import.ts';

/** Of what is skipped, those that are told one by one. */
const TOLD_MAX = 1_000;

/** What became of the records of an import. */
export class ImportTally {
  /** Records that count, of which facts are made. */
  counted = 0;
  /** Copies of records that count. */
  duplicates = 0;
  skippedCount = 0;
  /** The first 1,000. */
  readonly skipped: SkippedRecord[] = [];
  readonly #facts = new Map<string, UsageFact>();

  add(record: ImportedRecord): void {
    if (record.kind === 'SKIPPED') {
      this.skippedCount += 1;
      if (this.skipped.length < TOLD_MAX) this.skipped.push(record);
      return;
    }
    const { records = 1 } = record;
    if (record.kind === 'DUPLICATE') this.duplicates += records;
    else {
      this.counted += records;
      this.#addFact(record.fact);
    }
  }

  /** All that was met. */
  get records(): number {
    return this.counted + this.duplicates + this.skippedCount;
  }

  /** By day, the first day first; in each the facts in the order of their keys. */
  days(): [day: PlainDate, facts: UsageFact[]][] {
    const sorted = [...this.#facts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, fact]) => fact);
    return [...Map.groupBy(sorted, ({ usageDate }) => usageDate)];
  }

  #addFact(fact: UsageFact): void {
    const key = keyOf(fact);
    const known = this.#facts.get(key);
    this.#facts.set(key, known ? sumOf(known, fact) : fact);
  }
}

/**
 * What two facts must share to be one. A fact without cost stays apart from one that has it: their sum would pass for
 * the cost of both.
 */
function keyOf({ usageDate, actor, provider, modelRaw, model, cost, period, attributes }: UsageFact): string {
  const { kind, origin, priceVersion, currency, currencyRate, usd6 } = cost;
  return JSON.stringify([
    usageDate,
    [actor.kind, actor.id],
    [provider, modelRaw, model],
    [kind, origin, priceVersion, currency, currencyRate, usd6 === null],
    [period.start, period.end, period.zone],
    Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)),
  ]);
}

function sumOf(a: UsageFact, b: UsageFact): UsageFact {
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
