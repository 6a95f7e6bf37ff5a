import { describe, expect, it } from 'vitest';
import type { ConnectorSettings } from '../../../../adapters/timesheets/connector.ts';
import { KimaiTimesheets } from '../../../../adapters/timesheets/kimai/client.ts';
import type { ApprovalState } from '../../../../core/timesheets/mirror/normal-form.ts';
import { json, type Reply, startServer } from '../../../doubles/scripted-server.ts';
import { VirtualClock } from '../../../doubles/virtual-clock.ts';
import { withoutWaiting } from '../../../worlds/provider-pulls.ts';
import { errorOf, isWhole, MONDAY, pullParts, snapshotOf, TOKEN_CANARY } from '../../../worlds/timesheet-pulls.ts';

/** Of a company of two, the second of whom logged it. */
const ENTRY = {
  ...{ id: 1, user: 2, project: 3, activity: 4, tags: ['bridge'], billable: true, exported: false },
  ...{ begin: '2026-11-16T09:00:00+0100', end: '2026-11-16T10:00:00+0100', duration: 3_600 },
  ...{ description: 'canary of a note', rate: 1.5, internalRate: 1.5, metaFields: [{ name: 'canary', value: 'x' }] },
};

interface Told {
  readonly entries?: readonly object[];
  readonly zone?: unknown;
  readonly users?: readonly object[];
  readonly status?: Reply;
  readonly total?: string;
  /** Behind the first page. */
  readonly later?: Reply;
}

/** Answers by path; nothing has changed since the pull began. */
async function serve({ entries = [ENTRY], zone = 'Europe/Berlin', total, ...told }: Told) {
  const users = told.users ?? [
    { id: 1, username: 'Ann', enabled: true },
    { id: 2, username: 'Ben' },
  ];
  return startServer((response, request) => {
    const { pathname, searchParams } = new URL(request.path, 'http://here');
    const rows = searchParams.has('modified_after') ? [] : entries;
    const replies: Record<string, Reply> = {
      '/api/users/me': json({ id: 1, username: 'Ann', timezone: zone }),
      '/api/users': json(users),
      '/api/approval-bundle/week-status': told.status ?? json('Submitted'),
      '/api/timesheets':
        told.later && searchParams.get('page') !== '1'
          ? told.later
          : json(rows, { 'x-total-count': total ?? String(rows.length) }),
    };
    replies[pathname]?.(response, request);
  });
}

async function pullTold(told: Told, changes: Partial<ConnectorSettings> = {}, mondayDate = MONDAY) {
  const { url, requests } = await serve(told);
  const settings: ConnectorSettings = {
    ...{ baseUrl: url, secret: async () => TOKEN_CANARY, clock: new VirtualClock(), requestsPerSecond: 4, states: {} },
    ...{ dayZone: 'SOURCE', hours: 'EXACT', approval: ['FLAG'] },
    ...changes,
  };
  const parts = await pullParts(new KimaiTimesheets(settings), undefined, mondayDate);
  const queries = requests.map(({ path }) => new URL(path, 'http://here').searchParams);
  return { ...snapshotOf(parts), parts, queries };
}

/** An answer of 404, as Kimai's JSON. */
function missing(body: unknown): Reply {
  return (response) => response.writeHead(404, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

withoutWaiting();

describe('an entry', () => {
  it.each<[string, object, object]>([
    ['ids', {}, { id: '1', user: '2', project: '3', activity: '4', task: null, account: null, tags: ['bridge'] }],
    ['ids as text', { id: '1', user: '2', project: '3', activity: '4' }, { id: '1', user: '2', project: '3' }],
    ['neither project nor activity', { project: null, activity: undefined }, { project: null, activity: null }],
    ['seconds as text', { duration: '3600' }, { seconds: 3_600 }],
    ['no seconds', { duration: 0 }, { seconds: 0 }],
    ['no duration', { duration: null }, { seconds: 0 }],
    ['negative seconds', { duration: -60 }, { seconds: -60 }],
    ['a week of seconds', { end: '2026-11-23T09:00:00+0100', duration: 604_800 }, { seconds: 604_800 }],
    ['a clock that runs, though none was asked for', { end: null, duration: 0 }, { seconds: -1 }],
    ['nothing billable', { billable: false }, { billable: false }],
    ['nothing told of billing and tags', { billable: undefined, tags: undefined }, { billable: null, tags: [] }],
    ['its flag', { exported: true }, { state: 'APPROVED' }],
    ['no flag', {}, { state: 'DRAFT', kind: null }],
    ['unknown fields', { galactic: { nested: [1.5, null] } }, { id: '1' }],
  ])('with %s is told', async (_, entry, expected) => {
    const { entries } = await pullTold({ entries: [{ ...ENTRY, ...entry }] });

    expect(entries).toMatchObject([expected]);
  });

  it('that overlaps another is told as well', async () => {
    const other = { ...ENTRY, id: 2, begin: '2026-11-16T09:30:00+0100' };

    expect((await pullTold({ entries: [ENTRY, other] })).entries).toHaveLength(2);
  });

  it.each<[string, object, string]>([
    ['no offset', { begin: '2026-11-16T09:00:00' }, '0.begin: is no date and time with an offset'],
    ['a day that is none', { begin: '2026-11-31T09:00:00+0100' }, '0.begin: is no date and time with an offset'],
    ['parts of seconds', { duration: 0.5 }, '0.duration: is no whole number of seconds'],
    ['a duration in words', { duration: '1 canary' }, '0.duration: is no whole number of seconds'],
    ['nobody', { user: null }, '0.user: is no id'],
    ['no flag at all', { exported: undefined }, '0.exported: '],
    ['other days', { begin: '2026-11-25T09:00:00+0100' }, '0: is not of the days that were asked'],
  ])('with %s is malformed', async (_, entry, message) => {
    expect(await errorOf(pullTold({ entries: [{ ...ENTRY, ...entry }] }))).toMatchObject({
      code: 'MALFORMED',
      message: expect.stringContaining(`kimai /api/timesheets: ${message}`),
    });
  });

  it.each([undefined, '', 'many', '-1'])('of a total that is none (%s) is malformed', async (total) => {
    expect(await errorOf(pullTold({ ...(total !== undefined && { total }), entries: [] }))).toMatchObject(
      total === undefined
        ? { code: 'FORBIDDEN' }
        : { code: 'MALFORMED', message: 'kimai /api/timesheets: x-total-count: is no number' },
    );
  });
});

describe('a page that is gone by now', () => {
  const pullLater = (body: unknown) => pullTold({ total: '501', later: missing(body) });

  it('is the end, as Kimai says it', async () => {
    const { entries, parts } = await pullLater({ code: 404, message: 'Not Found' });

    expect(entries).toHaveLength(1);
    expect(isWhole(parts)).toBe(false);
  });

  it.each([
    [{}],
    [{ code: 403 }],
    [{ code: '404' }],
    [{ error: { code: 404 } }],
    [[{ code: 404 }]],
    ['Not Found'],
    [null],
  ])('is malformed where %j says so', async (body) => {
    expect(await errorOf(pullLater(body))).toMatchObject({
      code: 'MALFORMED',
      message: expect.stringContaining('kimai /api/timesheets: '),
    });
  });
});

describe('the day of an entry', () => {
  it.each<[string, string, string, string | undefined]>([
    ['late on Sunday is of the week', 'SOURCE', '2026-11-22T23:30:00-0500', '2026-11-22'],
    ['early on Monday is of the week', 'SOURCE', '2026-11-16T00:00:00+1400', '2026-11-16'],
    ['over midnight is the one on which it starts', 'SOURCE', '2026-11-18T23:59:59+0100', '2026-11-18'],
    ['after Sunday is not of the week', 'SOURCE', '2026-11-23T00:00:00+0900', undefined],
    ['before Monday is not of the week', 'SOURCE', '2026-11-15T23:59:59-1200', undefined],
    ['is that of the configured zone', 'Europe/Berlin', '2026-11-22T23:30:00-0500', undefined],
    ['may be of the week by it alone', 'Asia/Tokyo', '2026-11-15T16:00:00+0100', '2026-11-16'],
    ['with an offset as ISO has it is the same', 'SOURCE', '2026-11-22T23:30:00-05:00', '2026-11-22'],
  ])('%s', async (_, dayZone, begin, date) => {
    const { entries, parts } = await pullTold({ entries: [{ ...ENTRY, begin }] }, { dayZone });

    expect(entries.map((entry) => entry.date)).toEqual(date === undefined ? [] : [date]);
    expect(parts.flatMap(({ around }) => around)).toEqual(date === undefined ? [{ id: '1', seconds: 3_600 }] : []);
  });

  it.each([
    ['2026-10-19', '2026-10-25T00:00:00+0200', '2026-10-25'],
    ['2026-10-19', '2026-10-25T23:59:59+0100', '2026-10-25'],
    ['2026-10-19', '2026-10-26T00:00:00+0100', undefined],
    ['2026-03-23', '2026-03-29T00:00:00+0100', '2026-03-29'],
    ['2026-03-23', '2026-03-29T23:59:59+0200', '2026-03-29'],
    ['2026-03-23', '2026-03-30T00:00:00+0200', undefined],
  ])('on which the clocks change: of the week of %s, %s is of %s', async (monday, begin, date) => {
    for (const dayZone of ['SOURCE', 'Europe/Berlin']) {
      const { entries } = await pullTold({ entries: [{ ...ENTRY, begin }] }, { dayZone }, monday);

      expect(entries.map((entry) => entry.date)).toEqual(date === undefined ? [] : [date]);
    }
  });

  it.each<[string, string, string, string, string]>([
    ['of each entry', 'SOURCE', 'Europe/Berlin', '2026-11-15T10:00:00', '2026-11-23T14:00:00'],
    ['of each entry, far away', 'SOURCE', 'Pacific/Pago_Pago', '2026-11-14T22:00:00', '2026-11-23T02:00:00'],
    ['that is configured', 'Europe/Berlin', 'Europe/Berlin', '2026-11-15T23:00:00', '2026-11-23T01:00:00'],
    ['that is configured, far away', 'Asia/Tokyo', 'America/New_York', '2026-11-15T09:00:00', '2026-11-22T11:00:00'],
  ])('falls into the hours that are asked for, by the zone %s', async (_, dayZone, zone, begin, end) => {
    const { queries } = await pullTold({ zone }, { dayZone });

    expect(Object.fromEntries(queries[2] ?? [])).toEqual({
      ...{ user: 'all', active: '0', begin, end, orderBy: 'id', order: 'ASC', size: '500', page: '1' },
    });
    expect(queries[3]?.get('begin')).toBe(begin);
  });

  it('cannot be asked for where the clock of the own user is unknown', async () => {
    expect(await errorOf(pullTold({ zone: 'Mars/Olympus' }))).toMatchObject({
      code: 'MALFORMED',
      message: 'kimai /api/users/me: timezone: is no time zone of IANA',
    });
  });

  it.each([
    ['UTC', '2026-11-24T05:59:00'],
    ['Europe/Berlin', '2026-11-24T05:59:00'],
    ['America/New_York', '2026-11-24T00:59:00'],
    ['Pacific/Pago_Pago', '2026-11-23T18:59:00'],
  ])('changed a minute before the pull began, or later, by UTC and by the clock of %s', async (zone, since) => {
    const clock = new VirtualClock('2026-11-24T06:00:00.500Z');

    expect((await pullTold({ zone }, { clock })).queries[3]?.get('modified_after')).toBe(since);
  });
});

describe('the status of a week', () => {
  const pullStatus = (status: Reply, states: Record<string, ApprovalState> = {}, users?: readonly object[]) =>
    pullTold({ status, ...(users && { users }) }, { approval: ['PERIOD'], states });

  it.each<[string, Record<string, ApprovalState>, string]>([
    ['Not submitted', {}, 'DRAFT'],
    ['Submitted', {}, 'SUBMITTED'],
    ['Approved', {}, 'APPROVED'],
    ['Denied', {}, 'REJECTED'],
    ['not_submitted', {}, 'DRAFT'],
    ['approved', {}, 'APPROVED'],
    ['APPROVED', {}, '"APPROVED"'],
    ['Angenommen', {}, 'Angenommen'],
    ['Angenommen', { Angenommen: 'APPROVED' }, 'APPROVED'],
    ['toString', {}, 'toString'],
    ['', {}, ''],
  ])('of the word %j with the table %j is %j', async (word, states, state) => {
    const { sheets } = await pullStatus(json(word), states);

    expect(sheets).toMatchObject([
      { user: '1', from: MONDAY, to: '2026-11-22', state, approvedAt: null, totalSeconds: null },
      { user: '2', state },
    ]);
  });

  it('is not there of somebody who was disabled meanwhile, and may be configured', async () => {
    const disabled = missing("User doesn't exists");

    expect((await pullStatus(disabled)).sheets).toMatchObject([{ state: 'disabled' }, { state: 'disabled' }]);
    expect((await pullStatus(disabled, { disabled: 'APPROVED' })).sheets).toMatchObject([
      { state: 'APPROVED' },
      { state: 'APPROVED' },
    ]);
  });

  it('is asked by Monday, of nobody whom the list has as disabled', async () => {
    const { sheets, queries } = await pullStatus(json('Approved'), {}, [
      { id: 'ann', enabled: false },
      { id: '1', enabled: true },
    ]);

    expect(sheets.map(({ user, state }) => [user, state])).toEqual([
      ['1', 'APPROVED'],
      ['ann', 'disabled'],
    ]);
    expect(queries.filter((query) => query.has('date')).map((query) => [...query])).toEqual([
      [
        ['user', '1'],
        ['date', MONDAY],
      ],
    ]);
  });

  it.each<[string, Reply]>([
    ['no plugin', missing({ code: 404, message: 'Not Found' })],
    ['another plugin', json({ status: 'Approved' })],
    ['a word without end', json('x'.repeat(101))],
  ])('is malformed with %s', async (_, status) => {
    expect((await errorOf(pullStatus(status))).message).toContain('kimai /api/approval-bundle/week-status: body: ');
  });
});
