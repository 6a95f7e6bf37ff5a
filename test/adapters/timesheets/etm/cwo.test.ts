import { beforeEach, describe, expect, it, vi } from 'vitest';
import { HttpTimesheetSource } from '../../../../adapters/timesheets/etm/source.ts';
import { json, startServer } from '../../../doubles/scripted-server.ts';
import { TestClock } from '../../../doubles/test-clock.ts';
import { rawCwo } from '../../../worlds/raw-answer.ts';

const { signal } = new AbortController();
const PROJECT = { projectId: 'P1', name: 'Fintech', clientId: 'CL1', clientName: 'Bank' };
const ROLES = [{ cwoRoleId: 'R1', role: 'BACKEND_DEVELOPER', headcount: 3, plannedHoursPerWeek: '120.00' }];
const ANSWER = { cwo: rawCwo('C1'), project: PROJECT, roles: ROLES };

function ask(url: string, cwoId = 'C1') {
  return new HttpTimesheetSource({ baseUrl: url, token: async () => 'secret' }, 1_000, new TestClock()).fetchCwo(
    cwoId,
    signal,
  );
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  vi.setTimerTickMode('nextTimerAsync');
  return () => vi.useRealTimers();
});

describe('one CWO', () => {
  it('is asked for by its id, with the token, and comes with its project and its PM', async () => {
    const { url, requests } = await startServer(json({ ...ANSWER, cwo: rawCwo('a.b@c') }));

    const { cwo, project } = await ask(url, 'a.b@c');

    expect(requests).toMatchObject([
      { method: 'GET', path: '/v1/cwos/a.b%40c', headers: { authorization: 'Bearer secret' } },
    ]);
    expect(cwo).toEqual({ ...rawCwo('a.b@c'), projectManager: { employeeId: 'E9', email: 'pm@example.com' } });
    expect(project).toEqual(PROJECT);
  });

  it.each<[string, object, unknown, unknown]>([
    ['without project', { project: null }, null, { employeeId: 'E9', email: 'pm@example.com' }],
    ['with a project that is none', { project: { name: 7 } }, null, { employeeId: 'E9', email: 'pm@example.com' }],
    ['without PM', { cwo: { ...rawCwo('C1'), projectManager: null } }, PROJECT, null],
    ['with a PM that is none', { cwo: { ...rawCwo('C1'), projectManager: 'E9' } }, PROJECT, null],
    [
      'with a PM of unreadable address',
      { cwo: { ...rawCwo('C1'), projectManager: { employeeId: 'E9', email: 7 } } },
      PROJECT,
      { employeeId: 'E9', email: null },
    ],
  ])('%s is one all the same', async (_, changes, project, projectManager) => {
    const { url } = await startServer(json({ ...ANSWER, ...changes }));

    expect(await ask(url)).toMatchObject({ project, cwo: { cwoId: 'C1', projectManager } });
  });

  it.each<[string, object]>([
    ['of another id', { ...ANSWER, cwo: rawCwo('C2') }],
    ['that is malformed', { ...ANSWER, cwo: { ...rawCwo('C1'), billable: 'yes' } }],
    ['that is missing', { project: PROJECT }],
  ])('%s is a failure of transport, tried again', async (_, answer) => {
    const { url, requests } = await startServer(json(answer));

    await expect(ask(url)).rejects.toMatchObject({ name: 'TimesheetSystemUnavailableError' });
    expect(requests).toHaveLength(3);
  });

  it('that the system does not know is refused', async () => {
    const { url } = await startServer((response) => response.writeHead(404).end());

    await expect(ask(url)).rejects.toMatchObject({ name: 'TimesheetSystemRefusedError', status: 404 });
  });
});
