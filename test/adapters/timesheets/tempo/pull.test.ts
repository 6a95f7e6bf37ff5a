import { describe, expect, it } from 'vitest';
import type { ConnectorSettings } from '../../../../adapters/timesheets/connector.ts';
import { TempoTimesheets } from '../../../../adapters/timesheets/tempo/client.ts';
import type { ApprovalState } from '../../../../core/timesheets/mirror/normal-form.ts';
import { unstableUsers } from '../../../../core/timesheets/mirror/wholeness.ts';
import { addDays, weekDays, weekOf } from '../../../../core/values/week.ts';
import type { Fault } from '../../../../local/stand-ins/faults.ts';
import { LEAVE_TASK } from '../../../../local/stand-ins/timesheets/draw-week.ts';
import { accountIdOf, tempoRoutes } from '../../../../local/stand-ins/timesheets/tempo.ts';
import { json, startServer } from '../../../doubles/scripted-server.ts';
import { VirtualClock } from '../../../doubles/virtual-clock.ts';
import { ALWAYS, tellsBluntFaults, withoutWaiting } from '../../../worlds/provider-pulls.ts';
import {
  errorOf,
  inOrder,
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

const LOG = '/4/timesheet-approvals/logs/search';
const ROUTES = [
  ...['/4/periods', '/4/work-attributes', '/4/teams', '/4/timesheet-approvals/team/1', '/4/worklogs', '/4/plans'],
  LOG,
];

function tempo(options: Partial<Parameters<typeof timesheetWorld>[0]> & { periodOf?: PeriodOf } = {}) {
  const { periodOf, ...rest } = options;
  return timesheetWorld({
    serve: (company) => ({
      routes: tempoRoutes({ company, ...(periodOf && { periodOf }) }),
      isAllowed: ({ authorization }) => authorization === `Bearer ${TOKEN_CANARY}`,
      limit: { requests: 5, ms: 1_000, of: 'ALL' },
    }),
    ...rest,
  });
}
type PeriodOf = (day: string) => { from: string; to: string };

function puller(world: () => TimesheetWorld, changes: Partial<ConnectorSettings> = {}) {
  return new TempoTimesheets({ ...world().settings, ...changes });
}

/** What the company did, as the normal form has it. */
function truthOf({ company }: TimesheetWorld) {
  const worked = company.entriesIn(WEEK).map((entry) => ({
    ...{ id: String(entry.id), user: accountIdOf(entry.person), date: entry.date, seconds: entry.seconds },
    ...{ project: null, task: String(entry.task.id), activity: null, account: entry.task.account, tags: [] },
    ...{ billable: entry.isBillable, kind: null, state: null },
  }));
  const away = company.leaveIn(WEEK).map(({ person, date, seconds }) => ({
    ...{ id: String(9_000_000_000_000 + person), user: accountIdOf(person), date, seconds, project: null },
    ...{ task: String(LEAVE_TASK.id), activity: null, account: LEAVE_TASK.account, tags: [], billable: false },
    ...{ kind: null, state: null },
  }));
  const sheets = company.people.map(({ index, weeklySeconds }) => {
    const { state, changedAt } = company.approvalOf(index, WEEK);
    const logged = [...company.entriesOf(index, WEEK), ...company.leaveOf(index, WEEK)];
    return {
      ...{ user: accountIdOf(index), project: null, ...WEEK, state, requiredSeconds: weeklySeconds },
      approvedAt: state === 'APPROVED' ? changedAt : null,
      totalSeconds: logged.reduce((sum, { seconds }) => sum + seconds, 0),
    };
  });
  const plans = company.plansIn(MONDAY).flatMap(({ person, secondsPerDay, task }) =>
    weekDays(MONDAY)
      .slice(0, 5)
      .map((date) => ({
        ...{ user: accountIdOf(person), from: date, to: date, secondsPerDay, project: null },
        ...{ task: String(task.id), account: null },
      })),
  );
  return {
    users: company.people.map(({ index }) => ({ user: accountIdOf(index), isUnstable: false })),
    entries: inOrder([...worked, ...away]),
    sheets: inOrder(sheets),
    leave: [],
    plans: inOrder(plans),
  };
}

withoutWaiting();

describe('a pull of a week', () => {
  const world = tempo();
  staysWithin(world);

  it('comes to what the company logged, planned and approved, of archived people too', async () => {
    const parts = await pullParts(puller(world));

    expect(snapshotOf(parts)).toEqual(truthOf(world()));
    expect(unstableUsers(snapshotOf(parts), weekOf(MONDAY))).toEqual([]);
    expect(parts.every(({ addresses, totals }) => addresses.length === 0 && totals === null)).toBe(true);
  });

  it('comes to the same where every part is pulled by another process', async () => {
    const parts = await pullParts(() => puller(world));

    expect(snapshotOf(parts)).toEqual(truthOf(world()));
  });

  it('keeps the pace that the system asks for', async () => {
    await pullParts(puller(world));

    expect(world().standIn.throttledCount()).toBe(0);
  });

  it('tells who was approved or withdrawn since it began', async () => {
    const { company } = world();
    const parts = await pullParts(puller(world), (part) => {
      if (part === 2) company.approve(3, WEEK, 'DRAFT');
      if (part === 3) company.approve(4, { from: addDays(MONDAY, -7), to: addDays(MONDAY, -1) }, 'APPROVED');
    });

    expect(parts.flatMap(({ moved }) => moved)).toEqual([accountIdOf(3)]);
  });

  it('leaves a person aside whose worklogs changed between sheet and page', async () => {
    const { company } = world();
    const [entry] = company.entriesIn(WEEK);
    const parts = await pullParts(puller(world), (part) => {
      if (part === 1) company.edit(entry?.id ?? 0, { seconds: 36 });
    });

    expect(unstableUsers(snapshotOf(parts), weekOf(MONDAY))).toEqual([accountIdOf(entry?.person ?? -1)]);
  });

  it('has nothing of a week in which nobody did anything', async () => {
    for (const { id } of world().company.entriesIn(WEEK)) world().company.remove(id);

    const { entries } = snapshotOf(await pullParts(puller(world)));

    expect(entries.every(({ account }) => account === LEAVE_TASK.account)).toBe(true);
  });
});

describe('the periods of a company', () => {
  const months: PeriodOf = (day) => {
    const from = `${day.slice(0, 7)}-01`;
    return { from, to: addDays(`${addDays(from, 31).slice(0, 7)}-01`, -1) };
  };
  const fromSunday: PeriodOf = (day) => {
    const from = addDays(day, -new Date(day).getUTCDay());
    return { from, to: addDays(from, 6) };
  };
  const days: PeriodOf = (day) => ({ from: day, to: day });
  const CASES: [string, PeriodOf, string, [string, string][]][] = [
    ['months', months, '2026-11-16', [['2026-11-01', '2026-11-30']]],
    [
      'a week over two months',
      months,
      '2026-11-30',
      [
        ['2026-11-01', '2026-11-30'],
        ['2026-12-01', '2026-12-31'],
      ],
    ],
    [
      'weeks from Sunday',
      fromSunday,
      '2026-11-16',
      [
        ['2026-11-15', '2026-11-21'],
        ['2026-11-22', '2026-11-28'],
      ],
    ],
    ['days', days, '2026-11-16', weekDays('2026-11-16').map((day) => [day, day])],
  ];

  describe.each(CASES)('(%s)', (_, periodOf, monday, expected) => {
    const world = tempo({ periodOf, people: 45 });

    it('are asked for, all that have a day of the week', async () => {
      const { sheets } = snapshotOf(await pullParts(puller(world), undefined, monday));

      for (const person of [0, 39]) {
        const periods = sheets.filter(({ user }) => user === accountIdOf(person)).map(({ from, to }) => [from, to]);
        expect(periods.sort()).toEqual(expected);
      }
    });
  });
});

describe('requests of a week', () => {
  const people = 2_000;
  const world = tempo({ people, settings: { requestsPerSecond: 1_000 } });

  it('are one for each team and a few more', async () => {
    const { company, standIn } = world();

    const parts = await pullParts(puller(world, { requestsPerSecond: 4 }));

    const teamless = company.people.filter(({ team }) => team === null).length;
    const pages = weekDays(MONDAY).map((day) => {
      const rows = [...company.entriesIn({ from: day, to: day }), ...company.leaveIn({ from: day, to: day })];
      return Math.max(1, Math.ceil(rows.length / 5_000));
    });
    const worklogs = pages.reduce((sum, count) => sum + count, 0);
    const expected = company.teams.length + teamless + worklogs + Math.ceil((2 * people) / 5_000) + 4;
    expect(standIn.requestCount()).toBe(expected);
    expect(snapshotOf(parts).entries.length).toBeGreaterThan(people * 10);
  });
});

describe('a company without teams', () => {
  const world = tempo({ people: 250, teamlessEvery: 1 });

  it.each([
    ['one process', false],
    ['a process for each part', true],
  ])('is asked person by person, a hundred at a time, by %s', async (_, isFresh) => {
    const one = puller(world);
    const parts = await pullParts(isFresh ? () => puller(world) : one);

    expect(snapshotOf(parts)).toEqual(truthOf(world()));
    expect(parts.every(({ lines }) => lines.filter((line) => 'sheet' in line).length <= 100)).toBe(true);
  });
});

describe('a state', () => {
  const STATES: [string | undefined, Record<string, ApprovalState>, string][] = [
    ['OPEN', {}, 'DRAFT'],
    ['IN_REVIEW', {}, 'SUBMITTED'],
    ['APPROVED', {}, 'APPROVED'],
    ['REJECTED', {}, '"REJECTED"'],
    ['GALACTIC', {}, 'GALACTIC'],
    ['GALACTIC', { GALACTIC: 'SUBMITTED' }, 'SUBMITTED'],
    [undefined, {}, ''],
    ['toString', {}, 'toString'],
  ];

  it.each(STATES)('of the word %s with the table %j is %s', async (key, states, state) => {
    const parts = await pullScripted(
      { approval: { status: { key, updatedAt: '2026-11-23T09:00:00+01:00' } } },
      { states },
    );

    expect(snapshotOf(parts).sheets).toMatchObject([
      { state, approvedAt: state === 'APPROVED' ? '2026-11-23T08:00:00.000Z' : null },
    ]);
  });
});

/** Answers of a company of one team, one member and one worklog. */
function scripted({
  approval = {},
  worklog = {},
  plan = {},
}: {
  approval?: object;
  worklog?: object;
  plan?: object;
} = {}) {
  const page = (results: unknown[]) => ({ metadata: { count: results.length }, results });
  const one = {
    ...{ tempoWorklogId: 1, issue: { id: 10 }, author: { accountId: 'ann' }, startDate: MONDAY, timeSpentSeconds: 60 },
    ...worklog,
  };
  const planned = {
    ...{ assignee: { id: 'bob', type: 'USER' }, planItem: { id: '77', type: 'PROJECT' } },
    plannedTime: { days: { values: [{ date: '2026-11-21', plannedSeconds: 3_600 }] } },
    ...plan,
  };
  return new Map<string, unknown>([
    ['/4/periods', { periods: [WEEK] }],
    [
      '/4/work-attributes',
      page([
        { key: '_A_', type: 'ACCOUNT' },
        { key: '_B_', type: 'ACCOUNT' },
      ]),
    ],
    ['/4/teams', page([{ id: 7 }])],
    [
      '/4/timesheet-approvals/team/7',
      page([{ user: { accountId: 'ann' }, period: WEEK, requiredSeconds: 1, timeSpentSeconds: 60, ...approval }]),
    ],
    [`/4/worklogs ${MONDAY}`, page([one])],
    ['/4/plans', page([planned])],
    [LOG, page([])],
  ]);
}

async function pullScripted(answers: Parameters<typeof scripted>[0], changes: Partial<ConnectorSettings> = {}) {
  const told = scripted(answers);
  const { url } = await startServer((response, request) => {
    const { pathname, searchParams } = new URL(request.path, 'http://here');
    const answer = told.get(`${pathname} ${searchParams.get('from')}`) ?? told.get(pathname);
    json(answer ?? { metadata: { count: 0 }, results: [] })(response, request);
  });
  const settings: ConnectorSettings = {
    ...{ baseUrl: url, secret: async () => TOKEN_CANARY, clock: new VirtualClock(), requestsPerSecond: 4, states: {} },
    ...{ dayZone: 'SOURCE', hours: 'EXACT', approval: ['PERIOD'] },
    ...changes,
  };
  return pullParts(new TempoTimesheets(settings));
}

describe('a worklog', () => {
  it.each<[string, object, object]>([
    ['ids as text', { tempoWorklogId: '1', issue: { id: '10' } }, { id: '1', task: '10' }],
    ['seconds as text', { timeSpentSeconds: '60' }, { seconds: 60 }],
    ['no seconds', { timeSpentSeconds: 0 }, { seconds: 0 }],
    ['negative seconds', { timeSpentSeconds: -60 }, { seconds: -60 }],
    ['a week of seconds', { timeSpentSeconds: 604_800 }, { seconds: 604_800 }],
    ['nothing billable', { billableSeconds: 0 }, { billable: false }],
    ['something billable', { billableSeconds: 1 }, { billable: true }],
    ['nothing told of billing', {}, { billable: null }],
    ['no account', { attributes: { values: [{ key: '_A_' }] } }, { account: null }],
    [
      'two accounts',
      {
        attributes: {
          values: [
            { key: '_B_', value: 'B' },
            { key: '_A_', value: 'A' },
          ],
        },
      },
      { account: 'A' },
    ],
    ['unknown fields', { galactic: { nested: [1.5, null] } }, { id: '1' }],
  ])('with %s is an entry', async (_, worklog, expected) => {
    const { entries } = snapshotOf(await pullScripted({ worklog }));

    expect(entries).toMatchObject([expected]);
  });

  it.each<[string, object, string]>([
    ['parts of seconds', { timeSpentSeconds: 0.5 }, 'results.0.timeSpentSeconds: is no whole number of seconds'],
    ['an unreal date', { startDate: '2026-02-30' }, 'results.0.startDate: is no date'],
    ['another day', { startDate: '2026-11-17' }, 'results.0: is not of 2026-11-16'],
    ['no author', { author: null }, 'results.0.author'],
  ])('with %s is malformed', async (_, worklog, message) => {
    expect(await errorOf(pullScripted({ worklog }))).toMatchObject({
      code: 'MALFORMED',
      message: expect.stringContaining(message),
    });
  });
});

describe('a plan', () => {
  it('is of the days that it names, weekends too, by project or issue, and of people alone', async () => {
    const of = async (plan: object) => snapshotOf(await pullScripted({ plan }));

    expect((await of({})).plans).toEqual([
      {
        user: 'bob',
        from: '2026-11-21',
        to: '2026-11-21',
        secondsPerDay: 3_600,
        project: '77',
        task: null,
        account: null,
      },
    ]);
    expect((await of({})).users.map(({ user }) => user)).toEqual(['ann', 'bob']);
    expect((await of({ planItem: { id: 10, type: 'ISSUE' } })).plans).toMatchObject([{ project: null, task: '10' }]);
    expect((await of({ assignee: { id: '5', type: 'GENERIC' } })).plans).toEqual([]);
  });
});

describe('a fault of the source', () => {
  const world = tempo({ people: 30 });
  staysWithin(world);
  tellsBluntFaults(world, ROUTES, () => pullParts(puller(world)));

  it.each<[Fault, string]>([
    ['foreign-next', 'leads on to another place than was asked'],
    ['repeat-page', 'leads back to a page that was read'],
    ['other-total', 'is not the number of results'],
  ])('(%s) is malformed, of whatever pages', async (fault, message) => {
    for (const route of ROUTES.filter((one) => one !== '/4/periods')) {
      world().standIn.calm();
      world().standIn.order({ route, fault, times: ALWAYS });

      expect(await errorOf(pullParts(puller(world)))).toMatchObject({
        code: 'MALFORMED',
        message: expect.stringContaining(message),
      });
    }
  });

  it('(a page of worklogs that is empty) leaves those aside whose worklogs were on it', async () => {
    world().standIn.order({ route: '/4/worklogs', fault: 'empty-page' });

    const snapshot = snapshotOf(await pullParts(puller(world)));

    const working = world().company.entriesIn({ from: MONDAY, to: MONDAY });
    const away = world().company.leaveIn({ from: MONDAY, to: MONDAY });
    const expected = new Set([...working, ...away].map(({ person }) => accountIdOf(person)));
    expect(new Set(unstableUsers(snapshot, weekOf(MONDAY)))).toEqual(expected);
  });

  it('(a body over the cap) is told', async () => {
    const error = await errorOf(pullParts(puller(world, { limits: { bodyBytesMax: 200 } })));

    expect(error).toMatchObject({ code: 'UNAVAILABLE', message: expect.stringContaining('more than 200 bytes') });
  });

  it('(404 in the middle) is told, and names no user', async () => {
    world().standIn.order({ route: accountIdOf(39), fault: '404', times: ALWAYS });
    world().standIn.order({ route: '/4/worklogs', fault: '404', times: ALWAYS, after: 3 });

    const error = await errorOf(pullParts(puller(world)));

    expect(error).toMatchObject({ code: 'MALFORMED', message: 'tempo /4/worklogs: answered 404' });
  });

  it('(a cursor of another version) begins the week anew', async () => {
    await expect(puller(world).pull(MONDAY, '{"of":"pages"}', signal)).rejects.toMatchObject({ code: 'STALE_CURSOR' });
  });
});

describe('an approval that Tempo does not tell', () => {
  it.each(['ENTRY', 'PROJECT', 'FLAG'] as const)('is refused: %s', (unit) => {
    const settings = { secret: async () => '', clock: new VirtualClock(), requestsPerSecond: 4, states: {} };
    expect(
      () => new TempoTimesheets({ ...settings, dayZone: 'SOURCE', hours: 'EXACT', approval: ['PERIOD', unit] }),
    ).toThrow(`approval: ${unit} is none of PERIOD, AFTER_DAYS`);
  });
});
