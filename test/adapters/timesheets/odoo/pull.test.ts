import { describe, expect, it } from 'vitest';
import type { ConnectorSettings } from '../../../../adapters/timesheets/connector.ts';
import { OdooTimesheets } from '../../../../adapters/timesheets/odoo/client.ts';
import type { ApprovalState } from '../../../../core/timesheets/mirror/normal-form.ts';
import { weekDays } from '../../../../core/values/week.ts';
import type { Fault } from '../../../../local/stand-ins/faults.ts';
import { LEAVE_TASK } from '../../../../local/stand-ins/timesheets/draw-week.ts';
import { employeeIdOfOdoo, type OdooEdition, odooRoutes } from '../../../../local/stand-ins/timesheets/odoo.ts';
import { json, startServer, status } from '../../../doubles/scripted-server.ts';
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

const LINES = 'account.analytic.line/search_read';
const COUNT = 'account.analytic.line/search_count';
const SHEETS = 'hr_timesheet.sheet/search_read';
const SLOTS = 'planning.slot/search_read';
const EMPLOYEES = 'hr.employee/search_read';
const FIELDS = 'account.analytic.line/fields_get';
/** What an administrator configures of words that are known at second hand alone. */
const STATES = { draft: 'DRAFT', validated: 'APPROVED', published: 'APPROVED' } as const;

function odoo(edition: OdooEdition, options: Partial<Parameters<typeof timesheetWorld>[0]> = {}) {
  return timesheetWorld({
    serve: (company) => ({
      routes: odooRoutes({ company, edition }),
      isAllowed: ({ authorization }) => authorization === `bearer ${TOKEN_CANARY}`,
    }),
    ...options,
    settings: { approval: ['ENTRY'], states: STATES, ...options.settings },
  });
}

function puller(world: () => TimesheetWorld, changes: Partial<ConnectorSettings> = {}) {
  return new OdooTimesheets({ ...world().settings, ...changes });
}

/** What the company did, as the normal form has it. */
function truthOf({ company }: TimesheetWorld, edition: OdooEdition) {
  const stateOf = (person: number): ApprovalState | null => {
    const { state } = company.approvalOf(person, WEEK);
    if (edition === 'COMMUNITY') return null;
    return edition === 'OCA' || state === 'APPROVED' ? state : 'DRAFT';
  };
  const worked = company.entriesIn(WEEK).map(({ id, person, date, seconds, task }) => ({
    ...{ id: String(id), user: employeeIdOfOdoo(person), date, seconds, project: String(task.project) },
    ...{ task: String(task.id), activity: null, account: String(task.project * 10), tags: [], billable: null },
    ...{ kind: 'WORK', state: stateOf(person) },
  }));
  const away = company.leaveIn(WEEK).map(({ person, date, seconds }) => ({
    ...{ id: String(9_000_000_000_000 + person), user: employeeIdOfOdoo(person), date, seconds },
    ...{ project: String(LEAVE_TASK.project), task: String(LEAVE_TASK.id), activity: null },
    ...{ account: String(LEAVE_TASK.project * 10), tags: [], billable: null, kind: 'LEAVE', state: 'APPROVED' },
  }));
  const sheets = company.people.map(({ index }) => ({
    ...{ user: employeeIdOfOdoo(index), project: null, ...WEEK, state: stateOf(index) },
    ...{ approvedAt: null, requiredSeconds: null, totalSeconds: null },
  }));
  const plans = company.plansIn(MONDAY).flatMap(({ person, secondsPerDay, task }) =>
    weekDays(MONDAY)
      .slice(0, 5)
      .map((date) => ({
        ...{ user: employeeIdOfOdoo(person), from: date, to: date, secondsPerDay },
        ...{ project: String(task.project), task: null, account: null },
      })),
  );
  const users = company.people.map(({ index }) => employeeIdOfOdoo(index)).sort();
  return {
    users: users.map((user) => ({ user, isUnstable: false })),
    entries: inOrder([...worked, ...away]),
    sheets: edition === 'OCA' ? inOrder(sheets) : [],
    leave: [],
    plans: edition === 'ENTERPRISE' ? inOrder(plans) : [],
  };
}

withoutWaiting();

describe.each<OdooEdition>(['COMMUNITY', 'OCA', 'ENTERPRISE'])('a pull of a week (%s)', (edition) => {
  const approval = edition === 'COMMUNITY' ? (['AFTER_DAYS'] as const) : (['ENTRY'] as const);
  const world = odoo(edition, { settings: { approval } });
  staysWithin(world);

  it('comes to what the company logged, planned and approved, of archived people too', async () => {
    const parts = await pullParts(puller(world));

    expect(snapshotOf(parts)).toEqual(truthOf(world(), edition));
    expect(isWhole(parts)).toBe(true);
    expect(parts.flatMap(({ totals }) => totals ?? [])).toHaveLength(2);
    expect(parts.flatMap(({ addresses }) => addresses)).toEqual(
      world().company.people.map(({ index, email }) => ({ user: employeeIdOfOdoo(index), email })),
    );
  });

  it('tells whose lines were written since it began', async () => {
    const { company } = world();
    const entry = company.entriesIn(WEEK).find(({ person }) => person === 3);

    const parts = await pullParts(puller(world), () => company.edit(entry?.id ?? 0, { seconds: 72 }));

    expect(parts.flatMap(({ moved }) => moved)).toEqual([employeeIdOfOdoo(3)]);
  });

  it('has leave alone of a week in which nobody did anything', async () => {
    for (const { id } of world().company.entriesIn(WEEK)) world().company.remove(id);

    const parts = await pullParts(puller(world));

    expect(snapshotOf(parts).entries.every(({ kind }) => kind === 'LEAVE')).toBe(true);
    expect(isWhole(parts)).toBe(true);
  });
});

describe.each<OdooEdition>(['OCA', 'ENTERPRISE'])('approval while a week is read (%s)', (edition) => {
  const world = odoo(edition);

  it('is told as moved, withdrawn or given', async () => {
    const { company } = world();

    const parts = await pullParts(puller(world), () => {
      company.approve(3, WEEK, 'DRAFT');
      company.approve(4, WEEK, 'APPROVED');
    });

    const users = snapshotOf(parts).users.filter(({ isUnstable }) => isUnstable);
    expect(users.map(({ user }) => user)).toEqual([employeeIdOfOdoo(3), employeeIdOfOdoo(4)]);
  });
});

describe('a week of more lines than an answer has', () => {
  const people = 400;
  const world = odoo('ENTERPRISE', { people });

  it('is read by pages, with few requests', async () => {
    const parts = await pullParts(() => puller(world));

    expect(snapshotOf(parts)).toEqual(truthOf(world(), 'ENTERPRISE'));
    expect(isWhole(parts)).toBe(true);
    // Two pages of lines and one of those that moved, two counts, two lists of fields, employees, shifts.
    expect(world().standIn.requestCount()).toBe(9);
  });

  it.each<[string, (company: TimesheetWorld['company']) => void]>([
    ['is deleted', (company) => company.remove(company.entriesIn(WEEK)[0]?.id ?? 0)],
    [
      'comes in',
      (company) => {
        const [entry] = company.entriesIn(WEEK);
        if (entry) company.log({ ...entry, id: 1 });
      },
    ],
  ])('is not whole where a line %s meanwhile', async (_, change) => {
    const { company } = world();

    const parts = await pullParts(puller(world), (part) => {
      if (part === 2) change(company);
    });

    expect(parts.length).toBe(3);
    expect(isWhole(parts)).toBe(false);
  });

  it.each<[Fault, string, number]>([
    ['lose-last-page', LINES, 1],
    ['empty-page', LINES, 0],
    ['other-total', COUNT, 0],
    ['other-total', COUNT, 1],
  ])('is not whole with %s of %s after %i', async (fault, route, after) => {
    world().standIn.order({ route, fault, after });

    expect(isWhole(await pullParts(puller(world)))).toBe(false);
  });

  it('is malformed where a page comes again', async () => {
    world().standIn.order({ route: LINES, fault: 'repeat-page', after: 1 });

    expect(await errorOf(pullParts(puller(world)))).toMatchObject({
      code: 'MALFORMED',
      message: `odoo /json/2/${LINES}: 0: is not behind the record before it`,
    });
  });
});

/** Answers of a company of one employee, by the end of the path; a model without an answer is not installed. */
function scripted({ line = {}, sheet = {}, slot = {}, tz = 'Europe/Berlin' as unknown } = {}) {
  const one = { id: 1, date: MONDAY, employee_id: [7, 'Ann'], project_id: [3, 'Bridge'], unit_amount: 1, ...line };
  const handedIn = {
    id: 5,
    employee_id: [7, 'Ann'],
    date_start: MONDAY,
    date_end: '2026-11-22',
    state: 'new',
    ...sheet,
  };
  const shift = {
    ...{ id: 9, resource_id: [70, 'Ann'], project_id: [3, 'Bridge'], allocated_hours: 8, state: 'published' },
    ...{ start_datetime: '2026-11-16 08:00:00', end_datetime: '2026-11-16 16:00:00' },
    ...slot,
  };
  const fields = ['validated_status', 'sheet_state', 'holiday_id'];
  const slotFields = ['resource_id', 'project_id', 'start_datetime', 'end_datetime', 'allocated_hours', 'state'];
  return new Map<string, unknown>([
    [FIELDS, Object.fromEntries(fields.map((name) => [name, { type: 'char' }]))],
    [COUNT, 1],
    [EMPLOYEES, [{ id: 7, work_email: false, resource_id: [70, 'Ann'], tz }]],
    ['planning.slot/fields_get', Object.fromEntries(slotFields.map((name) => [name, { type: 'char' }]))],
    [SLOTS, [shift]],
    [SHEETS, [handedIn]],
    [LINES, [one]],
  ]);
}

async function pullScripted(answers: Parameters<typeof scripted>[0], changes: Partial<ConnectorSettings> = {}) {
  const told = scripted(answers);
  const { url } = await startServer((response, request) => {
    const path = request.path.replace('/json/2/', '');
    if (!told.has(path)) return status(404)(response, request);
    const isLater = path === LINES && JSON.parse(request.body).domain.some(([name]: [string]) => name === 'write_date');
    json(isLater ? [] : told.get(path))(response, request);
  });
  const settings: ConnectorSettings = {
    ...{ baseUrl: url, secret: async () => TOKEN_CANARY, clock: new VirtualClock(), requestsPerSecond: 4 },
    ...{ states: STATES, dayZone: 'SOURCE', hours: 'EXACT', approval: ['ENTRY'] },
    ...changes,
  };
  return snapshotOf(await pullParts(new OdooTimesheets(settings)));
}

describe('a line', () => {
  it.each<[string, object, object]>([
    ['ids as text', { id: '1', employee_id: '7', project_id: ['3', 'Bridge'] }, { id: '1', user: '7', project: '3' }],
    ['ids without names', { employee_id: 7, project_id: 3 }, { user: '7', project: '3' }],
    ['0.1 + 0.2 hours', { unit_amount: JSON.rawJSON('0.30000000000000004') }, { seconds: 1_080 }],
    ['hours as text', { unit_amount: '7.5' }, { seconds: 27_000 }],
    ['a third of an hour', { unit_amount: JSON.rawJSON('0.3333333333333333') }, { seconds: 1_200 }],
    ['no hours', { unit_amount: 0 }, { seconds: 0 }],
    ['negative hours', { unit_amount: -0.5 }, { seconds: -1_800 }],
    ['a week of hours', { unit_amount: 168 }, { seconds: 604_800 }],
    ['no task', { task_id: false }, { task: null }],
    [
      'a holiday of all',
      { global_leave_id: [4, 'Day'], validated_status: 'draft' },
      { kind: 'LEAVE', state: 'APPROVED' },
    ],
    ['unknown fields', { galactic: { nested: [1.5, null] } }, { id: '1' }],
  ])('with %s is an entry', async (_, line, expected) => {
    expect((await pullScripted({ line })).entries).toMatchObject([expected]);
  });

  it.each<[string, object, string]>([
    ['a comma', { unit_amount: '8,5' }, '0.unit_amount: is no decimal number of hours'],
    ['an unreal date', { date: '2026-02-30' }, '0.date: is no date'],
    ['another week', { date: '2026-11-23' }, '0: is not of the week that was asked'],
    ['nobody', { employee_id: false }, '0.employee_id: is no reference to a record'],
    ['an id that is none', { id: 'canary' }, '0.id: is no id of a record'],
  ])('of %s is malformed', async (_, line, message) => {
    expect(await errorOf(pullScripted({ line }))).toMatchObject({
      code: 'MALFORMED',
      message: expect.stringContaining(message),
    });
  });

  it.each<[string, object, object, string | null]>([
    ['validated', { validated_status: 'validated' }, STATES, 'APPROVED'],
    ['validated, which nobody configured', { validated_status: 'validated' }, {}, 'validated'],
    ['an unknown word', { validated_status: 'galactic' }, STATES, 'galactic'],
    ['a word of ours', { validated_status: 'APPROVED' }, STATES, '"APPROVED"'],
    ['a new sheet', { sheet_state: 'new' }, {}, 'DRAFT'],
    ['a sheet in work', { sheet_state: 'draft' }, {}, 'DRAFT'],
    ['a sheet that is handed in', { sheet_state: 'confirm' }, {}, 'SUBMITTED'],
    ['an approved sheet', { sheet_state: 'done' }, {}, 'APPROVED'],
    ['an unknown sheet', { sheet_state: 'galactic' }, {}, 'galactic'],
    ['no sheet', { sheet_state: false }, {}, null],
  ])('has the state of %s', async (_, line, states, state) => {
    const { entries } = await pullScripted({ line }, { states: states as ConnectorSettings['states'] });

    expect(entries).toMatchObject([{ state }]);
  });
});

describe('a sheet', () => {
  it('has the days that it covers', async () => {
    const sheet = { date_start: '2026-11-01', date_end: '2026-11-30', state: 'done' };

    expect((await pullScripted({ sheet })).sheets).toMatchObject([
      { user: '7', from: '2026-11-01', to: '2026-11-30', state: 'APPROVED' },
    ]);
  });
});

describe('a shift', () => {
  const days = async (slot: object, changes: Partial<ConnectorSettings> = {}, tz: unknown = 'Europe/Berlin') =>
    (await pullScripted({ slot, tz }, changes)).plans.map(({ from, secondsPerDay }) => [from, secondsPerDay]);

  it.each<[string, object, [string, number][]]>([
    ['of a day', {}, [['2026-11-16', 28_800]]],
    [
      'over the weekend is of weekdays',
      { start_datetime: '2026-11-20 08:00:00', end_datetime: '2026-11-23 16:00:00', allocated_hours: 4 },
      [['2026-11-20', 7_200]],
    ],
    [
      'of the weekend alone is of its days',
      { start_datetime: '2026-11-21 08:00:00', end_datetime: '2026-11-22 16:00:00', allocated_hours: 4 },
      [
        ['2026-11-21', 7_200],
        ['2026-11-22', 7_200],
      ],
    ],
    [
      'of seconds that do not divide comes to the whole',
      { start_datetime: '2026-11-16 08:00:00', end_datetime: '2026-11-18 16:00:00', allocated_hours: '0.0027778' },
      [
        ['2026-11-16', 3],
        ['2026-11-17', 3],
        ['2026-11-18', 4],
      ],
    ],
    [
      'that ends at midnight is not of the next day',
      { start_datetime: '2026-11-17 08:00:00', end_datetime: '2026-11-17 23:00:00' },
      [['2026-11-17', 28_800]],
    ],
    ['of another week', { start_datetime: '2026-11-15 08:00:00', end_datetime: '2026-11-15 16:00:00' }, []],
    ['of nobody', { resource_id: false }, []],
    ['of somebody else', { resource_id: [71, 'Crane'] }, []],
    ['in a state that is not configured', { state: 'galactic' }, []],
    ['in draft', { state: 'draft' }, []],
  ])('%s', async (_, slot, expected) => {
    expect(await days(slot)).toEqual(expected);
  });

  it('falls to days of the configured zone, else of the employee, else of UTC', async () => {
    const slot = { start_datetime: '2026-11-16 23:30:00', end_datetime: '2026-11-17 01:00:00', allocated_hours: 1 };

    expect(await days(slot, { dayZone: 'UTC' })).toEqual([
      ['2026-11-16', 1_800],
      ['2026-11-17', 1_800],
    ]);
    expect(await days(slot)).toEqual([['2026-11-17', 3_600]]);
    expect(await days(slot, {}, false)).toHaveLength(2);
    expect((await errorOf(days(slot, {}, 'Mars/Olympus'))).message).toContain('0.tz: is no time zone');
  });
});

describe('a fault of the source', () => {
  const oca = odoo('OCA', { people: 30 });
  staysWithin(oca);

  describe('(of lines, employees and sheets)', () => {
    tellsBluntFaults(oca, [FIELDS, EMPLOYEES, SHEETS, LINES], () => pullParts(puller(oca)));
  });

  it.each<[Fault, object]>([
    ['404', { code: 'MALFORMED' }],
    ['500', { code: 'UNAVAILABLE' }],
    ['html', { code: 'UNAVAILABLE' }],
  ])('(%s of the second count) is told', async (fault, expected) => {
    oca().standIn.order({ route: COUNT, fault, times: ALWAYS, after: 1 });

    expect(await errorOf(pullParts(puller(oca)))).toMatchObject(expected);
  });

  it('(words and members that nobody knows) is passed on', async () => {
    for (const route of [LINES, SHEETS]) oca().standIn.order({ route, fault: 'unknown-enum', times: ALWAYS });

    const { entries, sheets } = snapshotOf(await pullParts(puller(oca)));

    expect(entries.every(({ kind, state }) => kind === 'LEAVE' || state === 'galactic')).toBe(true);
    expect(sheets.every(({ state }) => state === 'galactic')).toBe(true);
  });

  it('(a body over the cap) is told', async () => {
    const error = await errorOf(pullParts(puller(oca, { limits: { bodyBytesMax: 1_000 } })));

    expect(error).toMatchObject({ code: 'UNAVAILABLE', message: expect.stringContaining('more than 1000 bytes') });
  });

  it('(a cursor of another version) begins the week anew', async () => {
    expect(await errorOf(puller(oca).pull(MONDAY, '{"page":1}', signal))).toMatchObject({ code: 'STALE_CURSOR' });
  });
});

describe('shifts that may not be read', () => {
  const world = odoo('ENTERPRISE', { people: 3 });

  it('are told', async () => {
    world().standIn.order({ route: SLOTS, fault: '403', times: ALWAYS });

    expect(await errorOf(pullParts(puller(world)))).toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('an approval', () => {
  const community = odoo('COMMUNITY', { people: 3 });
  const enterprise = odoo('ENTERPRISE', { people: 3 });

  it.each(['PROJECT', 'FLAG'] as const)('by %s is refused', (unit) => {
    expect(() => puller(community, { approval: [unit] })).toThrow(`approval: ${unit} is none of ENTRY, PERIOD`);
  });

  it('that needs a module which is not installed is told', async () => {
    const pullBy = (world: () => TimesheetWorld, approval: ConnectorSettings['approval']) =>
      errorOf(pullParts(puller(world, { approval })));

    expect(await pullBy(community, ['ENTRY', 'PERIOD'])).toMatchObject({
      code: 'MALFORMED',
      message: 'odoo account.analytic.line: has no field that tells approval by ENTRY, PERIOD',
    });
    expect((await pullBy(enterprise, ['PERIOD'])).message).toContain('by PERIOD');
  });
});

describe('an Odoo without an address', () => {
  const world = odoo('COMMUNITY');

  it('is refused', () => {
    const { baseUrl: _, ...settings } = world().settings;
    expect(() => new OdooTimesheets(settings)).toThrow('baseUrl');
  });
});
