import { divideHalfEven } from './decimal.ts';

/** Hours are whole hundredths, `7.50` is 750: integers far below 2^53, so every sum and product here is exact. */
export type HoursHundredths = number;

/** 9 digits before the point: longer text is no working time, and sums of thousands of entries stay exact. */
const PATTERN = /^(-?)(\d{1,9})(?:\.(\d{1,2}))?$/;

/** Decimal text of at most 2 decimals (`-0.25`) in hundredths; `undefined` where it is anything else. */
export function parseHours(text: string): HoursHundredths | undefined {
  const match = PATTERN.exec(text);
  if (!match) return undefined;
  const [, sign, whole = '', fraction = ''] = match;
  const hundredths = Number(whole) * 100 + Number(fraction.padEnd(2, '0'));
  return sign && hundredths !== 0 ? -hundredths : hundredths;
}

/** `2000` is `20.00`. */
export function formatHours(hundredths: HoursHundredths): string {
  const digits = Math.abs(hundredths).toString().padStart(3, '0');
  return `${hundredths < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Planned hours scaled by `activeDays` of the week's five working days, half to even: for display, never a weight. */
export function scaleToActiveDays(hundredthsTimesDays: number): HoursHundredths {
  return Number(divideHalfEven(BigInt(hundredthsTimesDays), 5n));
}
