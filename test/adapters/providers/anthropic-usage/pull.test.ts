import { describe, expect, it } from 'vitest';
import { AnthropicUsage } from '../../../../adapters/providers/anthropic-usage/client.ts';
import type { Fault } from '../../../../local/stand-ins/faults.ts';
import { FLAT_PRICES } from '../../../doubles/flat-price-book.ts';
import { json, startServer } from '../../../doubles/scripted-server.ts';
import { VirtualClock } from '../../../doubles/virtual-clock.ts';
import {
  ALWAYS,
  COMPANY,
  expectTruth,
  pullAll,
  signal,
  standInFor,
  tellsBluntFaults,
  whole,
  withoutWaiting,
} from '../../../worlds/provider-pulls.ts';

const WINDOW = { from: '2026-03-02', to: '2026-03-05' };
const DAY = { from: '2026-03-02', to: '2026-03-03' };
const SETTINGS = { rates: {}, prices: FLAT_PRICES };
const ROUTES = ['/users', '/api_keys', 'usage_report/messages', '/cost_report'];
const standIn = standInFor('anthropic_usage');

function puller() {
  return new AnthropicUsage(standIn().access, SETTINGS);
}

/** A source that has one user, one key and these rows. */
async function pullRows({ usage = [], costs = [] }: { usage?: object[]; costs?: object[] }, rates = {}) {
  const bucket = (results: object[]) => ({
    data: [{ starting_at: '2026-03-02T00:00:00Z', ending_at: '2026-03-03T00:00:00Z', results }],
    has_more: false,
    next_page: null,
  });
  const { url } = await startServer(
    json({ data: [{ id: 'user_1', email: 'Dev@Example.com' }], has_more: false, last_id: 'user_1' }),
    json({
      data: [
        { id: 'apikey_1', created_by: { id: 'user_1', type: 'user' } },
        { id: 'apikey_2', created_by: { id: 'user_gone', type: 'user' } },
        { id: 'apikey_3', created_by: null },
      ],
      has_more: false,
    }),
    json(bucket(usage)),
    json(bucket(costs)),
  );
  const access = { baseUrl: url, secret: async () => 'key', clock: new VirtualClock() };
  return whole(await pullAll(new AnthropicUsage(access, { ...SETTINGS, rates }), DAY));
}

function usageRow(changes: object = {}) {
  return {
    account_id: null,
    api_key_id: 'apikey_1',
    service_account_id: null,
    workspace_id: 'wrkspc_1',
    model: 'claude-sonnet-4-6',
    service_tier: 'standard',
    context_window: '0-200k',
    uncached_input_tokens: 1_500,
    cache_read_input_tokens: 9_200,
    cache_creation: { ephemeral_5m_input_tokens: 400, ephemeral_1h_input_tokens: 30 },
    output_tokens: 830,
    server_tool_use: { web_search_requests: 2 },
    ...changes,
  };
}

function costRow(changes: object = {}) {
  return {
    amount: '1234.5678',
    currency: 'USD',
    cost_type: 'tokens',
    description: 'Claude Sonnet 4.6 Usage - Input Tokens',
    model: 'claude-sonnet-4-6',
    service_tier: 'standard',
    context_window: '0-200k',
    token_type: 'uncached_input_tokens',
    inference_geo: 'global',
    workspace_id: 'wrkspc_1',
    ...changes,
  };
}

withoutWaiting();

describe('a pull of usage and costs', () => {
  it('comes to what the company used and was billed, day by day', async () => {
    const pages = await pullAll(puller(), WINDOW);

    expectTruth(COMPANY, 'anthropic_usage', WINDOW, pages);
  });

  it('has the rosters before any day, and each day on one page', async () => {
    const pages = await pullAll(puller(), WINDOW);

    expect(
      pages.map(({ owners, spreadUsage, billed }) => [owners.length, spreadUsage.length > 0, billed.length > 0]),
    ).toEqual([
      [24, false, false],
      [24, false, false],
      [0, true, true],
      [0, true, true],
      [0, true, true],
    ]);
  });

  it('goes on in another process, which reads the roster again', async () => {
    const first = await puller().pull(DAY, null, signal);

    const { owners } = await puller().pull(DAY, first.next, signal);

    expect(owners).toHaveLength(24);
    expect(owners[0]).toEqual({
      actor: { kind: 'API_KEY', id: 'apikey_00000' },
      email: expect.stringMatching(/@example\.com$/),
    });
  });

  it('finds for most of the bill usage of the same key', async () => {
    const { spreadUsage, billed } = whole(await pullAll(puller(), WINDOW));

    const keys = new Set(spreadUsage.map(({ spreadKey }) => spreadKey));
    const unexplained = billed.filter(({ spreadKey }) => !keys.has(spreadKey));

    expect(unexplained.every(({ fact }) => fact.attributes.cost_type === 'web_search')).toBe(true);
    expect(billed.length).toBeGreaterThan(unexplained.length);
  });

  it('makes of a row usage that has a share of the bill', async () => {
    const { spreadUsage, owners } = await pullRows({ usage: [usageRow()], costs: [costRow()] });

    expect(owners).toEqual([
      { actor: { kind: 'USER_ID', id: 'user_1' }, email: 'dev@example.com' },
      { actor: { kind: 'API_KEY', id: 'apikey_1' }, email: 'dev@example.com' },
    ]);
    expect(spreadUsage).toMatchObject([
      {
        weight: 11_960_000_000n,
        fact: {
          usageDate: '2026-03-02',
          actor: { kind: 'API_KEY', id: 'apikey_1' },
          provider: 'anthropic',
          model: 'claude-sonnet-4-6',
          tokens: { inputUncached: 1_500n, cacheRead: 9_200n, cacheWrite5m: 400n, cacheWrite1h: 30n, output: 830n },
          cost: { usd6: null, amountRaw: null },
          attributes: { workspace_id: 'wrkspc_1', service_tier: 'standard', context_window: '0-200k' },
        },
      },
    ]);
  });

  it.each([
    ['standard', 11_960_000_000n],
    ['batch', 5_980_000_000n],
    ['priority', 0n],
    ['galactic', 11_960_000_000n],
  ])('weighs usage of tier %s by what it costs', async (serviceTier, weight) => {
    const { spreadUsage } = await pullRows({ usage: [usageRow({ service_tier: serviceTier })] });

    expect(spreadUsage[0]?.weight).toBe(weight);
  });

  it('weighs a model without a price as nothing', async () => {
    const { spreadUsage } = await pullRows({ usage: [usageRow({ model: 'mythical-1' }), usageRow({ model: null })] });

    expect(spreadUsage.map(({ weight, fact }) => [weight, fact.model])).toEqual([
      [0n, null],
      [0n, null],
    ]);
  });

  it.each([
    [{ account_id: 'user_1' }, { kind: 'USER_ID', id: 'user_1' }],
    [{ service_account_id: 'svc_1' }, { kind: 'SERVICE_ACCOUNT', id: 'svc_1' }],
    [{}, { kind: 'API_KEY', id: 'apikey_1' }],
    [{ api_key_id: null }, { kind: 'NONE', id: null }],
  ])('names who used it (%j)', async (changes, actor) => {
    const { spreadUsage } = await pullRows({ usage: [usageRow(changes)] });

    expect(spreadUsage[0]?.fact.actor).toEqual(actor);
  });

  it.each([
    ['the same workspace and model', costRow(), true],
    ['a model with its date', costRow({ model: 'claude-sonnet-4-6-20260101' }), true],
    ['another class of tokens', costRow({ token_type: 'output_tokens' }), true],
    ['another workspace', costRow({ workspace_id: null }), false],
    ['another model', costRow({ model: 'claude-opus-4-5' }), false],
    ['web searches', costRow({ cost_type: 'web_search', model: null }), false],
    ['sessions of a model', costRow({ cost_type: 'session_usage' }), false],
    ['no description at all', costRow({ cost_type: null, model: null, description: null }), false],
  ])('spreads a line of %s over the usage: %j', async (_, row, isSpread) => {
    const { spreadUsage, billed } = await pullRows({ usage: [usageRow()], costs: [row] });

    expect(billed[0]?.spreadKey === spreadUsage[0]?.spreadKey).toBe(isSpread);
  });

  it.each<[string, unknown, bigint]>([
    ['text of cents', '1234.5678', 12_345_678n],
    ['a number of cents', 123.45, 1_234_500n],
    ['the noise of a float', '8.9999999999999996', 90_000n],
    ['a credit', '-50.5', -505_000n],
    ['many digits', '0.00004999', 0n],
  ])('takes an amount as %s', async (_, amount, usd6) => {
    const { billed } = await pullRows({ costs: [costRow({ amount })] });

    expect(billed[0]?.fact).toMatchObject({
      actor: { kind: 'NONE', id: null },
      cost: { usd6, kind: 'BILLED', origin: 'REPORTED', amountRaw: String(amount) },
    });
  });

  it('keeps two lines with one key apart, and another currency as it is written', async () => {
    const { billed } = await pullRows({ costs: [costRow(), costRow(), costRow({ currency: 'eur' })] }, {});

    expect(billed.map(({ fact }) => [fact.cost.usd6, fact.cost.currency])).toEqual([
      [12_345_678n, 'USD'],
      [12_345_678n, 'USD'],
      [null, 'EUR'],
    ]);
  });

  it('is malformed where counts are none', async () => {
    await expect(pullRows({ usage: [usageRow({ output_tokens: -1 })] })).rejects.toMatchObject({
      code: 'MALFORMED',
      message: expect.stringContaining('usage_report/messages: data.0.results.0.output_tokens: is no whole number'),
    });
  });
});

describe('a fault of the source', () => {
  tellsBluntFaults(standIn, ROUTES, () => pullAll(puller(), DAY));

  it.each<[Fault, string, string]>([
    ['foreign-next', 'usage_report/messages', 'leads on by a link'],
    ['foreign-next', '/cost_report', 'leads on by a link'],
    ['foreign-next', '/users', 'leads on by a link'],
    ['foreign-next', '/api_keys', 'leads on by a link'],
    ['repeat-page', 'usage_report/messages', 'leads back'],
    ['repeat-page', '/cost_report', 'leads back'],
    ['repeat-page', '/users', 'leads back'],
    ['repeat-page', '/api_keys', 'leads back'],
    ['lose-last-page', 'usage_report/messages', 'next_page: is empty'],
    ['lose-last-page', '/users', 'last_id: is empty'],
    ['lose-last-page', '/api_keys', 'last_id: is empty'],
    ['empty-page', 'usage_report/messages', 'data: has no bucket of 2026-03-02'],
    ['empty-page', '/cost_report', 'data: has no bucket of 2026-03-02'],
  ])('(%s of %s) is malformed', async (fault, route, message) => {
    standIn().standIn.order({ route, fault, times: ALWAYS });

    await expect(pullAll(puller(), DAY)).rejects.toMatchObject({
      code: 'MALFORMED',
      message: expect.stringContaining(message),
    });
  });

  it.each(ROUTES)('(words and members that nobody knows in %s) is none', async (route) => {
    standIn().standIn.order({ route, fault: 'unknown-enum', times: ALWAYS });

    expectTruth(COMPANY, 'anthropic_usage', DAY, await pullAll(puller(), DAY));
  });
});

describe('5,000 people in 30 days', () => {
  const many = { ...COMPANY, people: 5_000 };
  const big = standInFor('anthropic_usage', many);

  it('are two requests a day and a dozen for the rosters', async () => {
    const window = { from: '2026-03-01', to: '2026-03-31' };

    const pages = await pullAll(new AnthropicUsage(big().access, SETTINGS), window);

    expectTruth(many, 'anthropic_usage', window, pages);
    expect(whole(pages).owners).toHaveLength(10_000);
    expect(big().standIn.requestCount()).toBe(30 * 2 + 5 + 5);
  });
});
