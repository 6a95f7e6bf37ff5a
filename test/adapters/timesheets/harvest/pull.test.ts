import { describe, expect, it } from 'vitest';
import type { ConnectorSettings } from '../../../../adapters/timesheets/connector.ts';
import { HarvestTimesheets } from '../../../../adapters/timesheets/harvest/client.ts';
import type { ApprovalState } from '../../../../core/timesheets/mirror/normal-form.ts';
import { addDays } from '../../../../core/values/week.ts';
import type { Fault } from '../../../../local/stand-ins/faults.ts';
import { LEAVE_TASK } from '../../../../local/stand-ins/timesheets/draw-week.ts';
import { harvestRoutes, roundedSeconds, userIdOf } from '../../../../local/stand-ins/timesheets/harvest.ts';
import { json, type MetRequest, startServer } from '../../../doubles/scripted-server.ts';
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

const SECRET = `1234:${TOKEN_CANARY}`;
const USERS = '/v2/users';
const ENTRIES = '/v2/time_entries';

function harvest(people = 60) {
  return timesheetWorld({
    people,
    secret: SECRET,
    serve: (company) => ({
      routes: harvestRoutes(company),
      isAllowed: ({ authorization, 'harvest-account-id': account, 'user-agent': agent }) =>
        authorization === `Bearer ${TOKEN_CANARY}` && account === '1234' && /^Tokenledger/.test(agent ?? ''),
      limit: { requests: 100, ms: 15_000, of: 'ALL' },
    }),
    settings: { approval: ['ENTRY'], requestsPerSecond: 6 },
  });
}

function puller(world: () => TimesheetWorld, changes: Partial<ConnectorSettings> = {}) {
  return new HarvestTimesheets({ ...world().settings, ...changes });
}

/** What the company did, as the normal form has it. */
function truthOf({ company }: TimesheetWorld, inSeconds = (seconds: number) => seconds) {
  const stateOf = (person: number) => company.approvalOf(person, WEEK).state;
  const worked = company.entriesIn(WEEK).map(({ id, person, date, seconds, task, isBillable }) => ({
    ...{ id: String(id), user: String(userIdOf(person)), date, seconds: inSeconds(seconds) },
    ...{ project: String(task.project), task: String(task.id), activity: null, account: task.account, tags: [] },
    ...{ billable: isBillable, kind: null, state: stateOf(person) },
  }));
  const away = company.leaveIn(WEEK).map(({ person, date, seconds }) => ({
    ...{ id: String(9_000_000_000_000 + person), user: String(userIdOf(person)), date, seconds: inSeconds(seconds) },
    ...{
      project: String(LEAVE_TASK.project),
      task: String(LEAVE_TASK.id),
      activity: null,
      account: LEAVE_TASK.account,
    },
    ...{ tags: [], billable: false, kind: null, state: stateOf(person) },
  }));
  const sheets = company.people.map(({ index, weeklySeconds }) => ({
    ...{ user: String(userIdOf(index)), project: null, ...WEEK, state: 'DRAFT', approvedAt: null },
    ...{ requiredSeconds: weeklySeconds, totalSeconds: null },
  }));
  return {
    users: company.people.map(({ index }) => ({ user: String(userIdOf(index)), isUnstable: false })),
    entries: inOrder([...worked, ...away]),
    sheets: inOrder(sheets),
    leave: [],
    plans: [],
  };
}

withoutWaiting();

describe('a pull of a week', () => {
  const world = harvest();
  staysWithin(world);

  it('comes to what the company logged and approved, of archived people too', async () => {
    const parts = await pullParts(puller(world));

    expect(snapshotOf(parts)).toEqual(truthOf(world()));
    expect(isWhole(parts)).toBe(true);
  });

  it('takes rounded hours where they are configured', async () => {
    const parts = await pullParts(puller(world, { hours: 'ROUNDED' }));

    expect(snapshotOf(parts)).toEqual(truthOf(world(), roundedSeconds));
  });

  it('has addresses apart from the lines', async () => {
    const parts = await pullParts(puller(world));

    expect(parts.flatMap(({ addresses }) => addresses)).toHaveLength(60);
    expect(parts[0]?.addresses).toContainEqual({ user: String(userIdOf(3)), email: world().company.people[3]?.email });
    expect(JSON.stringify(parts.map(({ lines }) => lines))).not.toContain('@');
  });

  it('has no entry where nobody did anything', async () => {
    const idle = addDays(MONDAY, 7);
    for (const { id } of world().company.entriesIn({ from: idle, to: addDays(idle, 6) })) world().company.remove(id);

    const parts = await pullParts(puller(world), undefined, idle);

    expect(snapshotOf(parts).entries.every(({ account }) => account === LEAVE_TASK.account)).toBe(true);
    expect(isWhole(parts)).toBe(true);
  });

  it('leaves out clocks that run', async () => {
    const [entry] = world().company.entriesIn(WEEK);
    world().company.edit(entry?.id ?? 0, { isRunning: true });

    const parts = await pullParts(puller(world));

    expect(snapshotOf(parts).entries.some(({ id }) => id === String(entry?.id))).toBe(false);
    expect(isWhole(parts)).toBe(true);
  });

  it.each<[string, (world: TimesheetWorld) => void]>([
    ['an entry was edited', ({ company }) => company.edit(company.entriesOf(3, WEEK)[0]?.id ?? 0, { seconds: 36 })],
    ['entries were approved or withdrawn', ({ company }) => company.approve(3, WEEK, 'DRAFT')],
  ])('tells of whom %s since it began', async (_, change) => {
    const parts = await pullParts(puller(world), (part) => {
      if (part === 1) change(world());
    });

    expect(parts.flatMap(({ moved }) => moved)).toEqual([String(userIdOf(3))]);
  });
});

describe('pages that shift while they are read', () => {
  const world = harvest(200);

  it('are whole as long as nothing changes', async () => {
    const parts = await pullParts(() => puller(world));

    expect(snapshotOf(parts)).toEqual(truthOf(world()));
    expect(isWhole(parts)).toBe(true);
  });

  it.each<[string, (world: TimesheetWorld) => void]>([
    ['an insert', ({ company }) => company.log({ ...at(company.entriesIn(WEEK), -1), id: 8_000_000_000_000_000 })],
    ['a deletion of what was read', ({ company }) => company.remove(at(company.entriesIn(WEEK), -1).id)],
    ['a deletion of what was not', ({ company }) => company.remove(at(company.entriesIn(WEEK), 0).id)],
  ])('by %s are not whole', async (_, change) => {
    const parts = await pullParts(puller(world), (part) => {
      if (part === 2) change(world());
    });

    expect(isWhole(parts)).toBe(false);
  });

  it.each<Fault>(['empty-page', 'lose-last-page', 'other-total'])('(%s) are not whole', async (fault) => {
    world().standIn.order({ route: ENTRIES, fault });

    expect(isWhole(await pullParts(puller(world)))).toBe(false);
  });
});

describe('requests of a week', () => {
  const world = harvest(2_500);

  it('are one for two thousand people or entries, and one more', async () => {
    const { company, standIn } = world();

    await pullParts(puller(world));

    const entries = company.entriesIn(WEEK).length + company.leaveIn(WEEK).length;
    expect(entries).toBeGreaterThan(35_000);
    expect(standIn.requestCount()).toBe(Math.ceil(2_500 / 2_000) + Math.ceil(entries / 2_000) + 1);
    expect(standIn.throttledCount()).toBe(0);
  });
});

function at<Row>(rows: readonly Row[], index: number): Row {
  const row = rows.at(index);
  if (!row) throw new Error('there is none');
  return row;
}

interface Scripted {
  readonly entry?: object;
  readonly user?: object;
  readonly changes?: Partial<ConnectorSettings>;
  readonly requests?: MetRequest[];
}

/** The pull from an account of one user with one entry. */
async function pullOne({ entry = {}, user = {}, changes = {}, requests = [] }: Scripted) {
  const one = {
    ...{ id: 1, spent_date: MONDAY, user: { id: 5 }, project: { id: 7 }, task: { id: 9 }, hours: 1.5 },
    ...{ rounded_hours: 2, is_running: false, billable: true, approval_status: 'approved', is_closed: false },
    ...entry,
  };
  const end = { total_entries: 1, links: { next: null } };
  const { url, requests: met } = await startServer(
    json({ users: [{ id: 5, email: 'Ann@example.com', weekly_capacity: 126_000, ...user }], ...end }),
    json({ time_entries: [one], ...end }),
    json({ time_entries: [], ...end, total_entries: 0 }),
  );
  const settings: ConnectorSettings = {
    ...{ baseUrl: url, secret: async () => `${SECRET}\n`, clock: new VirtualClock('2026-11-24T06:00:00.000Z') },
    ...{ requestsPerSecond: 6, states: {}, dayZone: 'SOURCE', hours: 'EXACT', approval: ['ENTRY'] },
    ...changes,
  };
  const parts = await pullParts(new HarvestTimesheets(settings));
  requests.push(...met);
  return { ...snapshotOf(parts), addresses: parts.flatMap(({ addresses }) => addresses) };
}

describe('an entry', () => {
  it.each<[string, object, number]>([
    ['a number', { hours: 0.83 }, 2_988],
    ['text', { hours: '0.83' }, 2_988],
    ['the noise of a float', { hours: JSON.rawJSON('0.30000000000000004') }, 1_080],
    ['an exponent', { hours: JSON.rawJSON('1e-1') }, 360],
    ['just above half a second', { hours: JSON.rawJSON('0.00013888888888888889') }, 1],
    ['just below half a second', { hours: JSON.rawJSON('0.000138888888888888888888888888') }, 0],
    ['nothing', { hours: 0 }, 0],
    ['a whole week', { hours: 168 }, 604_800],
    ['of a running clock', { is_running: true }, -1],
  ])('has hours as %s in seconds', async (_, entry, seconds) => {
    expect((await pullOne({ entry })).entries).toMatchObject([{ seconds }]);
  });

  it.each<[string, object, Record<string, ApprovalState>, string]>([
    ['unsubmitted', { approval_status: 'unsubmitted', is_closed: true }, {}, 'DRAFT'],
    ['submitted', { approval_status: 'submitted' }, {}, 'SUBMITTED'],
    ['approved', { approval_status: 'approved', is_closed: false }, {}, 'APPROVED'],
    ['closed, by an older answer', { approval_status: undefined, is_closed: true }, {}, 'APPROVED'],
    ['open, by an older answer', { approval_status: null, is_closed: false }, {}, 'DRAFT'],
    ['of an unknown word', { approval_status: 'galactic' }, {}, 'galactic'],
    ['of a word that looks like a state', { approval_status: 'APPROVED' }, {}, '"APPROVED"'],
    ['of a configured word', { approval_status: 'galactic' }, { galactic: 'SUBMITTED' }, 'SUBMITTED'],
  ])('that is %s has its state', async (_, entry, states, state) => {
    expect((await pullOne({ entry, changes: { states } })).entries).toMatchObject([{ state }]);
  });

  it.each<[string, object, object]>([
    ['ids as text', { id: '1', project: { id: '7' } }, { id: '1', project: '7', task: '9' }],
    ['a code of its project', { project: { id: 7, code: 'CWO-7' } }, { account: 'CWO-7' }],
    ['no code', { project: { id: 7, code: '' } }, { account: null }],
    ['nothing told of billing', { billable: null }, { billable: null }],
    ['unknown fields', { galactic: { nested: [1.5] } }, { id: '1' }],
  ])('with %s is read', async (_, entry, expected) => {
    expect((await pullOne({ entry })).entries).toMatchObject([expected]);
  });

  it.each<[string, object, string]>([
    ['no hours', { hours: null }, 'time_entries.0.hours: is no number of hours'],
    ['hours with a comma', { hours: '8,5' }, 'time_entries.0.hours: is no decimal number of hours'],
    ['a day of another week', { spent_date: '2026-11-23' }, 'time_entries.0: is not of the week'],
    ['no state at all', { approval_status: null, is_closed: null }, 'approval_status: is missing, and is_closed too'],
  ])('with %s is malformed', async (_, entry, message) => {
    expect(await errorOf(pullOne({ entry }))).toMatchObject({
      code: 'MALFORMED',
      message: expect.stringContaining(message),
    });
  });
});

describe('a user', () => {
  it('has an address as it is written, and the seconds of a week', async () => {
    const { addresses, sheets } = await pullOne({});

    expect(addresses).toEqual([{ user: '5', email: 'Ann@example.com' }]);
    expect(sheets).toMatchObject([{ user: '5', requiredSeconds: 126_000, totalSeconds: null, approvedAt: null }]);
  });

  it('without an address or a capacity is a user all the same', async () => {
    const { users, addresses, sheets } = await pullOne({ user: { email: null, weekly_capacity: null } });

    expect([users, addresses, sheets]).toEqual([[{ user: '5', isUnstable: false }], [], []]);
  });
});

describe('a request', () => {
  it('says who asks, for the whole week and the largest pages', async () => {
    const requests: MetRequest[] = [];

    await pullOne({ requests });

    expect(requests.map(({ path }) => path)).toEqual([
      '/v2/users?per_page=2000',
      '/v2/time_entries?from=2026-11-16&to=2026-11-22&is_running=false&per_page=2000',
      '/v2/time_entries?from=2026-11-16&to=2026-11-22&updated_since=2026-11-24T05%3A59%3A00.000Z&per_page=2000',
    ]);
    expect(requests[0]?.headers).toMatchObject({
      authorization: `Bearer ${TOKEN_CANARY}`,
      'harvest-account-id': '1234',
      'user-agent': 'Tokenledger timesheet connector',
    });
  });

  it.each([TOKEN_CANARY, `:${TOKEN_CANARY}`, `name:${TOKEN_CANARY}`, '1234:'])(
    'without an account and a token is none %#',
    async (secret) => {
      const error = await errorOf(pullOne({ changes: { secret: async () => secret } }));

      expect(error).toMatchObject({
        code: 'UNAUTHORIZED',
        message: expect.stringContaining('<account id>:<access token>'),
      });
    },
  );
});

describe('a fault of the source', () => {
  const world = harvest(30);
  staysWithin(world);
  tellsBluntFaults(world, [USERS, ENTRIES], () => pullParts(puller(world)));

  it.each<[Fault, string]>([
    ['foreign-next', 'leads on to another place than was asked'],
    ['repeat-page', 'leads back to a page that was read'],
  ])('(%s) is malformed', async (fault, message) => {
    for (const route of [USERS, ENTRIES]) {
      world().standIn.calm();
      world().standIn.order({ route, fault, times: ALWAYS });

      expect(await errorOf(pullParts(puller(world)))).toMatchObject({
        code: 'MALFORMED',
        message: expect.stringContaining(message),
      });
    }
  });

  it('(of the check at the end) is told', async () => {
    world().standIn.order({ route: ENTRIES, fault: '404', after: 1 });

    expect(await errorOf(pullParts(puller(world)))).toMatchObject({ code: 'MALFORMED' });
  });

  it('(a body over the cap) is told', async () => {
    const error = await errorOf(pullParts(puller(world, { limits: { bodyBytesMax: 200 } })));

    expect(error).toMatchObject({ code: 'UNAVAILABLE', message: expect.stringContaining('more than 200 bytes') });
  });

  it('(a cursor of another version) begins the week anew', async () => {
    await expect(puller(world).pull(MONDAY, '{"of":"pages"}', signal)).rejects.toMatchObject({ code: 'STALE_CURSOR' });
  });
});

it.each(['PERIOD', 'PROJECT', 'FLAG'] as const)('approval by %s is refused: Harvest does not tell it', (unit) => {
  const settings = { secret: async () => '', clock: new VirtualClock(), requestsPerSecond: 6, states: {} };
  expect(() => new HarvestTimesheets({ ...settings, dayZone: 'SOURCE', hours: 'EXACT', approval: [unit] })).toThrow(
    `approval: ${unit} is none of ENTRY, AFTER_DAYS`,
  );
});
