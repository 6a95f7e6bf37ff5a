import { type ContractRate, contractRateOn, DISCOUNT_SCALE, RATE_SCALE } from '../../core/collection/contract-rates.ts';
import type { PriceBook, PricedUsage } from '../../core/collection/price-book.ts';
import { addReported, TOKEN_CLASSES, type TokenClass, type TokenCounts } from '../../core/collection/usage-fact.ts';
import { divideHalfEven, parseDecimal } from '../../core/values/decimal.ts';
import type { Sha256 } from '../../core/values/hash.ts';
import { LIST_VERSION, type ListRate, type ListRates, listedName, listRates } from './list-prices.ts';
import { namesOf } from './model-names.ts';

/** The list's rates times this, less a discount: whole numbers alone are multiplied. */
const WHOLE = 100n * 10n ** BigInt(DISCOUNT_SCALE);
const NO_RATES: ListRates = {};
/** Distinct models and days that are remembered: far more than an import has. */
const REMEMBERED_MAX = 10_000;

/**
 * Prices by the list of the library `genai-prices` and by the company's own contracts. Amounts are exact products of
 * tokens and rates; only a discount may leave decimals that a price has not, which round half to even. Rates of long
 * contexts apply to one request alone: what sums many is priced at base rates, as no sum tells how large a request was.
 * Searches and other fees beside tokens are no part of a price.
 * @param contracts without faults (`contractRateFaults`)
 */
export class ListPriceBook implements PriceBook {
  readonly version: string;
  readonly #contracts: readonly ContractRate[];
  readonly #names = new Map<string, string | null>();
  readonly #rates = new Map<string, ListRates | null>();

  constructor(contracts: readonly ContractRate[], sha256: Sha256) {
    this.#contracts = contracts;
    const own = contracts.length === 0 ? '' : `+${sha256(JSON.stringify(contracts)).slice(0, 8)}`;
    this.version = LIST_VERSION + own;
  }

  canonicalName(provider: string, modelRaw: string): string | null {
    return remembered(
      this.#names,
      `${provider}\n${modelRaw}`,
      () => this.#contractedName(provider, modelRaw) ?? listedName(provider, modelRaw),
    );
  }

  price({ provider, modelRaw, day, tokens, isOneRequest }: PricedUsage): bigint | null {
    if (TOKEN_CLASSES.every((name) => tokens[name] === null)) return null;
    const model = this.canonicalName(provider, modelRaw);
    const contract = model === null ? undefined : contractRateOn(this.#contracts, { provider, model, day });
    const list = remembered(this.#rates, `${day}\n${provider}\n${modelRaw}`, () => listRates(provider, modelRaw, day));
    if (!contract && !list) return null;
    const input = isOneRequest ? inputOf(tokens) : 0n;
    let sum = 0n;
    for (const name of TOKEN_CLASSES) {
      const count = tokens[name] ?? 0n;
      if (count === 0n) continue;
      const rate = ownRate(contract, name) ?? reducedRate(contract, (list ?? NO_RATES)[name], input);
      if (rate === undefined) return null;
      sum += count * rate;
    }
    return divideHalfEven(sum, WHOLE);
  }

  /** A name of a contract beats the list's: a contract may name what no list tells apart. */
  #contractedName(provider: string, modelRaw: string): string | undefined {
    const own = this.#contracts.filter((rate) => rate.provider === provider);
    if (own.length === 0) return undefined;
    return namesOf(modelRaw)
      .map((name) => own.find(({ model }) => model.toLowerCase() === name)?.model)
      .find((model) => model !== undefined);
  }
}

/** All tokens that went into a request: they decide on the rate of a long context. */
function inputOf({ inputUncached, cacheRead, cacheWrite5m, cacheWrite1h }: TokenCounts): bigint {
  return addReported(addReported(inputUncached, cacheRead), addReported(cacheWrite5m, cacheWrite1h)) ?? 0n;
}

function ownRate(contract: ContractRate | undefined, name: TokenClass): bigint | undefined {
  const text = contract?.ratesPerMtok?.[name];
  return text === undefined ? undefined : units(text, RATE_SCALE) * WHOLE;
}

function reducedRate(
  contract: ContractRate | undefined,
  rate: ListRate | undefined,
  input: bigint,
): bigint | undefined {
  if (!rate) return undefined;
  const reached = rate.tiers.findLast(({ start }) => input > start);
  const discountPct = contract?.discountPct;
  const left = discountPct === undefined ? WHOLE : WHOLE - units(discountPct, DISCOUNT_SCALE);
  return (reached?.rate ?? rate.base) * left;
}

function units(text: string, scale: number): bigint {
  return parseDecimal(text, scale) as bigint;
}

function remembered<Value>(known: Map<string, Value>, key: string, make: () => Value): Value {
  const value = known.get(key);
  if (value !== undefined) return value;
  const made = make();
  if (known.size >= REMEMBERED_MAX) known.clear();
  known.set(key, made);
  return made;
}
