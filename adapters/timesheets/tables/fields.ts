import { z } from 'zod';
import { parseHours } from '../../../core/values/hours.ts';
import { IDENTIFIER } from '../../../core/values/ids.ts';
import { isPlainDate } from '../../../core/values/week.ts';

/** Fields of CSV files that people write; an empty one is null. Hours become hundredths here. */

export const id = z.string('is empty').regex(IDENTIFIER, 'must be 1 to 64 of A-Z a-z 0-9 . _ @ -');
export const text = z.string('is empty').max(1000, 'is longer than 1,000 characters');
export const day = z.string('is empty').refine(isPlainDate, 'must be a day, YYYY-MM-DD');
export const flag = z
  .string('is empty')
  .regex(/^(true|false)$/i, 'must be true or false')
  .transform((word) => word.toLowerCase() === 'true');
export const hours = z.string('is empty').transform((given, context) => {
  const hundredths = parseHours(given);
  if (hundredths !== undefined) return hundredths;
  context.addIssue('must be decimal text of at most 2 decimals, e.g. 7.50');
  return z.NEVER;
});
export const hoursFromZero = hours.refine((hundredths) => hundredths >= 0, 'must not be negative');
