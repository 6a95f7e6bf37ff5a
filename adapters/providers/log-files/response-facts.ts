import { addTokens } from '../../../core/collection/merge-facts.ts';
import { PRICE_SCALE } from '../../../core/collection/price-book.ts';
import {
  addReported,
  type CostOrigin,
  NO_TOKENS,
  type TokenCounts,
  type UsageFact,
} from '../../../core/collection/usage-fact.ts';
import type { ImportedRecord, ImportSettings } from '../../../core/collection/usage-import.ts';
import type { ZoneDays } from '../../../core/collection/zone-days.ts';
import { divideHalfEven } from '../../../core/values/decimal.ts';
import { USD6_SCALE } from '../../../core/values/money.ts';

/** What responses have in common that are summed to one fact. */
export interface Series {
  readonly provider: string;
  readonly modelRaw: string | null;
  readonly attributes: Readonly<Record<string, string>>;
  /** Whether the price of the model is that of the response: not where the service was asked for something dearer. */
  readonly isListPriced: boolean;
}

export interface CountedResponse {
  readonly instantMs: number;
  readonly tokens: TokenCounts;
  readonly tokensReasoning: bigint | null;
  /** As the tool itself estimated it, in units of 10^-18 USD with its text; null where it did not. */
  readonly reported: { readonly usd18: bigint; readonly text: string } | null;
}

interface Sum {
  readonly day: string;
  readonly series: Series;
  readonly origin: CostOrigin | null;
  tokens: TokenCounts;
  tokensReasoning: bigint | null;
  usd18: bigint;
  responses: number;
  amountRaw: string | null;
}

const ROUNDING = 10n ** BigInt(PRICE_SCALE - USD6_SCALE);

/**
 * Sums responses to facts of a day and a series. Costs are summed exactly and rounded once. What is not priced stands in
 * facts of its own, as the cost of a part must not pass for that of the whole.
 */
export class ResponseFacts {
  readonly #settings: ImportSettings;
  readonly #days: ZoneDays;
  readonly #sums = new Map<Series, Map<string, Sum>>();

  constructor(settings: ImportSettings, days: ZoneDays) {
    this.#settings = settings;
    this.#days = days;
  }

  /** @param series one object for all responses of a series */
  add(series: Series, response: CountedResponse): void {
    const day = this.#days.dayOf(response.instantMs);
    const cost = this.#costOf(series, response, day);
    const sum = this.#sumOf(series, day, cost.origin);
    sum.tokens = addTokens(sum.tokens, response.tokens);
    sum.tokensReasoning = addReported(sum.tokensReasoning, response.tokensReasoning);
    sum.usd18 += cost.usd18;
    sum.responses += 1;
    sum.amountRaw = sum.responses === 1 ? (response.reported?.text ?? null) : null;
  }

  *records(): Generator<ImportedRecord> {
    for (const sums of this.#sums.values()) {
      for (const sum of sums.values()) yield { kind: 'COUNTED', fact: this.#factOf(sum), records: sum.responses };
    }
  }

  #costOf({ provider, modelRaw, isListPriced }: Series, { tokens, reported }: CountedResponse, day: string) {
    if (reported) return { usd18: reported.usd18, origin: 'ESTIMATED' } as const;
    const usd18 =
      modelRaw === null || !isListPriced
        ? null
        : this.#settings.prices.price({ provider, modelRaw, day, tokens, isOneRequest: true });
    return usd18 === null ? ({ usd18: 0n, origin: null } as const) : ({ usd18, origin: 'COMPUTED' } as const);
  }

  #sumOf(series: Series, day: string, origin: CostOrigin | null): Sum {
    const sums = this.#sums.get(series) ?? new Map<string, Sum>();
    this.#sums.set(series, sums);
    const key = origin === null ? day : day + origin;
    const known = sums.get(key);
    if (known) return known;
    const none = { tokens: NO_TOKENS, tokensReasoning: null, usd18: 0n, responses: 0, amountRaw: null };
    const sum: Sum = { day, series, origin, ...none };
    sums.set(key, sum);
    return sum;
  }

  #factOf({ day, series, origin, tokens, tokensReasoning, usd18, responses, amountRaw }: Sum): UsageFact {
    const { provider, modelRaw, attributes } = series;
    const { actor, prices } = this.#settings;
    return {
      usageDate: day,
      actor,
      provider,
      modelRaw,
      model: modelRaw === null ? null : prices.canonicalName(provider, modelRaw),
      tokens,
      tokensReasoning,
      requests: BigInt(responses),
      cost: {
        usd6: origin === null ? null : divideHalfEven(usd18, ROUNDING),
        kind: 'NOTIONAL',
        origin,
        priceVersion: origin === 'COMPUTED' ? prices.version : null,
        amountRaw,
        currency: origin === null ? null : 'USD',
        currencyRate: null,
      },
      period: this.#days.periodOf(day),
      attributes,
    };
  }
}
