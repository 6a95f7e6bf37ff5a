import { divideHalfEven } from './decimal.ts';

/** An exact fraction; the denominator is above 0. */
export interface Ratio {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

export function ratio(numerator: bigint, denominator = 1n): Ratio {
  return { numerator, denominator };
}

export function addRatios(a: Ratio, b: Ratio): Ratio {
  return reduced(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
}

export function multiplyRatios(a: Ratio, b: Ratio): Ratio {
  return reduced(a.numerator * b.numerator, a.denominator * b.denominator);
}

/** Below 0, 0 or above, as a sort wants it. */
export function compareRatios(a: Ratio, b: Ratio): number {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator;
  return difference === 0n ? 0 : difference < 0n ? -1 : 1;
}

/** The nearest integer, ties to the even one. */
export function roundRatio({ numerator, denominator }: Ratio): bigint {
  return divideHalfEven(numerator, denominator);
}

/** The smallest multiple of `unit` that is not below it; for what is not below 0. */
export function ceilRatio({ numerator, denominator }: Ratio, unit: bigint): bigint {
  const step = denominator * unit;
  return ((numerator + step - 1n) / step) * unit;
}

function reduced(numerator: bigint, denominator: bigint): Ratio {
  let [a, b] = [numerator < 0n ? -numerator : numerator, denominator];
  while (b !== 0n) [a, b] = [b, a % b];
  return a === 0n ? { numerator, denominator } : { numerator: numerator / a, denominator: denominator / a };
}
