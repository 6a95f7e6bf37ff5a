import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { CopilotBilling, type CopilotSettings } from '../../../../adapters/providers/github-copilot/client.ts';
import type { Fault } from '../../../../local/stand-ins/faults.ts';
import { FLAT_PRICES } from '../../../doubles/flat-price-book.ts';
import { json, type MetRequest, type Reply, startServer, status, text } from '../../../doubles/scripted-server.ts';
import { VirtualClock } from '../../../doubles/virtual-clock.ts';
import {
  ALWAYS,
  BLUNT_FAULTS,
  COMPANY,
  expectTruth,
  pullAll,
  signal,
  standInFor,
  sumsOf,
  tellsBluntFaults,
  whole,
  withoutWaiting,
} from '../../../worlds/provider-pulls.ts';

const WINDOW = { from: '2026-03-02', to: '2026-03-05' };
const DAY = { from: '2026-03-02', to: '2026-03-03' };
const SETTINGS: CopilotSettings = { prices: FLAT_PRICES, enterprise: 'acme' };
const ORDER = '/settings/billing/reports';
const SEATS = '/copilot/billing/seats';
const HEADER =
  'date,username,product,sku,model,unit_type,gross_amount,discount_amount,net_amount,organization,repository,cost_center_name,aic_quantity,aic_gross_amount';
const standIn = standInFor('github_copilot');

function puller(changes: Partial<CopilotSettings> = {}) {
  return new CopilotBilling(standIn().access, { ...SETTINGS, ...changes });
}

interface Script {
  readonly seats?: object;
  readonly ordered?: Reply;
  readonly polled?: readonly Reply[];
  readonly requests?: MetRequest[];
  readonly clock?: VirtualClock;
}

/** An enterprise that answers so, with this file behind its link. */
async function pullFile(
  file: Reply,
  { seats = { total_seats: 0, seats: [] }, ordered, polled, requests = [], clock }: Script = {},
) {
  const files = await startServer(file);
  const done = json({ id: 'r1', status: 'completed', download_urls: [`${files.url}/r1.csv?signature=abc`] });
  const { url, requests: met } = await startServer(
    json(seats),
    ordered ?? json({ id: 'r1', status: 'processing' }),
    ...(polled ?? []),
    done,
  );
  const access = {
    baseUrl: url,
    secret: async () => 'S3CRET',
    clock: clock ?? new VirtualClock('2026-03-31T12:00:00.000Z'),
  };
  try {
    return whole(await pullAll(new CopilotBilling(access, SETTINGS), DAY));
  } finally {
    requests.push(...met, ...files.requests);
  }
}

function line(changes: Record<string, string> = {}): string {
  const cells: Record<string, string> = {
    date: '2026-03-02',
    username: 'octocat',
    product: 'copilot',
    sku: 'copilot_ai_credit',
    model: 'claude-opus-4-7',
    unit_type: 'ai-credits',
    gross_amount: '3.511325',
    discount_amount: '2.282362',
    net_amount: '1.228963',
    organization: 'acme',
    repository: 'core',
    cost_center_name: 'R&D',
    aic_quantity: '0',
    aic_gross_amount: '0',
    ...changes,
  };
  return HEADER.split(',')
    .map((name) => cells[name] ?? '')
    .join(',');
}

function csv(...lines: string[]): Reply {
  return text([HEADER, ...lines].join('\n'), { 'content-type': 'text/csv' });
}

withoutWaiting();

describe('a pull of billing reports', () => {
  it.each([1, 2, 31])('of %i days comes to what the company used and was billed, day by day', async (daysPerReport) => {
    const pages = await pullAll(puller({ daysPerReport }), WINDOW);

    expectTruth(COMPANY, 'github_copilot', WINDOW, pages);
  });

  it('orders each report on a page of its own, so that no other try orders it again', async () => {
    const { standIn: server } = standIn();
    const before = server.requestCount(ORDER);
    const source = puller();
    const seats = await source.pull(DAY, null, signal);
    const ordered = await source.pull(DAY, seats.next, signal);

    const [first, again] = [
      await puller().pull(DAY, ordered.next, signal),
      await puller().pull(DAY, ordered.next, signal),
    ];

    expect(server.requestCount(ORDER) - before).toBe(1);
    expect(ordered.facts).toEqual([]);
    expect(again).toEqual(first);
  });

  it('makes of a line what is billed, and what the plan covers', async () => {
    const { facts } = await pullFile(csv(line()));

    const common = {
      usageDate: '2026-03-02',
      actor: { kind: 'USER_ID', id: 'octocat' },
      provider: 'github',
      modelRaw: 'claude-opus-4-7',
      model: 'claude-opus-4-7',
      requests: null,
      period: { start: '2026-03-02T00:00:00Z', end: '2026-03-03T00:00:00Z', zone: 'UTC' },
      attributes: {
        product: 'copilot',
        sku: 'copilot_ai_credit',
        unit_type: 'ai-credits',
        organization: 'acme',
        repository: 'core',
        cost_center_name: 'R&D',
      },
    };
    expect(facts).toMatchObject([
      {
        ...common,
        cost: { kind: 'BILLED', usd6: 1_228_963n, origin: 'REPORTED', amountRaw: '1.228963', currency: 'USD' },
      },
      { ...common, cost: { kind: 'NOTIONAL', usd6: 2_282_362n, origin: 'REPORTED', amountRaw: '2.282362' } },
    ]);
  });

  it('never adds the credits that a line in requests is worth', async () => {
    const { facts } = await pullFile(
      csv(line({ sku: 'copilot_premium_request', unit_type: 'requests', aic_quantity: '400', aic_gross_amount: '4' })),
    );

    expect(sumsOf(facts)).toMatchObject({ billedUsd6: 1_228_963n, notionalUsd6: 2_282_362n });
  });

  it('keeps two lines with one key, and tells repositories apart', async () => {
    const { facts } = await pullFile(csv(line(), line(), line({ repository: '' })));

    expect(sumsOf(facts).billedUsd6).toBe(3n * 1_228_963n);
    expect(facts.map(({ attributes }) => attributes.repository)).toEqual([
      'core',
      'core',
      'core',
      'core',
      undefined,
      undefined,
    ]);
  });

  it.each([
    ['Auto: claude-opus-4-7', 'claude-opus-4-7'],
    ['auto:gpt-5.4', 'gpt-5.4'],
    ['Claude Opus 4.7', null],
    ['', null],
  ])('knows the model "%s" as %s, and keeps what was written', async (modelRaw, model) => {
    const { facts } = await pullFile(csv(line({ model: modelRaw })));

    expect(facts[0]).toMatchObject({ modelRaw: modelRaw || null, model });
  });

  it.each([
    ['what is covered in full', { gross_amount: '0.04', discount_amount: '0.04', net_amount: '0' }, 0n, 40_000n],
    ['what is not covered', { gross_amount: '0.04', discount_amount: '0', net_amount: '0.04' }, 40_000n, 0n],
    [
      'the noise of a float',
      { gross_amount: '0.8999999999999999', discount_amount: '0', net_amount: '0.9' },
      900_000n,
      0n,
    ],
    ['a credit', { gross_amount: '-1.5', discount_amount: '0', net_amount: '-1.5' }, -1_500_000n, 0n],
    ['an exponent', { gross_amount: '1E-05', discount_amount: '', net_amount: '1e-05' }, 10n, 0n],
  ])('takes %s', async (_, amounts, billedUsd6, notionalUsd6) => {
    const { facts } = await pullFile(csv(line(amounts)));

    expect(sumsOf(facts)).toMatchObject({ billedUsd6, notionalUsd6 });
    expect(facts).toHaveLength(notionalUsd6 === 0n ? 1 : 2);
  });

  it('reads columns by their names, in any order, with a mark of byte order and unknown ones', async () => {
    const file =
      '\uFEFF"NET_AMOUNT","username","date","exceeds_quota","model","gross_amount"\r\n"1","octocat","2026-03-02","True","m, 1","1"\r\n';

    const { facts } = await pullFile(text(file));

    expect(facts).toMatchObject([{ modelRaw: 'm, 1', cost: { usd6: 1_000_000n, kind: 'BILLED' }, attributes: {} }]);
  });

  it('is nobody where no one is named', async () => {
    const { facts } = await pullFile(csv(line({ username: '' })));

    expect(facts[0]?.actor).toEqual({ kind: 'NONE', id: null });
  });

  it('has nothing where the report has its header alone', async () => {
    const { facts } = await pullFile(csv());

    expect(facts).toEqual([]);
  });

  it('ends with today: there are no reports of days to come', async () => {
    const pages = await pullAll(puller({ daysPerReport: 31 }), { from: '2026-03-30', to: '2026-04-05' });

    expect(new Set(whole(pages).facts.map(({ usageDate }) => usageDate))).toEqual(
      new Set(['2026-03-30', '2026-03-31']),
    );
  });
});

describe('the seats', () => {
  it('come before the reports, all pages of them', async () => {
    const { seats } = whole(await pullAll(puller(), DAY));

    expect(seats).toHaveLength(COMPANY.people);
    expect(seats[0]).toEqual({ actor: { kind: 'USER_ID', id: 'dev-00000' }, from: '2025-09-01', to: '2026-12-31' });
    expect(seats[1]?.to).toBeNull();
  });

  it('without anybody are nobody’s', async () => {
    const { seats } = await pullFile(csv(), {
      seats: { total_seats: 1, seats: [{ assignee: null, created_at: '2026-01-01T22:04:05-05:00' }] },
    });

    expect(seats).toEqual([{ actor: { kind: 'NONE', id: null }, from: '2026-01-02', to: null }]);
  });

  it('that are told more often than they are paid are no fault', async () => {
    const seat = { assignee: { login: 'octocat' }, created_at: '2026-01-02T03:04:05Z' };

    const { seats } = await pullFile(csv(), { seats: { total_seats: 1, seats: [seat, seat] } });

    expect(seats).toHaveLength(2);
  });

  it('that are missing are a fault', async () => {
    standIn().standIn.order({ route: SEATS, fault: 'lose-last-page' });

    await expect(pullAll(puller(), DAY)).rejects.toMatchObject({
      code: 'MALFORMED',
      message: expect.stringContaining('total_seats: is 24, the pages have 0'),
    });
  });
});

describe('the key', () => {
  it('is sent to the interface and to no host that has files', async () => {
    const requests: MetRequest[] = [];

    await pullFile(csv(line()), { requests });

    expect(requests.map(({ path, headers }) => [path.split('?')[0], headers.authorization])).toEqual([
      ['/enterprises/acme/copilot/billing/seats', 'Bearer S3CRET'],
      ['/enterprises/acme/settings/billing/reports', 'Bearer S3CRET'],
      ['/enterprises/acme/settings/billing/reports/r1', 'Bearer S3CRET'],
      ['/r1.csv', undefined],
    ]);
  });

  it('and the signature of a link are never told', async () => {
    const error = await pullFile(status(403)).catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({ code: 'UNAVAILABLE' });
    expect(inspect(error, { depth: 9 })).not.toMatch(/S3CRET|signature/);
  });

  it.each([
    ['http://elsewhere.example.com/r.csv'],
    ['ftp://127.0.0.1/r.csv'],
    ['file:///etc/hosts'],
    ['http://svc:pass@127.0.0.1/r.csv'],
    ['/r.csv'],
  ])('has nothing to do with the link %s, which is not followed', async (link) => {
    const polled = [json({ id: 'r1', status: 'completed', download_urls: [link] })];

    await expect(pullFile(csv(), { polled })).rejects.toMatchObject({
      code: 'MALFORMED',
      message: 'github_copilot report of 2026-03-02: is no https link',
    });
  });
});

describe('a link', () => {
  it('may lead on to another host, still without the key', async () => {
    const store = await startServer(csv(line()));

    const { facts } = await pullFile(status(302, { location: `${store.url}/blob?sig=1` }));

    expect(facts).toHaveLength(2);
    expect(store.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  it.each([
    ['on and on', { location: '/r1.csv' }, 'leads on and on, or nowhere'],
    ['nowhere', {}, 'leads on and on, or nowhere'],
    ['out of https', { location: 'http://elsewhere.example.com/' }, 'is no https link'],
  ])('that leads %s is malformed', async (_, headers: Record<string, string>, message) => {
    await expect(pullFile(status(302, headers))).rejects.toMatchObject({
      code: 'MALFORMED',
      message: expect.stringContaining(message),
    });
  });
});

describe('a report', () => {
  it('is waited for no longer than its caller waits', async () => {
    const controller = new AbortController();
    const clock = new VirtualClock();
    const source = new CopilotBilling({ ...standIn().access, clock }, SETTINGS);
    const seats = await source.pull(DAY, null, signal);
    const { next } = await source.pull(DAY, seats.next, signal);
    clock.pause = async () => {
      controller.abort();
      controller.signal.throwIfAborted();
    };

    await expect(source.pull(DAY, next, controller.signal)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('may be in work for a while, whatever its status is called', async () => {
    const clock = new VirtualClock('2026-03-31T12:00:00.000Z');
    const polled = [json({ id: 'r1', status: 'processing' }), json({ id: 'r1', status: 'galactic' })];

    await pullFile(csv(line()), { polled, clock });

    expect(clock.pauses).toEqual([6_000, 6_000]);
  });

  it('that is not ready within a minute is unavailable for now', async () => {
    const polled = Array<Reply>(10).fill(json({ id: 'r1', status: 'processing' }));

    await expect(pullFile(csv(), { polled })).rejects.toMatchObject({ code: 'UNAVAILABLE', retryAfterMs: 60_000 });
  });

  it('that has failed begins the window anew', async () => {
    const polled = [json({ id: 'r1', status: 'failed' })];

    await expect(pullFile(csv(), { polled })).rejects.toMatchObject({ code: 'STALE_CURSOR' });
  });

  it.each([200, 201, 202])('may be ordered with the answer %i', async (code) => {
    const ordered: Reply = (response) => response.writeHead(code).end('{"id":7,"status":"processing"}');

    const { facts } = await pullFile(csv(line()), { ordered });

    expect(facts).toHaveLength(2);
  });

  it.each<[string, Reply, string]>([
    ['nothing', text(''), 'is empty'],
    ['no header that is known', text('a,b\n1,2\n'), 'has no column date, username, model, gross_amount, net_amount'],
    ['a cut line', csv(line(), '2026-03-02,octocat'), 'is no CSV (CSV_RECORD_INCONSISTENT_COLUMNS)'],
    ['an open quote', csv(line({ model: '"Claude' })), 'is no CSV (CSV_QUOTE_NOT_CLOSED)'],
    ['an amount that is none', csv(line(), line({ net_amount: 'free' })), 'line 3: net_amount: is no decimal'],
    ['an empty amount', csv(line({ gross_amount: '' })), 'line 2: gross_amount: is no decimal'],
    ['a date that is none', csv(line({ date: '03/02/2026' })), 'line 2: date: is no date'],
    ['another day', csv(line({ date: '2026-03-03' })), 'line 2: date: is not of the days that were asked for'],
  ])('with %s is malformed, and the place is named', async (_, file, message) => {
    await expect(pullFile(file)).rejects.toMatchObject({
      code: 'MALFORMED',
      message: `github_copilot report of 2026-03-02: ${message}`,
    });
  });

  it('without files is malformed', async () => {
    const polled = [json({ id: 'r1', status: 'completed', download_urls: [] })];

    await expect(pullFile(csv(), { polled })).rejects.toMatchObject({ code: 'MALFORMED' });
  });
});

describe('a fault of the source', () => {
  tellsBluntFaults(standIn, [SEATS, ORDER], () => pullAll(puller(), DAY));

  it.each(BLUNT_FAULTS)('(%s of the report itself) is told', async (fault, expected) => {
    const source = puller();
    const seats = await source.pull(DAY, null, signal);
    const { next } = await source.pull(DAY, seats.next, signal);
    const { id } = JSON.parse(next ?? '');
    standIn().standIn.order({ route: id, fault, times: ALWAYS });

    await expect(source.pull(DAY, next, signal)).rejects.toMatchObject({ name: 'SourceError', ...expected });
  });

  it.each<Fault>(['400', '401', '403', '404', '410', '429', '500', 'html'])(
    '(%s of the file, whose link may have expired) passes',
    async (fault) => {
      const { files, access } = standIn();
      const source = new CopilotBilling(access, SETTINGS);
      const seats = await source.pull(DAY, null, signal);
      const { next } = await source.pull(DAY, seats.next, signal);
      files.order({ route: JSON.parse(next ?? '').id, fault, times: 4 });

      await expect(source.pull(DAY, next, signal)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    },
  );

  it('(a file that was cut) is malformed', async () => {
    const { files } = standIn();
    const source = puller();
    const seats = await source.pull(DAY, null, signal);
    const { next } = await source.pull(DAY, seats.next, signal);
    files.order({ route: JSON.parse(next ?? '').id, fault: 'cut-json' });

    await expect(source.pull(DAY, next, signal)).rejects.toMatchObject({ code: 'MALFORMED' });
  });

  it('(a 403 that says when to come again) passes', async () => {
    const seats = status(403, { 'retry-after': '600' });
    const { url } = await startServer(seats);
    const access = { ...standIn().access, baseUrl: url };

    await expect(new CopilotBilling(access, SETTINGS).pull(DAY, null, signal)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      retryAfterMs: 600_000,
    });
  });

  it('(words and members that nobody knows) is none', async () => {
    for (const route of [SEATS, ORDER]) standIn().standIn.order({ route, fault: 'unknown-enum', times: ALWAYS });

    expectTruth(COMPANY, 'github_copilot', DAY, await pullAll(puller(), DAY));
  });

  it('(a position of another version) begins anew', async () => {
    await expect(puller().pull(DAY, '{"of":"credits"}', signal)).rejects.toMatchObject({ code: 'STALE_CURSOR' });
  });
});

describe('5,000 people in 30 days', () => {
  const many = { ...COMPANY, people: 5_000 };
  const big = standInFor('github_copilot', many);

  it('are a report a day and a page for a hundred seats', async () => {
    const window = { from: '2026-03-01', to: '2026-03-31' };

    const pages = await pullAll(new CopilotBilling(big().access, SETTINGS), window);

    expectTruth(many, 'github_copilot', window, pages);
    expect(whole(pages).seats).toHaveLength(5_000);
    expect(big().standIn.requestCount(SEATS)).toBe(51);
    expect(big().standIn.requestCount(ORDER)).toBe(30);
    expect(big().files.requestCount()).toBe(30);
  });
});
