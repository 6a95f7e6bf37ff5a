import { describe, expect, it } from 'vitest';
import type { ConnectorSettings } from '../../../../adapters/timesheets/connector.ts';
import { TogglTimesheets } from '../../../../adapters/timesheets/toggl/client.ts';
import { addDays } from '../../../../core/values/week.ts';
import { json, type MetRequest, startServer } from '../../../doubles/scripted-server.ts';
import { VirtualClock } from '../../../doubles/virtual-clock.ts';
import { withoutWaiting } from '../../../worlds/provider-pulls.ts';
import {
  errorOf,
  isWhole,
  MONDAY,
  pullParts,
  snapshotOf,
  TOKEN_CANARY,
  WEEK,
} from '../../../worlds/timesheet-pulls.ts';

/** What answers of a workspace of one user say, and what becomes of it. */

interface Answers {
  readonly users?: unknown;
  /** Of a row of the weekly report. */
  readonly row?: object;
  readonly rows?: unknown;
  readonly seconds?: unknown;
  /** Of a timesheet of the week. */
  readonly sheet?: object;
  readonly timesheets?: (query: URLSearchParams) => unknown;
}

const USER = { id: 5, email: 'Ann@example.com', fullname: 'canary of a name' };
const ROW = {
  ...{ user_id: 5, user_name: 'canary of a name', project_id: 7, project_name: 'canary', planned_task_id: 9 },
  ...{ seconds: [3_600, 0, 0, 0, 0, 0, 0], billable_seconds: [3_600, 0, 0, 0, 0, 0, 0], hourly_rate_in_cents: 9_900 },
};
const SHEET = {
  ...{ timesheet_setup_id: 3, member_id: 5, member_name: 'canary of a name', rejection_comment: 'canary of a comment' },
  ...{ start_date: WEEK.from, end_date: WEEK.to, status: 'ok', working_hours_in_minutes: 2_400 },
};

async function pullScripted(answers: Answers, changes: Partial<ConnectorSettings> = {}) {
  const { users = [USER], row = {}, sheet = {}, seconds = 3_600 } = answers;
  const { rows = [{ ...ROW, ...row }] } = answers;
  const { timesheets = () => ({ data: [{ ...SHEET, ...sheet }], total_count: 1 }) } = answers;
  const { url, requests } = await startServer((response, request) => {
    const { pathname, searchParams } = new URL(request.path, 'http://here');
    const answer = () => {
      if (pathname.endsWith('/users')) return users;
      if (pathname.endsWith('/timesheets')) return timesheets(searchParams);
      return pathname.endsWith('/totals') ? { seconds, graph: [] } : rows;
    };
    json(answer())(response, request);
  });
  const settings: ConnectorSettings = {
    ...{ baseUrl: url, secret: async () => `1234:${TOKEN_CANARY}\n`, clock: new VirtualClock() },
    ...{ requestsPerSecond: 1, states: { ok: 'APPROVED' }, dayZone: 'SOURCE', hours: 'EXACT', approval: ['PERIOD'] },
    ...changes,
  };
  const parts = await pullParts(new TogglTimesheets(settings));
  return { parts, requests, ...snapshotOf(parts), addresses: parts.flatMap((part) => part.addresses) };
}

const week = (...seconds: unknown[]) => [...seconds, ...Array(7 - seconds.length).fill(0)];

withoutWaiting();

describe('a row of the weekly report', () => {
  it.each<[string, object, object[]]>([
    [
      'of two days',
      { seconds: week(60, 0, 30), billable_seconds: week(60, 0, 30) },
      [
        { id: '5.7.9.2026-11-16.billable', date: MONDAY, seconds: 60, billable: true },
        { id: '5.7.9.2026-11-18.billable', date: '2026-11-18', seconds: 30, billable: true },
      ],
    ],
    [
      'billable in part',
      { seconds: week(100), billable_seconds: week(40) },
      [
        { id: '5.7.9.2026-11-16.not', seconds: 60, billable: false },
        { id: '5.7.9.2026-11-16.billable', seconds: 40, billable: true },
      ],
    ],
    ['that tells nothing of billing', { billable_seconds: null }, [{ id: '5.7.9.2026-11-16', billable: null }]],
    ['without a task', { planned_task_id: null }, [{ id: '5.7.-.2026-11-16.billable', project: '7', task: null }]],
    ['without a project', { project_id: null, planned_task_id: undefined }, [{ id: '5.-.-.2026-11-16.billable' }]],
    [
      'with ids as text',
      { user_id: '5', project_id: '7', planned_task_id: '9' },
      [{ user: '5', project: '7', task: '9' }],
    ],
    ['with seconds as text', { seconds: week('60'), billable_seconds: week('60') }, [{ seconds: 60 }]],
    ['of a whole week in a day', { seconds: week(604_800), billable_seconds: null }, [{ seconds: 604_800 }]],
    [
      'below zero',
      { seconds: week(-1), billable_seconds: week(0) },
      [{ id: '5.7.9.2026-11-16', seconds: -1, billable: null }],
    ],
    ['of nothing', { seconds: week(), billable_seconds: week() }, []],
    ['with unknown fields', { galactic: { nested: [1.5] } }, [{ id: '5.7.9.2026-11-16.billable' }]],
  ])('%s is read', async (_, row, expected) => {
    const { entries } = await pullScripted({ row });

    expect(entries).toHaveLength(expected.length);
    expect(entries).toMatchObject(expected);
  });

  it('and another of the same day and task are one', async () => {
    const { parts, entries } = await pullScripted({
      rows: [ROW, { ...ROW, hourly_rate_in_cents: 100 }],
      seconds: 7_200,
    });

    expect(entries).toMatchObject([{ seconds: 7_200 }]);
    expect(isWhole(parts)).toBe(true);
  });

  it('that tells nothing of billing, where another does, is billable for nothing', async () => {
    const rest = { ...ROW, planned_task_id: 10 };

    for (const billable_seconds of [undefined, null]) {
      const { entries } = await pullScripted({ rows: [{ ...rest, billable_seconds }, ROW], seconds: 7_200 });

      expect(entries).toMatchObject([
        { id: '5.7.10.2026-11-16.not', seconds: 3_600, billable: false },
        { id: '5.7.9.2026-11-16.billable', seconds: 3_600, billable: true },
      ]);
    }
  });

  it('tells nothing of billing where none does', async () => {
    const [one, other] = [ROW, { ...ROW, planned_task_id: 10 }].map((row) => ({ ...row, billable_seconds: undefined }));
    const { entries } = await pullScripted({ rows: [one, other], seconds: 7_200 });

    expect(entries.map(({ billable }) => billable)).toEqual([null, null]);
  });

  it.each<[string, object, string]>([
    ['six days', { seconds: [1, 2, 3, 4, 5, 6] }, '0.seconds: is not of seven days'],
    ['a day without seconds', { seconds: week(null) }, '0.seconds.0: is no number of seconds'],
    ['parts of seconds', { seconds: week(JSON.rawJSON('0.30000000000000004')) }, 'is no whole number of seconds'],
    ['nobody', { user_id: null }, '0.user_id: is no id'],
    ['more billable than all', { billable_seconds: week(3_601) }, '0.billable_seconds: are no part of the seconds'],
    ['billable below zero', { billable_seconds: week(-1) }, '0.billable_seconds: are no part of the seconds'],
  ])('with %s is malformed', async (_, row, message) => {
    expect(await errorOf(pullScripted({ row }))).toMatchObject({
      code: 'MALFORMED',
      message: expect.stringContaining(message),
    });
  });
});

describe('a timesheet', () => {
  it.each<[string, object, object]>([
    ['of the week', {}, { ...WEEK, requiredSeconds: 144_000, totalSeconds: null, project: null }],
    ['with ids as text', { member_id: '5', timesheet_setup_id: '3' }, { user: '5' }],
    ['with hours that nobody told', { working_hours_in_minutes: null }, { requiredSeconds: null }],
    [
      'of another period',
      { start_date: '2026-11-01', end_date: '2026-11-30', working_hours_in_minutes: 10_000 },
      { from: '2026-11-01', to: '2026-11-30', requiredSeconds: null },
    ],
    ['whose end is that of its period', { end_date: null, period_end: '2026-11-22' }, { to: '2026-11-22' }],
    ['whose setup goes on', { end_date: '2027-12-31', period_end: '2026-11-22' }, { to: '2026-11-22' }],
    ['whose setup ends', { end_date: '2026-11-18', period_end: '2026-11-22' }, { to: '2026-11-18' }],
    [
      'that was approved',
      { approved_or_rejected_at: '2026-11-23T10:00:00+01:00' },
      { state: 'APPROVED', approvedAt: '2026-11-23T09:00:00.000Z' },
    ],
    [
      'that was rejected',
      { status: 'no', approved_or_rejected_at: '2026-11-23T09:00:00Z' },
      { state: 'REJECTED', approvedAt: null },
    ],
    ['of an unknown word', { status: 'galactic' }, { state: 'galactic' }],
    ['of a word that looks like a state', { status: 'APPROVED' }, { state: '"APPROVED"' }],
    ['of no word', { status: null }, { state: '' }],
    ['with unknown fields', { galactic: [{ nested: 1.5 }] }, { user: '5' }],
  ])('%s is read', async (_, sheet, expected) => {
    const { sheets } = await pullScripted({ sheet }, { states: { ok: 'APPROVED', no: 'REJECTED' } });

    expect(sheets).toMatchObject([expected]);
  });

  it.each<[string, object, string]>([
    ['no last day', { end_date: null }, 'data.0.end_date: and period_end tell no last day'],
    ['an end before its beginning', { end_date: '2026-11-15' }, 'data.0.end_date: and period_end tell no last day'],
    ['no first day', { start_date: '' }, 'data.0.start_date: is no date'],
    ['nobody', { member_id: null }, 'data.0.member_id: is no id'],
  ])('with %s is malformed', async (_, sheet, message) => {
    const timesheets = () => [{ data: [{ ...SHEET, ...sheet }], total_count: 1 }];

    for (const answers of [{ sheet }, { timesheets }]) {
      expect(await errorOf(pullScripted(answers))).toMatchObject({
        code: 'MALFORMED',
        message: `toggl /timesheets: ${message}`,
      });
    }
  });

  it.each<[string, unknown]>([
    ['two pages', Array(2).fill({ data: [SHEET], total_count: 1 })],
    ['no count', { data: [SHEET] }],
    ['no page', 'galactic'],
  ])('of an answer with %s is malformed', async (_, answer) => {
    expect(await errorOf(pullScripted({ timesheets: () => answer }))).toMatchObject({ code: 'MALFORMED' });
  });
});

describe('timesheets of the same days, of two setups', () => {
  const STATES = { open: 'DRAFT', no: 'REJECTED', sent: 'SUBMITTED', ok: 'APPROVED' } as const;
  const [early, late] = ['2026-11-23T08:00:00.000Z', '2026-11-23T09:00:00.000Z'];

  /** In another order when they are read again. */
  function pullBoth(sheet: object, other: object) {
    const both = [
      { ...SHEET, ...sheet },
      { ...SHEET, timesheet_setup_id: 4, ...other },
    ];
    const timesheets = () => ({ data: [...both.reverse()], total_count: 2 });
    return pullScripted({ timesheets }, { states: STATES });
  }

  it.each<[string, string, string]>([
    ['open', 'no', 'DRAFT'],
    ['sent', 'no', 'REJECTED'],
    ['ok', 'sent', 'SUBMITTED'],
    ['ok', 'ok', 'APPROVED'],
    ['ok', 'galactic', 'galactic'],
    ['galactic', 'open', 'galactic'],
  ])('are one: of "%s" and "%s" it is %s', async (word, other, state) => {
    const { sheets, parts } = await pullBoth({ status: word }, { status: other });

    expect(sheets).toMatchObject([{ user: '5', ...WEEK, state }]);
    expect(parts[0]?.lines.filter((line) => 'sheet' in line)).toHaveLength(1);
    expect(parts.flatMap(({ moved }) => moved)).toEqual([]);
  });

  it.each<[string, object, object, object]>([
    ['the later approval', { approved_or_rejected_at: late }, { approved_or_rejected_at: early }, { approvedAt: late }],
    [
      'the one approval that is dated',
      { approved_or_rejected_at: null },
      { approved_or_rejected_at: early },
      { approvedAt: early },
    ],
    [
      'no approval unless both have',
      { approved_or_rejected_at: late },
      { approved_or_rejected_at: late, status: 'no' },
      { approvedAt: null },
    ],
    ['the hours of the first setup', {}, { working_hours_in_minutes: 60 }, { requiredSeconds: 144_000 }],
    ['the hours of the one that has any', { working_hours_in_minutes: null }, {}, { requiredSeconds: 144_000 }],
  ])('have %s', async (_, sheet, other, expected) => {
    const { sheets, parts } = await pullBoth(sheet, other);

    expect(sheets).toMatchObject([expected]);
    expect(parts.flatMap(({ moved }) => moved)).toEqual([]);
  });

  it('are two where their days differ', async () => {
    expect((await pullBoth({}, { end_date: '2026-11-18' })).sheets).toHaveLength(2);
  });
});

describe('a list of nothing', () => {
  it('may be null', async () => {
    const none = await pullScripted({
      ...{ users: null, rows: null, seconds: 0 },
      timesheets: () => ({ data: null, total_count: 0 }),
    });

    expect(none).toMatchObject({ users: [], entries: [], sheets: [], addresses: [] });
    expect(isWhole(none.parts)).toBe(true);
  });

  it.each<[string, unknown, number]>([
    ['a list of a page', [{ data: [SHEET], total_count: 1 }], 1],
    ['a list of no page', [], 0],
    ['a page', { data: [SHEET], total_count: 1 }, 1],
  ])('or of timesheets is %s', async (_, answer, count) => {
    expect((await pullScripted({ timesheets: () => answer })).sheets).toHaveLength(count);
  });
});

describe('a user', () => {
  it.each<[string, object, object[]]>([
    ['has an address as it is written', {}, [{ user: '5', email: 'Ann@example.com' }]],
    ['without an address is a user all the same', { email: null }, []],
    ['that is inactive is one too', { inactive: true, is_active: false }, [{ user: '5', email: 'Ann@example.com' }]],
  ])('%s', async (_, user, expected) => {
    const { users, addresses } = await pullScripted({ users: [{ ...USER, ...user }] });

    expect([users, addresses]).toEqual([[{ user: '5', isUnstable: false }], expected]);
  });
});

describe('what is asked', () => {
  const bodiesOf = (requests: readonly MetRequest[]) =>
    requests.filter(({ method }) => method === 'POST').map(({ path, body }) => [path, JSON.parse(body)]);
  const queriesOf = (requests: readonly MetRequest[]) =>
    requests.filter(({ path }) => path.includes('/timesheets?')).map(({ path }) => path.slice(path.indexOf('?')));
  const days = { start_date: '2026-11-16', end_date: '2026-11-22' };

  it('is the week, unrounded, and who asks', async () => {
    const { requests } = await pullScripted({});

    expect(requests[0]?.path).toBe('/api/v9/workspaces/1234/users');
    expect(requests[0]?.headers).toMatchObject({ authorization: `Basic ${btoa(`${TOKEN_CANARY}:api_token`)}` });
    expect(bodiesOf(requests)).toEqual([
      ['/reports/api/v3/workspace/1234/search/time_entries/totals', { ...days, rounding: 0, rounding_minutes: 0 }],
      [
        '/reports/api/v3/workspace/1234/weekly/time_entries',
        { ...days, rounding: 0, rounding_minutes: 0, group_by_task: true },
      ],
    ]);
    expect(queriesOf(requests)).toEqual(Array(2).fill('?after=2026-11-09&before=2026-11-23&per_page=1000&page=1'));
  });

  it('is rounded as the workspace rounds where that is configured', async () => {
    const { requests } = await pullScripted({}, { hours: 'ROUNDED' });

    expect(bodiesOf(requests).map(([, body]) => body)).toEqual([days, { ...days, group_by_task: true }]);
  });

  it('are earlier timesheets of those alone whom the near ones do not cover, unless they are most', async () => {
    const people = Array.from({ length: 1_202 }, (_, person) => ({ ...USER, id: 1_000 + person }));
    const weekly = people.slice(0, 700).map(({ id }) => ({ ...SHEET, member_id: id }));
    const near = (query: URLSearchParams) => query.get('after') === '2026-11-09';
    const timesheets = (query: URLSearchParams) =>
      near(query) ? { data: weekly, total_count: 700 } : { data: [], total_count: 0 };

    const some = await pullScripted({ users: people, timesheets });
    const most = await pullScripted({ users: people, timesheets: () => ({ data: [], total_count: 0 }) });

    const earlier = `?after=${addDays(MONDAY, -31)}&before=${addDays(MONDAY, -6)}&per_page=1000`;
    const members = (from: number, to: number) => people.slice(from, to).map(({ id }) => id);
    expect(queriesOf(some.requests).slice(1, 3)).toEqual([
      `${earlier}&member_ids=${members(700, 1_200).join('%2C')}&page=1`,
      `${earlier}&member_ids=${members(1_200, 1_202).join('%2C')}&page=1`,
    ]);
    expect(queriesOf(most.requests).slice(1, 2)).toEqual([`${earlier}&page=1`]);
  });
});

describe('a used up quota', () => {
  it.each([
    ['1800', 1_800_000],
    ['soon', 3_600_000],
    [undefined, 3_600_000],
  ])('that begins anew in "%s" s is waited for', async (resetsIn, retryAfterMs) => {
    const headers = { 'x-toggl-quota-remaining': '0', ...(resetsIn && { 'x-toggl-quota-resets-in': resetsIn }) };
    const { url } = await startServer((response) => response.writeHead(402, headers).end());
    const one = new TogglTimesheets({
      ...{ baseUrl: url, secret: async () => `1234:${TOKEN_CANARY}`, clock: new VirtualClock(), requestsPerSecond: 1 },
      ...{ states: {}, dayZone: 'SOURCE', hours: 'EXACT', approval: ['PERIOD'] },
    });

    expect(await errorOf(pullParts(one))).toMatchObject({ code: 'UNAVAILABLE', retryAfterMs });
  });
});
