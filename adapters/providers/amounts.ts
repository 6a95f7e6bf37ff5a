import type { CostKind, CostOrigin, FactCost } from '../../core/collection/usage-fact.ts';
import { USD6_SCALE } from '../../core/values/money.ts';
import { multiplyRatios, type Ratio, ratio, roundRatio } from '../../core/values/ratio.ts';

/** An amount with the text that its source wrote. */
export interface RawAmount {
  readonly text: string;
  readonly value: Ratio;
}

/** USD for one of a currency, decimal text of at most 8 decimals: `{"EUR": "1.08"}`. */
export type Rates = Readonly<Record<string, string>>;

/** Digits of the amounts of this world, and of what floats leave of them. */
const PATTERN = /^(-?)(\d{1,30})(?:\.(\d{1,60}))?(?:[eE]([+-]?\d{1,2}))?$/;
const RATE = /^\d{1,9}(\.\d{1,8})?$/;
const USD6 = ratio(10n ** BigInt(USD6_SCALE));

/** How much of the whole currency an amount's unit is. */
export const CENTS = ratio(1n, 100n);
export const WHOLE = ratio(1n);

/** Reads decimal text, with an exponent too (`1e-05`), exactly; `undefined` where it is no such number. */
export function parseAmount(text: string): RawAmount | undefined {
  const match = PATTERN.exec(text);
  if (!match) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const digits = BigInt(whole + fraction) * (sign ? -1n : 1n);
  const scale = Number(exponent) - fraction.length;
  const power = 10n ** BigInt(Math.abs(scale));
  return { text, value: scale < 0 ? ratio(digits, power) : ratio(digits * power) };
}

interface Told {
  readonly value: Ratio;
  /** The source's own text of it; null where several were summed. */
  readonly text: string | null;
  readonly unit: Ratio;
  /** As the source writes it, in any letters. */
  readonly currency: string;
  readonly kind: CostKind;
  readonly origin: CostOrigin;
}

/** Makes costs of amounts: exact to the micro-dollar, half to even below it. */
export type CostOf = (told: Told) => FactCost;

/**
 * @param rates without one, the cost of another currency than USD stays unknown; the amount as written is kept
 * @throws RangeError where a rate is no decimal
 */
export function costsBy(rates: Rates): CostOf {
  const known = new Map(
    Object.entries(rates).map(([currency, rate]) => [currency.toUpperCase(), rateOf(currency, rate)]),
  );
  return ({ value, text, unit, currency: told, kind, origin }) => {
    const currency = told.toUpperCase();
    const rate = currency === 'USD' ? WHOLE : known.get(currency)?.value;
    const usd6 =
      rate === undefined ? null : roundRatio(multiplyRatios(multiplyRatios(value, unit), multiplyRatios(rate, USD6)));
    return {
      usd6,
      kind,
      origin: usd6 === null ? null : origin,
      priceVersion: null,
      amountRaw: text,
      currency,
      currencyRate: currency === 'USD' ? null : (known.get(currency)?.text ?? null),
    };
  };
}

/** Nothing is told of a cost. */
export const NO_COST: FactCost = {
  usd6: null,
  kind: 'BILLED',
  origin: null,
  priceVersion: null,
  amountRaw: null,
  currency: null,
  currencyRate: null,
};

function rateOf(currency: string, text: string): RawAmount {
  const rate = RATE.test(text) ? parseAmount(text) : undefined;
  if (rate) return rate;
  throw new RangeError(`rates.${currency}: is no decimal of at most 8 decimals`);
}
