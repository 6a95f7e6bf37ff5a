import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { SecretError } from '../../../adapters/aws/secret.ts';
import { type SourceAccess, SourceRequests } from '../../../adapters/http/source-requests.ts';
import { json, type Reply, startServer, status, text } from '../../doubles/scripted-server.ts';
import { VirtualClock } from '../../doubles/virtual-clock.ts';
import { signal, withoutWaiting } from '../../worlds/provider-pulls.ts';

const schema = z.object({ rows: z.array(z.object({ name: z.string() })) });

function requestsTo(baseUrl: string, changes: Partial<SourceAccess> = {}, pace: object = {}) {
  const headers = (key: string) => ({ authorization: `Bearer ${key}` });
  const access = { baseUrl, secret: async () => 'key', clock: new VirtualClock(), ...changes };
  return new SourceRequests({ source: 'bakery', baseUrl: 'https://api.bakery.example.com', headers, ...pace }, access);
}

withoutWaiting();

describe('a request', () => {
  it.each(['', '/', '/proxy/', '/proxy//'])('is below the base URL with "%s"', async (path) => {
    const { url, requests } = await startServer(json({ rows: [] }));

    await requestsTo(`${url}${path}`).json('/v1/rows', { query: [['group_by[]', 'a b']], schema, signal });

    expect(requests[0]?.path).toBe(`${path.replace(/\/+$/, '')}/v1/rows?group_by%5B%5D=a+b`);
  });

  it('shows the key that is there now where the one before was refused', async () => {
    const { url, requests } = await startServer(status(401), json({ rows: [] }));
    const secret = async (isRefused = false) => (isRefused ? 'new' : 'old\n');

    await requestsTo(url, { secret }).json('/rows', { schema, signal });

    expect(requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer old', 'Bearer new']);
  });

  it('without a secret needs a person', async () => {
    const { url, requests } = await startServer(json({ rows: [] }));
    const secret = () => Promise.reject(new SecretError('secret keys/bakery has no text value'));

    await expect(requestsTo(url, { secret }).json('/rows', { schema, signal })).rejects.toMatchObject({
      code: 'UNAUTHORIZED',
      message: 'bakery /rows: secret keys/bakery has no text value',
    });
    expect(requests).toEqual([]);
  });

  it('is counted each time it is sent', async () => {
    const { url } = await startServer(status(500), json({ rows: [] }));
    let sent = 0;
    const onRequest = () => {
      sent += 1;
    };

    await requestsTo(url, { onRequest }).json('/rows', { schema, signal });

    expect(sent).toBe(2);
  });

  it('to what is no URL needs a person', async () => {
    await expect(requestsTo('bakery').json('/rows', { schema, signal })).rejects.toMatchObject({
      code: 'UNAUTHORIZED',
      message: expect.stringContaining('its URL or its key is none'),
    });
  });

  it('that was answered in another shape names the first places, and is not tried again', async () => {
    const { url, requests } = await startServer(json({ rows: Array(9).fill({ name: 7 }) }));

    const error = await requestsTo(url)
      .json('/rows', { schema, signal })
      .catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({
      code: 'MALFORMED',
      message: expect.stringMatching(/^bakery \/rows: rows\.0\.name: .*rows\.4/),
    });
    expect((error as Error).message).not.toContain('rows.5');
    expect(requests).toHaveLength(1);
  });

  it('waits for the time of its path, and not for those of others', async () => {
    const { url } = await startServer(json({ rows: [] }));
    const clock = new VirtualClock();
    const requests = requestsTo(url, { clock }, { pathPauseMs: 3_000 });
    const ask = (path: string) => requests.json(path, { schema, signal });

    await ask('/a');
    await ask('/b');
    clock.advance(1_000);
    await ask('/b');
    clock.advance(60_000);
    await ask('/a');

    expect(clock.pauses).toEqual([3_000, 3_000, 2_000]);
  });

  it('waits for the time of the whole source, whatever the path', async () => {
    const { url } = await startServer(json({ rows: [] }));
    const clock = new VirtualClock();
    const requests = requestsTo(url, { clock }, { pauseMs: 250 });

    for (const path of ['/a', '/b', '/a']) await requests.json(path, { schema, signal });

    expect(clock.pauses).toEqual([250, 250, 250]);
  });

  it('gives the headers of the answer to whoever asks for them', async () => {
    const { url } = await startServer(json({ rows: [] }, { 'last-page': 'true' }));

    const { data, headers } = await requestsTo(url).answer('/rows', { schema, signal });

    expect([data, headers.get('last-page')]).toEqual([{ rows: [] }, 'true']);
  });
});

describe('a refusal that the source means in a way of its own', () => {
  const refusals = new Map([[402, { code: 'FORBIDDEN' as const, advice: 'buy more bread' }]]);
  const quotaOf = (code: number, headers: Headers) => (code === 402 && headers.has('x-left') ? 90_000 : null);

  it('is told with its advice', async () => {
    const { url } = await startServer(status(402));

    await expect(requestsTo(url, {}, { refusals, quotaOf }).json('/rows', { schema, signal })).rejects.toMatchObject({
      code: 'FORBIDDEN',
      message: 'bakery /rows: answered 402: buy more bread',
    });
  });

  it('is unavailability where a quota is used up', async () => {
    const { url } = await startServer(status(402, { 'x-left': '0' }));

    await expect(requestsTo(url, {}, { refusals, quotaOf }).json('/rows', { schema, signal })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      retryAfterMs: 90_000,
      message: 'bakery /rows: answered 402, its quota is used up',
    });
  });

  it('by another source is malformed', async () => {
    const { url } = await startServer(status(402));

    await expect(requestsTo(url).json('/rows', { schema, signal })).rejects.toMatchObject({
      code: 'MALFORMED',
      message: 'bakery /rows: answered 402',
    });
  });
});

describe('an answer that may not be there', () => {
  const ask = async (reply: Reply) => {
    const { url } = await startServer(reply);
    return requestsTo(url).answerIfAny('/rows', { schema, none: z.string(), signal });
  };
  const missing = (body: string): Reply => {
    return (response) => response.writeHead(404).end(body);
  };

  it('is one, or nothing where a 404 says so in its form', async () => {
    expect(await ask(json({ rows: [] }))).toMatchObject({ data: { rows: [] } });
    expect(await ask(missing('"no rows"'))).toBeNull();
  });

  it.each([
    ['a 404 of another form', missing('{"code":404}'), 'MALFORMED', 'bakery /rows: body: '],
    ['a 404 for people', missing('<html>'), 'UNAVAILABLE', 'answered what is no JSON'],
    ['that form with 200', json('no rows'), 'MALFORMED', 'bakery /rows: body: '],
    ['another refusal', status(410), 'STALE_CURSOR', 'answered 410'],
  ])('is not mistaken for %s', async (_, reply, code, message) => {
    await expect(ask(reply)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });
});

describe('a signed link', () => {
  it('that leads to this machine is followed for a stand-in alone', async () => {
    const files = await startServer(text('a,b\n'));

    await expect(requestsTo('http://127.0.0.1:9').signedText(`${files.url}/r.csv`, 'report', signal)).resolves.toBe(
      'a,b\n',
    );
    for (const baseUrl of ['https://api.bakery.example.com', 'https://127.0.0.1.example.com']) {
      await expect(requestsTo(baseUrl).signedText(`${files.url}/r.csv`, 'report', signal)).rejects.toMatchObject({
        code: 'MALFORMED',
        message: 'bakery report: is no https link',
      });
    }

    expect(files.requests).toHaveLength(1);
  });
});

describe('a link to the next page', () => {
  const requests = requestsTo('https://api.bakery.example.com/proxy');

  it.each([
    [
      'https://api.bakery.example.com/proxy/rows?cursor=a%3Db&limit=5',
      [
        ['cursor', 'a=b'],
        ['limit', '5'],
      ],
    ],
    ['/proxy/rows?cursor=2', [['cursor', '2']]],
  ])('is asked for by its query: %s', (link, query) => {
    expect(requests.queryOf(link, '/rows')).toEqual(query);
  });

  it.each([
    'https://elsewhere.example.com/proxy/rows?cursor=2',
    'http://api.bakery.example.com/proxy/rows?cursor=2',
    'https://api.bakery.example.com/proxy/keys?cursor=2',
    '//elsewhere.example.com/proxy/rows',
    'https://[',
  ])('that leads elsewhere is not followed: %s', (link) => {
    expect(() => requests.queryOf(link, '/rows')).toThrow(
      expect.objectContaining({ code: 'MALFORMED', message: expect.not.stringContaining('cursor=2') }),
    );
  });
});
