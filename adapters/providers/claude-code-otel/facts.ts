import {
  type Actor,
  addReported,
  NO_TOKENS,
  type TokenCounts,
  type UsageFact,
} from '../../../core/collection/usage-fact.ts';
import type { ImportedRecord, ImportSettings } from '../../../core/collection/usage-import.ts';
import type { ZoneDays } from '../../../core/collection/zone-days.ts';
import { addRatios, type Ratio } from '../../../core/values/ratio.ts';
import { providerOfModel } from '../../prices/list-prices.ts';
import { costsBy, NO_COST, WHOLE } from '../amounts.ts';
import { attributesOf, UNKNOWN_CACHE_SPLIT } from '../fact-parts.ts';
import type { Attributes } from './otlp.ts';

/** Dimensions that are kept; those of a session or a device would make a row of each. */
const DIMENSIONS = ['organization.id', 'terminal.type', 'query_source', 'speed'] as const;
const TEXT_CHARACTERS_MAX = 320;
/** Whose models the tool was made for, where a name is nobody's. */
const USUAL_PROVIDER = 'anthropic';
const COST_OF = costsBy({});

/** What a request or a point adds. */
export interface Share {
  readonly attributes: Attributes;
  readonly instantMs: number;
  readonly signal: 'events' | 'metrics';
  readonly tokens: Partial<TokenCounts>;
  /** USD; null where it tells no cost, or only another point does. */
  readonly cost: { readonly value: Ratio; readonly text: string | null } | null;
}

interface Sum {
  readonly fact: Pick<UsageFact, 'usageDate' | 'actor' | 'provider' | 'modelRaw' | 'attributes'>;
  tokens: TokenCounts;
  cost: Ratio | null;
  text: string | null;
  records: number;
  requests: bigint | null;
}

/**
 * Who used the tool: by the address of the account, else its id. Without an account there is only the random id of a
 * device, which stands for the machine's user, as a device has one as a rule.
 */
export function actorOf(attributes: Attributes, unknown: Actor): Actor {
  const email = textOf(attributes['user.email'])?.toLowerCase();
  if (email?.includes('@')) return { kind: 'EMAIL', id: email };
  const account = textOf(attributes['user.account_uuid']);
  if (account !== undefined) return { kind: 'USER_ID', id: account };
  const device = textOf(attributes['user.id']);
  return device === undefined ? unknown : { kind: 'OS_USER', id: device };
}

/** Sums shares to facts of a day, an actor, a model and the dimensions that are kept. */
export class OtelFacts {
  readonly #settings: ImportSettings;
  readonly #days: ZoneDays;
  readonly #sums = new Map<string, Sum>();

  constructor(settings: ImportSettings, days: ZoneDays) {
    this.#settings = settings;
    this.#days = days;
  }

  add(share: Share): void {
    const sum = this.#sumOf(share);
    const { tokens, cost, signal } = share;
    sum.tokens = addTokens(sum.tokens, tokens);
    if (cost) {
      sum.text = sum.cost === null ? cost.text : null;
      sum.cost = sum.cost === null ? cost.value : addRatios(sum.cost, cost.value);
    }
    sum.records += 1;
    if (signal === 'events') sum.requests = (sum.requests ?? 0n) + 1n;
  }

  *records(): Generator<ImportedRecord> {
    for (const sum of this.#sums.values()) {
      yield { kind: 'COUNTED', fact: this.#factOf(sum), records: sum.records };
    }
  }

  /** Events without a cost stand apart: the cost of some must not pass for that of all. */
  #sumOf({ attributes, instantMs, signal, cost }: Share): Sum {
    const modelRaw = textOf(attributes.model) ?? null;
    const kept = DIMENSIONS.map((name) => [name, textOf(attributes[name]) ?? null]);
    const fact = {
      usageDate: this.#days.dayOf(instantMs),
      actor: actorOf(attributes, this.#settings.actor),
      provider: (modelRaw === null ? null : providerOfModel(modelRaw)) ?? USUAL_PROVIDER,
      modelRaw,
      attributes: attributesOf({ ...Object.fromEntries(kept), signal }),
    };
    const key = JSON.stringify([fact, signal === 'events' && cost === null]);
    const none = { tokens: NO_TOKENS, cost: null, text: null, records: 0, requests: null };
    const sum = this.#sums.get(key) ?? { fact, ...none };
    this.#sums.set(key, sum);
    return sum;
  }

  #factOf({ fact, tokens, cost, text, requests }: Sum): UsageFact {
    const { provider, modelRaw, usageDate, attributes } = fact;
    const told = { unit: WHOLE, currency: 'USD', kind: 'NOTIONAL', origin: 'ESTIMATED' } as const;
    return {
      ...fact,
      model: modelRaw === null ? null : this.#settings.prices.canonicalName(provider, modelRaw),
      tokens,
      tokensReasoning: null,
      requests,
      cost: cost === null ? { ...NO_COST, kind: 'NOTIONAL' } : COST_OF({ ...told, value: cost, text }),
      period: this.#days.periodOf(usageDate),
      attributes: tokens.cacheWrite5m ? { ...attributes, ...UNKNOWN_CACHE_SPLIT } : attributes,
    };
  }
}

function addTokens(a: TokenCounts, b: Partial<TokenCounts>): TokenCounts {
  const names = Object.keys(a) as (keyof TokenCounts)[];
  return Object.fromEntries(names.map((name) => [name, addReported(a[name], b[name] ?? null)])) as TokenCounts;
}

function textOf(value: string | undefined): string | undefined {
  return value === undefined || value === '' || value.length > TEXT_CHARACTERS_MAX ? undefined : value;
}
