import { z } from 'zod';
import * as field from '../../http/answer-fields.ts';
import * as answer from '../answer-fields.ts';

/** Usage report, cost report and rosters of the Admin API. A dimension that is null has no value in that row. */

const usageRow = z.object({
  account_id: field.optionalText,
  api_key_id: field.optionalText,
  service_account_id: field.optionalText,
  workspace_id: field.optionalText,
  model: field.optionalText,
  service_tier: field.optionalText,
  context_window: field.optionalText,
  uncached_input_tokens: field.count,
  cache_read_input_tokens: field.count,
  cache_creation: z.object({
    ephemeral_5m_input_tokens: field.count,
    ephemeral_1h_input_tokens: field.count,
  }),
  output_tokens: field.count,
});

export type UsageRow = z.infer<typeof usageRow>;

const costRow = z.object({
  /** In cents, with parts of a cent. */
  amount: answer.amount,
  currency: answer.currency,
  cost_type: field.optionalText,
  description: field.optionalText,
  model: field.optionalText,
  service_tier: field.optionalText,
  context_window: field.optionalText,
  token_type: field.optionalText,
  inference_geo: field.optionalText,
  workspace_id: field.optionalText,
});

export type CostRow = z.infer<typeof costRow>;

function report<Row extends z.ZodType>(row: Row) {
  const bucket = z
    .object({ starting_at: field.utcDay, results: z.array(row) })
    .transform(({ starting_at, results }) => ({ day: starting_at, results }));
  return z.object({ data: z.array(bucket), ...answer.pageEnd }).refine(answer.hasWayOn, answer.NO_WAY_ON);
}

export const usageReport = report(usageRow);
export const costReport = report(costRow);

export const userList = z.object({
  data: z.array(z.object({ id: field.text, email: field.optionalText })),
  ...answer.listEnd,
});

/** Who made a key owns it, as far as the roster says. */
export const keyList = z.object({
  data: z.array(z.object({ id: field.text, created_by: z.object({ id: field.text }).nullish() })),
  ...answer.listEnd,
});

export type KeyRow = z.infer<typeof keyList>['data'][number];
