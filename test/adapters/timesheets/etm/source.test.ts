import { inspect } from 'node:util';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Secret } from '../../../../adapters/aws/secret.ts';
import { HttpTimesheetSource } from '../../../../adapters/timesheets/etm/source.ts';
import { json, startServer, status } from '../../../doubles/scripted-server.ts';
import { TestClock } from '../../../doubles/test-clock.ts';
import { MONDAY, put, type Raw, rawAnswer } from '../../../worlds/raw-answer.ts';

function sourceOf(baseUrl: string, token: Secret = async () => 'secret'): HttpTimesheetSource {
  return new HttpTimesheetSource({ baseUrl, token }, 1_000, new TestClock());
}

function changed(place: string, value: unknown): Raw {
  const raw = rawAnswer();
  put(place, value)(raw);
  return raw;
}

const { signal } = new AbortController();

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  vi.setTimerTickMode('nextTimerAsync');
  return () => vi.useRealTimers();
});

describe('the week of some employees', () => {
  it.each(['', '/', '/etm', '/etm//'])('is asked for below the base URL with "%s"', async (path) => {
    const { url, requests } = await startServer(json(rawAnswer()));

    const { employees } = await sourceOf(`${url}${path}`).fetchWeek(MONDAY, ['E1', 'E2', 'E3'], signal);

    expect(requests[0]?.path).toBe(`${path.replace(/\/+$/, '')}/v1/timesheet-weeks/query`);
    expect(JSON.parse(requests[0]?.body ?? '')).toEqual({
      weekStartDate: MONDAY,
      employeeIds: ['E1', 'E2', 'E3'],
    });
    expect([...employees].map(([id, { kind }]) => [id, kind])).toEqual([
      ['E1', 'KNOWN'],
      ['E2', 'KNOWN'],
      ['E3', 'UNKNOWN'],
    ]);
  });

  it('is one request for 100 of them', async () => {
    const { url, requests } = await startServer(json(rawAnswer()));
    const ids = Array.from({ length: 100 }, (_, index) => `E${index}`);

    const { employees } = await sourceOf(url).fetchWeek(MONDAY, ids, signal);

    expect(requests).toHaveLength(1);
    expect(employees.size).toBe(100);
  });
});

describe('the token', () => {
  it.each([['S3CRET-old\nS3CRET-new'], ['S3CRET two'], ['S3CRÉT'], ['S3CRET\0'], [' \n']])(
    'is not sent where it is none, nor told (%j)',
    async (text) => {
      const { url, requests } = await startServer(json(rawAnswer()));

      const error = await sourceOf(url, async () => text)
        .fetchWeek(MONDAY, ['E1'], signal)
        .catch((thrown: unknown) => thrown);

      expect(error).toMatchObject({
        name: 'SecretError',
        message: 'the timesheet token is not one word of visible ASCII characters (it is not shown here)',
      });
      expect(inspect(error, { depth: 9 })).not.toMatch(/S3CR/);
      expect(requests).toEqual([]);
    },
  );

  it('is sent without the line break that its file ends with', async () => {
    const { url, requests } = await startServer(json(rawAnswer()));

    await sourceOf(url, async () => 'secret\n').fetchWeek(MONDAY, ['E1'], signal);

    expect(requests[0]?.headers.authorization).toBe('Bearer secret');
  });

  it('that has been put right heals at once', async () => {
    const { url, requests } = await startServer(json(rawAnswer()));

    await sourceOf(url, async (isRefused) => (isRefused ? 'right' : 'two words')).fetchWeek(MONDAY, ['E1'], signal);

    expect(requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer right']);
  });
});

describe('an answer that as a whole is not one', () => {
  it.each<[string, Raw, string]>([
    ['of another week', changed('weekStartDate', '2026-11-09'), 'answered week 2026-11-09'],
    ['of no week', changed('weekStartDate', undefined), 'weekStartDate'],
    ['without employees', changed('employees', undefined), 'employees'],
    ['with employees by id', changed('employees', { E1: {} }), 'employees'],
    ['without tasks', changed('tasks', undefined), 'tasks'],
    ['without allocations', changed('allocations', null), 'allocations'],
    ['without roles', changed('cwoRoles', undefined), 'cwoRoles'],
    ['without CWOs', changed('cwos', undefined), 'cwos'],
    ['without projects', changed('projects', undefined), 'projects'],
    ['that is a list', [rawAnswer()], 'body'],
    ['that is an error in disguise', { error: 'please try later' }, 'employees'],
  ])('(%s) is a failure of transport, never "no entries"', async (_, answer, message) => {
    const { url, requests } = await startServer(json(answer));

    await expect(sourceOf(url).fetchWeek(MONDAY, ['E1'], signal)).rejects.toMatchObject({
      name: 'TimesheetSystemUnavailableError',
      message: expect.stringContaining(message),
    });

    expect(requests).toHaveLength(3);
  });

  it('is forgotten when the next one is', async () => {
    const { url } = await startServer(json({ error: 'please try later' }), json(rawAnswer()));

    const { employees } = await sourceOf(url).fetchWeek(MONDAY, ['E1'], signal);

    expect(employees.get('E1')?.kind).toBe('KNOWN');
  });
});

describe('a timesheet system that asks for a pause', () => {
  it.each([
    ['longer than a request waits, at once', '20', 1, 20_000],
    ['and for another after each try', '2', 3, 2_000],
  ])('%s, is not failing but busy', async (_, seconds, asked, retryAfterMs) => {
    const { url, requests } = await startServer(status(429, { 'retry-after': seconds }));

    await expect(sourceOf(url).fetchWeek(MONDAY, ['E1'], signal)).rejects.toMatchObject({
      name: 'TimesheetSystemBusyError',
      retryAfterMs,
    });

    expect(requests).toHaveLength(asked);
  });

  it('is failing where it names no time', async () => {
    const { url } = await startServer(status(429));

    await expect(sourceOf(url).fetchWeek(MONDAY, ['E1'], signal)).rejects.toMatchObject({
      name: 'TimesheetSystemUnavailableError',
    });
  });
});

describe('the change feed', () => {
  const page = { changes: [], nextCursor: 'c1', hasMore: false };

  it.each([400, 404, 410])('whose cursor is answered %i has forgotten it', async (code) => {
    const { url, requests } = await startServer(status(code));

    expect(await sourceOf(url).read('old', signal)).toBeNull();
    expect(requests).toHaveLength(1);
  });

  it.each([
    ['any other refusal', 'old', 403],
    ['a refusal without a cursor', null, 410],
  ])('fails by %s', async (_, cursor, code) => {
    const { url } = await startServer(status(code));

    await expect(sourceOf(url).read(cursor, signal)).rejects.toMatchObject({ name: 'TimesheetSystemRefusedError' });
  });

  it('is not taken for one that has forgotten its cursor where it is down', async () => {
    const { url } = await startServer(status(503));

    await expect(sourceOf(url).read('old', signal)).rejects.toMatchObject({ name: 'TimesheetSystemUnavailableError' });
  });

  it.each([
    [null, '/v1/timesheet-changes?limit=500'],
    ['a&b=c', '/v1/timesheet-changes?limit=500&since=a%26b%3Dc'],
  ])('is read from %j', async (cursor, path) => {
    const { url, requests } = await startServer(json(page));

    await sourceOf(url).read(cursor, signal);

    expect(requests[0]?.path).toBe(path);
  });

  it('does not fail its page for one change that names no employee-week', async () => {
    const changes = [null, { employeeId: 'E1', weekStartDate: '2026-11-18' }, { employeeId: 'E2' }];
    const { url, requests } = await startServer(json({ ...page, changes }));

    const read = await sourceOf(url).read(null, signal);

    expect(read?.changes.map(({ employeeId, mondayDate }) => [employeeId, mondayDate])).toEqual([['E1', '2026-11-16']]);
    expect(read?.unreadable.count).toBe(2);
    expect(requests).toHaveLength(1);
  });

  it('fails where the page is none', async () => {
    const { url } = await startServer(json({ ...page, changes: {} }));

    await expect(sourceOf(url).read(null, signal)).rejects.toMatchObject({ name: 'TimesheetSystemUnavailableError' });
  });
});
