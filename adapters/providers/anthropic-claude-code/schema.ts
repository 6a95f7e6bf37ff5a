import { z } from 'zod';
import * as field from '../../http/answer-fields.ts';
import * as answer from '../answer-fields.ts';

/** Claude Code Analytics. Counts of sessions, lines and commits are not read. */

/** Other kinds of actors may come: their use counts, and is nobody's unless they are named in one of these ways. */
const NAMED_ACTORS = ['user_actor', 'api_actor'];

const actor = z
  .object({ type: field.text, email_address: field.optionalText, api_key_name: field.optionalText })
  .refine(
    ({ type, email_address, api_key_name }) => !NAMED_ACTORS.includes(type) || (email_address ?? api_key_name) !== null,
    'has neither email_address nor api_key_name',
  );

/** `cache_creation` is not split into caches of 5 minutes and of an hour. */
const breakdown = z.object({
  model: field.text,
  tokens: z.object({
    input: field.count,
    output: field.count,
    cache_read: field.count,
    cache_creation: field.count,
  }),
  /** In cents. */
  estimated_cost: z.object({ currency: answer.currency, amount: answer.amount }),
});

const row = z.object({
  /** Documented as a date, shown as an instant. */
  date: field.utcDay,
  actor,
  organization_id: field.optionalText,
  customer_type: field.text,
  subscription_type: field.optionalText,
  terminal_type: field.optionalText,
  is_remote: field.optionalFlag,
  model_breakdown: z.array(breakdown),
});

export type AnalyticsRow = z.infer<typeof row>;

export const analyticsPage = z
  .object({ data: z.array(row), ...answer.pageEnd })
  .refine(answer.hasWayOn, answer.NO_WAY_ON);
