import type { PlainDate } from '../values/week.ts';
import type { TokenCounts } from './usage-fact.ts';

/** Decimals of a computed price, before it is rounded to the lake's 6: rates per token have many. */
export const PRICE_SCALE = 18;

/** What is priced: the tokens of one request, or of many where a source tells no more. */
export interface PricedUsage {
  readonly provider: string;
  /** As the source names it. */
  readonly modelRaw: string;
  /** The rates that held on that day. */
  readonly day: PlainDate;
  readonly tokens: TokenCounts;
  /** Whether the tokens are those of one request: only then do rates of long contexts apply. */
  readonly isOneRequest: boolean;
}

/** Rates by model and day. */
export interface PriceBook {
  /** Of everything the prices rest on, as `genai-prices@0.1.8+contract`. */
  readonly version: string;
  /** The canonical name of a model; null where it is unknown. */
  canonicalName(provider: string, modelRaw: string): string | null;
  /** In units of 10^-18 USD, exact; null where the model, or the rate of a class it used, is unknown: that is never 0. */
  price(usage: PricedUsage): bigint | null;
}
