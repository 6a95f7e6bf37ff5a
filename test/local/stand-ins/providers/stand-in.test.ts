import { describe, expect, it } from 'vitest';
import { emailOf } from '../../../../local/stand-ins/providers/company.ts';
import {
  type ProviderSource,
  providerTruth,
  STAND_IN_KEY,
  startProviderStandIns,
} from '../../../../local/stand-ins/providers/start.ts';
import { freePortRow } from '../../../doubles/loopback.ts';
import { VirtualClock } from '../../../doubles/virtual-clock.ts';
import { COMPANY, standInFor } from '../../../worlds/provider-pulls.ts';

const SOURCES: ProviderSource[] = [
  'anthropic_claude_code',
  'anthropic_usage',
  'openai_usage',
  'cursor',
  'github_copilot',
];
const anthropic = standInFor('anthropic_usage');
const openai = standInFor('openai_usage');
const cursor = standInFor('cursor');
const github = standInFor('github_copilot');

const KEY = { 'x-api-key': STAND_IN_KEY, 'anthropic-version': '2023-06-01' };
const BEARER = { authorization: `Bearer ${STAND_IN_KEY}` };
const BASIC = { authorization: `Basic ${btoa(`${STAND_IN_KEY}:`)}` };

function post(body: unknown, headers: Record<string, string> = {}) {
  return { method: 'POST', body: JSON.stringify(body), headers };
}

describe('the company', () => {
  it.each(SOURCES)('uses %s in the same way on the same day, and in another way on another', (source) => {
    const truth = providerTruth(COMPANY, source, '2026-03-02');

    expect(providerTruth({ ...COMPANY }, source, '2026-03-02')).toEqual(truth);
    expect(providerTruth(COMPANY, source, '2026-03-03')).not.toEqual(truth);
    expect(providerTruth({ ...COMPANY, seed: 8 }, source, '2026-03-02')).not.toEqual(truth);
    expect(truth.billedUsd6).toBeGreaterThan(0n);
  });

  it('has the people of the timesheets', () => {
    expect(emailOf(0)).toMatch(/\.1001@example\.com$/);
  });
});

describe('a stand-in', () => {
  it('takes its ports in a row where one is told', async () => {
    const port = await freePortRow(5);

    const standIns = await startProviderStandIns({ company: COMPANY, clock: new VirtualClock(), port });

    expect(standIns.bySource.anthropic_claude_code.url).toBe(`http://127.0.0.1:${port}`);
    expect(standIns.bySource.openai_usage.url).toBe(`http://127.0.0.1:${port + 1}`);
    await standIns.close();
  });

  it.each([
    ['anthropic', () => anthropic(), '/v1/organizations/users', { 'x-api-key': STAND_IN_KEY }],
    ['openai', () => openai(), '/organization/users', KEY],
    ['cursor', () => cursor(), '/teams/members', BEARER],
    ['github', () => github(), '/enterprises/acme/copilot/billing/seats', {}],
  ])('of %s refuses who does not show the key in its way', async (_, met, path, headers) => {
    const { status } = await fetch(`${met().standIn.url}${path}`, { headers: headers as Record<string, string> });

    expect(status).toBe(401);
  });

  it.each([
    [
      'a range that ends before midnight',
      '/v1/organizations/cost_report?starting_at=2026-03-02T00:00:00Z&ending_at=2026-03-02T23:59:59Z',
    ],
    [
      'a range of nothing',
      '/v1/organizations/usage_report/messages?starting_at=2026-03-02T00:00:00Z&ending_at=2026-03-02T00:00:00Z',
    ],
    [
      'too many buckets',
      '/v1/organizations/cost_report?starting_at=2026-03-02T00:00:00Z&ending_at=2026-03-03T00:00:00Z&limit=32',
    ],
    [
      'costs by key',
      '/v1/organizations/cost_report?starting_at=2026-03-02T00:00:00Z&ending_at=2026-03-03T00:00:00Z&group_by[]=api_key_id',
    ],
    ['an instant for a day', '/v1/organizations/usage_report/claude_code?starting_at=2026-03-02T00:00:00Z'],
    ['too many rows', '/v1/organizations/usage_report/claude_code?starting_at=2026-03-02&limit=1001'],
    ['a page that is none', '/v1/organizations/usage_report/claude_code?starting_at=2026-03-02&page=next'],
  ])('of Anthropic refuses %s', async (_, path) => {
    const { status } = await fetch(`${anthropic().standIn.url}${path}`, { headers: KEY });

    expect(status).toBe(400);
  });

  it.each([
    ['no time', '/organization/costs'],
    ['costs by person', '/organization/costs?start_time=1772409600&end_time=1772496000&group_by[]=user_id'],
    ['too many buckets', '/organization/usage/completions?start_time=1772409600&end_time=1772496000&limit=32'],
    ['too many users', '/organization/users?limit=101'],
  ])('of OpenAI refuses %s', async (_, path) => {
    const { status } = await fetch(`${openai().standIn.url}${path}`, { headers: BEARER });

    expect(status).toBe(400);
  });

  it.each([
    ['more than 30 days', { startDate: 1, endDate: 2_592_000_002 }],
    ['pages that are too large', { startDate: 1, endDate: 2, pageSize: 101 }],
    ['page 0', { startDate: 1, endDate: 2, page: 0 }],
  ])('of Cursor refuses %s', async (_, body) => {
    const { status } = await fetch(`${cursor().standIn.url}/teams/filtered-usage-events`, post(body, BASIC));

    expect(status).toBe(400);
  });

  it.each([
    ['a report of 32 days', { report_type: 'ai_credit', start_date: '2026-03-01', end_date: '2026-04-01' }],
    ['a report of another kind', { report_type: 'mood', start_date: '2026-03-01', end_date: '2026-03-01' }],
  ])('of GitHub refuses %s', async (_, body) => {
    const url = `${github().standIn.url}/enterprises/acme/settings/billing/reports`;

    const { status } = await fetch(url, post(body, BEARER));

    expect(status).toBe(400);
  });

  it('of GitHub gives no file to who shows a key', async () => {
    const { status } = await fetch(`${github().files.url}/files/report-1`, { headers: BEARER });

    expect(status).toBe(400);
  });

  it('has the faults that are ordered by HTTP, for so many answers after so many', async () => {
    const { url, order, calm } = anthropic().standIn;
    const ask = async () => (await fetch(`${url}/v1/organizations/users`, { headers: KEY })).status;

    const ordered = await fetch(`${url}/control/faults`, post({ route: '/users', fault: '500', times: 2, after: 1 }));
    const statuses = [await ask(), await ask(), await ask(), await ask()];
    order({ route: '/users', fault: '429-retry-after' });
    calm();

    expect(ordered.status).toBe(200);
    expect([...statuses, await ask()]).toEqual([200, 500, 500, 200, 200]);
  });

  it('refuses an order of what it does not know', async () => {
    const { status } = await fetch(
      `${anthropic().standIn.url}/control/faults`,
      post({ route: '/users', fault: 'flood' }),
    );

    expect(status).toBe(400);
  });

  it('takes 20 requests of a path in a minute of its clock, and another 20 in the next', async () => {
    const { standIn, clock } = cursor();
    const ask = async () => fetch(`${standIn.url}/teams/members`, { headers: BASIC });
    const before = standIn.requestCount('/teams/members');
    clock.advance(60_000);
    for (let count = 0; count < 20; count += 1) expect((await ask()).status).toBe(200);

    const refused = await ask();
    clock.advance(60_000);
    const taken = await ask();

    expect([refused.status, refused.headers.get('retry-after'), taken.status]).toEqual([429, '60', 200]);
    expect(standIn.throttledCount()).toBe(1);
    expect(standIn.requestCount('/teams/members') - before).toBe(22);
  });
});
