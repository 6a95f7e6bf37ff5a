import { describe, expect, it } from 'vitest';
import { startService } from './support.ts';

describe('POST /v1/timesheet-weeks/query', () => {
  it('gives the sheet with its hours as text, the leave, and the contractual hours less holidays on working days', async () => {
    const service = await startService();
    const { employees } = await service.queryWeek('E1');
    expect(employees).toEqual([
      {
        employeeId: 'E1',
        timesheet: { status: 'APPROVED', version: 3, approvedAt: '2026-11-20T17:05:00.000Z' },
        workingHours: '32.00',
        approvedLeaveHours: '8.00',
        entries: [
          { entryId: 'TE1', taskId: 'T1', date: '2026-11-16', hours: '7.50' },
          { entryId: 'TE2', taskId: 'T4', date: '2026-11-17', hours: '-0.25' },
          { entryId: 'TE3', taskId: 'T0', date: '2026-11-17', hours: '2.00' },
          { entryId: 'TE4', taskId: 'T-GONE', date: '2026-11-18', hours: '1.05' },
        ],
      },
    ]);
  });

  it('says null for a sheet and for working hours that are not there', async () => {
    const service = await startService();
    expect((await service.queryWeek('E2')).employees).toEqual([
      { employeeId: 'E2', timesheet: null, workingHours: null, approvedLeaveHours: '0.00', entries: [] },
    ]);
  });

  it('leaves unknown employees out and answers a repeated id once', async () => {
    const service = await startService();
    const { employees } = await service.queryWeek('nobody', 'E2', 'E1', 'E2');
    expect(employees.map(({ employeeId }: { employeeId: string }) => employeeId)).toEqual(['E1', 'E2']);
  });

  it('lists the whole chain of the entries and of the overlapping plans, and nothing else', async () => {
    const service = await startService();
    const answer = await service.queryWeek('E1');
    expect(answer.tasks).toEqual([
      { taskId: 'T0', allocationId: null },
      { taskId: 'T1', allocationId: 'A1' },
      { taskId: 'T4', allocationId: 'A4' },
    ]);
    // A4 ended before the week, but hours were logged on it.
    expect(answer.allocations).toEqual([
      {
        allocationId: 'A1',
        employeeId: 'E1',
        cwoRoleId: 'R1',
        plannedHoursPerWeek: '20.00',
        startDate: '2026-11-02',
        endDate: null,
      },
      expect.objectContaining({ allocationId: 'A4', endDate: '2026-11-01' }),
    ]);
    expect(answer.cwoRoles).toEqual([
      { cwoRoleId: 'R1', cwoId: 'C1', role: 'BACKEND_DEVELOPER' },
      { cwoRoleId: 'R2', cwoId: 'C2', role: 'QA_ENGINEER' },
    ]);
    expect(answer.cwos.map(({ cwoId, billable }: { cwoId: string; billable: boolean }) => [cwoId, billable])).toEqual([
      ['C1', true],
      ['C2', false],
    ]);
    expect(answer.projects).toEqual([{ projectId: 'P1', name: 'Fintech', clientId: 'CL1', clientName: 'Bank' }]);
  });

  it('leaves out plans that do not overlap the week', async () => {
    const service = await startService();
    const { allocations } = await service.queryWeek('E2');
    expect(allocations.map(({ allocationId }: { allocationId: string }) => allocationId)).toEqual(['A2']);
  });

  it('answers another week without the entries of this one', async () => {
    const service = await startService();
    const { body } = await service.post('/v1/timesheet-weeks/query', {
      weekStartDate: '2026-11-09',
      employeeIds: ['E1'],
    });
    expect(body.employees[0]).toMatchObject({ timesheet: null, workingHours: '40.00', entries: [] });
    expect(body).toMatchObject({ weekStartDate: '2026-11-09', tasks: [] });
  });
});
