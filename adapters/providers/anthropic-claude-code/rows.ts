import type { PriceBook } from '../../../core/collection/price-book.ts';
import { type Actor, NOBODY, type UsageFact } from '../../../core/collection/usage-fact.ts';
import { CENTS, type CostOf } from '../amounts.ts';
import { attributesOf, UNKNOWN_CACHE_SPLIT, utcPeriod } from '../fact-parts.ts';
import type { AnalyticsRow } from './schema.ts';

const PROVIDER = 'anthropic';

/** A fact for each model of a row. Several rows may have one actor and day (remote and local are told apart): all count. */
export function factsOf(row: AnalyticsRow, costOf: CostOf, prices: PriceBook): UsageFact[] {
  const actor = actorOf(row.actor);
  const kind = row.customer_type === 'subscription' ? 'NOTIONAL' : 'BILLED';
  const attributes = attributesOf({
    actor_type: row.actor.type,
    terminal_type: row.terminal_type,
    customer_type: row.customer_type,
    subscription_type: row.subscription_type,
    is_remote: row.is_remote,
    organization_id: row.organization_id,
    ...UNKNOWN_CACHE_SPLIT,
  });
  return row.model_breakdown.map(({ model, tokens, estimated_cost: { currency, amount } }) => ({
    usageDate: row.date,
    actor,
    provider: PROVIDER,
    modelRaw: model,
    model: prices.canonicalName(PROVIDER, model),
    tokens: {
      inputUncached: tokens.input,
      cacheRead: tokens.cache_read,
      cacheWrite5m: tokens.cache_creation,
      cacheWrite1h: null,
      output: tokens.output,
    },
    tokensReasoning: null,
    requests: null,
    cost: costOf({ ...amount, unit: CENTS, currency, kind, origin: 'ESTIMATED' }),
    period: utcPeriod(row.date),
    attributes,
  }));
}

/** Keys are told by their names, which may be changed and need not be unique. */
function actorOf({ email_address: email, api_key_name: keyName }: AnalyticsRow['actor']): Actor {
  if (email !== null) return { kind: 'EMAIL', id: email.toLowerCase() };
  return keyName === null ? NOBODY : { kind: 'API_KEY', id: keyName };
}
