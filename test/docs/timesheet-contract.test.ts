import { describe, expect, it } from 'vitest';
import { readAnswer } from '../../adapters/timesheets/etm/answer.ts';
import { envelopeSchema } from '../../adapters/timesheets/etm/schema.ts';
import { weekQueryBody } from '../../local/timesheets/wire.ts';
import { MONDAY, startService } from '../local/timesheets/support.ts';
import { faultsOf } from './contract-files.ts';

const ANSWERS = 'timesheet-system.openapi.yaml#/components/schemas/';

describe('the reference timesheet service answers as the contract says', () => {
  it('to a week, with every kind of row', async () => {
    const { queryWeek } = await startService();

    const answer = await queryWeek('E1', 'E2');

    expect(faultsOf(`${ANSWERS}WeekAnswer`, answer)).toEqual([]);
    expect(Object.values<unknown[]>(answer).filter((rows) => rows.length === 0)).toEqual([]);
  });

  it('to changes', async () => {
    const { get, post } = await startService();
    await post(`/control/timesheets/E1/${MONDAY}/reopen`);
    await post(`/control/timesheets/E2/${MONDAY}/leave`, { approvedLeaveHours: '8' });

    const { body } = await get('/v1/timesheet-changes?limit=500');

    expect(faultsOf(`${ANSWERS}ChangesAnswer`, body)).toEqual([]);
    expect(body.changes).toHaveLength(2);
    expect(faultsOf(`${ANSWERS}ChangesAnswer`, { ...body, hasMore: 'no' })).not.toEqual([]);
  });

  it('to a CWO', async () => {
    const { get } = await startService();

    const { body } = await get('/v1/cwos/C1');

    expect(faultsOf(`${ANSWERS}CwoAnswer`, body)).toEqual([]);
    expect(faultsOf(`${ANSWERS}CwoAnswer`, { ...body, cwo: null })).not.toEqual([]);
  });
});

describe('the query', () => {
  const ids = (count: number) => Array.from({ length: count }, (_, index) => `E${index}`);

  it.each([
    ['one employee', { employeeIds: ['E1'] }, true],
    ['100 employees', { employeeIds: ids(100) }, true],
    ['101 employees', { employeeIds: ids(101) }, false],
    ['nobody', { employeeIds: [] }, false],
    ['a malformed id', { employeeIds: ['jane doe'] }, false],
    ['no week', { weekStartDate: undefined }, false],
  ])('for %s is taken or refused by contract and service alike', (_, change, isTaken) => {
    const query = { weekStartDate: MONDAY, employeeIds: ['E1'], ...change };

    expect(faultsOf(`${ANSWERS}WeekQuery`, query).length === 0).toBe(isTaken);
    expect(weekQueryBody.safeParse(query).success).toBe(isTaken);
  });
});

describe('an answer that breaks the contract', () => {
  // biome-ignore lint/suspicious/noExplicitAny: each case breaks another place of the answer
  type Break = (answer: any) => void;

  it.each<[string, Break, string]>([
    ['hours in words', ({ employees: [one] }) => (one.entries[0].hours = '8h'), 'E1'],
    ['3 decimals of hours', ({ employees: [one] }) => (one.approvedLeaveHours = '7.125'), 'E1'],
    ['hours as a number', ({ employees: [one] }) => (one.workingHours = 40), 'E1'],
    ['an unknown status', ({ employees: [one] }) => (one.timesheet.status = 'OPEN'), 'E1'],
    ['a version that JSON does not carry exactly', ({ employees: [one] }) => (one.timesheet.version = 2 ** 53), 'E1'],
    ['a missing field', ({ employees: [one] }) => delete one.entries, 'E1'],
    ['negative planned hours', ({ allocations: [plan] }) => (plan.plannedHoursPerWeek = '-1.00'), 'E1'],
    ['a plan that starts on no day', ({ allocations: [plan] }) => (plan.startDate = '2026-02-30'), 'E1'],
  ])('sets its employee aside: %s', async (_, change, employeeId) => {
    const answer = await (await startService()).queryWeek('E1', 'E2');
    change(answer);

    const { employees } = readAnswer(envelopeSchema.parse(answer), ['E1', 'E2']);

    expect(faultsOf(`${ANSWERS}WeekAnswer`, answer)).not.toEqual([]);
    expect([...employees].filter(([, { kind }]) => kind === 'MALFORMED').map(([id]) => id)).toEqual([employeeId]);
  });

  it.each<[string, Break, 'tasks' | 'cwoRoles' | 'cwos' | 'projects', number]>([
    ['a CWO of a reserved name', ({ cwos: [one] }) => (one.cwoId = 'OVERHEAD'), 'cwos', 1],
    ['a CWO that is billable in words', ({ cwos: [one] }) => (one.billable = 'yes'), 'cwos', 1],
    ['a role without a CWO', ({ cwoRoles: [one] }) => delete one.cwoId, 'cwoRoles', 1],
    ['a project without a client', ({ projects: [one] }) => (one.clientId = null), 'projects', 0],
  ])('leaves the row out: %s', async (_, change, list, left) => {
    const answer = await (await startService()).queryWeek('E1');
    change(answer);

    const { chain } = readAnswer(envelopeSchema.parse(answer), ['E1']);

    expect(faultsOf(`${ANSWERS}WeekAnswer`, answer)).not.toEqual([]);
    expect(chain[list]).toHaveLength(left);
  });

  it.each<[string, Break]>([
    ['no list of tasks', (answer) => delete answer.tasks],
    ['employees by id', (answer) => (answer.employees = { E1: {} })],
  ])('is no answer at all with %s', async (_, change) => {
    const answer = await (await startService()).queryWeek('E1');
    change(answer);

    expect(faultsOf(`${ANSWERS}WeekAnswer`, answer)).not.toEqual([]);
    expect(envelopeSchema.safeParse(answer).success).toBe(false);
  });
});
