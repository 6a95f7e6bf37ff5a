/** Columns of the tables that the collectors write, by name with their types, as `adapters/lake/collection/` writes them. */

/** What a source reports of a day, an actor and a model. */
export const FACT_COLUMNS = {
  actor_kind: 'string',
  actor_id: 'string',
  provider: 'string',
  model_raw: 'string',
  model: 'string',
  tokens_input_uncached: 'bigint',
  tokens_cache_read: 'bigint',
  tokens_cache_write_5m: 'bigint',
  tokens_cache_write_1h: 'bigint',
  tokens_output: 'bigint',
  tokens_reasoning: 'bigint',
  requests: 'bigint',
  cost_usd: 'decimal(18,6)',
  cost_kind: 'string',
  cost_origin: 'string',
  price_version: 'string',
  amount_raw: 'string',
  currency: 'string',
  currency_rate: 'decimal(18,8)',
  period_start: 'timestamp',
  period_end: 'timestamp',
  period_zone: 'string',
  attributes: 'string',
  pulled_at: 'timestamp',
} as const;

/** An entry of who an actor is. */
export const IDENTITY_COLUMNS = {
  source: 'string',
  actor_kind: 'string',
  actor_id: 'string',
  target: 'string',
  employee_id: 'string',
  valid_from: 'string',
  valid_to: 'string',
  recorded_by: 'string',
  recorded_at: 'timestamp',
  entry_no: 'bigint',
} as const;
