import { describe, expect, it } from 'vitest';
import { CursorEvents, type CursorSettings } from '../../../../adapters/providers/cursor/client.ts';
import type { Fault } from '../../../../local/stand-ins/faults.ts';
import { FLAT_PRICES } from '../../../doubles/flat-price-book.ts';
import { json, type MetRequest, startServer } from '../../../doubles/scripted-server.ts';
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

/** Over the end of summer time's opposite: the 29th has 23 hours in Berlin. */
const WINDOW = { from: '2026-03-28', to: '2026-03-31' };
const DAY = { from: '2026-03-02', to: '2026-03-03' };
const SETTINGS: CursorSettings = { prices: FLAT_PRICES, timeZone: 'Europe/Berlin', eventsPerPage: 5 };
const EVENTS = '/teams/filtered-usage-events';
const MIDDAY = Date.parse('2026-03-02T12:00:00Z');
const standIn = standInFor('cursor');

function puller(changes: Partial<CursorSettings> = {}) {
  return new CursorEvents(standIn().access, { ...SETTINGS, ...changes });
}

function event(changes: object = {}) {
  return {
    timestamp: String(MIDDAY),
    userEmail: 'Dev@Example.com',
    model: 'claude-4.6-opus-high-thinking',
    kind: 'Usage-based',
    maxMode: false,
    isTokenBasedCall: true,
    isChargeable: true,
    isHeadless: false,
    tokenUsage: {
      inputTokens: 126,
      outputTokens: 450,
      cacheWriteTokens: 6_112,
      cacheReadTokens: 11_964,
      totalCents: 20.18,
    },
    chargedCents: 21.36,
    cursorTokenFee: 1.18,
    ...changes,
  };
}

function page(events: object[], changes: object = {}) {
  return {
    totalUsageEventsCount: events.length,
    pagination: { currentPage: 1, hasNextPage: false },
    usageEvents: events,
    ...changes,
  };
}

/** A team of these members whose only page of events is this. */
async function pullPage(answer: object, { members = [] as object[], requests = [] as MetRequest[] } = {}) {
  const { url, requests: met } = await startServer(json({ teamMembers: members }), json(answer));
  const clock = new VirtualClock('2026-03-31T12:00:00.000Z');
  const access = { baseUrl: url, secret: async () => 'key', clock };
  const pages = await pullAll(new CursorEvents(access, SETTINGS), DAY);
  requests.push(...met);
  return whole(pages);
}

withoutWaiting();

describe('a pull of usage events', () => {
  it('comes to what the team used and was charged, by the days of the company', async () => {
    const pages = await pullAll(puller(), WINDOW);

    expectTruth(COMPANY, 'cursor', WINDOW, pages);
    expect(pages.length).toBeGreaterThan(3 * 3);
  });

  it('asks for the day from its beginning to its end in the zone, with the key as user name', async () => {
    const requests: MetRequest[] = [];

    await pullPage(page([event()]), { requests });

    expect(JSON.parse(requests[1]?.body ?? '')).toEqual({
      startDate: Date.parse('2026-03-01T23:00:00Z'),
      endDate: Date.parse('2026-03-02T23:00:00Z'),
      page: 1,
      pageSize: 5,
    });
    expect(requests[1]?.headers.authorization).toBe(`Basic ${btoa('key:')}`);
  });

  it('sums events that differ in their numbers alone', async () => {
    const { facts } = await pullPage(page([event(), event({ timestamp: String(MIDDAY + 1), chargedCents: 0.6401 })]));

    expect(facts).toEqual([
      {
        usageDate: '2026-03-02',
        actor: { kind: 'EMAIL', id: 'dev@example.com' },
        provider: 'cursor',
        modelRaw: 'claude-4.6-opus-high-thinking',
        model: 'claude-4.6-opus-high-thinking',
        tokens: { inputUncached: 252n, cacheRead: 23_928n, cacheWrite5m: 12_224n, cacheWrite1h: null, output: 900n },
        tokensReasoning: null,
        requests: 2n,
        cost: {
          usd6: 220_001n,
          kind: 'BILLED',
          origin: 'REPORTED',
          priceVersion: null,
          amountRaw: null,
          currency: 'USD',
          currencyRate: null,
        },
        period: { start: '2026-03-01T23:00:00.000Z', end: '2026-03-02T23:00:00.000Z', zone: 'Europe/Berlin' },
        attributes: { kind: 'Usage-based', max_mode: 'false', is_headless: 'false', cache_write_split: 'unknown' },
      },
    ]);
  });

  it('counts events that are equal in everything, each', async () => {
    const { facts } = await pullPage(page([event(), event(), event()]));

    expect(facts).toMatchObject([{ requests: 3n, cost: { usd6: 640_800n } }]);
  });

  it.each([
    ['Usage-based', true, 'BILLED'],
    ['Included in Business', true, 'NOTIONAL'],
    ['Usage-based', false, 'NOTIONAL'],
    ['USAGE_EVENT_KIND_INCLUDED_IN_BUSINESS', undefined, 'NOTIONAL'],
    ['USAGE_EVENT_KIND_USAGE_BASED', undefined, 'BILLED'],
    ['Galactic', true, 'BILLED'],
    [null, null, 'BILLED'],
  ])('takes kind "%s" with isChargeable %j as %s', async (kind, isChargeable, costKind) => {
    const { facts } = await pullPage(page([event({ kind, isChargeable })]));

    expect(facts[0]?.cost).toMatchObject({ kind: costKind, usd6: 213_600n, amountRaw: '21.36' });
  });

  it.each([
    ['not charged', { isChargeable: false }, 0],
    ['for nothing', { isChargeable: true, chargedCents: 0 }, 0],
    ['charged all the same', { isChargeable: true }, 1],
  ])('counts what failed and is %s %#', async (_, changes, counted) => {
    const { facts } = await pullPage(page([event({ kind: 'Errored, Not Charged', ...changes })]));

    expect(facts).toHaveLength(counted);
  });

  it('takes the names of other versions', async () => {
    const { kind, userEmail, ...older } = event({ kindLabel: 'Usage-based', userId: 42 });
    const answer = { ...page([older]), usageEvents: undefined, usageEventsDisplay: [older] };

    const { facts } = await pullPage(answer);

    expect([kind, userEmail]).toEqual(['Usage-based', 'Dev@Example.com']);
    expect(facts).toMatchObject([{ actor: { kind: 'USER_ID', id: '42' }, attributes: { kind: 'Usage-based' } }]);
  });

  it('knows neither tokens nor cost where none are told, nor who where nobody is named', async () => {
    const { facts } = await pullPage(
      page([event({ tokenUsage: undefined, chargedCents: undefined, userEmail: null, model: null })]),
    );

    expect(facts).toMatchObject([
      {
        actor: { kind: 'NONE', id: null },
        model: null,
        tokens: { inputUncached: null, output: null },
        cost: { usd6: null, origin: null, amountRaw: null },
      },
    ]);
  });

  it.each<[string, unknown, bigint]>([
    ['the noise of a float', JSON.rawJSON('8.9999999999999996'), 90_000n],
    ['text', '21.36', 213_600n],
    ['a credit', -3, -30_000n],
    ['parts of a cent', JSON.rawJSON('0.00012345'), 1n],
  ])('takes an amount as %s', async (_, chargedCents, usd6) => {
    const { facts } = await pullPage(page([event({ chargedCents })]));

    expect(facts[0]?.cost.usd6).toBe(usd6);
  });

  it('leaves an event right at the end to the next day, and refuses one of another time', async () => {
    const end = Date.parse('2026-03-02T23:00:00Z');
    const { facts, refused } = await pullPage(
      page([event({ timestamp: String(end) }), event({ timestamp: String(end + 1) }), event({ timestamp: end - 1 })]),
    );

    expect(facts).toMatchObject([{ requests: 1n }]);
    expect(refused).toEqual([
      { place: 'events of 2026-03-02, page 1, usageEvents.1', reason: 'is not of the time that was asked for' },
    ]);
  });

  it('asks for today until now, for all its pages, and for no day to come', async () => {
    const today = { from: '2026-03-31', to: '2026-04-03' };
    const clock = new VirtualClock('2026-03-31T12:00:00.000Z');
    const { url, requests } = await startServer(
      json({ teamMembers: [] }),
      json(
        page([event({ timestamp: '1774951200000' })], {
          totalUsageEventsCount: 2,
          pagination: { currentPage: 1, hasNextPage: true },
        }),
      ),
      json(
        page([event({ timestamp: '1774951200001' })], {
          totalUsageEventsCount: 2,
          pagination: { currentPage: 2, hasNextPage: false },
        }),
      ),
    );

    const pages = await pullAll(new CursorEvents({ baseUrl: url, secret: async () => 'key', clock }, SETTINGS), today);

    const ends = requests.slice(1).map(({ body }) => JSON.parse(body).endDate);
    expect(ends).toEqual([ends[0], ends[0]]);
    expect(whole(pages).facts.map(({ usageDate }) => usageDate)).toEqual(['2026-03-31', '2026-03-31']);
  });
});

describe('the seats', () => {
  it('are those of the members who are told today, for every day of the window', async () => {
    const { seats } = whole(await pullAll(puller(), DAY));

    expect(seats).toHaveLength(COMPANY.people - 1);
    expect(seats[0]).toMatchObject({ actor: { kind: 'EMAIL' }, from: DAY.from, to: null });
  });

  it('are not held by who was removed, nor by an owner who pays none', async () => {
    const members = [
      { id: 1, email: 'A@example.com', role: 'member', isRemoved: false },
      { id: 2, email: 'b@example.com', role: 'member', isRemoved: true },
      { id: 3, email: 'c@example.com', role: 'free-owner' },
      { id: 4, email: null, role: 'owner' },
    ];

    const { seats } = await pullPage(page([]), { members });

    expect(seats).toEqual([
      { actor: { kind: 'EMAIL', id: 'a@example.com' }, from: DAY.from, to: null },
      { actor: { kind: 'USER_ID', id: '4' }, from: DAY.from, to: null },
    ]);
  });
});

describe('an answer that is not as documented', () => {
  it.each([
    ['no events', page([], { usageEvents: undefined }), 'usageEvents: is missing'],
    ['no total', page([], { totalUsageEventsCount: undefined }), 'totalUsageEventsCount: is no number'],
    ['a time that is none', page([event({ timestamp: 'noon' })]), 'usageEvents.0.timestamp'],
    [
      'fewer events than told',
      page([event()], { totalUsageEventsCount: 2 }),
      'totalUsageEventsCount: is 2, the pages so far have 1',
    ],
    [
      'more events than told',
      page([event()], { totalUsageEventsCount: 0 }),
      'totalUsageEventsCount: is 0, the pages so far have 1',
    ],
    ['another page', page([], { pagination: { currentPage: 2, hasNextPage: false } }), 'pagination.currentPage'],
    [
      'nothing, and a next page',
      page([], { pagination: { currentPage: 1, hasNextPage: true } }),
      'totalUsageEventsCount',
    ],
  ])('(%s) is malformed, and the place is named', async (_, answer, message) => {
    await expect(pullPage(answer)).rejects.toMatchObject({
      code: 'MALFORMED',
      message: expect.stringContaining(message),
    });
  });
});

describe('a fault of the source', () => {
  tellsBluntFaults(standIn, ['/teams/members', EVENTS], () => pullAll(puller(), DAY));

  it.each<[Fault, number, string]>([
    ['lose-last-page', 1, 'totalUsageEventsCount'],
    ['repeat-page', 1, 'pagination.currentPage: is another page than was asked'],
    ['empty-page', 1, 'totalUsageEventsCount'],
    ['lose-last-page', 0, 'totalUsageEventsCount'],
  ])('(%s after %i good ones) is malformed', async (fault, after, message) => {
    standIn().standIn.order({ route: EVENTS, fault, after, times: ALWAYS });

    await expect(pullAll(puller(), DAY)).rejects.toMatchObject({
      code: 'MALFORMED',
      message: expect.stringContaining(message),
    });
  });

  it('(events that come in between) begins anew', async () => {
    const first = await puller().pull(DAY, null, signal);
    const second = await puller().pull(DAY, first.next, signal);
    const shifted = JSON.stringify({ ...JSON.parse(second.next ?? ''), total: 3 });

    await expect(puller().pull(DAY, shifted, signal)).rejects.toMatchObject({ code: 'STALE_CURSOR' });
  });

  it('(words and members that nobody knows) is none', async () => {
    for (const route of ['/teams/members', EVENTS])
      standIn().standIn.order({ route, fault: 'unknown-enum', times: 99 });

    const { facts, seats } = whole(await pullAll(puller(), DAY));

    // Nobody is known as an owner without a seat now.
    expect(seats).toHaveLength(COMPANY.people);
    expect(facts.every(({ attributes }) => attributes.kind === 'galactic')).toBe(true);
  });
});

describe('the limit of 20 requests in a minute', () => {
  it('is kept where every page is pulled by another process', async () => {
    const { standIn: server } = standIn();
    const before = server.throttledCount();
    let cursor: string | null = null;
    do {
      cursor = (await puller({ eventsPerPage: 1 }).pull(DAY, cursor, signal)).next;
    } while (cursor !== null);

    expect(server.throttledCount()).toBe(before);
  });

  it('is kept by the tries after a failure', async () => {
    const { standIn: server, clock } = standIn();
    const before = server.throttledCount();
    const began = Date.parse(clock.now());
    server.order({ route: EVENTS, fault: '500', times: 3 });

    await pullAll(puller({ eventsPerPage: 100 }), DAY);

    expect(server.throttledCount()).toBe(before);
    expect(Date.parse(clock.now()) - began).toBeGreaterThanOrEqual(4 * 3_000);
  });

  it('is met where nobody waits', async () => {
    const { standIn: server } = standIn();
    const before = server.throttledCount();

    await pullAll(puller({ eventsPerPage: 1, requestsPerMinute: 60_000 }), DAY);

    expect(server.throttledCount()).toBeGreaterThan(before);
  });
});

describe('5,000 people in 30 days', () => {
  const many = { ...COMPANY, people: 5_000 };
  const big = standInFor('cursor', many);

  it('stay within the limit', async () => {
    const window = { from: '2026-03-01', to: '2026-03-31' };
    const { eventsPerPage, ...settings } = SETTINGS;

    const pages = await pullAll(new CursorEvents(big().access, settings), window);

    expect(eventsPerPage).toBe(5);
    expectTruth(many, 'cursor', window, pages);
    expect(big().standIn.throttledCount()).toBe(0);
    expect(big().standIn.requestCount(EVENTS)).toBe(pages.length - 1);
    expect(big().standIn.requestCount(EVENTS)).toBeGreaterThan(1_000);
  });
});
