import { calcPrice, findProvider, type MatchLogic, type ModelInfo, type ModelPrice } from '@pydantic/genai-prices';
import { RATE_SCALE } from '../../core/collection/contract-rates.ts';
import type { TokenClass } from '../../core/collection/usage-fact.ts';
import { parseDecimal, plainDecimal } from '../../core/values/decimal.ts';
import type { PlainDate } from '../../core/values/week.ts';
import { isVariant, namesOf } from './model-names.ts';

/** The library and its bundled list, which is never updated over the network: a price book is the same on every day. */
export const LIST_VERSION = 'genai-prices@0.1.8';

/** A rate in units of 10^-12 USD for 1,000,000 tokens, which are those of 10^-18 USD for a token. */
export interface ListRate {
  readonly base: bigint;
  /** Rates that hold for all tokens of a request once its whole input is larger than `start`, by rising `start`. */
  readonly tiers: readonly { readonly start: bigint; readonly rate: bigint }[];
}

export type ListRates = Readonly<Partial<Record<TokenClass, ListRate>>>;

/**
 * Keys of the library by class, the first that is there. A cache write without a duration is one of 5 minutes. No class
 * is priced by another's key: the library would take the input rate for a missing cache rate, we take it for unknown.
 */
const RATE_KEYS: Readonly<Record<TokenClass, readonly string[]>> = {
  inputUncached: ['input_mtok'],
  cacheRead: ['cache_read_mtok'],
  cacheWrite5m: ['cache_write_5m_mtok', 'cache_write_mtok'],
  cacheWrite1h: ['cache_write_1h_mtok'],
  output: ['output_mtok'],
};

/** Models whose makers are remembered, as imports ask for each row: far more than there are. */
const MAKERS_MAX = 10_000;
const MAKERS = new Map<string, string | null>();

/** Who makes the model, by the library's match of its name; null where no name is known. */
export function providerOfModel(modelRaw: string): string | null {
  const known = MAKERS.get(modelRaw);
  if (known !== undefined) return known;
  const maker = makerOf(modelRaw);
  if (MAKERS.size >= MAKERS_MAX) MAKERS.clear();
  MAKERS.set(modelRaw, maker);
  return maker;
}

function makerOf(modelRaw: string): string | null {
  for (const modelId of namesOf(modelRaw)) {
    const provider = findProvider({ modelId });
    if (provider) return provider.id;
  }
  return null;
}

/** What the library calls the model: by its maker's list if it has one, else by that of whoever sells it. */
export function listedName(provider: string, modelRaw: string): string | null {
  const [maker, seller] = [providerOfModel(modelRaw), provider];
  const made = maker === null ? null : find(maker, modelRaw);
  return (made ?? find(seller, modelRaw))?.model.id ?? null;
}

/**
 * The provider's rates on the day; null where they are unknown: its list has no such model, or has prices by the hour of
 * the day, or a fee for each request, none of which a day's tokens tell. A day is one of UTC, as the list's start dates.
 */
export function listRates(provider: string, modelRaw: string, day: PlainDate): ListRates | null {
  const found = find(provider, modelRaw, new Date(`${day}T00:00:00Z`));
  if (!found || found.prices.requests_kcount !== undefined || isByTheHour(found.model)) return null;
  const rates: Partial<Record<TokenClass, ListRate>> = {};
  for (const [name, keys] of Object.entries(RATE_KEYS) as [TokenClass, readonly string[]][]) {
    const rate = toListRate(keys.map((key) => found.prices[key]).find((price) => price !== undefined));
    if (rate) rates[name] = rate;
  }
  return rates;
}

interface Found {
  readonly model: ModelInfo;
  readonly prices: ModelPrice;
}

/** Without a time, which prices are told does not matter. */
function find(providerId: string, modelRaw: string, timestamp = new Date(0)): Found | null {
  for (const name of namesOf(modelRaw)) {
    const result = calcPrice({}, name, { providerId, timestamp });
    if (result && (isSpelt(result.model.match, name) || isVariant(name, result.model.id))) {
      return { model: result.model, prices: result.model_price };
    }
  }
  return null;
}

/** Whether the library lists the very name: then it is that model, whatever else it looks like. */
function isSpelt(match: MatchLogic, name: string): boolean {
  if ('or' in match) return match.or.some((one) => isSpelt(one, name));
  return 'equals' in match && match.equals.toLowerCase() === name;
}

function isByTheHour({ prices }: ModelInfo): boolean {
  return Array.isArray(prices) && prices.some(({ constraint }) => constraint?.type === 'time_of_date');
}

/** Exact, as each number is that of its shortest text; undefined where one has more decimals than a rate. */
function toListRate(price: ModelPrice[string]): ListRate | undefined {
  const { base, tiers } = typeof price === 'object' ? price : { base: price, tiers: [] };
  const exact = toUnits(base);
  if (exact === undefined) return undefined;
  const rates = [];
  for (const tier of tiers) {
    const rate = toUnits(tier.price);
    if (rate === undefined) return undefined;
    rates.push({ start: BigInt(tier.start), rate });
  }
  return { base: exact, tiers: rates.sort((a, b) => Number(a.start - b.start)) };
}

function toUnits(rate: number | undefined): bigint | undefined {
  return rate === undefined ? undefined : parseDecimal(plainDecimal(String(rate)), RATE_SCALE);
}
