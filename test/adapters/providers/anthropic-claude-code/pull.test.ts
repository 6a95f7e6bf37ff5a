import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ClaudeCodeAnalytics } from '../../../../adapters/providers/anthropic-claude-code/client.ts';
import type { Fault } from '../../../../local/stand-ins/faults.ts';
import { FLAT_PRICES } from '../../../doubles/flat-price-book.ts';
import { json, startServer } from '../../../doubles/scripted-server.ts';
import { VirtualClock } from '../../../doubles/virtual-clock.ts';
import {
  ALWAYS,
  BLUNT_FAULTS,
  COMPANY,
  expectTruth,
  pullAll,
  signal,
  standInFor,
  whole,
  withoutWaiting,
} from '../../../worlds/provider-pulls.ts';

const WINDOW = { from: '2026-03-02', to: '2026-03-05' };
const DAY = { from: '2026-03-02', to: '2026-03-03' };
const ROUTE = 'usage_report/claude_code';
const SETTINGS = { rates: {}, prices: FLAT_PRICES };
const standIn = standInFor('anthropic_claude_code');

function puller() {
  return new ClaudeCodeAnalytics(standIn().access, SETTINGS);
}

/** A source that answers this and nothing else. */
async function pullRows(rows: readonly object[], rates = {}) {
  const { url } = await startServer(json({ data: rows, has_more: false, next_page: null }));
  const access = { baseUrl: url, secret: async () => 'key', clock: new VirtualClock() };
  return whole(await pullAll(new ClaudeCodeAnalytics(access, { ...SETTINGS, rates }), DAY));
}

function row(changes: object = {}, amount: unknown = 1025, currency = 'USD') {
  return {
    date: '2026-03-02T00:00:00Z',
    actor: { type: 'user_actor', email_address: 'Dev@Example.com' },
    organization_id: 'org-1',
    customer_type: 'api',
    subscription_type: null,
    terminal_type: 'vscode',
    is_remote: false,
    model_breakdown: [
      {
        model: 'claude-opus-4-5',
        tokens: { input: 100, output: 35, cache_read: 10, cache_creation: 5 },
        estimated_cost: { currency, amount },
      },
    ],
    ...changes,
  };
}

withoutWaiting();

describe('a pull of Claude Code Analytics', () => {
  it('comes to what the company used and was estimated to pay, day by day', async () => {
    const pages = await pullAll(puller(), WINDOW);

    expect(pages).toHaveLength(3);
    expectTruth(COMPANY, 'anthropic_claude_code', WINDOW, pages);
  });

  it('makes a fact of each model of a row', async () => {
    const { facts } = await pullRows([row()]);

    expect(facts).toEqual([
      {
        usageDate: '2026-03-02',
        actor: { kind: 'EMAIL', id: 'dev@example.com' },
        provider: 'anthropic',
        modelRaw: 'claude-opus-4-5',
        model: 'claude-opus-4-5',
        tokens: { inputUncached: 100n, cacheRead: 10n, cacheWrite5m: 5n, cacheWrite1h: null, output: 35n },
        tokensReasoning: null,
        requests: null,
        cost: {
          usd6: 10_250_000n,
          kind: 'BILLED',
          origin: 'ESTIMATED',
          priceVersion: null,
          amountRaw: '1025',
          currency: 'USD',
          currencyRate: null,
        },
        period: { start: '2026-03-02T00:00:00Z', end: '2026-03-03T00:00:00Z', zone: 'UTC' },
        attributes: {
          actor_type: 'user_actor',
          terminal_type: 'vscode',
          customer_type: 'api',
          is_remote: 'false',
          organization_id: 'org-1',
          cache_write_split: 'unknown',
        },
      },
    ]);
  });

  it('keeps both of two rows with one key', async () => {
    const { facts } = await pullRows([row(), row()]);

    expect(facts.map(({ cost }) => cost.usd6)).toEqual([10_250_000n, 10_250_000n]);
  });

  it('knows a key by its name', async () => {
    const { facts } = await pullRows([row({ actor: { type: 'api_actor', api_key_name: 'CI' } })]);

    expect(facts[0]?.actor).toEqual({ kind: 'API_KEY', id: 'CI' });
  });

  it('counts the use of actors that are not documented', async () => {
    const { facts } = await pullRows([row({ actor: { type: 'galactic_actor', id: 'g1' } })]);

    expect(facts[0]).toMatchObject({ actor: { kind: 'NONE', id: null }, attributes: { actor_type: 'galactic_actor' } });
  });

  it.each([
    ['subscription', 'NOTIONAL'],
    ['api', 'BILLED'],
    ['galactic', 'BILLED'],
  ])('of customer type %s is %s', async (customerType, kind) => {
    const { facts } = await pullRows([row({ customer_type: customerType, terminal_type: null, a_new_member: {} })]);

    expect(facts[0]).toMatchObject({ cost: { kind }, attributes: { customer_type: customerType } });
  });

  it.each<[string, unknown, bigint]>([
    ['whole cents', 1025, 10_250_000n],
    ['parts of a cent', JSON.rawJSON('123.78912'), 1_237_891n],
    ['the noise of a float', JSON.rawJSON('89.999999999999986'), 900_000n],
    ['an exponent', JSON.rawJSON('1e-4'), 1n],
    ['text', '12.5', 125_000n],
    ['a credit', -250, -2_500_000n],
    ['nothing', 0, 0n],
    ['half a micro-dollar, to even', JSON.rawJSON('0.00025'), 2n],
    ['more than a float can hold', JSON.rawJSON('90071992547409.931234'), 900_719_925_474_099_312n],
  ])('takes an amount as %s', async (_, amount, usd6) => {
    const { facts } = await pullRows([row({}, amount)]);

    expect(facts[0]?.cost).toMatchObject({ usd6, origin: 'ESTIMATED' });
  });

  it('keeps an amount of another currency, with its cost where a rate is told', async () => {
    const { facts: unknown } = await pullRows([row({}, 100, 'EUR')]);
    const { facts: known } = await pullRows([row({}, 100, 'EUR')], { EUR: '1.08' });

    expect(unknown[0]?.cost).toMatchObject({
      usd6: null,
      origin: null,
      amountRaw: '100',
      currency: 'EUR',
      currencyRate: null,
    });
    expect(known[0]?.cost).toMatchObject({
      usd6: 1_080_000n,
      origin: 'ESTIMATED',
      currency: 'EUR',
      currencyRate: '1.08',
    });
  });

  it.each([['1,08'], ['0.123456789'], ['1e3'], ['']])('refuses the rate "%s"', (rate) => {
    expect(() => new ClaudeCodeAnalytics(standIn().access, { ...SETTINGS, rates: { EUR: rate } })).toThrow(
      'rates.EUR: is no decimal of at most 8 decimals',
    );
  });
});

describe('an answer that is not as documented', () => {
  it.each([
    [
      'no tokens',
      row({ model_breakdown: [{ model: 'm', estimated_cost: { currency: 'USD', amount: 1 } }] }),
      'data.0.model_breakdown.0.tokens',
    ],
    [
      'a token that is text',
      row({
        model_breakdown: [
          {
            model: 'm',
            tokens: { input: '1', output: 1, cache_read: 1, cache_creation: 1 },
            estimated_cost: { currency: 'USD', amount: 1 },
          },
        ],
      }),
      'data.0.model_breakdown.0.tokens.input: is no number',
    ],
    ['an amount that is none', row({}, 'free'), 'data.0.model_breakdown.0.estimated_cost.amount: is no decimal'],
    ['nobody', row({ actor: { type: 'user_actor', email_address: null } }), 'data.0.actor'],
    ['another day', row({ date: '2026-03-01' }), 'data.0.date: is not 2026-03-02'],
  ])('(%s) is malformed, and the place is named', async (_, given, place) => {
    await expect(pullRows([given])).rejects.toMatchObject({
      name: 'SourceError',
      code: 'MALFORMED',
      message: expect.stringContaining(place),
    });
  });
});

describe('a fault of the source', () => {
  it.each(BLUNT_FAULTS)('(%s) is told', async (fault, expected) => {
    standIn().standIn.order({ route: ROUTE, fault, times: ALWAYS });

    await expect(puller().pull(DAY, null, signal)).rejects.toMatchObject({ name: 'SourceError', ...expected });
  });

  it.each<[Fault, string]>([
    ['foreign-next', 'leads on by a link'],
    ['lose-last-page', 'next_page: is empty though has_more is true'],
  ])('(%s) is malformed at once', async (fault, message) => {
    standIn().standIn.order({ route: ROUTE, fault });

    await expect(puller().pull(DAY, null, signal)).rejects.toMatchObject({
      code: 'MALFORMED',
      message: expect.stringContaining(message),
    });
  });

  it('(a page that leads to one that was read) ends the pull', async () => {
    standIn().standIn.order({ route: ROUTE, fault: 'repeat-page', times: ALWAYS });
    const first = await puller().pull(DAY, null, signal);

    await expect(puller().pull(DAY, first.next, signal)).rejects.toMatchObject({
      code: 'MALFORMED',
      message: expect.stringContaining('leads back'),
    });
  });

  it('(an empty page) is a day without use', async () => {
    standIn().standIn.order({ route: ROUTE, fault: 'empty-page' });

    await expect(puller().pull(DAY, null, signal)).resolves.toMatchObject({ facts: [], next: null });
  });

  it('(words and members that nobody knows) is none', async () => {
    standIn().standIn.order({ route: ROUTE, fault: 'unknown-enum' });

    const { facts } = await puller().pull(DAY, null, signal);

    expect(facts[0]?.attributes).toMatchObject({ terminal_type: 'galactic' });
  });

  it('(a pause that it asks for) is waited for', async () => {
    standIn().standIn.order({ route: ROUTE, fault: '429-retry-after' });

    await puller().pull(DAY, null, signal);

    expect(standIn().clock.pauses.at(-1)).toBe(7_000);
  });

  it('(a key that it does not know) is told without the key', async () => {
    const access = { ...standIn().access, secret: async () => 'S3CRET' };

    const error = await new ClaudeCodeAnalytics(access, SETTINGS)
      .pull(DAY, null, signal)
      .catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({ code: 'UNAUTHORIZED' });
    expect(inspect(error, { depth: 9 })).not.toContain('S3CRET');
  });

  it('(a secret that is no key) asks nothing', async () => {
    const access = { ...standIn().access, secret: async () => 'two S3CRETs' };
    const before = standIn().standIn.requestCount();

    const error = await new ClaudeCodeAnalytics(access, SETTINGS)
      .pull(DAY, null, signal)
      .catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({ name: 'SourceError', code: 'UNAUTHORIZED' });
    expect(inspect(error, { depth: 9 })).not.toContain('S3CRET');
    expect(standIn().standIn.requestCount()).toBe(before);
  });

  it('(a position of another version) begins anew', async () => {
    await expect(puller().pull(DAY, '{"offset":3}', signal)).rejects.toMatchObject({ code: 'STALE_CURSOR' });
  });
});

describe('5,000 people in 30 days', () => {
  const many = { ...COMPANY, people: 5_000 };
  const big = standInFor('anthropic_claude_code', many);

  it('are a few requests a day, one after the other', async () => {
    const window = { from: '2026-03-01', to: '2026-03-31' };

    const pages = await pullAll(new ClaudeCodeAnalytics(big().access, SETTINGS), window);

    expectTruth(many, 'anthropic_claude_code', window, pages);
    expect(big().standIn.requestCount(ROUTE)).toBe(pages.length);
    expect(pages.length).toBeLessThanOrEqual(30 * 6);
  });
});
