import type { PlainDate } from '../values/week.ts';
import { isPlainDate } from '../values/week.ts';
import type { TokenClass } from './usage-fact.ts';

/**
 * What a contract says of the price of a model, for usage of some days. A rate it names holds instead of the list's; a
 * discount takes its per cent off the list's rate of every other class. Rates of long contexts are the list's alone.
 */
export interface ContractRate {
  readonly provider: string;
  /** The canonical name, or that of a model which no list knows. */
  readonly model: string;
  readonly from: PlainDate;
  /** Exclusive; null while it holds. */
  readonly to: PlainDate | null;
  /** USD for 1,000,000 tokens, decimal text of at most 12 decimals. */
  readonly ratesPerMtok?: Readonly<Partial<Record<TokenClass, string>>>;
  /** Per cent, decimal text of at most 6 decimals, `0` to `100`. */
  readonly discountPct?: string;
}

/** Decimals of a rate: one of a token has 6 more, which are those of a price. */
export const RATE_SCALE = 12;
/** Decimals of a discount's per cent. */
export const DISCOUNT_SCALE = 6;
const RATES_MAX = 1_000;
const RATE = new RegExp(`^\\d{1,9}(\\.\\d{1,${RATE_SCALE}})?$`);
const DISCOUNT = new RegExp(`^(100(\\.0{1,${DISCOUNT_SCALE}})?|\\d{1,2}(\\.\\d{1,${DISCOUNT_SCALE}})?)$`);

/** What is wrong with the rates of contracts, one sentence each that names the entry; none where they can be used. */
export function contractRateFaults(rates: readonly ContractRate[]): string[] {
  if (rates.length > RATES_MAX) return [`there are ${rates.length} contract rates; ${RATES_MAX} are enough`];
  return [
    ...rates.flatMap((rate, index) => faultsOf(rate).map((fault) => `${nameOf(rate, index)} ${fault}`)),
    ...overlaps(rates),
  ];
}

/** The entry that holds on the day, of rates without faults. */
export function contractRateOn(
  rates: readonly ContractRate[],
  of: { readonly provider: string; readonly model: string; readonly day: PlainDate },
): ContractRate | undefined {
  return rates.find((rate) => isOfOneModel(rate, of) && rate.from <= of.day && (rate.to === null || of.day < rate.to));
}

function faultsOf({ provider, model, from, to, ratesPerMtok = {}, discountPct }: ContractRate): string[] {
  const own = Object.entries(ratesPerMtok);
  return [
    ...(provider.trim() === '' ? ['names no provider'] : []),
    ...(model.trim() === '' ? ['names no model'] : []),
    ...(isPlainDate(from) ? [] : ['begins on no day YYYY-MM-DD']),
    ...(to === null || isPlainDate(to) ? [] : ['ends on no day YYYY-MM-DD']),
    ...(to !== null && to <= from ? ['ends before it begins'] : []),
    ...(own.length === 0 && discountPct === undefined ? ['has neither a rate nor a discount'] : []),
    ...own.filter(([, rate]) => !RATE.test(rate)).map(([name]) => `has a rate of ${name} that is ${NO_RATE}`),
    ...(discountPct === undefined || DISCOUNT.test(discountPct) ? [] : [`has a discount that is ${NO_DISCOUNT}`]),
  ];
}

const NO_RATE = `no decimal text of at most 9 digits and ${RATE_SCALE} decimals`;
const NO_DISCOUNT = `no decimal text from 0 to 100 of at most ${DISCOUNT_SCALE} decimals`;

/** Two entries that would both hold on a day: which one should be taken cannot be told. */
function overlaps(rates: readonly ContractRate[]): string[] {
  return rates.flatMap((later, index) =>
    rates
      .slice(0, index)
      .flatMap((earlier, at) => (isAtOnce(earlier, later) ? [{ earlier, at }] : []))
      .map(({ earlier, at }) => `${nameOf(later, index)} overlaps ${nameOf(earlier, at)}`),
  );
}

function isAtOnce(a: ContractRate, b: ContractRate): boolean {
  const isBefore = (one: ContractRate, other: ContractRate) => one.to !== null && one.to <= other.from;
  return isOfOneModel(a, b) && !isBefore(a, b) && !isBefore(b, a);
}

type ModelKey = Pick<ContractRate, 'provider' | 'model'>;

function isOfOneModel(a: ModelKey, b: ModelKey): boolean {
  return a.provider === b.provider && a.model === b.model;
}

/** `contract rate 2 (anthropic claude-opus-5 from 2026-03-01)`, counted from 1. */
function nameOf({ provider, model, from }: ContractRate, index: number): string {
  return `contract rate ${index + 1} (${provider} ${model} from ${from})`;
}
