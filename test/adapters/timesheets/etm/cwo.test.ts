import { beforeEach, describe, expect, it, vi } from 'vitest';
import { HttpTimesheetSource } from '../../../../adapters/timesheets/etm/source.ts';
import { closedUrl, json, type Reply, startServer, status, text } from '../../../doubles/scripted-server.ts';
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

    const { cwo, project, roles } = await ask(url, 'a.b@c');

    expect(requests).toMatchObject([
      { method: 'GET', path: '/v1/cwos/a.b%40c', headers: { authorization: 'Bearer secret' } },
    ]);
    expect(cwo).toEqual({ ...rawCwo('a.b@c'), projectManager: { employeeId: 'E9', email: 'pm@example.com' } });
    expect(project).toEqual(PROJECT);
    expect(roles).toEqual([{ ...ROLES[0], plannedHoursPerWeek: 120_00 }]);
  });

  it.each<[string, unknown, number | null]>([
    ['hours that are not known', { plannedHoursPerWeek: null }, null],
    ['nobody yet', { headcount: 0 }, 120_00],
    ['a word more than we know', { grade: 7 }, 120_00],
  ])('has a role with %s', async (_, change, plannedHoursPerWeek) => {
    const role = { ...ROLES[0], ...(change as object) };
    const { url } = await startServer(json({ ...ANSWER, roles: [role] }));

    const { cwoRoleId, headcount } = role;
    expect((await ask(url)).roles).toEqual([{ cwoRoleId, role: 'BACKEND_DEVELOPER', headcount, plannedHoursPerWeek }]);
  });

  it.each<[string, unknown]>([
    ['that is none', 'R2'],
    ['without id', { ...ROLES[0], cwoRoleId: undefined }],
    ['of no name', { ...ROLES[0], cwoRoleId: 'R2', role: null }],
    ['of less than nobody', { ...ROLES[0], cwoRoleId: 'R2', headcount: -1 }],
    ['of half a person', { ...ROLES[0], cwoRoleId: 'R2', headcount: 0.5 }],
    ['of hours below nothing', { ...ROLES[0], cwoRoleId: 'R2', plannedHoursPerWeek: '-1.00' }],
    ['of hours as a number', { ...ROLES[0], cwoRoleId: 'R2', plannedHoursPerWeek: 120 }],
    ['without a word on hours', { ...ROLES[0], cwoRoleId: 'R2', plannedHoursPerWeek: undefined }],
  ])('leaves out a role %s, and only that', async (_, role) => {
    const { url } = await startServer(json({ ...ANSWER, roles: [role, ROLES[0]] }));

    expect((await ask(url)).roles.map(({ cwoRoleId }) => cwoRoleId)).toEqual(['R1']);
  });

  it('leaves out a role that is told in two ways, and has once what is told twice', async () => {
    const other = { ...ROLES[0], cwoRoleId: 'R2' };
    const { url } = await startServer(
      json({ ...ANSWER, roles: [other, ...ROLES, ...ROLES, { ...other, headcount: 4 }] }),
    );

    expect((await ask(url)).roles.map(({ cwoRoleId }) => cwoRoleId)).toEqual(['R1']);
  });

  it.each([undefined, null])(
    'of which the system tells no roles (%s) has none, and its PM all the same',
    async (roles) => {
      const { url } = await startServer(json({ ...ANSWER, roles }));

      expect(await ask(url)).toMatchObject({ roles: [], cwo: { projectManager: { email: 'pm@example.com' } } });
    },
  );

  it('has a hundred roles at most, as its row must hold them', async () => {
    const many = Array.from({ length: 101 }, (_, index) => ({ ...ROLES[0], cwoRoleId: `R${index}` }));
    const { url } = await startServer(json({ ...ANSWER, roles: many.slice(0, 100) }));
    expect((await ask(url)).roles).toHaveLength(100);

    const larger = await startServer(json({ ...ANSWER, roles: many }));
    await expect(ask(larger.url)).rejects.toThrow('roles: ');
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
    ['with roles that are no list', { ...ANSWER, roles: { R1: 3 } }],
  ])('%s is a failure of transport, tried again', async (_, answer) => {
    const { url, requests } = await startServer(json(answer));

    await expect(ask(url)).rejects.toMatchObject({ name: 'TimesheetSystemUnavailableError' });
    expect(requests).toHaveLength(3);
  });

  it.each<[string, Reply]>([
    ['that is HTML', text('<html>Please log in</html>', { 'content-type': 'text/html' })],
    ['that says to come again', status(503)],
    ['that breaks off', (response) => response.destroy()],
  ])('%s is no answer, and asked for again', async (_, reply) => {
    const { url, requests } = await startServer(reply);

    await expect(ask(url)).rejects.toMatchObject({ name: 'TimesheetSystemUnavailableError' });
    expect(requests).toHaveLength(3);
  });

  it('is not to be had from a system that is down', async () => {
    await expect(ask(await closedUrl())).rejects.toMatchObject({ name: 'TimesheetSystemUnavailableError' });
  });

  it('that the system does not know is refused', async () => {
    const { url } = await startServer((response) => response.writeHead(404).end());

    await expect(ask(url)).rejects.toMatchObject({ name: 'TimesheetSystemRefusedError', status: 404 });
  });
});
