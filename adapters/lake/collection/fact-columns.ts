import { TOKEN_CLASSES, type TokenClass, type UsageFact } from '../../../core/collection/usage-fact.ts';
import { parseDecimal } from '../../../core/values/decimal.ts';
import { bigint, type Column, decimal, text, timestamp } from '../published/columns.ts';

/** A fact with when it was pulled. */
export interface StoredFact extends UsageFact {
  /** ISO instant. */
  readonly pulledAt: string;
}

const TOKEN_COLUMNS: Readonly<Record<TokenClass, string>> = {
  inputUncached: 'tokens_input_uncached',
  cacheRead: 'tokens_cache_read',
  cacheWrite5m: 'tokens_cache_write_5m',
  cacheWrite1h: 'tokens_cache_write_1h',
  output: 'tokens_output',
};

const RATE_SCALE = 8;

/** Columns of `ai_usage_daily` in order, its partitions left out (`docs/collectors.md`). */
export const FACT_COLUMNS: readonly Column<StoredFact>[] = [
  text('actor_kind', ({ actor }) => actor.kind),
  text('actor_id', ({ actor }) => actor.id),
  text('provider', ({ provider }) => provider),
  text('model_raw', ({ modelRaw }) => modelRaw),
  text('model', ({ model }) => model),
  ...TOKEN_CLASSES.map((name) => bigint<StoredFact>(TOKEN_COLUMNS[name], ({ tokens }) => tokens[name])),
  bigint('tokens_reasoning', ({ tokensReasoning }) => tokensReasoning),
  bigint('requests', ({ requests }) => requests),
  decimal('cost_usd', { precision: 18, scale: 6 }, ({ cost }) => cost.usd6),
  text('cost_kind', ({ cost }) => cost.kind),
  text('cost_origin', ({ cost }) => cost.origin),
  text('price_version', ({ cost }) => cost.priceVersion),
  text('amount_raw', ({ cost }) => cost.amountRaw),
  text('currency', ({ cost }) => cost.currency),
  decimal('currency_rate', { precision: 18, scale: RATE_SCALE }, ({ cost }) => rateUnits(cost.currencyRate)),
  timestamp('period_start', ({ period }) => period.start),
  timestamp('period_end', ({ period }) => period.end),
  text('period_zone', ({ period }) => period.zone),
  text('attributes', ({ attributes }) => JSON.stringify(attributes)),
  timestamp('pulled_at', ({ pulledAt }) => pulledAt),
];

function rateUnits(rate: string | null): bigint | null {
  if (rate === null) return null;
  const units = parseDecimal(rate, RATE_SCALE);
  if (units === undefined) throw new RangeError(`${rate} is no rate of at most ${RATE_SCALE} decimals`);
  return units;
}
