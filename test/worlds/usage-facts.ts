import { NO_TOKENS, NOBODY, type UsageFact } from '../../core/collection/usage-fact.ts';
import type { BilledAmount, PulledPage, SpreadUsage } from '../../core/collection/usage-puller.ts';
import { addDays } from '../../core/values/week.ts';

/** A Tuesday. */
export const DAY = '2026-11-17';
export const MONDAY = '2026-11-16';

type Changes = Partial<Omit<UsageFact, 'cost' | 'tokens'>> & {
  readonly cost?: Partial<UsageFact['cost']>;
  readonly tokens?: Partial<UsageFact['tokens']>;
};

/** Ten tokens in and five out of one person, billed 7 micro-dollars, but for what is said. */
export function usageFact({ cost, tokens, ...changes }: Changes = {}): UsageFact {
  const usageDate = changes.usageDate ?? DAY;
  return {
    usageDate,
    actor: { kind: 'EMAIL', id: 'ann@example.com' },
    provider: 'anthropic',
    modelRaw: 'claude-opus-4-5-20251101',
    model: 'claude-opus-4-5',
    tokens: { ...NO_TOKENS, inputUncached: 10n, output: 5n, ...tokens },
    tokensReasoning: null,
    requests: 1n,
    cost: {
      ...{ usd6: 7n, kind: 'BILLED', origin: 'REPORTED', priceVersion: null },
      ...{ amountRaw: '0.0007', currency: 'USD', currencyRate: null },
      ...cost,
    },
    period: { start: `${usageDate}T00:00:00.000Z`, end: `${addDays(usageDate, 1)}T00:00:00.000Z`, zone: 'UTC' },
    attributes: {},
    ...changes,
  };
}

const UNKNOWN = { usd6: null, origin: null, amountRaw: null, currency: null } as const;

/** Usage that waits for its share of a bill. */
export function spreadUsage(id: string, weight: bigint, changes: Partial<SpreadUsage> = {}): SpreadUsage {
  const fact = usageFact({ actor: { kind: 'API_KEY', id }, cost: UNKNOWN });
  return { spreadKey: 'opus', fact, weight, ...changes };
}

/** What is billed and names nobody. */
export function billed(
  usd6: bigint | null,
  changes: Partial<BilledAmount> & { cost?: Partial<UsageFact['cost']> } = {},
) {
  const { cost, ...rest } = changes;
  const fact = usageFact({ actor: NOBODY, tokens: NO_TOKENS, requests: null, cost: { usd6, ...cost } });
  return { usageDate: DAY, spreadKey: 'opus', fact, ...rest } satisfies BilledAmount;
}

export const EMPTY_PAGE: PulledPage = {
  ...{ facts: [], spreadUsage: [], billed: [], owners: [], seats: [], refused: [] },
  next: null,
};
