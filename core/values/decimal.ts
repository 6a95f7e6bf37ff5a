/**
 * Exact decimals: a number of `scale` decimals is held as the integer `value × 10^scale`.
 * The only place where decimal text becomes an integer and back.
 */

const PATTERN = /^(-?)(\d+)(?:\.(\d+))?$/;
const NUMBER = /^(-?\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;
/** More than any column can hold, and few enough that `1e999999999` costs no memory. */
const DECIMALS_MAX = 400;

/**
 * Reads plain decimal text (`-12.5`), no exponent, no sign `+`, no blanks.
 * @returns the value in units of `10^-scale`, or `undefined` where the text is no such decimal.
 */
export function parseDecimal(text: string, scale: number): bigint | undefined {
  const match = PATTERN.exec(text);
  if (!match) return undefined;
  const [, sign, whole = '', fraction = ''] = match;
  if (fraction.length > scale) return undefined;
  const units = BigInt(whole + fraction.padEnd(scale, '0'));
  return sign ? -units : units;
}

/**
 * A number of JSON or JavaScript as plain decimal text, without exponent and without zeros at the end of its decimals:
 * `1.50e-3` is `0.0015`. What is no number, or has an exponent that no amount has, stays as it is.
 */
export function plainDecimal(number: string): string {
  const match = NUMBER.exec(number);
  if (!match) return number;
  const [, whole = '', fraction = '', exponent = '0'] = match;
  const decimals = fraction.length - Number(exponent);
  if (Math.abs(decimals) > DECIMALS_MAX) return number;
  const units = BigInt(whole + fraction);
  if (decimals <= 0) return formatDecimal(units * 10n ** BigInt(-decimals), 0);
  return formatDecimal(units, decimals).replace(/\.?0+$/, '');
}

/** Writes units of `10^-scale` with exactly `scale` decimals: `formatDecimal(300000n, 4)` is `30.0000`. */
export function formatDecimal(units: bigint, scale: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  const sign = units < 0n ? '-' : '';
  if (scale === 0) return sign + digits;
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** `numerator / denominator` to the nearest integer, ties to the even one. The denominator is above 0. */
export function divideHalfEven(numerator: bigint, denominator: bigint): bigint {
  const truncated = numerator / denominator;
  const rest = numerator - truncated * denominator;
  if (rest === 0n) return truncated;
  const twice = 2n * (rest < 0n ? -rest : rest);
  const away = twice > denominator || (twice === denominator && truncated % 2n !== 0n);
  if (!away) return truncated;
  return numerator < 0n ? truncated - 1n : truncated + 1n;
}

/** `part` of `whole` in per cent with 2 decimals, half to even; `0.00` of nothing. */
export function percentage(part: bigint, whole: bigint): string {
  return formatDecimal(whole === 0n ? 0n : divideHalfEven(part * 10_000n, whole), 2);
}

/** `1234567.5000` is `1,234,567.5000`, for people. */
export function grouped(digits: bigint | string): string {
  const [whole = '', ...fraction] = digits.toString().split('.');
  return [whole.replace(/\B(?=(\d{3})+$)/g, ','), ...fraction].join('.');
}
