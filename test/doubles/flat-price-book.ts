import type { PriceBook } from '../../core/collection/price-book.ts';
import { TOKEN_CLASSES } from '../../core/collection/usage-fact.ts';

const USD = 10n ** 18n;

/** Knows every model that bears a known maker's name, without its date; a token of any class costs a micro-dollar. */
export const FLAT_PRICES: PriceBook = {
  version: 'flat',
  canonicalName: (_, modelRaw) =>
    /^(claude|gpt)-/.test(modelRaw) ? modelRaw.replace(/-\d{4}-?\d{2}-?\d{2}$/, '') : null,
  price: ({ modelRaw, tokens }) => {
    if (!/^(claude|gpt)-/.test(modelRaw)) return null;
    return TOKEN_CLASSES.reduce((sum, one) => sum + (tokens[one] ?? 0n), 0n) * (USD / 1_000_000n);
  },
};
