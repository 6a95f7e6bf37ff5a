import { readFileSync } from 'node:fs';
import { calcPrice, findProvider } from '@pydantic/genai-prices';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIST_VERSION, listRates } from '../../../adapters/prices/list-prices.ts';
import { ListPriceBook } from '../../../adapters/prices/price-book.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import type { ContractRate } from '../../../core/collection/contract-rates.ts';
import { PRICE_SCALE, type PricedUsage } from '../../../core/collection/price-book.ts';
import { NO_TOKENS, type TokenCounts } from '../../../core/collection/usage-fact.ts';
import { formatDecimal } from '../../../core/values/decimal.ts';

const BOOK = new ListPriceBook([], sha256);
const TOKENS: TokenCounts = {
  inputUncached: 1_234n,
  cacheRead: 98_765n,
  cacheWrite5m: 4_321n,
  cacheWrite1h: 777n,
  output: 5_555n,
};

function usage(part: Partial<PricedUsage> = {}): PricedUsage {
  return {
    provider: 'anthropic',
    modelRaw: 'claude-opus-5',
    day: '2026-08-20',
    tokens: TOKENS,
    isOneRequest: true,
    ...part,
  };
}

/** USD as text with all 18 decimals; null where unknown. */
function priced(part: Partial<PricedUsage>, contracts: ContractRate[] = []): string | null {
  const units = new ListPriceBook(contracts, sha256).price(usage(part));
  return units === null ? null : formatDecimal(units, PRICE_SCALE);
}

function ofLibrary({ provider, modelRaw, day, tokens }: PricedUsage): number {
  const [input = 0, read = 0, write5m = 0, write1h = 0, output = 0] = [
    tokens.inputUncached,
    tokens.cacheRead,
    tokens.cacheWrite5m,
    tokens.cacheWrite1h,
    tokens.output,
  ].map(Number);
  const result = calcPrice(
    {
      input_tokens: input + read + write5m + write1h,
      cache_read_tokens: read,
      cache_write_tokens: write5m + write1h,
      cache_write_1h_tokens: write1h,
      output_tokens: output,
    },
    modelRaw,
    { providerId: provider, timestamp: new Date(`${day}T12:00:00Z`) },
  );
  return result?.total_price ?? Number.NaN;
}

const NO_WRITES = { cacheWrite5m: null, cacheWrite1h: 0n };

describe('the library', () => {
  it('is the version that the prices are named by', () => {
    const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(LIST_VERSION).toBe(`genai-prices@${dependencies['@pydantic/genai-prices']}`);
  });

  it.each(['anthropic', 'openai', 'google', 'x-ai', 'deepseek', 'mistral', 'aws', 'azure', 'cursor', 'moonshotai'])(
    'has no rate of %s that is not taken exactly',
    (provider) => {
      const models = findProvider({ providerId: provider })?.models ?? [];
      const taken = models.flatMap(({ id }) => Object.values(listRates(provider, id, '2026-09-01') ?? {}));
      expect(taken.length).toBeGreaterThan(models.length / 2);
      expect(taken.every(({ base }) => base >= 0n)).toBe(true);
    },
  );

  it.each<[string, Partial<PricedUsage>]>([
    ['a request', {}],
    ['an older model', { modelRaw: 'claude-3-5-haiku-20241022' }],
    ['a 1-hour rate that is no double of the input', { modelRaw: 'claude-3-haiku-20240307' }],
    ['a cheap cache', { modelRaw: 'claude-fable-5-1' }],
    ['no cache writes', { provider: 'openai', modelRaw: 'gpt-5.4', tokens: { ...TOKENS, ...NO_WRITES } }],
    ['a long context', { modelRaw: 'claude-sonnet-4-5', tokens: { ...TOKENS, cacheRead: 200_000n } }],
    [
      'all that a short context takes',
      { modelRaw: 'claude-sonnet-4-5', tokens: { ...NO_TOKENS, cacheRead: 200_000n } },
    ],
    ['a token more', { modelRaw: 'claude-sonnet-4-5', tokens: { ...NO_TOKENS, cacheRead: 200_001n } }],
    [
      'the last day of a rate',
      { modelRaw: 'claude-opus-4-6', day: '2026-03-12', tokens: { ...TOKENS, output: 300_000n } },
    ],
    ['the day before a cut', { provider: 'openai', modelRaw: 'gpt-5.6-luna', day: '2026-07-29' }],
    ['the first day of a cut', { provider: 'openai', modelRaw: 'gpt-5.6-luna', day: '2026-07-30' }],
    [
      'Bedrock',
      { provider: 'aws', modelRaw: 'us.anthropic.claude-sonnet-4-6-v1:0', tokens: { ...TOKENS, ...NO_WRITES } },
    ],
    ['Gemini', { provider: 'google', modelRaw: 'gemini-2.5-pro', tokens: { ...TOKENS, ...NO_WRITES } }],
  ])('agrees on %s within the noise of its floats', (_what, part) => {
    const full = usage({ ...part, tokens: { ...TOKENS, ...part.tokens } });
    const tokens = full.provider === 'openai' ? { ...full.tokens, cacheWrite1h: 0n } : full.tokens;
    const units = BOOK.price({ ...full, tokens });
    expect(Number(units) / 1e18).toBeCloseTo(ofLibrary({ ...full, tokens }), 12);
  });

  it('agrees on any Anthropic request', () => {
    const count = fc.bigInt(0n, 400_000n);
    const counts = fc.record({
      inputUncached: count,
      cacheRead: count,
      cacheWrite5m: count,
      cacheWrite1h: count,
      output: count,
    });
    const models = ['claude-opus-4-6', 'claude-sonnet-4-5', 'claude-haiku-4-5', 'claude-opus-5-5'];
    const days = ['2026-03-12', '2026-03-13'];
    fc.assert(
      fc.property(counts, fc.constantFrom(...models), fc.constantFrom(...days), (tokens, modelRaw, day) => {
        const request = usage({ tokens, modelRaw, day });
        expect(Number(BOOK.price(request)) / 1e18).toBeCloseTo(ofLibrary(request), 9);
      }),
    );
  });
});

describe('a price', () => {
  it.each<[string, Partial<PricedUsage>, string]>([
    ['of one token', { tokens: { ...NO_TOKENS, cacheRead: 1n } }, '0.000000500000000000'],
    ['of every class', {}, `${(1234 * 5 + 98765 * 0.5 + 4321 * 6.25 + 777 * 10 + 5555 * 25) / 1e6}`.padEnd(20, '0')],
    ['of no tokens of a known model', { tokens: { ...NO_TOKENS, output: 0n } }, '0.000000000000000000'],
    [
      'beyond what a float counts',
      { tokens: { ...NO_TOKENS, output: 9_007_199_254_740_993n } },
      '225179981368.524825000000000000',
    ],
    [
      'of a long context, at base rates where requests are summed',
      { modelRaw: 'claude-sonnet-4-5', isOneRequest: false, tokens: { ...NO_TOKENS, inputUncached: 1_000_000n } },
      '3.000000000000000000',
    ],
    [
      'of a long context, all tokens at its rate',
      { modelRaw: 'claude-sonnet-4-5', tokens: { ...NO_TOKENS, inputUncached: 1_000_000n, output: 1_000_000n } },
      '28.500000000000000000',
    ],
  ])('%s is exact', (_what, part, usd) => {
    expect(priced(part)).toBe(usd);
  });

  it.each<[string, Partial<PricedUsage>]>([
    ['an unknown model', { modelRaw: 'claude-next' }],
    ['an unknown provider', { provider: 'nobody' }],
    ['a version that merely begins like a known one', { modelRaw: 'claude-sonnet-5-5' }],
    ['a fast mode', { modelRaw: 'claude-opus-4-6-fast' }],
    ['a class without a rate', { modelRaw: 'claude-2', tokens: { ...NO_TOKENS, cacheRead: 1n } }],
    [
      'a 1-hour write that has no rate',
      { provider: 'openai', modelRaw: 'gpt-5.6-luna', tokens: { ...NO_TOKENS, cacheWrite1h: 1n } },
    ],
    ['a model with rates by the hour', { provider: 'deepseek', modelRaw: 'deepseek-v4-pro' }],
    ['a model with a fee for each request', { provider: 'perplexity', modelRaw: 'sonar' }],
    ['nothing reported', { tokens: NO_TOKENS }],
  ])('of %s is unknown, never 0', (_what, part) => {
    expect(priced(part)).toBeNull();
  });

  it('needs no rate of a class without tokens', () => {
    expect(priced({ modelRaw: 'claude-2', tokens: { ...NO_TOKENS, cacheRead: 0n, output: 1n } })).not.toBeNull();
  });
});

describe('a contract', () => {
  const RATE: ContractRate = { provider: 'anthropic', model: 'claude-opus-5', from: '2026-08-01', to: '2026-09-01' };
  const million = (name: keyof TokenCounts) => ({ ...NO_TOKENS, [name]: 1_000_000n });

  it.each<[string, Partial<ContractRate>, Partial<PricedUsage>, string | null]>([
    [
      'an own rate',
      { ratesPerMtok: { output: '7.123456789012' } },
      { tokens: million('output') },
      '7.123456789012000000',
    ],
    [
      'the list for other classes',
      { ratesPerMtok: { output: '7' } },
      { tokens: million('inputUncached') },
      '5.000000000000000000',
    ],
    ['a discount of the list', { discountPct: '12.5' }, { tokens: million('output') }, '21.875000000000000000'],
    [
      'no discount of an own rate',
      { discountPct: '50', ratesPerMtok: { output: '7' } },
      { tokens: million('output') },
      '7.000000000000000000',
    ],
    [
      'a discount of the other classes',
      { discountPct: '50', ratesPerMtok: { output: '7' } },
      { tokens: million('cacheRead') },
      '0.250000000000000000',
    ],
    ['a whole discount', { discountPct: '100' }, {}, '0.000000000000000000'],
    [
      'the list on the day after its end',
      { discountPct: '50' },
      { day: '2026-09-01', tokens: million('output') },
      '25.000000000000000000',
    ],
    [
      'the list before its begin',
      { discountPct: '50' },
      { day: '2026-07-31', tokens: million('output') },
      '25.000000000000000000',
    ],
    [
      'a model that the list does not know',
      { model: 'claude-next', ratesPerMtok: { output: '2' } },
      { modelRaw: 'claude-next-20270101', tokens: million('output') },
      '2.000000000000000000',
    ],
    [
      'no rate for a class that such a model has none of',
      { model: 'claude-next', ratesPerMtok: { output: '2' } },
      { modelRaw: 'claude-next', tokens: million('cacheRead') },
      null,
    ],
    [
      'a rate of its own for a fast mode',
      { model: 'claude-opus-5-fast', ratesPerMtok: { output: '9' } },
      { modelRaw: 'claude-opus-5-fast', tokens: million('output') },
      '9.000000000000000000',
    ],
    [
      'nothing for another provider',
      { provider: 'aws', discountPct: '50' },
      { tokens: million('output') },
      '25.000000000000000000',
    ],
    [
      'the model by any of its spellings',
      { discountPct: '50' },
      { modelRaw: 'Auto: Claude Opus 5', tokens: million('output') },
      '12.500000000000000000',
    ],
  ])('gives %s', (_what, rate, part, usd) => {
    expect(priced(part, [{ ...RATE, ...rate }])).toBe(usd);
  });

  it('makes an unknown model known', () => {
    const book = new ListPriceBook([{ ...RATE, model: 'house-model', ratesPerMtok: { output: '1' } }], sha256);
    expect(book.canonicalName('anthropic', 'House-Model')).toBe('house-model');
    expect(book.canonicalName('openai', 'House-Model')).toBeNull();
  });

  it('is part of the version', () => {
    const rates = [{ ...RATE, discountPct: '5' }];
    expect(BOOK.version).toBe('genai-prices@0.1.8');
    expect(new ListPriceBook(rates, sha256).version).toBe(
      `genai-prices@0.1.8+${sha256(JSON.stringify(rates)).slice(0, 8)}`,
    );
  });
});
