import { describe, expect, it } from 'vitest';
import { ClockifyTimesheets } from '../../../../adapters/timesheets/clockify/client.ts';
import type { ConnectorSettings } from '../../../../adapters/timesheets/connector.ts';
import { addDays, weekDays } from '../../../../core/values/week.ts';
import type { Fault } from '../../../../local/stand-ins/faults.ts';
import { clockifyRoutes } from '../../../../local/stand-ins/timesheets/clockify.ts';
import { clockifyId } from '../../../../local/stand-ins/timesheets/clockify-values.ts';
import { json, startServer } from '../../../doubles/scripted-server.ts';
import { VirtualClock } from '../../../doubles/virtual-clock.ts';
import { ALWAYS, tellsBluntFaults, withoutWaiting } from '../../../worlds/provider-pulls.ts';
import {
  errorOf,
  inOrder,
  isWhole,
  MONDAY,
  pullParts,
  signal,
  snapshotOf,
  staysWithin,
  type TimesheetWorld,
  TOKEN_CANARY,
  timesheetWorld,
  WEEK,
} from '../../../worlds/timesheet-pulls.ts';

const REPORT = '/reports/detailed';
const USERS = '/users';
const APPROVALS = '/approval-requests';
const TIME_OFF = '/time-off/requests';
const ASSIGNMENTS = '/scheduling/assignments/all';
const SECRET = `64a687e29ae1f428e7ebe303:${TOKEN_CANARY}`;

function clockify(options: Partial<Parameters<typeof timesheetWorld>[0]> = {}) {
  return timesheetWorld({
    secret: SECRET,
    serve: (company) => ({
      routes: clockifyRoutes({ company, weeks: [addDays(MONDAY, -7), MONDAY] }),
      isAllowed: (headers) => headers['x-api-key'] === TOKEN_CANARY,
    }),
    ...options,
    settings: { approval: ['ENTRY'], ...options.settings },
  });
}

function puller(world: () => TimesheetWorld, changes: Partial<ConnectorSettings> = {}) {
  return new ClockifyTimesheets({ ...world().settings, ...changes });
}

function pullerAt(baseUrl: string) {
  return new ClockifyTimesheets({
    ...{ baseUrl, secret: async () => SECRET, clock: new VirtualClock(), requestsPerSecond: 4, states: {} },
    ...{ dayZone: 'Europe/Berlin', hours: 'EXACT', approval: ['ENTRY'] },
  });
}

function nothingOf(path: string): object {
  if (path.includes(REPORT)) return { totals: [], timeentries: [] };
  return path.includes(TIME_OFF) ? { count: 0, requests: [] } : [];
}

/** What the company did, as the normal form has it. */
function truthOf({ company }: TimesheetWorld) {
  const entries = company.entriesIn(WEEK).map(({ id, person, date, seconds, task, isBillable }) => ({
    ...{ id: clockifyId(id), user: clockifyId(person), date, seconds, project: clockifyId(task.project) },
    ...{ task: clockifyId(task.id), activity: null, account: null, tags: [], billable: isBillable, kind: 'WORK' },
    state: company.approvalOf(person, WEEK).state,
  }));
  const leave = company.leaveIn(WEEK).map(({ person, date }) => ({
    ...{ user: clockifyId(person), date, seconds: null, state: 'APPROVED' },
  }));
  const plans = company.plansIn(MONDAY).flatMap(({ person, secondsPerDay, task }) =>
    weekDays(MONDAY)
      .slice(0, 5)
      .map((date) => ({
        ...{ user: clockifyId(person), from: date, to: date, secondsPerDay },
        ...{ project: clockifyId(task.project), task: clockifyId(task.id), account: null },
      })),
  );
  return {
    users: company.people.map(({ index }) => ({ user: clockifyId(index), isUnstable: false })),
    entries: inOrder(entries),
    sheets: [],
    leave: inOrder(leave),
    plans: inOrder(plans),
  };
}

/** Entries that both passes have on their pages, those of the days around the week too. */
function pagesOf({ company }: TimesheetWorld, isAsked: (person: number, date: string) => boolean): number {
  const asked = { from: addDays(MONDAY, -1), to: addDays(MONDAY, 7) };
  return Math.ceil(company.entriesIn(asked).filter(({ person, date }) => isAsked(person, date)).length / 1_000);
}

withoutWaiting();

describe('a pull of a week', () => {
  const world = clockify();
  staysWithin(world);

  it('comes to what the company logged, planned and approved in the zones of its people', async () => {
    const parts = await pullParts(puller(world));

    expect(snapshotOf(parts)).toEqual(truthOf(world()));
    expect(isWhole(parts)).toBe(true);
    expect(parts.some(({ around }) => around.length > 0)).toBe(true);
    expect(parts.flatMap(({ addresses }) => addresses)).toEqual(
      world().company.people.map(({ index, email }) => ({ user: clockifyId(index), email })),
    );
  });

  it('comes to the same where every part is pulled by another process', async () => {
    const parts = await pullParts(() => puller(world));

    expect(snapshotOf(parts)).toEqual(truthOf(world()));
    expect(isWhole(parts)).toBe(true);
  });

  it('tells who was approved, handed in or withdrawn since it began', async () => {
    const { company } = world();
    const before = company.people.map(({ index }) => company.approvalOf(index, WEEK).state);
    const [approved, draft] = [before.indexOf('APPROVED'), before.indexOf('DRAFT')];

    const parts = await pullParts(puller(world), (part) => {
      if (part !== 1) return;
      company.approve(approved, WEEK, 'DRAFT');
      company.approve(draft, WEEK, 'SUBMITTED');
      company.approve(50, { from: '2026-11-02', to: '2026-11-08' }, 'APPROVED');
    });

    const moved = new Set(parts.flatMap((part) => part.moved));
    expect(moved).toEqual(new Set([clockifyId(approved), clockifyId(draft)]));
  });

  it('has no entries of a week in which nobody did anything', async () => {
    const days = { from: addDays(MONDAY, -7), to: addDays(MONDAY, 13) };
    for (const { id } of world().company.entriesIn(days)) world().company.remove(id);

    const parts = await pullParts(puller(world));

    expect(snapshotOf(parts).entries).toEqual([]);
    expect(isWhole(parts)).toBe(true);
  });
});

describe('a week of several pages', () => {
  const people = 250;
  const world = clockify({ people });

  it('is read with few requests', async () => {
    const { company, standIn } = world();

    const parts = await pullParts(puller(world));

    expect(snapshotOf(parts)).toEqual(truthOf(world()));
    const all = pagesOf(world(), () => true);
    const isApproved = (person: number, date: string) => {
      const from = date < MONDAY ? addDays(MONDAY, -7) : date > WEEK.to ? addDays(MONDAY, 7) : MONDAY;
      return company.approvalOf(person, { from, to: from }).state === 'APPROVED';
    };
    expect(standIn.requestCount(REPORT)).toBe(all + pagesOf(world(), isApproved));
    const leave = company.leaveIn({ from: addDays(MONDAY, -168), to: addDays(MONDAY, 22) });
    expect(standIn.requestCount(TIME_OFF)).toBe(Math.ceil(leave.length / 200));
    // Users, pending approvals, changed approvals, plans.
    expect(standIn.requestCount() - standIn.requestCount(REPORT) - standIn.requestCount(TIME_OFF)).toBeLessThanOrEqual(
      5,
    );
    expect(all).toBeGreaterThan(3);
  });

  it('is not whole where an entry is deleted meanwhile', async () => {
    const { company } = world();
    const parts = await pullParts(puller(world), (part) => {
      if (part === 2) company.remove(company.entriesIn(WEEK)[0]?.id ?? 0);
    });

    expect(isWhole(parts)).toBe(false);
  });

  it.each<[Fault, number]>([
    ['empty-page', 0],
    ['lose-last-page', 2],
    ['other-total', 0],
  ])('is not whole with %s after %i', async (fault, after) => {
    world().standIn.order({ route: REPORT, fault, after });

    expect(isWhole(await pullParts(puller(world)))).toBe(false);
  });

  it('is malformed where a page of the report comes again', async () => {
    world().standIn.order({ route: REPORT, fault: 'repeat-page', after: 2, times: ALWAYS });

    expect(await errorOf(pullParts(puller(world)))).toMatchObject({
      code: 'MALFORMED',
      message: expect.stringContaining('is not behind the entry before it, by id'),
    });
  });

  it('is malformed where pages of a list, or of time off, do not go on', async () => {
    world().standIn.order({ route: TIME_OFF, fault: 'lose-last-page', after: 1, times: ALWAYS });

    expect(await errorOf(pullParts(puller(world)))).toMatchObject({
      code: 'MALFORMED',
      message: expect.stringMatching(/^clockify \/time-off\/requests: count: is \d+, the pages have 200$/),
    });
  });
});

const ENTRY = {
  ...{ _id: 'e1', userId: 'ann', projectId: 'p1', taskId: 't1', billable: true, approvalRequestId: 'r1' },
  ...{ type: 'REGULAR', tags: [{ _id: 'g1', name: 'Tag' }], description: 'canary of a description' },
};
const INTERVAL = { start: '2026-11-16T09:00:00+01:00', end: '2026-11-16T10:00:00+01:00', duration: 3_600 };

interface Answers {
  readonly entry?: object;
  readonly interval?: object;
  /** Of the pass through approved entries. */
  readonly approved?: object[];
  readonly pending?: object[];
  readonly leave?: object[];
  readonly plans?: object[];
  readonly timeZone?: string;
}

/** Answers of a workspace of one user and one entry, on one page each. */
async function pullScripted(answers: Answers, changes: Partial<ConnectorSettings> = {}) {
  const { entry = {}, interval = {}, approved = [], pending = [], leave = [], plans = [], timeZone } = answers;
  const one = { ...ENTRY, ...entry, timeInterval: { ...INTERVAL, ...interval } };
  const report = (entries: object[], totalTime = 0) => ({
    totals: [{ entriesCount: entries.length, totalTime }],
    timeentries: entries,
  });
  const bodies: string[] = [];
  const { url, requests } = await startServer((response, request) => {
    const { pathname, searchParams } = new URL(request.path, 'http://here');
    const answer = () => {
      if (pathname.endsWith(USERS))
        return [{ id: 'ann', email: 'ann@example.com', settings: { timeZone: timeZone ?? 'Europe/Berlin' } }];
      if (pathname.endsWith(APPROVALS)) return searchParams.get('status') === 'PENDING' ? pending : [];
      if (pathname.endsWith(TIME_OFF)) return { count: leave.length, requests: leave };
      if (pathname.endsWith(ASSIGNMENTS)) return plans;
      bodies.push(request.body);
      return JSON.parse(request.body).approvalState === 'ALL'
        ? report([one], one.timeInterval.duration ?? 0)
        : report(approved);
    };
    json(answer(), { 'last-page': 'true' })(response, request);
  });
  const settings: ConnectorSettings = {
    ...{ baseUrl: url, secret: async () => SECRET, clock: new VirtualClock(), requestsPerSecond: 4, states: {} },
    ...{ dayZone: 'SOURCE', hours: 'EXACT', approval: ['ENTRY'] },
    ...changes,
  };
  const parts = await pullParts(new ClockifyTimesheets(settings));
  return { parts, requests, bodies, ...snapshotOf(parts) };
}

const request = (id: string, range: object = {}) => ({
  approvalRequest: {
    ...{ id, owner: { userId: 'ann' }, status: { updatedAt: '2026-11-01T00:00:00Z', state: 'PENDING' } },
    dateRange: { start: '2026-11-15T23:00:00Z', end: '2026-11-22T22:59:59.999Z', ...range },
  },
});

describe('an entry', () => {
  it.each<[string, Answers, object]>([
    ['ids as numbers', { entry: { _id: 7, userId: 8, projectId: 9 } }, { id: '7', user: '8', project: '9' }],
    [
      'ids by the documented name',
      { entry: { _id: undefined, id: 'e2', tags: [{ id: 'g2' }] } },
      { id: 'e2', tags: ['g2'] },
    ],
    ['no project', { entry: { projectId: null, taskId: '' } }, { project: null, task: null }],
    ['seconds as text', { interval: { duration: '60' } }, { seconds: 60 }],
    ['no seconds', { interval: { duration: 0 } }, { seconds: 0 }],
    ['negative seconds', { interval: { duration: -60 } }, { seconds: -60 }],
    ['a week of seconds', { interval: { duration: 604_800 } }, { seconds: 604_800 }],
    ['no word of its type', { entry: { type: undefined } }, { kind: null }],
    ['a break', { entry: { type: 'BREAK' } }, { kind: 'BREAK' }],
    ['a holiday', { entry: { type: 'HOLIDAY' } }, { kind: 'LEAVE' }],
    ['time off', { entry: { type: 'TIME_OFF' } }, { kind: 'LEAVE' }],
    ['no request for approval', { entry: { approvalRequestId: null } }, { state: 'DRAFT' }],
    ['a request that is not pending', {}, { state: 'DRAFT' }],
    ['a pending request', { pending: [request('r1')] }, { state: 'SUBMITTED' }],
    [
      'a pending request of long ago',
      { pending: [request('r1', { end: '2026-10-01T00:00:00Z' })] },
      { state: 'DRAFT' },
    ],
    ['unknown fields', { entry: { galactic: { nested: [1.5, null] } } }, { id: 'e1' }],
  ])('with %s is told', async (_, answers, expected) => {
    expect((await pullScripted(answers)).entries).toMatchObject([expected]);
  });

  it('in both passes is approved', async () => {
    const approved = [{ ...ENTRY, timeInterval: INTERVAL }];

    const { entries, users } = await pullScripted({ approved, pending: [request('r1')] });

    expect(entries).toMatchObject([{ state: 'APPROVED' }]);
    expect(users).toEqual([{ user: 'ann', isUnstable: false }]);
  });

  it('in the pass of approved ones alone has its user moved', async () => {
    const approved = [{ ...ENTRY, _id: 'e0', timeInterval: INTERVAL }];

    expect((await pullScripted({ approved })).users).toEqual([{ user: 'ann', isUnstable: true }]);
  });

  it('that still runs is left out, and the totals hold', async () => {
    const { parts, entries } = await pullScripted({ interval: { end: null, duration: null } });

    expect(entries).toEqual([]);
    expect(parts.flatMap(({ around }) => around)).toEqual([{ id: 'e1', seconds: 0 }]);
  });

  it.each<[string, Answers, string]>([
    ['an unknown type', { entry: { type: 'GALACTIC' } }, 'type: is no type of entry that is known'],
    ['no offset', { interval: { start: '2026-11-16T09:00:00' } }, 'timeInterval.start: is no instant with an offset'],
    ['parts of seconds', { interval: { duration: 0.5 } }, 'duration: is no whole number of seconds'],
    ['no id', { entry: { _id: undefined } }, '_id: is missing'],
    ['a user of no zone', { timeZone: 'Mars/Olympus' }, '0.settings.timeZone: is no time zone of IANA'],
  ])('with %s is malformed', async (_, answers, message) => {
    expect(await errorOf(pullScripted(answers))).toMatchObject({
      code: 'MALFORMED',
      message: expect.stringContaining(message),
    });
  });
});

describe('the day of an entry', () => {
  it.each<[string, string, string, string, string | undefined]>([
    ['late on Sunday is of the week', 'SOURCE', 'Europe/Berlin', '2026-11-22T22:30:00Z', '2026-11-22'],
    ['over midnight is of the day on which it starts', 'SOURCE', 'Europe/Berlin', '2026-11-18T22:59:59Z', '2026-11-18'],
    ['early on Monday is of the week', 'SOURCE', 'Asia/Tokyo', '2026-11-15T15:00:00Z', '2026-11-16'],
    ['after Sunday is not of the week', 'SOURCE', 'Asia/Tokyo', '2026-11-22T15:00:00Z', undefined],
    ['before Monday is not of the week', 'SOURCE', 'America/New_York', '2026-11-16T04:59:59Z', undefined],
    ['is of the configured zone', 'Asia/Tokyo', 'Europe/Berlin', '2026-11-15T15:00:00Z', '2026-11-16'],
    ['with an offset of its own is the same', 'SOURCE', 'Europe/Berlin', '2026-11-23T07:30:00+09:00', '2026-11-22'],
  ])('%s', async (_, dayZone, timeZone, start, date) => {
    const { entries, parts } = await pullScripted({ timeZone, interval: { start } }, { dayZone });

    expect(entries.map((entry) => entry.date)).toEqual(date === undefined ? [] : [date]);
    expect(parts.flatMap(({ around }) => around)).toHaveLength(date === undefined ? 1 : 0);
  });

  it.each([
    ['2026-10-19', '2026-10-24T22:30:00Z', '2026-10-25'],
    ['2026-10-19', '2026-10-25T22:59:59Z', '2026-10-25'],
    ['2026-10-19', '2026-10-25T23:00:00Z', undefined],
    ['2026-03-23', '2026-03-28T23:00:00Z', '2026-03-29'],
    ['2026-03-23', '2026-03-29T21:59:59Z', '2026-03-29'],
    ['2026-03-23', '2026-03-29T22:00:00Z', undefined],
  ])('on which the clocks change: of the week of %s, %s is of %s', async (monday, start, date) => {
    const entry = { ...ENTRY, timeInterval: { ...INTERVAL, start } };
    const { url } = await startServer((response, met) => {
      const page = { totals: [{ entriesCount: 1, totalTime: 3_600 }], timeentries: [entry] };
      json(met.path.includes(REPORT) ? page : nothingOf(met.path))(response, met);
    });

    const { entries } = snapshotOf(await pullParts(pullerAt(url), undefined, monday));

    expect(entries.map((told) => told.date)).toEqual(date === undefined ? [] : [date]);
  });

  it('is asked for with a day more on both sides, in its zone, rounded where that is configured', async () => {
    const { bodies } = await pullScripted({});
    const rounded = await pullScripted({}, { dayZone: 'Europe/Berlin', hours: 'ROUNDED' });

    expect(JSON.parse(bodies[0] ?? '')).toMatchObject({
      ...{ dateRangeStart: '2026-11-15T00:00:00.000', dateRangeEnd: '2026-11-23T23:59:59.999' },
      ...{ timeZone: 'UTC', approvalState: 'ALL', rounding: false },
    });
    expect(JSON.parse(rounded.bodies[1] ?? '')).toMatchObject({
      ...{ timeZone: 'Europe/Berlin', approvalState: 'APPROVED', rounding: true },
    });
  });
});

describe('time off', () => {
  const away = (changes: object = {}, period: object = {}) => ({
    ...{ id: 'l1', userId: 'ann', timeUnit: 'DAYS', status: { statusType: 'APPROVED', note: 'canary of a note' } },
    ...changes,
    timeOffPeriod: { period: { start: '2026-11-16T23:00:00Z', end: '2026-11-18T22:59:59.999Z' }, ...period },
  });
  const hours = { start: '2026-11-17T09:00:00Z', end: '2026-11-17T10:30:00Z' };

  it.each<[string, object, [string, number | null, string][]]>([
    [
      'of days',
      away(),
      [
        ['2026-11-17', null, 'APPROVED'],
        ['2026-11-18', null, 'APPROVED'],
      ],
    ],
    ['of hours', away({ timeUnit: 'HOURS' }, { period: hours }), [['2026-11-17', 5_400, 'APPROVED']]],
    ['of half a day', away({}, { period: hours, halfDay: true }), [['2026-11-17', 14_400, 'APPROVED']]],
    [
      'in another state',
      away({ status: { statusType: 'GALACTIC' } }, { period: hours }),
      [['2026-11-17', null, 'GALACTIC']],
    ],
    ['of another week', away({}, { period: { start: '2026-11-24T00:00:00Z', end: '2026-11-25T00:00:00Z' } }), []],
  ])('%s', async (_, one, expected) => {
    const { leave } = await pullScripted({ leave: [one] });

    expect(leave.map(({ date, seconds, state }) => [date, seconds, state])).toEqual(expected);
  });

  it('of more pages than the limit is malformed, and none of it is taken', async () => {
    let page = 0;
    const { url } = await startServer((response, met) => {
      const isLeave = met.path.includes(TIME_OFF);
      if (isLeave) page += 1;
      json(isLeave ? { count: 1_001, requests: [away({ id: `l${page}` })] } : nothingOf(met.path))(response, met);
    });

    expect(await errorOf(pullParts(pullerAt(url)))).toMatchObject({
      code: 'MALFORMED',
      message: 'clockify /time-off/requests: count: is 1001, the pages have 1000',
    });
  });

  it('in an unknown unit is malformed', async () => {
    expect((await errorOf(pullScripted({ leave: [away({ timeUnit: 'MOONS' })] }))).message).toContain(
      'requests.0.timeUnit: is no unit that is known',
    );
  });
});

describe('an assignment', () => {
  const plan = (changes: object = {}) => ({
    ...{ id: 'a1', userId: 'ann', projectId: 'p1', taskId: null, hoursPerDay: JSON.rawJSON('0.30000000000000004') },
    period: { start: '2026-11-19T23:00:00Z', end: '2026-11-22T22:59:59Z' },
    ...changes,
  });

  it.each<[string, object, string[]]>([
    ['is of its weekdays', plan(), ['2026-11-20']],
    [
      'is of the weekend where it says so',
      plan({ includeNonWorkingDays: true }),
      ['2026-11-20', '2026-11-21', '2026-11-22'],
    ],
    ['is of no excluded day', plan({ excludeDays: [{ date: '2026-11-20T08:00:00Z', type: 'HOLIDAY' }] }), []],
    ['that is not published is none', plan({ published: false }), []],
    ['of another week is none', plan({ period: { start: '2026-11-23T00:00:00Z', end: '2026-11-24T00:00:00Z' } }), []],
  ])('%s', async (_, one, days) => {
    const { plans } = await pullScripted({ plans: [one] });

    expect(plans).toEqual(
      days.map((day) => ({
        ...{ user: 'ann', from: day, to: day, secondsPerDay: 1_080, project: 'p1', task: null, account: null },
      })),
    );
  });
});

describe('a fault of the source', () => {
  const world = clockify({ people: 30 });
  staysWithin(world);
  tellsBluntFaults(world, [USERS, APPROVALS, REPORT, TIME_OFF, ASSIGNMENTS], () => pullParts(puller(world)));

  it('(404 in the middle) is told, and names no workspace', async () => {
    world().standIn.order({ route: REPORT, fault: '404', times: ALWAYS, after: 1 });

    const error = await errorOf(pullParts(puller(world)));

    expect(error).toMatchObject({ code: 'MALFORMED', message: 'clockify /reports/detailed: answered 404' });
  });

  it('(an unknown type of all entries) is malformed', async () => {
    world().standIn.order({ route: REPORT, fault: 'unknown-enum' });

    expect((await errorOf(pullParts(puller(world)))).message).toContain('is no type of entry that is known');
  });

  it('(a body over the cap) is told', async () => {
    const error = await errorOf(pullParts(puller(world, { limits: { bodyBytesMax: 200 } })));

    expect(error).toMatchObject({ code: 'UNAVAILABLE', message: expect.stringContaining('more than 200 bytes') });
  });

  it('(a cursor of another version) begins the week anew', async () => {
    expect(await errorOf(puller(world).pull(MONDAY, '{"of":"pages"}', signal))).toMatchObject({ code: 'STALE_CURSOR' });
  });

  it.each(['', TOKEN_CANARY, `:${TOKEN_CANARY}`, `../x:${TOKEN_CANARY}`])(
    '(a secret without workspace) is told',
    async (secret) => {
      const error = await errorOf(pullParts(puller(world, { secret: async () => secret })));

      expect(error).toMatchObject({
        code: 'UNAUTHORIZED',
        message: expect.stringContaining('<workspace id>:<API key>'),
      });
    },
  );
});

describe('a list whose pages come again', () => {
  it('is malformed', async () => {
    const user = { id: 'ann', settings: { timeZone: 'UTC' } };
    const { url } = await startServer(json([user]));
    const settings = { secret: async () => SECRET, clock: new VirtualClock(), requestsPerSecond: 4, states: {} };
    const one = new ClockifyTimesheets({
      ...{ ...settings, baseUrl: url, dayZone: 'SOURCE', hours: 'EXACT', approval: ['ENTRY'] },
    });

    expect(await errorOf(one.pull(MONDAY, null, signal))).toMatchObject({
      code: 'MALFORMED',
      message: 'clockify /users: gives a page again',
    });
  });
});

describe('an approval that Clockify does not tell', () => {
  it.each(['PERIOD', 'PROJECT', 'FLAG'] as const)('is refused: %s', (unit) => {
    const settings = { secret: async () => '', clock: new VirtualClock(), requestsPerSecond: 4, states: {} };
    expect(() => new ClockifyTimesheets({ ...settings, dayZone: 'SOURCE', hours: 'EXACT', approval: [unit] })).toThrow(
      `approval: ${unit} is none of ENTRY, AFTER_DAYS`,
    );
  });
});
