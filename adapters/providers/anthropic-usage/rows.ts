import type { PriceBook } from '../../../core/collection/price-book.ts';
import { type Actor, NO_TOKENS, NOBODY } from '../../../core/collection/usage-fact.ts';
import type { ActorOwner, BilledAmount, SpreadUsage } from '../../../core/collection/usage-puller.ts';
import type { PlainDate } from '../../../core/values/week.ts';
import { CENTS, type CostOf, NO_COST } from '../amounts.ts';
import { attributesOf, utcPeriod } from '../fact-parts.ts';
import { halfPrice, weightOf } from '../weights.ts';
import type { CostRow, KeyRow, UsageRow } from './schema.ts';

const PROVIDER = 'anthropic';

/**
 * Usage and bill share model and workspace, and are matched by both. The bill has the class of the tokens too, but a row
 * of usage has all classes in one, so that a share of each line by price is the finest that can be told. The weight of
 * batches is half, as their price is; what runs under a committed tier is in no line of the bill and weighs nothing.
 */
export function spreadUsageOf(day: PlainDate, row: UsageRow, prices: PriceBook): SpreadUsage {
  const tokens = {
    inputUncached: row.uncached_input_tokens,
    cacheRead: row.cache_read_input_tokens,
    cacheWrite5m: row.cache_creation.ephemeral_5m_input_tokens,
    cacheWrite1h: row.cache_creation.ephemeral_1h_input_tokens,
    output: row.output_tokens,
  };
  const weight = row.model === null ? 0n : weightOf({ provider: PROVIDER, modelRaw: row.model, day, tokens }, prices);
  return {
    spreadKey: keyOf(row, prices),
    weight: weightIn(row.service_tier, weight),
    fact: {
      usageDate: day,
      actor: actorOf(row),
      provider: PROVIDER,
      modelRaw: row.model,
      model: row.model && prices.canonicalName(PROVIDER, row.model),
      tokens,
      tokensReasoning: null,
      requests: null,
      cost: NO_COST,
      period: utcPeriod(day),
      attributes: attributesOf({
        workspace_id: row.workspace_id,
        api_key_id: row.api_key_id,
        service_tier: row.service_tier,
        context_window: row.context_window,
      }),
    },
  };
}

/** A line of the bill; what is not for tokens has a key that no usage has. */
export function billedOf(day: PlainDate, row: CostRow, costOf: CostOf, prices: PriceBook): BilledAmount {
  const isOfTokens = row.cost_type === 'tokens' && row.model !== null;
  return {
    usageDate: day,
    spreadKey: isOfTokens ? keyOf(row, prices) : JSON.stringify(['other', row.cost_type, row.workspace_id]),
    fact: {
      usageDate: day,
      actor: NOBODY,
      provider: PROVIDER,
      modelRaw: row.model,
      model: row.model && prices.canonicalName(PROVIDER, row.model),
      tokens: NO_TOKENS,
      tokensReasoning: null,
      requests: null,
      cost: costOf({ ...row.amount, unit: CENTS, currency: row.currency, kind: 'BILLED', origin: 'REPORTED' }),
      period: utcPeriod(day),
      attributes: attributesOf({
        workspace_id: row.workspace_id,
        cost_type: row.cost_type,
        description: row.description,
        token_type: row.token_type,
        service_tier: row.service_tier,
        context_window: row.context_window,
        inference_geo: row.inference_geo,
      }),
    },
  };
}

/** Keys whose maker's address the roster of users has. */
export function keyOwners(keys: readonly KeyRow[], emails: ReadonlyMap<string, string>): ActorOwner[] {
  return keys.flatMap(({ id, created_by: maker }) => {
    const email = maker ? emails.get(maker.id) : undefined;
    return email === undefined ? [] : [{ actor: { kind: 'API_KEY', id }, email } as const];
  });
}

function keyOf({ model, workspace_id }: Pick<UsageRow, 'model' | 'workspace_id'>, prices: PriceBook): string {
  const name = model && (prices.canonicalName(PROVIDER, model) ?? model);
  return JSON.stringify(['tokens', name, workspace_id]);
}

function weightIn(serviceTier: string | null, weight: bigint): bigint {
  if (serviceTier === 'priority') return 0n;
  return serviceTier === 'batch' ? halfPrice(weight) : weight;
}

function actorOf({ account_id, service_account_id, api_key_id }: UsageRow): Actor {
  if (account_id !== null) return { kind: 'USER_ID', id: account_id };
  if (service_account_id !== null) return { kind: 'SERVICE_ACCOUNT', id: service_account_id };
  return api_key_id === null ? NOBODY : { kind: 'API_KEY', id: api_key_id };
}
