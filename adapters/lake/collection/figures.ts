import { z } from 'zod';
import { parseDecimal } from '../../../core/values/decimal.ts';
import { USD6_SCALE } from '../../../core/values/money.ts';

/** The text of a cell as an integer in units of the scale. */
export function amount(scale: number) {
  return z.string().transform((text, context) => {
    const value = parseDecimal(text, scale);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: `'${text}' is no decimal of at most ${scale} decimals` });
    return z.NEVER;
  });
}

/** What facts sum to; a sum over nothing that is known is null. */
export const figure = {
  facts: amount(0).optional(),
  tokens: amount(0).optional(),
  cost_usd: amount(USD6_SCALE).optional(),
};

/** The same as figures, of which nothing is 0. */
export function figuresOf({ facts, tokens, cost_usd }: Figures) {
  return { facts: Number(facts ?? 0n), tokens: tokens ?? 0n, costUsd6: cost_usd ?? 0n };
}

interface Figures {
  readonly facts?: bigint | undefined;
  readonly tokens?: bigint | undefined;
  readonly cost_usd?: bigint | undefined;
}
