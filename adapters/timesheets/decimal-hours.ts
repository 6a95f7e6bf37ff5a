import { z } from 'zod';
import { divideHalfEven, parseDecimal, plainDecimal } from '../../core/values/decimal.ts';
import { number } from '../http/answer-fields.ts';

/** More than a number of JSON has. */
const DECIMALS_MAX = 30;
const SECONDS_PER_HOUR = 3600n;

/**
 * Decimal hours, as their answer spells them, in whole seconds, half to even (`docs/connectors.md`, rule 2).
 * @returns `undefined` where the text is no decimal number, or more seconds than are counted exactly
 */
export function secondsOfHours(text: string): number | undefined {
  const units = parseDecimal(plainDecimal(text), DECIMALS_MAX);
  if (units === undefined) return undefined;
  const seconds = Number(divideHalfEven(units * SECONDS_PER_HOUR, 10n ** BigInt(DECIMALS_MAX)));
  return Number.isSafeInteger(seconds) ? seconds : undefined;
}

/** Decimal hours of an answer, as number or as text, in whole seconds. */
export const decimalHours = z
  .union([number.transform(({ text }) => text), z.string()], { error: 'is no number of hours' })
  .transform((text, context) => {
    const seconds = secondsOfHours(text);
    if (seconds !== undefined) return seconds;
    context.addIssue({ code: 'custom', message: 'is no decimal number of hours' });
    return z.NEVER;
  });
