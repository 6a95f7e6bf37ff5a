import type { PriceBook } from '../../../core/collection/price-book.ts';
import { type Actor, NO_TOKENS, NOBODY, type TokenCounts } from '../../../core/collection/usage-fact.ts';
import type { ActorOwner, BilledAmount, SpreadUsage } from '../../../core/collection/usage-puller.ts';
import type { PlainDate } from '../../../core/values/week.ts';
import { type CostOf, NO_COST, WHOLE } from '../amounts.ts';
import { attributesOf, UNKNOWN_CACHE_SPLIT, utcPeriod } from '../fact-parts.ts';
import { halfPrice, weightOf } from '../weights.ts';
import type { CostRow, KeyRow, UsageRow } from './schema.ts';

const PROVIDER = 'openai';
const DATE_BEHIND = /-\d{4}-\d{2}-\d{2}$/;

/** Usage with its share of the bill; null where more tokens are told to be cached than there were. */
export function spreadUsageOf(day: PlainDate, row: UsageRow, prices: PriceBook): SpreadUsage | null {
  const tokens = tokensOf(row);
  if (tokens === null) return null;
  const { model } = row;
  const weight = model === null ? 0n : weightOf({ provider: PROVIDER, modelRaw: model, day, tokens }, prices);
  return {
    spreadKey: keyOf(row.project_id, model, prices),
    weight: row.batch ? halfPrice(weight) : weight,
    fact: {
      usageDate: day,
      actor: actorOf(row),
      provider: PROVIDER,
      modelRaw: model,
      model: model && prices.canonicalName(PROVIDER, model),
      tokens,
      tokensReasoning: null,
      requests: row.num_model_requests,
      cost: NO_COST,
      period: utcPeriod(day),
      attributes: attributesOf({
        project_id: row.project_id,
        api_key_id: row.api_key_id,
        batch: row.batch,
        service_tier: row.service_tier,
        ...(tokens.cacheWrite5m !== null && UNKNOWN_CACHE_SPLIT),
      }),
    },
  };
}

/**
 * A line of the bill. Its text begins with a model and a comma (`gpt-5.4, input`), where it is for tokens: usage of this
 * project whose model has that name, with or without a date behind it, has the same key. Other text is no model, and so
 * no usage has its key.
 */
export function billedOf(day: PlainDate, row: CostRow, costOf: CostOf, prices: PriceBook): BilledAmount {
  const [named] = row.line_item?.split(',') ?? [];
  const modelRaw = named?.trim() || null;
  const model = modelRaw && canonicalName(modelRaw, prices);
  return {
    usageDate: day,
    spreadKey: keyOf(row.project_id, modelRaw, prices, row.line_item),
    fact: {
      usageDate: day,
      actor: NOBODY,
      provider: PROVIDER,
      modelRaw: model === null ? null : modelRaw,
      model,
      tokens: NO_TOKENS,
      tokensReasoning: null,
      requests: null,
      cost: costOf({
        ...row.amount.value,
        unit: WHOLE,
        currency: row.amount.currency,
        kind: 'BILLED',
        origin: 'REPORTED',
      }),
      period: utcPeriod(day),
      attributes: attributesOf({ project_id: row.project_id, line_item: row.line_item }),
    },
  };
}

export function keyOwners(keys: readonly KeyRow[]): ActorOwner[] {
  return keys.flatMap(({ id, owner }) => {
    const email = owner?.user?.email?.toLowerCase();
    return email === undefined ? [] : [{ actor: { kind: 'API_KEY', id }, email } as const];
  });
}

/** The reported input has what was cached in it. */
function tokensOf(row: UsageRow): TokenCounts | null {
  const { input_cached_tokens: cacheRead, input_cache_write_tokens: cacheWrite } = row;
  const inputUncached = row.input_uncached_tokens ?? row.input_tokens - (cacheRead ?? 0n) - (cacheWrite ?? 0n);
  if (inputUncached < 0n) return null;
  return { inputUncached, cacheRead, cacheWrite5m: cacheWrite, cacheWrite1h: null, output: row.output_tokens };
}

/** @param otherwise what stands for a line that begins with no name */
function keyOf(
  project: string | null,
  model: string | null,
  prices: PriceBook,
  otherwise: string | null = null,
): string {
  const name = model && (canonicalName(model, prices) ?? model.replace(DATE_BEHIND, ''));
  return JSON.stringify(name === null ? [project, null, otherwise] : [project, name]);
}

function canonicalName(model: string, prices: PriceBook): string | null {
  return prices.canonicalName(PROVIDER, model) ?? prices.canonicalName(PROVIDER, model.replace(DATE_BEHIND, ''));
}

function actorOf({ user_id, api_key_id }: UsageRow): Actor {
  if (user_id !== null) return { kind: 'USER_ID', id: user_id };
  return api_key_id === null ? NOBODY : { kind: 'API_KEY', id: api_key_id };
}
