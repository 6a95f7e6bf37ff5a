import { z } from 'zod';
import { fromNumberTextJson, NumberText } from '../../core/values/number-text.ts';
import { parseAmount, type RawAmount } from './amounts.ts';

const COUNT = /^\d{1,18}$/;

/**
 * Parses JSON with its numbers as the text they were written in, so that none passes through a binary float.
 * @throws SyntaxError where it is none, or is nested deeper than can be read
 */
export function parseExact(json: string): unknown {
  try {
    return fromNumberTextJson(json);
  } catch (error) {
    if (error instanceof RangeError) throw new SyntaxError('nested too deeply', { cause: error });
    throw error;
  }
}

const numberText = z.instanceof(NumberText).transform(({ text }) => text);
const digits = z.union([numberText, z.string()], 'is no number');

/** A whole number of 0 or more, as a number or, as 64-bit integers are written, as text. `450.0` is one too. */
export const count = digits.transform((text, context): bigint => {
  const whole = text.replace(/\.0+$/, '');
  if (COUNT.test(whole)) return BigInt(whole);
  context.addIssue({ code: 'custom', message: 'is no whole number from 0 to 18 digits' });
  return z.NEVER;
});

/** An amount of money in whatever unit, as a number or as text, with the text it was written in. */
export const amount = digits.transform((text, context): RawAmount => {
  const parsed = parseAmount(text);
  if (parsed) return parsed;
  context.addIssue({ code: 'custom', message: 'is no decimal number' });
  return z.NEVER;
});

/** `daily.3.inputTokens is no whole number …`: the first fault, and none of the content. */
export function faultOf({ issues }: z.core.$ZodError): string {
  const [first] = issues;
  const place = first?.path.join('.') || 'the document';
  const message = first?.message ?? 'is not of the expected shape';
  return /^(is|has|names) /.test(message) ? `${place} ${message}` : `${place} is not of the expected shape`;
}
