import { describe, expect, it } from 'vitest';
import type { ConnectorSettings } from '../../../../adapters/timesheets/connector.ts';
import { TogglTimesheets } from '../../../../adapters/timesheets/toggl/client.ts';
import type { ApprovalState } from '../../../../core/timesheets/mirror/normal-form.ts';
import { addDays, type PlainDate } from '../../../../core/values/week.ts';
import type { Fault } from '../../../../local/stand-ins/faults.ts';
import type { CompanyPeriod, TimesheetCompany } from '../../../../local/stand-ins/timesheets/company.ts';
import { roundedSeconds } from '../../../../local/stand-ins/timesheets/harvest.ts';
import { TOGGL_QUOTA, togglRoutes } from '../../../../local/stand-ins/timesheets/toggl.ts';
import { togglUserId } from '../../../../local/stand-ins/timesheets/toggl-reports.ts';
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

const USERS = '/users';
const TIMESHEETS = '/timesheets';
const REPORT = '/weekly/time_entries';
const TOTALS = '/search/time_entries/totals';
const STATES: Readonly<Record<string, ApprovalState>> = {
  ...{ open: 'DRAFT', submitted: 'SUBMITTED', approved: 'APPROVED', rejected: 'REJECTED' },
};

interface Options {
  readonly people?: number;
  readonly periodOf?: (day: PlainDate) => CompanyPeriod;
  readonly requestsAnHour?: number;
}

function toggl({ people = 60, periodOf, requestsAnHour = TOGGL_QUOTA.requests }: Options = {}) {
  return timesheetWorld({
    people,
    secret: `1234:${TOKEN_CANARY}`,
    serve: (company) => ({
      routes: togglRoutes({ company, ...(periodOf && { periodOf }) }),
      isAllowed: ({ authorization }) => authorization === `Basic ${btoa(`${TOKEN_CANARY}:api_token`)}`,
      limit: { ...TOGGL_QUOTA, requests: requestsAnHour },
    }),
    settings: { approval: ['PERIOD'], states: STATES },
  });
}

function puller(world: () => TimesheetWorld, changes: Partial<ConnectorSettings> = {}) {
  return new TogglTimesheets({ ...world().settings, ...changes });
}

const userOf = (person: number) => String(togglUserId(person));

/** Of the company's entries the sums by person, task, day and whether they are billable. */
function sumsOf(company: TimesheetCompany, inSeconds: (seconds: number) => number) {
  const keyOf = ({ person, task, date, isBillable }: ReturnType<TimesheetCompany['entriesIn']>[number]) =>
    `${userOf(person)}.${task.project}.${task.id}.${date}.${isBillable ? 'billable' : 'not'}`;
  return [...Map.groupBy(company.entriesIn(WEEK), keyOf)].flatMap(([id, entries]) => {
    const [first] = entries;
    if (!first) return [];
    const { person, date, task, isBillable } = first;
    const seconds = entries.reduce((sum, entry) => sum + inSeconds(entry.seconds), 0);
    return {
      ...{ id, user: userOf(person), date, seconds, project: String(task.project), task: String(task.id) },
      ...{ activity: null, account: null, tags: [], billable: isBillable, kind: null, state: null },
    };
  });
}

/** What the company did, as the normal form has it: its leave is told by nobody. */
function truthOf(
  { company }: TimesheetWorld,
  periods: CompanyPeriod[] = [WEEK],
  inSeconds = (seconds: number) => seconds,
) {
  const sheets = company.people.flatMap(({ index, weeklySeconds }) =>
    periods.map((period) => {
      const { state, changedAt } = company.approvalOf(index, period);
      return {
        ...{ user: userOf(index), project: null, ...period, state, totalSeconds: null },
        approvedAt: state === 'APPROVED' ? changedAt : null,
        requiredSeconds: period.from === WEEK.from && period.to === WEEK.to ? weeklySeconds : null,
      };
    }),
  );
  return {
    users: company.people.map(({ index }) => ({ user: userOf(index), isUnstable: false })),
    entries: inOrder(sumsOf(company, inSeconds)),
    sheets: inOrder(sheets),
    leave: [],
    plans: [],
  };
}

withoutWaiting();

describe('a pull of a week', () => {
  const world = toggl();
  staysWithin(world);

  it('comes to what the company logged and approved, of archived people too', async () => {
    const parts = await pullParts(puller(world));

    expect(snapshotOf(parts)).toEqual(truthOf(world()));
    expect(isWhole(parts)).toBe(true);
    expect(world().company.people.some(({ isArchived }) => isArchived)).toBe(true);
    expect(world().company.leaveIn(WEEK).length).toBeGreaterThan(0);
  });

  it('comes to the same where every part is pulled by another process', async () => {
    const parts = await pullParts(() => puller(world));

    expect(snapshotOf(parts)).toEqual(truthOf(world()));
    expect(isWhole(parts)).toBe(true);
  });

  it('takes seconds as the workspace rounds them where that is configured', async () => {
    const parts = await pullParts(puller(world, { hours: 'ROUNDED' }));

    expect(snapshotOf(parts)).toEqual(truthOf(world(), [WEEK], roundedSeconds));
    expect(isWhole(parts)).toBe(true);
  });

  it('has addresses apart from the lines', async () => {
    const parts = await pullParts(puller(world));

    expect(parts.flatMap(({ addresses }) => addresses)).toHaveLength(60);
    expect(parts[0]?.addresses).toContainEqual({ user: userOf(3), email: world().company.people[3]?.email });
    expect(JSON.stringify(parts.map(({ lines }) => lines))).not.toContain('@');
  });

  it('has no entry where nobody did anything', async () => {
    const idle = addDays(MONDAY, 7);
    for (const { id } of world().company.entriesIn({ from: idle, to: addDays(idle, 6) })) world().company.remove(id);

    const parts = await pullParts(puller(world), undefined, idle);

    expect(snapshotOf(parts).entries).toEqual([]);
    expect(isWhole(parts)).toBe(true);
  });

  it('knows edits, deletions and clocks that run by what the days sum to', async () => {
    const { company } = world();
    const [edited, deleted, running] = company.entriesOf(3, WEEK);
    company.edit(edited?.id ?? 0, { seconds: 36 });
    company.remove(deleted?.id ?? 0);
    company.edit(running?.id ?? 0, { isRunning: true, seconds: 0 });

    const parts = await pullParts(puller(world));

    const logged = company.entriesOf(3, WEEK).reduce((sum, { seconds }) => sum + seconds, 0);
    const told = snapshotOf(parts).entries.filter(({ user }) => user === userOf(3));
    expect(told.reduce((sum, { seconds }) => sum + seconds, 0)).toBe(logged);
    expect(isWhole(parts)).toBe(true);
  });
});

describe('timesheets that change while the week is read', () => {
  const world = toggl();
  staysWithin(world);

  it.each<[string, ApprovalState, ApprovalState]>([
    ['approved', 'SUBMITTED', 'APPROVED'],
    ['withdrawn', 'APPROVED', 'DRAFT'],
    ['rejected', 'SUBMITTED', 'REJECTED'],
  ])('have their users moved: %s', async (_, before, after) => {
    world().company.approve(3, WEEK, before);

    const parts = await pullParts(puller(world), () => world().company.approve(3, WEEK, after));

    expect(parts.flatMap(({ moved }) => moved)).toEqual([userOf(3)]);
  });

  it('begin the week anew where another process told them', async () => {
    const pull = pullParts(
      () => puller(world),
      () => world().company.approve(3, WEEK, 'REJECTED'),
    );

    expect(await errorOf(pull)).toMatchObject({
      code: 'STALE_CURSOR',
      message: 'toggl /timesheets: are not those that another process read',
    });
  });

  it('are those of the week that is asked for', async () => {
    const one = puller(world);
    const first = await one.pull(MONDAY, null, signal);
    await one.pull(addDays(MONDAY, 7), null, signal);

    await expect(one.pull(MONDAY, first.next, signal)).resolves.toMatchObject({ moved: [], next: null });
  });
});

/** Periods of so many days, one of which begins on that day. */
function everyDays(days: number, first: PlainDate) {
  return (day: PlainDate): CompanyPeriod => {
    const since = Math.round((Date.parse(day) - Date.parse(first)) / 86_400_000);
    const from = addDays(day, -(((since % days) + days) % days));
    return { from, to: addDays(from, days - 1) };
  };
}

function monthOf(day: PlainDate): CompanyPeriod {
  const from = `${day.slice(0, 7)}-01`;
  return { from, to: addDays(`${addDays(from, 31).slice(0, 7)}-01`, -1) };
}

describe.each<[string, (day: PlainDate) => CompanyPeriod, number]>([
  ['days', everyDays(1, MONDAY), 7],
  ['weeks from Sunday', everyDays(7, '2026-11-15'), 2],
  ['weeks from Tuesday', everyDays(7, '2026-11-17'), 2],
  ['fortnights that begin with the week', everyDays(14, MONDAY), 1],
  ['fortnights that end with the week', everyDays(14, addDays(MONDAY, -7)), 1],
  ['months', monthOf, 1],
])('timesheets of %s', (_, periodOf, count) => {
  const world = toggl({ people: 12, periodOf });
  staysWithin(world);

  it('are told as far as they have a day of the week', async () => {
    const days = Array.from({ length: 7 }, (_, day) => periodOf(addDays(MONDAY, day)));
    const periods = days.filter(({ from }, at) => from !== days[at - 1]?.from);

    const parts = await pullParts(puller(world));

    expect(periods).toHaveLength(count);
    expect(snapshotOf(parts)).toEqual(truthOf(world(), periods));
  });
});

describe('requests of a week', () => {
  it('of approval after days are three, and none is for timesheets', async () => {
    const { company, standIn } = small();

    const parts = await pullParts(puller(small, { approval: ['AFTER_DAYS'] }));

    expect(snapshotOf(parts)).toEqual({ ...truthOf(small()), sheets: [] });
    expect(company.people).toHaveLength(60);
    expect([standIn.requestCount(), standIn.requestCount(TIMESHEETS)]).toEqual([3, 0]);
  });

  it('are at most one a second', async () => {
    await pullParts(puller(small, { requestsPerSecond: 50 }));

    expect(small().clock.pauses).toEqual(Array(small().standIn.requestCount()).fill(1_000));
  });

  it('of 5,000 people are thirteen: one for a thousand timesheets, twice, and three', async () => {
    const { company, standIn } = large();

    const parts = await pullParts(puller(large));

    expect(company.entriesIn(WEEK).length).toBeGreaterThan(70_000);
    expect(isWhole(parts)).toBe(true);
    expect(standIn.requestCount(TIMESHEETS)).toBe(2 * 5);
    expect(standIn.requestCount()).toBe(13);
    expect(standIn.throttledCount()).toBe(0);
  });

  const small = toggl();
  const large = toggl({ people: 5_000 });
});

describe('pages of timesheets', () => {
  const world = toggl({ people: 2_200 });
  staysWithin(world);

  it('are whole as long as nothing changes', async () => {
    const parts = await pullParts(puller(world));

    expect(snapshotOf(parts)).toEqual(truthOf(world()));
    expect(world().standIn.requestCount(TIMESHEETS)).toBe(2 * 3);
  });

  it.each<[Fault, number, string]>([
    ['empty-page', 0, 'total_count: is 2200, the pages have 0'],
    ['empty-page', 1, 'total_count: is 2200, the pages have 1000'],
    ['lose-last-page', 2, 'total_count: is 2200, the pages have 2000'],
    ['repeat-page', 1, 'total_count: is 2200, the pages have 1000'],
    ['other-total', 2, 'total_count: is 2201, the pages have 2200'],
    ['lose-last-page', 5, 'total_count: is 2200, the pages have 2000'],
  ])('(%s after %i) begin the week anew', async (fault, after, message) => {
    world().standIn.order({ route: TIMESHEETS, fault, after, times: ALWAYS });

    expect(await errorOf(pullParts(puller(world)))).toMatchObject({
      code: 'STALE_CURSOR',
      message: `toggl /timesheets: ${message}`,
    });
  });
});

describe('a report that is not whole', () => {
  const world = toggl();
  staysWithin(world);

  it.each<[string, Fault]>([
    [REPORT, 'empty-page'],
    [REPORT, 'lose-last-page'],
    [REPORT, 'repeat-page'],
    [TOTALS, 'other-total'],
  ])('does not have the seconds of the total: %s %s', async (route, fault) => {
    world().standIn.order({ route, fault });

    expect(isWhole(await pullParts(puller(world)))).toBe(false);
  });
});

describe('a fault of the source', () => {
  const world = toggl({ people: 30 });
  staysWithin(world);
  tellsBluntFaults(world, [USERS, TIMESHEETS, REPORT, TOTALS], () => pullParts(puller(world)));

  it.each([USERS, TIMESHEETS, REPORT, TOTALS])('(a used up quota at %s) says when it begins anew', async (route) => {
    world().standIn.order({ route, fault: '402-quota', times: ALWAYS });

    expect(await errorOf(pullParts(puller(world)))).toMatchObject({
      code: 'UNAVAILABLE',
      message: `toggl ${route}: answered 402, its quota is used up`,
      retryAfterMs: 1_800_000,
    });
    expect(world().standIn.requestCount(route)).toBe(1);
  });

  it.each([USERS, TIMESHEETS, REPORT, TOTALS])('(a plan that lacks %s) needs a person', async (route) => {
    world().standIn.order({ route, fault: '402-feature', times: ALWAYS });

    expect(await errorOf(pullParts(puller(world)))).toMatchObject({
      code: 'FORBIDDEN',
      message: expect.stringMatching(/ answered 402: the plan of the workspace lacks this; .* approve by AFTER_DAYS$/),
    });
  });

  it('(an unknown name of a state) is passed on', async () => {
    world().standIn.order({ route: TIMESHEETS, fault: 'unknown-enum', times: ALWAYS });

    const { sheets, users } = snapshotOf(await pullParts(puller(world)));

    expect(new Set(sheets.map(({ state }) => state))).toEqual(new Set(['galactic']));
    expect(users.every(({ isUnstable }) => !isUnstable)).toBe(true);
  });

  it('(404 at the second reading) is told, and names no workspace', async () => {
    world().standIn.order({ route: TIMESHEETS, fault: '404', after: 1 });

    expect(await errorOf(pullParts(puller(world)))).toMatchObject({
      code: 'MALFORMED',
      message: 'toggl /timesheets: answered 404',
    });
  });

  it('(a body over the cap) is told', async () => {
    const error = await errorOf(pullParts(puller(world, { limits: { bodyBytesMax: 200 } })));

    expect(error).toMatchObject({ code: 'UNAVAILABLE', message: expect.stringContaining('more than 200 bytes') });
  });

  it('(a cursor of another version) begins the week anew', async () => {
    await expect(puller(world).pull(MONDAY, '{"of":"pages"}', signal)).rejects.toMatchObject({ code: 'STALE_CURSOR' });
  });

  it.each(['', TOKEN_CANARY, `:${TOKEN_CANARY}`, `../x:${TOKEN_CANARY}`, '1234:'])(
    '(a secret without workspace or token) is told %#',
    async (secret) => {
      const error = await errorOf(pullParts(puller(world, { secret: async () => secret })));

      expect(error).toMatchObject({
        code: 'UNAUTHORIZED',
        message: expect.stringContaining('<workspace id>:<API token>'),
      });
    },
  );
});

describe('a quota that is used up in the middle', () => {
  const world = toggl({ requestsAnHour: 5 });
  staysWithin(world);

  it('is waited for by whoever pulls, and another process goes on from there', async () => {
    const { next } = await puller(world).pull(MONDAY, null, signal);

    const refused = await errorOf(puller(world).pull(MONDAY, next, signal));
    world().clock.advance(3_600_000);

    expect(refused).toMatchObject({ code: 'UNAVAILABLE', retryAfterMs: 3_600_000 });
    await expect(puller(world).pull(MONDAY, next, signal)).resolves.toMatchObject({ moved: [], next: null });
  });
});

it.each(['ENTRY', 'PROJECT', 'FLAG'] as const)('approval by %s is refused: Toggl does not tell it', (unit) => {
  const settings = { secret: async () => '', clock: new VirtualClock(), requestsPerSecond: 1, states: {} };
  expect(() => new TogglTimesheets({ ...settings, dayZone: 'SOURCE', hours: 'EXACT', approval: [unit] })).toThrow(
    `approval: ${unit} is none of PERIOD, AFTER_DAYS`,
  );
});
