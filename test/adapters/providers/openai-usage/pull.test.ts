import { describe, expect, it } from 'vitest';
import { OpenaiUsage } from '../../../../adapters/providers/openai-usage/client.ts';
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
const ROUTES = ['/users', '/projects', 'proj_data/api_keys', 'usage/completions', '/costs'];
const standIn = standInFor('openai_usage');

function puller() {
  return new OpenaiUsage(standIn().access, SETTINGS);
}

/** A source that has one user, one project with two keys, and these rows. */
async function pullRows({ usage = [], costs = [] }: { usage?: object[]; costs?: object[] }) {
  const bucket = (results: object[]) => ({
    object: 'page',
    data: [{ object: 'bucket', start_time: 1772409600, end_time: 1772496000, results }],
    has_more: false,
    next_page: null,
  });
  const { url } = await startServer(
    json({
      data: [
        { id: 'user-1', email: 'Dev@Example.com' },
        { id: 'user-2', email: null },
      ],
      has_more: false,
    }),
    json({ data: [{ id: 'proj_1' }], has_more: false }),
    json({
      data: [
        { id: 'key_1', owner: { type: 'user', user: { id: 'user-1', email: 'Dev@Example.com' } } },
        { id: 'key_2', owner: { type: 'service_account', service_account: { id: 'svc_1' } } },
      ],
      has_more: false,
    }),
    json(bucket(usage)),
    json(bucket(costs)),
  );
  const access = { baseUrl: url, secret: async () => 'key', clock: new VirtualClock() };
  return whole(await pullAll(new OpenaiUsage(access, SETTINGS), DAY));
}

function usageRow(changes: object = {}) {
  return {
    object: 'organization.usage.completions.result',
    input_tokens: 48_200,
    input_cached_tokens: 30_100,
    input_cache_write_tokens: 100,
    output_tokens: 5_100,
    num_model_requests: 37,
    project_id: 'proj_1',
    user_id: 'user-1',
    api_key_id: 'key_1',
    model: 'gpt-5.4-2026-02-01',
    batch: false,
    service_tier: 'default',
    ...changes,
  };
}

function costRow(changes: object = {}, value: unknown = 0.0617) {
  return {
    amount: { value, currency: 'usd' },
    line_item: 'gpt-5.4, input',
    project_id: 'proj_1',
    api_key_id: null,
    ...changes,
  };
}

withoutWaiting();

describe('a pull of usage and costs', () => {
  it('comes to what the company used and was billed, day by day', async () => {
    const pages = await pullAll(puller(), WINDOW);

    expectTruth(COMPANY, 'openai_usage', WINDOW, pages);
    expect(whole(pages).owners).toHaveLength(48);
  });

  it('finds for most of the bill usage of the same key', async () => {
    const { spreadUsage, billed } = whole(await pullAll(puller(), WINDOW));

    const keys = new Set(spreadUsage.map(({ spreadKey }) => spreadKey));
    const unexplained = billed.filter(({ spreadKey }) => !keys.has(spreadKey));

    expect(unexplained.map(({ fact }) => fact.attributes.line_item)).toEqual(Array(3).fill('web search tool calls'));
    expect(billed.length).toBeGreaterThan(6);
  });

  it('takes what was cached out of the input', async () => {
    const { spreadUsage, owners } = await pullRows({ usage: [usageRow()] });

    expect(owners).toEqual([
      { actor: { kind: 'USER_ID', id: 'user-1' }, email: 'dev@example.com' },
      { actor: { kind: 'API_KEY', id: 'key_1' }, email: 'dev@example.com' },
    ]);
    expect(spreadUsage).toMatchObject([
      {
        weight: 53_300_000_000n,
        fact: {
          actor: { kind: 'USER_ID', id: 'user-1' },
          modelRaw: 'gpt-5.4-2026-02-01',
          model: 'gpt-5.4',
          tokens: {
            inputUncached: 18_000n,
            cacheRead: 30_100n,
            cacheWrite5m: 100n,
            cacheWrite1h: null,
            output: 5_100n,
          },
          requests: 37n,
          cost: { usd6: null },
          attributes: { project_id: 'proj_1', api_key_id: 'key_1', batch: 'false', service_tier: 'default' },
        },
      },
    ]);
  });

  it.each([
    ['told apart', { input_uncached_tokens: 18_100 }, 18_100n],
    ['not told to be cached', { input_cached_tokens: undefined, input_cache_write_tokens: undefined }, 48_200n],
    ['all cached', { input_cached_tokens: 48_100 }, 0n],
  ])('takes the input that is %s', async (_, changes, inputUncached) => {
    const { spreadUsage } = await pullRows({ usage: [usageRow(changes)] });

    expect(spreadUsage[0]?.fact.tokens.inputUncached).toBe(inputUncached);
  });

  it('does not take a row with more cached than there was, and says where', async () => {
    const { spreadUsage, refused } = await pullRows({ usage: [usageRow(), usageRow({ input_tokens: 100 })] });

    expect(spreadUsage).toHaveLength(1);
    expect(refused).toEqual([
      { place: 'usage of 2026-03-02, results.1', reason: 'more input is cached than there was' },
    ]);
  });

  it.each([
    [{}, { kind: 'USER_ID', id: 'user-1' }],
    [{ user_id: null }, { kind: 'API_KEY', id: 'key_1' }],
    [
      { user_id: null, api_key_id: null },
      { kind: 'NONE', id: null },
    ],
  ])('names who used it (%j)', async (changes, actor) => {
    const { spreadUsage } = await pullRows({ usage: [usageRow(changes)] });

    expect(spreadUsage[0]?.fact.actor).toEqual(actor);
  });

  it('weighs a batch by half', async () => {
    const { spreadUsage } = await pullRows({ usage: [usageRow({ batch: true })] });

    expect(spreadUsage[0]?.weight).toBe(26_650_000_000n);
  });

  it.each([
    ['gpt-5.4, input', 'proj_1', true],
    ['gpt-5.4, cached input', 'proj_1', true],
    ['gpt-5.4-2026-02-01, output', 'proj_1', true],
    ['gpt-5.4', 'proj_1', true],
    ['gpt-5.4-mini, input', 'proj_1', false],
    ['gpt-5.4, input', 'proj_2', false],
    ['web search tool calls', 'proj_1', false],
    ['', 'proj_1', false],
    [null, null, false],
  ])('spreads the line "%s" of %s over the usage: %j', async (lineItem, project, isSpread) => {
    const { spreadUsage, billed } = await pullRows({
      usage: [usageRow()],
      costs: [costRow({ line_item: lineItem, project_id: project })],
    });

    expect(billed[0]?.spreadKey === spreadUsage[0]?.spreadKey).toBe(isSpread);
  });

  it('spreads the line of a model that no price book knows over its usage, dated or not', async () => {
    const { spreadUsage, billed } = await pullRows({
      usage: [usageRow({ model: 'o9-2026-01-01' })],
      costs: [costRow({ line_item: 'o9, input' })],
    });

    expect(billed[0]?.spreadKey).toBe(spreadUsage[0]?.spreadKey);
  });

  it('does not mix usage without a model with a line without one', async () => {
    const { spreadUsage, billed } = await pullRows({
      usage: [usageRow({ model: null })],
      costs: [costRow({ line_item: ', input' })],
    });

    expect(billed[0]?.spreadKey).not.toBe(spreadUsage[0]?.spreadKey);
  });

  it.each<[string, unknown, bigint]>([
    ['a number of dollars', 0.0617, 61_700n],
    ['text of dollars', '0.0617', 61_700n],
    ['the noise of a float', JSON.rawJSON('0.8999999999999999'), 900_000n],
    ['an exponent', JSON.rawJSON('6.17e-2'), 61_700n],
    ['a credit', -1.5, -1_500_000n],
  ])('takes an amount as %s', async (_, value, usd6) => {
    const { billed } = await pullRows({ costs: [costRow({}, value)] });

    expect(billed[0]?.fact.cost).toMatchObject({ usd6, kind: 'BILLED', origin: 'REPORTED', currency: 'USD' });
  });

  it('is malformed where an amount is none', async () => {
    await expect(pullRows({ costs: [costRow({}, 'none')] })).rejects.toMatchObject({
      code: 'MALFORMED',
      message: expect.stringContaining('/organization/costs: data.0.results.0.amount.value: is no decimal'),
    });
  });
});

describe('a fault of the source', () => {
  tellsBluntFaults(standIn, ROUTES, () => pullAll(puller(), DAY));

  it.each<[Fault, string, string]>([
    ...ROUTES.map((route): [Fault, string, string] => ['foreign-next', route, 'leads on by a link']),
    ...ROUTES.map((route): [Fault, string, string] => ['repeat-page', route, 'leads back']),
    ...ROUTES.map((route): [Fault, string, string] => ['lose-last-page', route, 'is empty though has_more is true']),
    ['empty-page', 'usage/completions', 'data: has no bucket of 2026-03-02'],
    ['empty-page', '/costs', 'data: has no bucket of 2026-03-02'],
  ])('(%s of %s) is malformed', async (fault, route, message) => {
    standIn().standIn.order({ route, fault, times: ALWAYS });

    await expect(pullAll(puller(), DAY)).rejects.toMatchObject({
      code: 'MALFORMED',
      message: expect.stringContaining(message),
    });
  });

  it.each(ROUTES)('(words and members that nobody knows in %s) is none', async (route) => {
    standIn().standIn.order({ route, fault: 'unknown-enum', times: ALWAYS });

    expectTruth(COMPANY, 'openai_usage', DAY, await pullAll(puller(), DAY));
  });

  it('(a position of another version) begins anew', async () => {
    await expect(puller().pull(DAY, '{"of":"teams"}', signal)).rejects.toMatchObject({ code: 'STALE_CURSOR' });
  });

  it('(no projects) leads to the days', async () => {
    standIn().standIn.order({ route: '/projects', fault: 'empty-page' });

    expectTruth(COMPANY, 'openai_usage', DAY, await pullAll(puller(), DAY));
  });
});

describe('5,000 people in 30 days', () => {
  const many = { ...COMPANY, people: 5_000 };
  const big = standInFor('openai_usage', many);

  it('are two requests a day, and one for a hundred users or keys', async () => {
    const window = { from: '2026-03-01', to: '2026-03-31' };

    const pages = await pullAll(new OpenaiUsage(big().access, SETTINGS), window);

    expectTruth(many, 'openai_usage', window, pages);
    expect(whole(pages).owners).toHaveLength(10_000);
    expect(big().standIn.requestCount()).toBe(30 * 2 + 50 + 1 + 3 * 17);
  });
});
