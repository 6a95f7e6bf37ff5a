import { describe, expect, it } from 'vitest';
import { MONDAY, RECORDS, startService } from './support.ts';

type Service = Awaited<ReturnType<typeof startService>>;

const sheet = (employeeId: string, action: string) => `/control/timesheets/${employeeId}/${MONDAY}/${action}`;
const ENTRIES = { entries: [{ taskId: 'T1', date: MONDAY, hours: '6.25' }] };

/** Type and version of each change, oldest first. */
async function logged({ get }: Service): Promise<unknown[]> {
  const { body } = await get('/v1/timesheet-changes');
  return body.changes.map(({ type, version }: { type: string; version: number | null }) => [type, version]);
}

async function sheetOf(service: Service, employeeId: string) {
  return (await service.queryWeek(employeeId)).employees[0];
}

describe('the life of a timesheet', () => {
  it('goes from draft to approval, a version at each step, and tells of the approval alone', async () => {
    const service = await startService();
    expect((await service.post(sheet('E2', 'entries'), ENTRIES)).body).toEqual({ status: 'DRAFT', version: 1 });
    expect((await service.post(sheet('E2', 'submit'))).body).toEqual({ status: 'SUBMITTED', version: 2 });
    expect(await logged(service)).toEqual([]);
    expect((await service.post(sheet('E2', 'approve'))).body).toEqual({ status: 'APPROVED', version: 3 });
    expect(await logged(service)).toEqual([['APPROVED', 3]]);
    const { timesheet, entries } = await sheetOf(service, 'E2');
    expect(timesheet).toEqual({ status: 'APPROVED', version: 3, approvedAt: expect.stringMatching(/^20.*Z$/) });
    expect(entries).toEqual([{ entryId: 'TE5', taskId: 'T1', date: MONDAY, hours: '6.25' }]);
  });

  it('can be rejected and handed in again', async () => {
    const service = await startService();
    await service.post(sheet('E2', 'entries'), ENTRIES);
    await service.post(sheet('E2', 'submit'));
    expect((await service.post(sheet('E2', 'reject'))).body).toEqual({ status: 'REJECTED', version: 3 });
    expect((await service.post(sheet('E2', 'entries'), { entries: [] })).body).toEqual({
      status: 'REJECTED',
      version: 4,
    });
    expect((await service.post(sheet('E2', 'submit'))).body).toEqual({ status: 'SUBMITTED', version: 5 });
    expect((await sheetOf(service, 'E2')).entries).toEqual([]);
  });

  it('can be reopened after approval, which takes the approval back', async () => {
    const service = await startService();
    expect((await service.post(sheet('E1', 'reopen'))).body).toEqual({ status: 'REOPENED', version: 4 });
    expect((await sheetOf(service, 'E1')).timesheet).toEqual({ status: 'REOPENED', version: 4, approvedAt: null });
    expect((await sheetOf(service, 'E1')).entries).toHaveLength(4);
    expect(await logged(service)).toEqual([['REOPENED', 4]]);
  });

  it('can be amended while it stays approved; the old entry ids are not used again', async () => {
    const service = await startService();
    expect((await service.post(sheet('E1', 'amend'), ENTRIES)).body).toEqual({ status: 'APPROVED', version: 4 });
    expect((await sheetOf(service, 'E1')).entries).toEqual([
      { entryId: 'TE5', taskId: 'T1', date: MONDAY, hours: '6.25' },
    ]);
    expect(await logged(service)).toEqual([['AMENDED', 4]]);
  });

  it.each([
    ['approve', 'E1', undefined, 'APPROVED'],
    ['submit', 'E1', undefined, 'APPROVED'],
    ['reject', 'E1', undefined, 'APPROVED'],
    ['entries', 'E1', ENTRIES, 'APPROVED'],
    ['amend', 'E2', ENTRIES, 'missing'],
    ['reopen', 'E2', undefined, 'missing'],
    ['submit', 'E2', undefined, 'missing'],
  ])('refuses to %s where the sheet of %s is not fit for it, and changes nothing', async (action, id, body, status) => {
    const service = await startService();
    const before = await sheetOf(service, id);
    const answer = await service.post(sheet(id, action), body);
    expect(answer).toMatchObject({
      status: 409,
      body: { error: { message: expect.stringContaining(`is ${status}`) } },
    });
    expect(await sheetOf(service, id)).toEqual(before);
    expect(await logged(service)).toEqual([]);
  });

  it.each([
    ['hours of three decimals', { entries: [{ taskId: 'T1', date: MONDAY, hours: '1.005' }] }, 'entries.0.hours'],
    ['hours as a number', { entries: [{ taskId: 'T1', date: MONDAY, hours: 1 }] }, 'entries.0.hours'],
    ['no such day', { entries: [{ taskId: 'T1', date: '2026-11-31', hours: '1.00' }] }, 'entries.0.date'],
  ])('refuses entries with %s', async (_, body, field) => {
    const service = await startService();
    const answer = await service.post(sheet('E2', 'entries'), body);
    expect(answer).toMatchObject({ status: 400, body: { error: { message: expect.stringContaining(field) } } });
  });

  it('refuses an employee nobody knows', async () => {
    const service = await startService();
    for (const [action, body] of [
      ['entries', ENTRIES],
      ['leave', { approvedLeaveHours: '8.00' }],
    ] as const) {
      expect((await service.post(sheet('nobody', action), body)).status).toBe(404);
    }
  });
});

describe('leave', () => {
  it('is set, and told with the version of the sheet it stands beside', async () => {
    const service = await startService();
    await service.post(sheet('E1', 'leave'), { approvedLeaveHours: '40.00' });
    await service.post(sheet('E2', 'leave'), { approvedLeaveHours: '4.50' });
    expect((await sheetOf(service, 'E1')).approvedLeaveHours).toBe('40.00');
    expect((await sheetOf(service, 'E2')).approvedLeaveHours).toBe('4.50');
    expect(await logged(service)).toEqual([
      ['LEAVE_CHANGED', 3],
      ['LEAVE_CHANGED', null],
    ]);
  });

  it('is never negative', async () => {
    const service = await startService();
    expect((await service.post(sheet('E1', 'leave'), { approvedLeaveHours: '-8.00' })).status).toBe(400);
  });
});

describe('a plan', () => {
  it('is changed in what is given, and told for each of its weeks', async () => {
    const service = await startService();
    const { body } = await service.post('/control/allocations/A1', {
      plannedHoursPerWeek: '12.50',
      endDate: '2026-11-22',
    });
    expect(body.changes.map(({ weekStartDate }: { weekStartDate: string }) => weekStartDate).slice(0, 3)).toEqual([
      '2026-11-02',
      '2026-11-09',
      MONDAY,
    ]);
    expect(body.changes[2]).toMatchObject({ employeeId: 'E1', type: 'PLAN_CHANGED', version: 3 });
    expect(body.changes[1]).toMatchObject({ version: null });
    const { allocations } = await service.queryWeek('E1');
    expect(allocations[0]).toMatchObject({
      plannedHoursPerWeek: '12.50',
      startDate: '2026-11-02',
      endDate: '2026-11-22',
    });
  });

  it('is told for the weeks it has left, too', async () => {
    const service = await startService();
    const { body } = await service.post('/control/allocations/A3', { startDate: '2026-11-11' });
    const weeks = body.changes.map(({ weekStartDate }: { weekStartDate: string }) => weekStartDate);
    expect(weeks).toEqual(['2026-11-02', '2026-11-09']);
  });

  it('is refused where it is unknown, negative or endless, and then not changed', async () => {
    const service = await startService();
    expect((await service.post('/control/allocations/A9', {})).status).toBe(404);
    expect((await service.post('/control/allocations/A1', { plannedHoursPerWeek: '-1.00' })).status).toBe(400);
    expect((await service.post('/control/allocations/A1', { startDate: '1990-01-01' })).status).toBe(409);
    expect((await service.queryWeek('E1')).allocations[0]).toMatchObject({ startDate: '2026-11-02' });
    expect(await logged(service)).toEqual([]);
  });
});

describe('a CWO', () => {
  const created = { ...RECORDS.cwos[0], cwoId: 'C4', name: 'Fintech ledger' };
  const roles = [{ cwoRoleId: 'R4', role: 'QA_ENGINEER', headcount: 2, plannedHoursPerWeek: '60.00' }];

  it('is renamed', async () => {
    const service = await startService();
    expect((await service.post('/control/cwos/C1/rename', { name: 'Payments' })).body.cwo.name).toBe('Payments');
    expect((await service.queryWeek('E1')).cwos[0].name).toBe('Payments');
    expect((await service.post('/control/cwos/C9/rename', { name: 'Payments' })).status).toBe(404);
  });

  it('is created with its roles', async () => {
    const service = await startService();
    const { body } = await service.post('/control/cwos', { cwo: created, roles });
    expect(body).toMatchObject({ cwo: created, roles });
    expect((await service.get('/v1/cwos/C4')).body).toEqual(body);
  });

  it.each([
    ['its id is taken', { cwo: { ...created, cwoId: 'C1' }, roles }, 409],
    ['a role is taken', { cwo: created, roles: [{ ...roles[0], cwoRoleId: 'R1' }] }, 409],
    ['its project is unknown', { cwo: { ...created, projectId: 'P9' }, roles }, 404],
    ['its id is a reserved word', { cwo: { ...created, cwoId: 'OVERHEAD' }, roles }, 400],
  ])('is not created where %s', async (_, body, status) => {
    const service = await startService();
    expect((await service.post('/control/cwos', body)).status).toBe(status);
    expect((await service.get('/v1/cwos/C4')).status).toBe(404);
  });
});
