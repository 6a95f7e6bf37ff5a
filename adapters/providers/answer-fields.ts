import { z } from 'zod';
import { NumberText } from '../../core/values/number-text.ts';
import { isPlainDate } from '../../core/values/week.ts';
import { parseAmount } from './amounts.ts';

/** Fields that the answers of several providers have. Numbers come as they were written. */

const number = z.instanceof(NumberText, { error: 'is no number' });
/** A row names things by it: longer text is none of its names. */
const TEXT_MAX = 1_000;
const OFFSET = /T.*(Z|[+-]\d{2}:?\d{2})$/;

/** A whole number, not below 0. */
export const count = number.transform(({ text }, context) => {
  if (/^\d{1,18}$/.test(text)) return BigInt(text);
  context.addIssue({ code: 'custom', message: 'is no whole number from 0 to 10^18 - 1' });
  return z.NEVER;
});

export const smallCount = count.transform(Number);

/** A decimal, as number or as text. */
export const amount = z
  .union([number.transform(({ text }) => text), z.string()], { error: 'is no decimal' })
  .transform((text, context) => {
    const read = parseAmount(text);
    if (read) return read;
    context.addIssue({ code: 'custom', message: 'is no decimal' });
    return z.NEVER;
  });

export const text = z.string().max(TEXT_MAX);

/** Text that may be null, empty or missing: all three say nothing. */
export const optionalText = text.nullish().transform((value) => value || null);

/** An id that is a number in one place and text in another. */
export const optionalId = z
  .union([text, number.transform((value) => value.text)])
  .nullish()
  .transform((value) => value || null);

export const optionalFlag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? null);

export const optionalCount = count.nullish().transform((value) => value ?? null);

/** A date, or the day in UTC of an instant that says its offset. */
export const utcDay = z
  .string()
  .transform((value) => (OFFSET.test(value) ? dayAt(Date.parse(value)) : value))
  .refine(isPlainDate, 'is no date');

export const currency = z.string().regex(/^[A-Za-z]{3}$/, 'is no currency code');

/** The token of the next page; null after the last one. */
export const pageEnd = {
  has_more: z.boolean(),
  next_page: text.max(1_500).nullish(),
};

/** A page that says there are more, and not where, would be asked for again and again. */
export function hasWayOn({
  has_more,
  next_page,
}: {
  has_more: boolean;
  next_page?: string | null | undefined;
}): boolean {
  return !has_more || Boolean(next_page);
}

export const NO_WAY_ON = { path: ['next_page'], message: 'is empty though has_more is true' };

/** The end of a list that goes on behind its last id. */
export const listEnd = {
  has_more: z.boolean(),
  last_id: text.nullish(),
};

function dayAt(ms: number): string {
  return Number.isNaN(ms) ? '' : new Date(ms).toISOString().slice(0, 10);
}
