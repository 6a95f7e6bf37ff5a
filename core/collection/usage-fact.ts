import type { PlainDate } from '../values/week.ts';

/** By what a source names who used a tool; NONE where it names nobody. */
export const ACTOR_KINDS = ['EMAIL', 'USER_ID', 'API_KEY', 'SERVICE_ACCOUNT', 'OS_USER', 'NONE'] as const;
export type ActorKind = (typeof ACTOR_KINDS)[number];

export interface Actor {
  readonly kind: ActorKind;
  /** As the source names it, an e-mail address in lower case; null for NONE alone. */
  readonly id: string | null;
}

export const NOBODY: Actor = { kind: 'NONE', id: null };

/** BILLED is charged, NOTIONAL the list price of what a subscription or allowance covers, SEAT a fee per head. */
export const COST_KINDS = ['BILLED', 'NOTIONAL', 'SEAT'] as const;
export type CostKind = (typeof COST_KINDS)[number];

/** Who made the amount: the source from its books, the source by estimate, or we from prices. */
export const COST_ORIGINS = ['REPORTED', 'ESTIMATED', 'COMPUTED'] as const;
export type CostOrigin = (typeof COST_ORIGINS)[number];

/** Disjoint classes of tokens: a token is in one of them. */
export const TOKEN_CLASSES = ['inputUncached', 'cacheRead', 'cacheWrite5m', 'cacheWrite1h', 'output'] as const;
export type TokenClass = (typeof TOKEN_CLASSES)[number];
/** Null where the source does not report the class. */
export type TokenCounts = Readonly<Record<TokenClass, bigint | null>>;

export interface FactCost {
  /** Null where it is unknown: that is never 0. */
  readonly usd6: bigint | null;
  readonly kind: CostKind;
  /** Null where the cost is unknown. */
  readonly origin: CostOrigin | null;
  /** Of the prices that a COMPUTED cost was made with. */
  readonly priceVersion: string | null;
  /** The amount as the source wrote it, in its own unit; null where it wrote none, or where several were summed. */
  readonly amountRaw: string | null;
  /** ISO 4217 in capitals. */
  readonly currency: string | null;
  /** USD for one of the currency, decimal text of at most 8 decimals; null where the currency is USD. */
  readonly currencyRate: string | null;
}

/**
 * What a source reports of a day, an actor and a model: a row of `ai_usage_daily` (`docs/collectors.md`). Facts stay as
 * they came: who the actor is stands elsewhere.
 */
export interface UsageFact {
  readonly usageDate: PlainDate;
  readonly actor: Actor;
  /** Who is paid for the model, as `anthropic`. */
  readonly provider: string;
  readonly modelRaw: string | null;
  /** The canonical name; null where it is unknown. */
  readonly model: string | null;
  readonly tokens: TokenCounts;
  /** A subset of the output. */
  readonly tokensReasoning: bigint | null;
  readonly requests: bigint | null;
  readonly cost: FactCost;
  /** What the row really covers: ISO instants, the end exclusive, and the zone whose days they are. */
  readonly period: { readonly start: string; readonly end: string; readonly zone: string };
  /** Other dimensions of the source, by its own names. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** Nothing is reported of any class. */
export const NO_TOKENS: TokenCounts = {
  inputUncached: null,
  cacheRead: null,
  cacheWrite5m: null,
  cacheWrite1h: null,
  output: null,
};

/** Tokens that the weekly table counts (contract 1): uncached input, cache writes and output; null if none is reported. */
export function countedTokens({ inputUncached, cacheWrite5m, cacheWrite1h, output }: TokenCounts): bigint | null {
  return addReported(addReported(inputUncached, cacheWrite5m), addReported(cacheWrite1h, output));
}

/** The sum of what is reported; null where neither is. */
export function addReported(a: bigint | null, b: bigint | null): bigint | null {
  if (a === null) return b;
  return b === null ? a : a + b;
}
