import { describe, expect, it } from 'vitest';
import { isReached } from '../../doubles/loopback.ts';
import { MONDAY, startService, TOKEN } from './support.ts';

const QUERY = '/v1/timesheet-weeks/query';

describe('the token', () => {
  it.each([
    ['no header', undefined],
    ['another token', 'Bearer another'],
    ['another scheme', `Basic ${TOKEN}`],
    ['the token alone', TOKEN],
  ])('is asked for: %s', async (_, authorization) => {
    const { url } = await startService();
    for (const path of ['/v1/timesheet-changes', '/v1/cwos/C1', '/control/cwos/C1/rename', '/']) {
      const response = await fetch(url + path, { headers: authorization === undefined ? {} : { authorization } });
      expect(response.status, path).toBe(401);
      expect(await response.text()).not.toContain('C1');
    }
  });
});

describe('a bad request', () => {
  const ids = (count: number) => Array.from({ length: count }, (_, index) => `E${index}`);
  it.each([
    ['no ids', { weekStartDate: MONDAY, employeeIds: [] }, 'employeeIds: '],
    ['101 ids', { weekStartDate: MONDAY, employeeIds: ids(101) }, 'employeeIds: '],
    ['an id with a blank', { weekStartDate: MONDAY, employeeIds: ['E 1'] }, 'employeeIds.0: must be 1 to 64'],
    ['an id of 65', { weekStartDate: MONDAY, employeeIds: ['E'.repeat(65)] }, 'employeeIds.0: must be 1 to 64'],
    ['a Tuesday', { weekStartDate: '2026-11-17', employeeIds: ['E1'] }, 'weekStartDate: must be a Monday'],
    ['no such day', { weekStartDate: '2026-02-30', employeeIds: ['E1'] }, 'weekStartDate: must be a Monday'],
    ['nothing right', { employeeIds: 'E1' }, 'weekStartDate: '],
    ['a list', [], 'body: '],
  ])('is answered with 400 and each fault: %s', async (_, body, fault) => {
    const service = await startService();
    const answer = await service.post(QUERY, body);
    expect(answer.status).toBe(400);
    expect(answer.body.error).toMatchObject({ code: 'BAD_REQUEST', message: expect.stringContaining(fault) });
  });

  it('names all faults at once', async () => {
    const service = await startService();
    const { body } = await service.post(QUERY, { weekStartDate: 'today', employeeIds: ['', 'E1', '?'] });
    for (const field of ['weekStartDate', 'employeeIds.0', 'employeeIds.2'])
      expect(body.error.message).toContain(field);
  });

  it.each([
    ['cut-off JSON', '{"weekStartDate":'],
    ['an empty body', ''],
  ])('is refused where it is %s', async (_, body) => {
    const service = await startService();
    expect((await service.send('POST', QUERY, body)).status).toBe(400);
  });

  it('is refused where it is too large, and the service goes on', async () => {
    const service = await startService();
    const answer = await service.send('POST', QUERY, ' '.repeat(70_000));
    expect(answer).toMatchObject({ status: 413, body: { error: { code: 'TOO_LARGE' } } });
    expect((await service.queryWeek('E1')).employees).toHaveLength(1);
  });

  it('is told where there is nothing, and what a path does not take', async () => {
    const service = await startService();
    expect((await service.get('/v1/nothing')).status).toBe(404);
    expect((await service.get(QUERY)).status).toBe(405);
    expect((await service.get('/v1/cwos/%zz')).status).toBe(400);
    expect((await service.get('/v1/cwos/C%201')).status).toBe(400);
  });
});

describe('GET /v1/cwos/{cwoId}', () => {
  it('gives the CWO, its project and its roles', async () => {
    const service = await startService();
    expect(await service.get('/v1/cwos/C1')).toEqual({
      status: 200,
      body: {
        cwo: {
          cwoId: 'C1',
          code: 'C1-26',
          name: 'Fintech core',
          projectId: 'P1',
          billable: true,
          startDate: '2026-01-05',
          endDate: '2026-12-31',
          projectManager: { employeeId: 'E9', email: 'pm@example.com' },
        },
        project: { projectId: 'P1', name: 'Fintech', clientId: 'CL1', clientName: 'Bank' },
        roles: [{ cwoRoleId: 'R1', role: 'BACKEND_DEVELOPER', headcount: 3, plannedHoursPerWeek: '120.00' }],
      },
    });
  });

  it('says null for planned hours that are not known', async () => {
    const service = await startService();
    expect((await service.get('/v1/cwos/C2')).body.roles[0].plannedHoursPerWeek).toBeNull();
  });

  it('answers 404 for a CWO that is not known', async () => {
    const service = await startService();
    expect(await service.get('/v1/cwos/C9')).toMatchObject({ status: 404, body: { error: { code: 'UNKNOWN' } } });
  });
});

it('listens on the loopback interface only', async () => {
  const { url } = await startService();
  expect(new URL(url).hostname).toBe('127.0.0.1');
  expect(await isReached('127.0.0.2', Number(new URL(url).port))).toBe(false);
});
