import { z } from 'zod';
import { NumberText } from '../../core/values/number-text.ts';
import { isPlainDate, isTimeZone } from '../../core/values/week.ts';

/** Fields that the answers of several sources have. Numbers come as they were written. */

export const number = z.instanceof(NumberText, { error: 'is no number' });
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

export const text = z.string().max(TEXT_MAX);

/** Text that may be null, empty or missing: all three say nothing. */
export const optionalText = text.nullish().transform((value) => value || null);

/** An id that is a number in one place and text in another. */
export const optionalId = z
  .union([text, number.transform((value) => value.text)])
  .nullish()
  .transform((value) => value || null);

/** An id that is there. */
export const id = z.union([text.min(1), number.transform((value) => value.text)], { error: 'is no id' });

/** Whole seconds, as number or as text; below 0 too. */
export const seconds = z
  .union([number.transform((value) => value.text), z.string()], { error: 'is no number of seconds' })
  .transform((value, context) => {
    if (/^-?\d{1,12}$/.test(value)) return Number(value);
    context.addIssue({ code: 'custom', message: 'is no whole number of seconds' });
    return z.NEVER;
  });

export const optionalFlag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? null);

export const optionalCount = count.nullish().transform((value) => value ?? null);

export const plainDate = z.string().refine(isPlainDate, 'is no date');

/** An instant that says its offset, in UTC; null where there is none, or a date alone. */
export const optionalInstant = optionalText.transform((value, context) => {
  if (value === null || !OFFSET.test(value)) return null;
  const ms = Date.parse(value);
  if (!Number.isNaN(ms)) return new Date(ms).toISOString();
  context.addIssue({ code: 'custom', message: 'is no instant' });
  return z.NEVER;
});

export const timeZone = z.string().refine(isTimeZone, 'is no time zone of IANA');

/** A date, or the day in UTC of an instant that says its offset. */
export const utcDay = z
  .string()
  .transform((value) => (OFFSET.test(value) ? dayAt(Date.parse(value)) : value))
  .refine(isPlainDate, 'is no date');

function dayAt(ms: number): string {
  return Number.isNaN(ms) ? '' : new Date(ms).toISOString().slice(0, 10);
}
