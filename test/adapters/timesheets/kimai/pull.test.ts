import { beforeEach, describe, expect, it } from 'vitest';
import type { ConnectorSettings } from '../../../../adapters/timesheets/connector.ts';
import { KimaiTimesheets } from '../../../../adapters/timesheets/kimai/client.ts';
import { compareIds } from '../../../../core/values/ids.ts';
import { addDays } from '../../../../core/values/week.ts';
import type { Fault } from '../../../../local/stand-ins/faults.ts';
import { startOf } from '../../../../local/stand-ins/timesheets/clockify-values.ts';
import { type KimaiOptions, kimaiRoutes } from '../../../../local/stand-ins/timesheets/kimai.ts';
import { kimaiUserId } from '../../../../local/stand-ins/timesheets/kimai-timesheets.ts';
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

const TIMESHEETS = '/api/timesheets';
const USERS = '/api/users';
const OWN_USER = '/api/users/me';
const STATUS = '/api/approval-bundle/week-status';
const AROUND = { from: addDays(MONDAY, -1), to: addDays(MONDAY, 7) };

function kimai(
  options: Partial<KimaiOptions> = {},
  { settings, ...world }: Partial<Parameters<typeof timesheetWorld>[0]> = {},
) {
  return timesheetWorld({
    serve: (company) => ({
      routes: kimaiRoutes({ company, weeks: [addDays(MONDAY, -7), MONDAY], hasApprovals: true, ...options }),
      isAllowed: ({ authorization }) => authorization === `Bearer ${TOKEN_CANARY}`,
    }),
    ...world,
    settings: { approval: ['PERIOD'], ...settings },
  });
}

function puller(world: () => TimesheetWorld, changes: Partial<ConnectorSettings> = {}) {
  return new KimaiTimesheets({ ...world().settings, ...changes });
}

/** What the company did, as the normal form has it. */
function truthOf({ company }: TimesheetWorld, { hasSheets = true } = {}) {
  const worked = company.entriesIn(WEEK).map(({ id, person, date, seconds, task, isBillable }) => ({
    ...{ id: String(id), user: kimaiUserId(person), date, seconds, project: String(task.project), task: null },
    ...{ activity: String(task.id), account: null, tags: [], billable: isBillable, kind: null },
    state: company.approvalOf(person, WEEK).state === 'APPROVED' ? 'APPROVED' : 'DRAFT',
  }));
  const sheets = company.people.map(({ index, isArchived }) => ({
    ...{ user: kimaiUserId(index), project: null, ...WEEK },
    state: isArchived ? 'disabled' : company.approvalOf(index, WEEK).state,
    ...{ approvedAt: null, requiredSeconds: null, totalSeconds: null },
  }));
  const users = company.people.map(({ index }) => kimaiUserId(index)).sort(compareIds);
  return {
    users: users.map((user) => ({ user, isUnstable: false })),
    entries: inOrder(worked),
    sheets: hasSheets ? inOrder(sheets) : [],
    ...{ leave: [], plans: [] },
  };
}

/** Entries that are asked for: those of the days around too, by when the week is over everywhere. */
function askedEntries({ company }: TimesheetWorld, hours: { ahead: number; behind: number }) {
  const from = Date.parse(MONDAY) - hours.ahead * 3_600_000;
  const to = Date.parse(addDays(MONDAY, 7)) + hours.behind * 3_600_000;
  return company.entriesIn(AROUND).filter((entry) => from <= startOf(entry) && startOf(entry) <= to);
}

function remove({ company }: TimesheetWorld, isRemoved: (person: number) => boolean) {
  for (const { id, person } of company.entriesIn(AROUND)) if (isRemoved(person)) company.remove(id);
}

withoutWaiting();

const ZONES = ['Europe/Berlin', 'Pacific/Kiritimati', 'Pacific/Pago_Pago'];

describe.each(ZONES)('a pull of a week (asked in %s)', (zone) => {
  const world = kimai({ timeZone: zone });
  staysWithin(world);
  /** So that nothing has changed since then, by any clock. */
  beforeEach(() => world().clock.advance(24 * 3_600_000));

  it('comes to what the company logged and approved, of disabled people too', async () => {
    const parts = await pullParts(puller(world));

    expect(snapshotOf(parts)).toEqual(truthOf(world()));
    expect(isWhole(parts)).toBe(true);
    const total = { entries: askedEntries(world(), { ahead: 15, behind: 13 }).length, seconds: null };
    expect(parts.flatMap(({ totals }) => totals ?? [])).toEqual([total, total, total]);
    expect(parts.flatMap(({ addresses }) => addresses)).toEqual([]);
  });

  it('comes to the same where every part is pulled by another process', async () => {
    const parts = await pullParts(() => puller(world));

    expect(snapshotOf(parts)).toEqual(truthOf(world()));
  });
});

describe('a pull of a week', () => {
  const world = kimai();

  it('tells whose entries changed since it began', async () => {
    const { company } = world();
    const entry = company.entriesIn(WEEK).find(({ person }) => person === 3);

    const parts = await pullParts(puller(world), (part) => {
      if (part === 1) company.edit(entry?.id ?? 0, { seconds: 72 });
    });

    expect(parts.flatMap(({ moved }) => moved)).toEqual([kimaiUserId(3)]);
  });

  it.each([
    ['before', AROUND.from],
    ['after', AROUND.to],
  ])('tells whose entry, once it was read, went to the day %s', async (_, date) => {
    const { company } = world();
    const [, entry] = company.entriesOf(3, { from: MONDAY, to: MONDAY });

    const parts = await pullParts(puller(world, { approval: ['FLAG'] }), (part) => {
      if (part === 2) company.move(entry?.id ?? 0, { date });
    });

    expect(snapshotOf(parts).entries).toContainEqual(expect.objectContaining({ id: String(entry?.id), date: MONDAY }));
    expect(parts.flatMap(({ moved }) => moved)).toEqual([kimaiUserId(3)]);
  });

  it('leaves clocks out that still run', async () => {
    const { company } = world();
    const [entry] = company.entriesIn(WEEK);
    company.edit(entry?.id ?? 0, { isRunning: true });

    const parts = await pullParts(puller(world));

    expect(snapshotOf(parts).entries).toHaveLength(company.entriesIn(WEEK).length - 1);
    expect(isWhole(parts)).toBe(true);
  });

  it('has nothing of a week in which nobody did anything', async () => {
    remove(world(), () => true);

    const parts = await pullParts(puller(world));

    expect(snapshotOf(parts)).toMatchObject({ entries: [], sheets: { length: 60 } });
    expect(parts.flatMap(({ totals }) => totals ?? [])).toEqual([{ entries: 0, seconds: null }]);
  });

  it('keeps the pace that is configured', async () => {
    const before = Date.parse(world().clock.now());

    await pullParts(puller(world, { requestsPerSecond: 0.5 }));

    expect(Date.parse(world().clock.now()) - before).toBe(world().standIn.requestCount() * 2_000);
  });
});

describe.each([false, true])('a Kimai that reads on the own clock when something changed: %s', (changesOnOwnClock) => {
  describe.each(ZONES)('(that of %s)', (timeZone) => {
    const world = kimai({ timeZone, changesOnOwnClock }, { people: 12 });

    it('tells whose entries changed since the pull began', async () => {
      const { company } = world();
      const [entry] = company.entriesOf(3, WEEK);

      const parts = await pullParts(puller(world), (part) => {
        if (part === 1) company.edit(entry?.id ?? 0, { seconds: 72 });
      });

      expect(parts.flatMap(({ moved }) => moved)).toContain(kimaiUserId(3));
    });
  });
});

describe('a Kimai without the plugin', () => {
  const world = kimai({ hasApprovals: false });

  it.each(['FLAG', 'AFTER_DAYS'] as const)('is asked for no status where weeks are approved by %s', async (unit) => {
    const parts = await pullParts(puller(world, { approval: [unit] }));

    expect(snapshotOf(parts)).toEqual(truthOf(world(), { hasSheets: false }));
    expect(world().standIn.requestCount(STATUS)).toBe(0);
  });

  it('cannot approve by PERIOD', async () => {
    expect(await errorOf(pullParts(puller(world)))).toMatchObject({
      code: 'MALFORMED',
      message: `kimai ${STATUS}: body: is no word: the plugin ApprovalBundle answers with one`,
    });
  });
});

describe('a week of several pages', () => {
  const world = kimai({}, { people: 80, settings: { approval: ['FLAG'] } });

  it('is more than 1,001 entries, read whole', async () => {
    const parts = await pullParts(() => puller(world));

    expect(snapshotOf(parts)).toEqual(truthOf(world(), { hasSheets: false }));
    expect(parts.flatMap(({ totals }) => totals ?? [])).toHaveLength(3);
    expect(snapshotOf(parts).entries.length).toBeGreaterThan(1_001);
  });

  it.each<[string, (world: TimesheetWorld) => void]>([
    ['is deleted', ({ company }) => company.remove(company.entriesIn(WEEK)[0]?.id ?? 0)],
    [
      'comes in',
      ({ company }) => {
        const [entry] = company.entriesIn(WEEK);
        if (entry) company.log({ ...entry, id: 1 });
      },
    ],
  ])('is not whole where an entry %s meanwhile', async (_, change) => {
    const parts = await pullParts(puller(world), (part) => {
      if (part === 2) change(world());
    });

    expect(isWhole(parts)).toBe(false);
  });

  it('ends where a page is gone by now, and is not whole', async () => {
    const parts = await pullParts(puller(world), (part) => {
      if (part === 2) remove(world(), (person) => person > 10);
    });

    expect(parts.map(({ totals }) => totals === null)).toEqual([true, false, true, true]);
    expect(isWhole(parts)).toBe(false);
  });

  it.each<[Fault, number]>([
    ['empty-page', 0],
    ['empty-page', 1],
    ['lose-last-page', 2],
    ['repeat-page', 1],
    ['other-total', 0],
    ['other-total', 1],
  ])('is not whole with %s after %i', async (fault, after) => {
    world().standIn.order({ route: TIMESHEETS, fault, after });

    expect(isWhole(await pullParts(puller(world)))).toBe(false);
  });

  it.each<[Fault, string]>([
    ['401', 'UNAUTHORIZED'],
    ['403', 'FORBIDDEN'],
    ['404', 'MALFORMED'],
    ['500', 'UNAVAILABLE'],
  ])('is told to have failed with %s in its middle', async (fault, code) => {
    world().standIn.order({ route: TIMESHEETS, fault, times: ALWAYS, after: 1 });

    expect(await errorOf(pullParts(puller(world)))).toMatchObject({ code });
  });

  it('that moved is told by pages too', async () => {
    const { company, clock } = world();
    for (const { id } of company.entriesIn(WEEK)) company.edit(id, { seconds: 36 });
    clock.advance(30_000);

    const parts = await pullParts(puller(world));

    expect(new Set(parts.flatMap(({ moved }) => moved))).toEqual(
      new Set(company.entriesIn(WEEK).map(({ person }) => kimaiUserId(person))),
    );
    expect(parts.filter(({ moved }) => moved.length > 0)).toHaveLength(3);
  });
});

describe('requests of a week', () => {
  const settings = { approval: ['FLAG'], dayZone: 'Europe/Berlin' } as const;
  const [large, small] = [kimai({}, { people: 4_860, settings }), kimai({}, { people: 800, settings })];
  const pagesOf = (world: TimesheetWorld) => Math.ceil(askedEntries(world, { ahead: 2, behind: 0 }).length / 500);

  it('are one for each 500 of 75,000 entries, and three', async () => {
    const parts = await pullParts(puller(large));

    expect(isWhole(parts)).toBe(true);
    expect(pagesOf(large())).toBe(150);
    expect(large().standIn.requestCount()).toBe(150 + 3);
  });

  it('are one more for each person who is enabled, where the plugin is asked', async () => {
    const { company, standIn } = small();

    const parts = await pullParts(puller(small, { approval: ['PERIOD'], slow: true }));

    const enabled = company.people.filter(({ isArchived }) => !isArchived).length;
    expect(standIn.requestCount(STATUS)).toBe(enabled);
    expect(standIn.requestCount()).toBe(enabled + pagesOf(small()) + 3);
    expect(parts.every(({ lines }) => lines.filter((line) => 'sheet' in line).length <= 50)).toBe(true);
  });
});

describe('a company of more than 500 people', () => {
  const world = kimai({}, { people: 520 });

  it('is not asked person by person unless that is configured', async () => {
    expect(await errorOf(pullParts(puller(world)))).toMatchObject({
      code: 'FORBIDDEN',
      message: `kimai ${STATUS}: is asked once for each of 503 people, of more than 500 only where slow is configured`,
    });
    expect(world().standIn.requestCount(STATUS)).toBe(0);

    expect(snapshotOf(await pullParts(puller(world, { slow: true })))).toEqual(truthOf(world()));
  });
});

describe('a token that may not see others', () => {
  const [team, alone] = [kimai({ seesOthers: false }), kimai({ seesOthers: false }, { people: 1 })];
  const FORBIDDEN = { code: 'FORBIDDEN', message: expect.stringContaining('view_other_timesheet is missing') };

  it('is refused, though it is answered', async () => {
    expect(await errorOf(pullParts(puller(team)))).toMatchObject(FORBIDDEN);
  });

  it('is refused where its user logged nothing either', async () => {
    remove(team(), (person) => person === 0);

    expect(await errorOf(pullParts(puller(team)))).toMatchObject(FORBIDDEN);
  });

  it('sees all where there are no others', async () => {
    expect(snapshotOf(await pullParts(puller(alone)))).toEqual(truthOf(alone()));
  });
});

describe('a week in which its user alone worked', () => {
  const world = kimai();

  it('is one as every other', async () => {
    remove(world(), (person) => person > 0);

    const parts = await pullParts(puller(world, { approval: ['FLAG'] }));

    expect(new Set(snapshotOf(parts).entries.map(({ user }) => user))).toEqual(new Set([kimaiUserId(0)]));
    // Own user, users, entries, both counts, changes.
    expect(world().standIn.requestCount()).toBe(6);
  });
});

describe('a fault of the source', () => {
  const world = kimai({}, { people: 30 });
  staysWithin(world);

  describe('(of users, statuses and timesheets)', () => {
    tellsBluntFaults(world, [OWN_USER, USERS, STATUS, TIMESHEETS], () => pullParts(puller(world)));
  });

  it.each<[Fault, object]>([
    ['403', { code: 'FORBIDDEN' }],
    ['404', { code: 'MALFORMED' }],
    ['500', { code: 'UNAVAILABLE' }],
    ['html', { code: 'UNAVAILABLE' }],
  ])('(%s of what changed) is told', async (fault, expected) => {
    world().standIn.order({ route: TIMESHEETS, fault, times: ALWAYS, after: 1 });

    expect(await errorOf(pullParts(puller(world)))).toMatchObject(expected);
  });

  it('(words and members that nobody knows) is passed on', async () => {
    for (const route of [USERS, STATUS, TIMESHEETS])
      world().standIn.order({ route, fault: 'unknown-enum', times: 1_000 });

    const { entries, sheets } = snapshotOf(await pullParts(puller(world)));

    expect(entries).toEqual(truthOf(world()).entries);
    expect(new Set(sheets.map(({ state }) => state))).toEqual(new Set(['galactic', 'disabled']));
  });

  it('(a body over the cap) is told', async () => {
    const error = await errorOf(pullParts(puller(world, { limits: { bodyBytesMax: 100 } })));

    expect(error).toMatchObject({ code: 'UNAVAILABLE', message: expect.stringContaining('more than 100 bytes') });
  });

  it('(a cursor of another version) begins the week anew', async () => {
    expect(await errorOf(puller(world).pull(MONDAY, '{"page":1}', signal))).toMatchObject({ code: 'STALE_CURSOR' });
  });
});

describe('a word of another language', () => {
  const world = kimai({ language: 'de' }, { people: 30 });
  const GERMAN = { 'Nicht abgeschickt': 'DRAFT', Abgeschickt: 'SUBMITTED', Angenommen: 'APPROVED' } as const;

  it('is passed on, but where it is configured', async () => {
    const words = new Set(snapshotOf(await pullParts(puller(world))).sheets.map(({ state }) => state));
    expect(words).toEqual(new Set(['Nicht abgeschickt', 'Abgeschickt', 'Angenommen', 'disabled']));

    expect(snapshotOf(await pullParts(puller(world, { states: GERMAN })))).toEqual(truthOf(world()));
  });
});

describe('a Kimai', () => {
  const world = kimai();

  it('without an address is refused', () => {
    const { baseUrl: _, ...settings } = world().settings;
    expect(() => new KimaiTimesheets(settings)).toThrow('baseUrl');
  });

  it.each(['ENTRY', 'PROJECT'] as const)('does not approve by %s', (unit) => {
    expect(() => puller(world, { approval: [unit] })).toThrow(`approval: ${unit} is none of PERIOD, FLAG, AFTER_DAYS`);
  });
});
