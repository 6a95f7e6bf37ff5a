import { z } from 'zod';
import type { TokenCounts } from '../../../core/collection/usage-fact.ts';
import type { RawAmount } from '../amounts.ts';
import { amount, count, faultOf } from '../exact-json.ts';
import type { RequestEvent } from './signals.ts';

export interface RequestFigures {
  readonly tokens: Partial<TokenCounts>;
  readonly cost: RawAmount | null;
}

const schema = z.object({
  input_tokens: count.optional(),
  output_tokens: count.optional(),
  cache_read_tokens: count.optional(),
  cache_creation_tokens: count.optional(),
  cost_usd: amount.refine(({ value }) => value.numerator >= 0n, 'is below 0').optional(),
});

/** The requests that were met: one that is sent again, or stands in several files, is one. */
export class KnownRequests {
  readonly #figures = new Map<string, string>();

  /** @returns whether the request is new, one that is known already, or one that contradicts it */
  add(event: RequestEvent): 'NEW' | 'SAME' | 'OTHER' {
    const { attributes, time } = event;
    const all = JSON.stringify([time.toString(), Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1))]);
    const id = attributes.request_id;
    const key = id ? `id ${id}` : all;
    const figures = JSON.stringify(Object.keys(schema.shape).map((name) => attributes[name]));
    const before = this.#figures.get(key);
    if (before !== undefined) return before === figures ? 'SAME' : 'OTHER';
    this.#figures.set(key, figures);
    return 'NEW';
  }
}

/** Tokens and cost of a request, or what is wrong with them. */
export function figuresOf({ attributes }: RequestEvent): RequestFigures | string {
  const parsed = schema.safeParse(attributes);
  if (!parsed.success) return `has figures that are none: ${faultOf(parsed.error)}`;
  const { input_tokens, output_tokens, cache_read_tokens, cache_creation_tokens, cost_usd } = parsed.data;
  const tokens = {
    inputUncached: input_tokens ?? null,
    output: output_tokens ?? null,
    cacheRead: cache_read_tokens ?? null,
    cacheWrite5m: cache_creation_tokens ?? null,
  };
  return { tokens, cost: cost_usd ?? null };
}
