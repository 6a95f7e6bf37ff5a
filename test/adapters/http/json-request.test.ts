import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type HttpErrors,
  type HttpLimits,
  type HttpRequest,
  requestText,
} from '../../../adapters/http/http-request.ts';
import { type JsonRequest, parseRawJson, requestJson } from '../../../adapters/http/json-request.ts';
import { NumberText } from '../../../core/values/number-text.ts';
import {
  closedUrl,
  cutOff,
  json,
  type Reply,
  silence,
  startServer,
  status,
  text,
} from '../../doubles/scripted-server.ts';
import { TestClock } from '../../doubles/test-clock.ts';

/** What a system may do to a request, and what becomes of it: another try, a failure that passes, a refusal. */

const LIMITS: HttpLimits = { requestTimeoutMs: 300, retriesMax: 2, retryAfterMaxMs: 4_000, bodyBytesMax: 1_000 };
const GOOD = json({ isGood: true });
const ERRORS: HttpErrors = {
  unavailable: (message, retryAfterMs, options) =>
    Object.assign(new Error(`bakery: ${message}`, options), { name: 'BakeryClosedError', retryAfterMs }),
  refused: (status) => Object.assign(new Error(`bakery: answered ${status}`), { name: 'BakeryRefusedError', status }),
};

function parseGood(value: unknown): unknown {
  if ((value as { isGood?: boolean } | null)?.isGood !== true) throw new Error('answered another shape');
  return value;
}

type Changes = Partial<JsonRequest<unknown>> & { readonly clock?: TestClock };

function post(url: string, changes: Changes = {}) {
  return get(url, { body: { a: 1 }, ...changes });
}

function get(url: string, { clock = new TestClock(), ...changes }: Changes = {}) {
  const credentials = async () => ({ authorization: 'Bearer secret' });
  const { signal } = new AbortController();
  return requestJson({ url, credentials, parse: parseGood, errors: ERRORS, signal, ...changes }, LIMITS, clock);
}

/** The pauses between tries pass at once; the time-outs of requests are real. */
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  vi.setTimerTickMode('nextTimerAsync');
  return () => vi.useRealTimers();
});

describe('a request', () => {
  it('is a POST of JSON with the credentials', async () => {
    const { url, requests } = await startServer(GOOD);

    await expect(post(url)).resolves.toEqual({ isGood: true });

    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({
      method: 'POST',
      body: '{"a":1}',
      headers: { authorization: 'Bearer secret', 'content-type': 'application/json', accept: 'application/json' },
    });
  });

  it('without a body is a GET', async () => {
    const { url, requests } = await startServer(GOOD);

    await get(url, { credentials: async () => ({ 'x-api-key': 'k1' }) });

    expect(requests[0]).toMatchObject({ method: 'GET', body: '', headers: { 'x-api-key': 'k1' } });
    expect(requests[0]?.headers).not.toHaveProperty('content-type');
  });

  it('takes a compressed answer', async () => {
    const { url } = await startServer(text(gzipSync('{"isGood":true}'), { 'content-encoding': 'gzip' }));

    await expect(post(url)).resolves.toEqual({ isGood: true });
  });
});

describe('a trouble that passes', () => {
  it.each<[string, Reply]>([
    ['500', status(500)],
    ['503', status(503)],
    ['504', status(504)],
    ['429', status(429)],
    ['silence', silence],
    ['a cut connection', cutOff('{"isGood":tr')],
    ['cut JSON', text('{"isGood":tr')],
    ['nothing', text('')],
    ['HTML', text('<html>Please log in</html>', { 'content-type': 'text/html' })],
    ['another shape', json({ employees: [] })],
    ['null', json(null)],
    ['more than the cap', json({ isGood: true, filler: 'x'.repeat(1_000) })],
    ['what is no UTF-8', text(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]))],
  ])('is met twice (%s) and forgotten on the third try', async (_, trouble) => {
    const { url, requests } = await startServer(trouble, trouble, GOOD);

    await expect(post(url)).resolves.toEqual({ isGood: true });

    expect(requests).toHaveLength(3);
  });

  it.each<[string, Reply, string]>([
    ['503', status(503), 'answered 503'],
    ['silence', silence, 'did not answer in time'],
    ['a cut connection', cutOff('{"isGood":tr'), 'failed: UND_ERR_SOCKET'],
    ['HTML', text('<html>'), 'answered what is no JSON'],
    ['another shape', json({}), 'answered another shape'],
    ['more than the cap', json({ isGood: true, filler: 'x'.repeat(1_000) }), 'answered more than 1000 bytes'],
    ['a bomb of zeros', text(gzipSync('0'.repeat(100_000)), { 'content-encoding': 'gzip' }), 'more than 1000 bytes'],
  ])('that stays (%s) is unavailability after three tries', async (_, trouble, message) => {
    const { url, requests } = await startServer(trouble);

    await expect(post(url)).rejects.toMatchObject({
      name: 'BakeryClosedError',
      message: expect.stringContaining(message),
    });

    expect(requests).toHaveLength(3);
  });

  it('is a system that nobody hears', async () => {
    const refused = post(await closedUrl());

    await expect(refused).rejects.toMatchObject({
      name: 'BakeryClosedError',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('never shows the body, which holds personal data', async () => {
    const { url } = await startServer(text('Ada One is ill'));

    await expect(post(url)).rejects.toThrow(expect.objectContaining({ message: expect.not.stringContaining('Ada') }));
  });
});

describe('a request that cannot be sent as it is', () => {
  const CALL = { url: 'https://bakery.example.com/v1', credentials: { authorization: 'Bearer secret' } };

  it.each([
    ['a line break in its credentials', { ...CALL, credentials: { authorization: 'Bearer S3CRET-old\nS3CRET-new' } }],
    ['what no header can carry', { ...CALL, credentials: { authorization: 'Bearer S3CRET–new' } }],
    ['a password in its URL', { ...CALL, url: 'http://svc:S3CRET@127.0.0.1:9' }],
    ['no URL', { ...CALL, url: 'S3CRET' }],
  ])('(%s) is refused at once, and nothing of it is told', async (_, { url, credentials }) => {
    const asked: boolean[] = [];
    const give = async (areRefused: boolean) => {
      asked.push(areRefused);
      return credentials;
    };

    const error = await post(url, { credentials: give }).catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({ name: 'BakeryRefusedError', status: null });
    expect(inspect(error, { depth: 9 })).not.toContain('S3CRET');
    expect(asked).toEqual([false]);
  });
});

describe('a system that asks for a pause', () => {
  it.each([429, 503])('with %i and seconds gets it before the next try', async (code) => {
    const { url, requests } = await startServer(status(code, { 'retry-after': '3' }), GOOD);
    const clock = new TestClock();

    await post(url, { clock });

    expect(clock.pauses).toEqual([3_000]);
    expect(requests).toHaveLength(2);
  });

  it('with an HTTP date gets it too', async () => {
    const { url } = await startServer(status(429, { 'retry-after': 'Tue, 24 Nov 2026 06:00:03 GMT' }), GOOD);
    const clock = new TestClock('2026-11-24T06:00:00.000Z');

    await post(url, { clock });

    expect(clock.pauses).toEqual([3_000]);
  });

  it.each<[string, string?]>([
    ['a date that has passed', 'Wed, 01 Jan 2020 00:00:00 GMT'],
    ['what is no time', 'soon'],
    ['no header'],
  ])('with %s gets none', async (_, header) => {
    const { url } = await startServer(status(503, header === undefined ? {} : { 'retry-after': header }), GOOD);
    const clock = new TestClock();

    await post(url, { clock });

    expect(clock.pauses).toEqual([0]);
  });

  it.each([
    ['5', 5_000],
    ['86400', 86_400_000],
    ['Tue, 24 Nov 2026 06:10:00 GMT', 600_000],
    ['9'.repeat(400), 86_400_000],
  ])('that is too long (%s) is told to the caller at once', async (header, retryAfterMs) => {
    const { url, requests } = await startServer(status(503, { 'retry-after': header }), GOOD);
    const clock = new TestClock('2026-11-24T06:00:00.000Z');

    await expect(post(url, { clock })).rejects.toMatchObject({
      name: 'BakeryClosedError',
      message: 'bakery: answered 503',
      retryAfterMs,
    });

    expect(requests).toHaveLength(1);
    expect(clock.pauses).toEqual([]);
  });

  it('again and again is told to the caller with the last one', async () => {
    const { url } = await startServer(
      status(429, { 'retry-after': '1' }),
      status(429, { 'retry-after': '2' }),
      status(429, { 'retry-after': '3' }),
    );
    const clock = new TestClock();

    await expect(post(url, { clock })).rejects.toMatchObject({ retryAfterMs: 3_000 });

    expect(clock.pauses).toEqual([1_000, 2_000]);
  });

  it('for none at all is told as one of none', async () => {
    const { url } = await startServer(status(500));

    await expect(post(url)).rejects.toMatchObject({ retryAfterMs: 0 });
  });
});

describe('a refusal', () => {
  it.each([400, 403, 404, 410, 204])('by %i is not tried again', async (code) => {
    const { url, requests } = await startServer(status(code));

    await expect(post(url)).rejects.toMatchObject({
      name: 'BakeryRefusedError',
      message: expect.stringContaining(`answered ${code}`),
    });

    expect(requests).toHaveLength(1);
  });

  it('of the credentials is met with those that are there now, once', async () => {
    const { url, requests } = await startServer(status(401), GOOD);
    const credentials = async (areRefused: boolean) => ({ authorization: areRefused ? 'rotated' : 'cached' });

    await expect(post(url, { credentials })).resolves.toEqual({ isGood: true });

    expect(requests.map(({ headers }) => headers.authorization)).toEqual(['cached', 'rotated']);
  });

  it('of both credentials stands', async () => {
    const { url, requests } = await startServer(status(401));

    await expect(post(url)).rejects.toMatchObject({ name: 'BakeryRefusedError', status: 401 });

    expect(requests).toHaveLength(2);
  });

  it.each([301, 302, 303, 307, 308])('is a redirect by %i: the credentials go to no other host', async (code) => {
    const other = await startServer(GOOD);
    const { url } = await startServer(status(code, { location: other.url }));

    await expect(post(url)).rejects.toThrow(`answered ${code}`);

    expect(other.requests).toEqual([]);
  });
});

describe('the way out', () => {
  it('is found as soon as the signal aborts', async () => {
    const { url, requests } = await startServer(silence);
    const controller = new AbortController();
    const request = post(url, { signal: controller.signal });
    await vi.waitUntil(() => requests.length === 1);

    controller.abort();

    await expect(request).rejects.toMatchObject({ name: 'BakeryClosedError' });
    expect(requests).toHaveLength(1);
  });

  it('of credentials that cannot be read is their own, and nothing is asked without them', async () => {
    const { url, requests } = await startServer(GOOD);
    const failing = new Error('secret t has no text value');

    await expect(post(url, { credentials: () => Promise.reject(failing) })).rejects.toBe(failing);

    expect(requests).toEqual([]);
  });
});

describe('a text', () => {
  const ask = (url: string, changes: Partial<HttpRequest<string>> = {}, clock = new TestClock()) => {
    const credentials = async () => ({});
    const request = { url, credentials, errors: ERRORS, signal: new AbortController().signal, accept: 'text/csv' };
    return requestText({ ...request, read: ({ text }) => text, ...changes }, LIMITS, clock);
  };

  it('is asked for and given as it is', async () => {
    const { url, requests } = await startServer(text('a,b\r\n1,2\r\n'));

    await expect(ask(url)).resolves.toBe('a,b\r\n1,2\r\n');

    expect(requests[0]?.headers).toMatchObject({ accept: 'text/csv' });
  });

  it.each([202, 204])('may come with %i where that is an answer', async (code) => {
    const { url } = await startServer((response) => response.writeHead(code).end());

    const answer = await ask(url, { statuses: [200, code], read: ({ status, text }) => `${status}:${text}` });

    expect(answer).toBe(`${code}:`);
  });

  it('waits for its turn before each try', async () => {
    const { url } = await startServer(status(500), text('done'));
    const turn = vi.fn(async () => undefined);

    await ask(url, { turn });

    expect(turn).toHaveBeenCalledTimes(2);
  });

  it('is tried again after a 403 that says when', async () => {
    const { url } = await startServer(status(403, { 'retry-after': '2' }), text('done'));
    const clock = new TestClock();

    await expect(ask(url, {}, clock)).resolves.toBe('done');

    expect(clock.pauses).toEqual([2_000]);
  });
});

describe('a limit that is used up', () => {
  const limited = (code: number, headers: Record<string, string>) =>
    status(code, { 'x-ratelimit-remaining': '0', ...headers });
  const at = '2026-11-24T06:00:00.000Z';
  const reset = (seconds: number) => String(Date.parse(at) / 1_000 + seconds);

  it.each<[number, Record<string, string>, number]>([
    [403, { 'x-ratelimit-reset': reset(1_800) }, 1_800_000],
    [429, { 'x-ratelimit-reset': reset(1_800) }, 1_800_000],
    [403, { 'x-ratelimit-reset': reset(1_800), 'retry-after': '600' }, 600_000],
    [403, { 'x-ratelimit-reset': reset(-60) }, 0],
    [403, { 'x-ratelimit-reset': '30' }, 0],
    [403, {}, 0],
  ])('with %i and %j passes after a while', async (code, headers, retryAfterMs) => {
    const { url } = await startServer(limited(code, headers));

    await expect(get(url, { clock: new TestClock(at) })).rejects.toMatchObject({
      name: 'BakeryClosedError',
      retryAfterMs,
    });
  });

  it('is none while something is left', async () => {
    const { url } = await startServer(status(403, { 'x-ratelimit-remaining': '12', 'x-ratelimit-reset': reset(60) }));

    await expect(get(url)).rejects.toMatchObject({ name: 'BakeryRefusedError', status: 403 });
  });
});

describe('a quota that the system tells in a way of its own', () => {
  const quotaOf = (code: number, headers: Headers) =>
    code === 402 && headers.has('x-left') ? Number(headers.get('x-left')) : null;
  const used = (ms: number) => status(402, { 'x-left': String(ms) });

  it('is waited for here where it begins anew soon', async () => {
    const { url } = await startServer(used(3_000), GOOD);
    const clock = new TestClock();

    await expect(get(url, { clock, quotaOf })).resolves.toEqual({ isGood: true });

    expect(clock.pauses).toEqual([3_000]);
  });

  it.each([
    [4_001, 4_001],
    [1_800_000, 1_800_000],
    [9e12, 86_400_000],
  ])('is told to the caller at once where it begins anew in %i ms', async (ms, retryAfterMs) => {
    const { url, requests } = await startServer(used(ms), GOOD);
    const clock = new TestClock();

    await expect(get(url, { clock, quotaOf })).rejects.toMatchObject({
      name: 'BakeryClosedError',
      message: 'bakery: answered 402, its quota is used up',
      retryAfterMs,
    });

    expect([requests.length, clock.pauses]).toEqual([1, []]);
  });

  it('is none where the answer does not tell of it', async () => {
    const { url } = await startServer(status(402));

    await expect(get(url, { quotaOf })).rejects.toMatchObject({ name: 'BakeryRefusedError', status: 402 });
  });

  it('is none of an answer', async () => {
    const { url } = await startServer(json({ isGood: true }, { 'x-left': '9000' }));

    await expect(get(url, { quotaOf: () => 9_000 })).resolves.toEqual({ isGood: true });
  });
});

describe('JSON whose numbers are kept', () => {
  it.each(['0', '-1', '0.8999999999999999', '1e-05', '123456789012345678901234567890', '1.50'])(
    'has %s as it was written',
    (written) => {
      expect(parseRawJson(`{"a":[${written},"${written}",null]}`)).toEqual({
        a: [new NumberText(written), written, null],
      });
    },
  );

  it('is refused where it is none, and not quoted', () => {
    expect(() => parseRawJson('{"name":"Ada')).toThrow(/^answered what is no JSON$/);
  });
});
