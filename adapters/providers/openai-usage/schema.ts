import { z } from 'zod';
import * as field from '../../http/answer-fields.ts';
import * as answer from '../answer-fields.ts';

/** Usage of completions, costs, and rosters of the administration API. Times are unix seconds. */

const usageRow = z.object({
  /** With what came from caches and went into them. */
  input_tokens: field.count,
  input_cached_tokens: field.optionalCount,
  input_cache_write_tokens: field.optionalCount,
  input_uncached_tokens: field.optionalCount,
  output_tokens: field.count,
  num_model_requests: field.count,
  project_id: field.optionalText,
  user_id: field.optionalText,
  api_key_id: field.optionalText,
  model: field.optionalText,
  batch: field.optionalFlag,
  service_tier: field.optionalText,
});

export type UsageRow = z.infer<typeof usageRow>;

const costRow = z.object({
  /** In dollars: a number as documented, text as others have met it. */
  amount: z.object({ value: answer.amount, currency: answer.currency }),
  /** Free text, as `gpt-5.4, input`. */
  line_item: field.optionalText,
  project_id: field.optionalText,
});

export type CostRow = z.infer<typeof costRow>;

/** The last second that has a date of four digits. */
const SECONDS_MAX = 253_402_300_799;
const startDay = field.smallCount
  .refine((seconds) => seconds <= SECONDS_MAX, 'is no time')
  .transform((seconds) => new Date(seconds * 1_000).toISOString().slice(0, 10));

function page<Row extends z.ZodType>(row: Row) {
  const bucket = z
    .object({ start_time: startDay, results: z.array(row) })
    .transform(({ start_time, results }) => ({ day: start_time, results }));
  return z.object({ data: z.array(bucket), ...answer.pageEnd }).refine(answer.hasWayOn, answer.NO_WAY_ON);
}

export const usagePage = page(usageRow);
export const costPage = page(costRow);

export const userList = z.object({
  data: z.array(z.object({ id: field.text, email: field.optionalText })),
  ...answer.listEnd,
});

export const projectList = z.object({ data: z.array(z.object({ id: field.text })), ...answer.listEnd });

/** Keys of service accounts have no user. */
export const keyList = z.object({
  data: z.array(
    z.object({
      id: field.text,
      owner: z.object({ user: z.object({ email: field.optionalText }).nullish() }).nullish(),
    }),
  ),
  ...answer.listEnd,
});

export type KeyRow = z.infer<typeof keyList>['data'][number];
