import type { PriceBook } from '../../core/collection/price-book.ts';
import { TOKEN_CLASSES, type TokenClass } from '../../core/collection/usage-fact.ts';

/** USD for 1,000,000 tokens. */
const RATES: Readonly<Record<TokenClass, bigint>> = {
  inputUncached: 4n,
  cacheRead: 1n,
  cacheWrite5m: 5n,
  cacheWrite1h: 8n,
  output: 20n,
};
const UNITS_PER_TOKEN_AND_USD_PER_MTOK = 10n ** 12n;

/** Knows the models that begin with `known-`, all at the same rates, and takes `[1m]` off their names. */
export const TEST_PRICES: PriceBook = {
  version: 'test-prices@1',
  canonicalName: (_provider, modelRaw) => (modelRaw.startsWith('known-') ? modelRaw.replace(/\[1m\]$/, '') : null),
  price: ({ modelRaw, tokens }) => {
    if (!modelRaw.startsWith('known-')) return null;
    const usd = TOKEN_CLASSES.reduce((sum, name) => sum + (tokens[name] ?? 0n) * RATES[name], 0n);
    return usd * UNITS_PER_TOKEN_AND_USD_PER_MTOK;
  },
};
