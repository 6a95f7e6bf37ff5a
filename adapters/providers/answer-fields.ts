import { z } from 'zod';
import { number, text } from '../http/answer-fields.ts';
import { parseAmount } from './amounts.ts';

/** Fields that the answers of several providers have, beside those of any source. */

/** A decimal, as number or as text. */
export const amount = z
  .union([number.transform(({ text }) => text), z.string()], { error: 'is no decimal' })
  .transform((text, context) => {
    const read = parseAmount(text);
    if (read) return read;
    context.addIssue({ code: 'custom', message: 'is no decimal' });
    return z.NEVER;
  });

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
