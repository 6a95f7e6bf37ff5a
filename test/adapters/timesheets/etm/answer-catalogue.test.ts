import { describe, expect, it } from 'vitest';
import { put, type Raw, rawCwo, rawPlan, readChanged, tellAnswer } from '../../../worlds/raw-answer.ts';

/** Tasks, roles, CWOs and projects: what is malformed or contradictory is as if unknown, and hurts no employee. */

const ALL = { tasks: 1, allocations: 1, cwoRoles: 1, cwos: 1, projects: 1 };

function counts(change: (raw: Raw) => void): Record<string, number> {
  const { chain } = readChanged(change);
  return Object.fromEntries(Object.entries(chain).map(([list, rows]) => [list, rows.length]));
}

describe('a chain as the contract has it', () => {
  it('comes through whole', () => {
    const { chain } = readChanged(() => undefined);

    expect(chain).toMatchObject({
      tasks: [{ taskId: 'T1', allocationId: 'A1' }],
      allocations: [{ allocationId: 'A1', cwoRoleId: 'R1' }],
      cwoRoles: [{ cwoRoleId: 'R1', cwoId: 'C1', role: 'BACKEND_DEVELOPER' }],
      cwos: [{ ...rawCwo('C1'), projectManager: { employeeId: 'E9' } }],
      projects: [{ projectId: 'P1', name: 'Fintech', clientId: 'CL1', clientName: 'Bank' }],
    });
  });

  it.each([
    ['an internal task', put('tasks[0].allocationId', null)],
    ['a CWO without an end', put('cwos[0].endDate', null)],
    ['a CWO twice', put('cwos[1]', rawCwo('C1'))],
    ['a task twice', put('tasks[1]', { taskId: 'T1', allocationId: 'A1' })],
  ])('may have %s', (_, change) => {
    expect(counts(change)).toEqual(ALL);
  });
});

describe('a malformed row is left out', () => {
  it.each([
    ['tasks', 'a task without id', put('tasks[0].taskId', undefined)],
    ['tasks', 'a task without a word on its allocation', put('tasks[0].allocationId', undefined)],
    ['tasks', 'a task of another type', put('tasks[0]', 'T1')],
    ['cwoRoles', 'a role without CWO', put('cwoRoles[0].cwoId', null)],
    ['cwoRoles', 'a role without name', put('cwoRoles[0].role', 7)],
    ['cwos', 'a CWO whose id has a blank', put('cwos[0].cwoId', 'C 1')],
    ['cwos', 'a CWO that is named OVERHEAD', put('cwos[0].cwoId', 'OVERHEAD')],
    ['cwos', 'a CWO that is named UNALLOCATED', put('cwos[0].cwoId', 'UNALLOCATED')],
    ['cwos', 'a CWO that may be billable', put('cwos[0].billable', 'yes')],
    ['cwos', 'a CWO without project', put('cwos[0].projectId', null)],
    ['cwos', 'a CWO that starts on no day', put('cwos[0].startDate', '2026-02-29')],
    ['cwos', 'a CWO without a word on its end', put('cwos[0].endDate', undefined)],
    ['projects', 'a project without client', put('projects[0].clientId', null)],
    ['projects', 'a project of nothing', put('projects[0]', null)],
  ])('from %s: %s', (list, _, change) => {
    const { employees } = readChanged(change);

    expect(counts(change)).toEqual({ ...ALL, [list]: 0 });
    expect(tellAnswer(employees.get('E1'))).toBe('KNOWN');
  });

  it('and the others of its list stay', () => {
    const { chain } = readChanged(put('cwos', [{ ...rawCwo('C0'), billable: null }, rawCwo('C2'), rawCwo('C1')]));

    expect(chain.cwos.map(({ cwoId }) => cwoId)).toEqual(['C2', 'C1']);
  });
});

describe('a project manager', () => {
  it.each([
    ['is missing', undefined],
    ['is null', null],
    ['has no id', { email: 'pm@example.com' }],
    ['is text', 'E9'],
  ])('who %s leaves the CWO as good as it was', (_, projectManager) => {
    const { chain } = readChanged(put('cwos[0].projectManager', projectManager));

    expect(chain.cwos).toEqual([{ ...rawCwo('C1'), projectManager: null }]);
  });

  it.each([
    ['with an address', 'pm@example.com'],
    ['without one', undefined],
    ['with one of another type', 7],
  ])('%s is known by the id alone', (_, email) => {
    const { chain } = readChanged(put('cwos[0].projectManager.email', email));

    expect(chain.cwos[0]?.projectManager).toEqual({ employeeId: 'E9' });
  });
});

describe('an id that is told in two ways', () => {
  it.each([
    ['tasks', { allocationId: 'A2' }],
    ['cwoRoles', { cwoId: 'C2' }],
    ['cwos', { billable: false }],
    ['projects', { clientId: 'CL2' }],
    ['allocations', { cwoRoleId: 'R2' }],
  ])('in %s is as if unknown, in any order', (list, contradiction) => {
    const contradict = (reorder: (one: Raw, other: Raw) => Raw[]) => (raw: Raw) => {
      raw[list] = reorder(raw[list][0], { ...raw[list][0], ...contradiction });
    };

    const told = [
      counts(contradict((one, other) => [one, other])),
      counts(contradict((one, other) => [other, one])),
      counts(contradict((one, other) => [one, other, one])),
    ];

    expect(told).toEqual(Array(3).fill({ ...ALL, [list]: 0 }));
  });

  it('does not drag others down', () => {
    const plans = [rawPlan('A1', 'E1'), rawPlan('A1', 'E1', '5.00'), rawPlan('A2', 'E2')];

    const { chain } = readChanged(put('allocations', plans));

    expect(chain.allocations.map(({ allocationId }) => allocationId)).toEqual(['A2']);
  });
});
