import { describe, expect, it } from 'vitest';
import { outside, type Way } from '../../../core/allocation/chain.ts';
import { chainOf, cwo, role } from '../../worlds/rule-weeks.ts';

describe('following a task', () => {
  it('leads to the CWO with the role and the project it came by', () => {
    const destination = chainOf().ofTask('T1').end;

    expect(destination).toMatchObject({
      target: 'C1',
      reason: null,
      role: { cwoRoleId: 'R1', role: 'DEVELOPER' },
      cwo: { cwoId: 'C1' },
      project: { projectId: 'P1', clientId: 'CL1' },
    });
  });

  it.each([
    ['internal work', 'TI', 'OVERHEAD', 'INTERNAL_TASK'],
    ['an unknown task', 'T-unknown', 'UNALLOCATED', 'BROKEN_CHAIN'],
    ['an unknown allocation', 'TZ', 'UNALLOCATED', 'BROKEN_CHAIN'],
    ['an unknown role', 'TY', 'UNALLOCATED', 'BROKEN_CHAIN'],
    ['an unknown CWO', 'TX', 'UNALLOCATED', 'BROKEN_CHAIN'],
  ] as const)('ends outside every CWO for %s', (_, taskId, target, reason) => {
    const destination = chainOf().ofTask(taskId).end;

    expect(destination).toEqual(outside(target, reason));
  });

  it('needs no project: then the client is unknown', () => {
    const destination = chainOf().ofTask('T4').end;

    expect(destination).toMatchObject({ target: 'C4', reason: null, project: null });
  });

  it('does not look an id up in the wrong list', () => {
    const chain = chainOf();

    const wrong = ['A1', 'R1', 'C1', 'P1'].map((id) => chain.ofTask(id).end.reason);

    expect(wrong).toEqual(Array(4).fill('BROKEN_CHAIN'));
  });

  it('is not led astray by ids that are names of object members', () => {
    const chain = chainOf({ tasks: [{ taskId: 'T1', allocationId: 'constructor' }] });

    const reasons = ['T1', '__proto__', 'toString'].map((taskId) => chain.ofTask(taskId).end.reason);

    expect(reasons).toEqual(Array(3).fill('BROKEN_CHAIN'));
  });
});

describe('the way that a chain keeps', () => {
  const told = ({ taskId, allocationId, cwoRoleId, end }: Way) => [taskId, allocationId, cwoRoleId, end.target];

  it.each([
    ['T1', ['T1', 'A1', 'R1', 'C1']],
    ['TI', ['TI', null, null, 'OVERHEAD']],
    ['TZ', ['TZ', 'AZ', null, 'UNALLOCATED']],
    ['TY', ['TY', 'AY', 'RY', 'UNALLOCATED']],
    ['TX', ['TX', 'AX', 'RX', 'UNALLOCATED']],
    ['T-unknown', ['T-unknown', null, null, 'UNALLOCATED']],
  ])('of hours on %s leads as far as the rows do', (taskId, ids) => {
    expect(told(chainOf().ofTask(taskId))).toEqual(ids);
  });

  it('of a plan begins at the plan and ends where its role does', () => {
    const chain = chainOf();

    const way = chain.ofPlan({ allocationId: 'A9', cwoRoleId: 'R1' });

    expect(told(way)).toEqual([null, 'A9', 'R1', 'C1']);
    expect(way.end).toBe(chain.ofRole('R1'));
  });
});

describe('rows with the same id', () => {
  it('count by the last one, as a later answer stands behind an earlier one', () => {
    const chain = chainOf({
      tasks: [
        { taskId: 'T1', allocationId: 'A1' },
        { taskId: 'T1', allocationId: 'A-unknown' },
        { taskId: 'T2', allocationId: null },
        { taskId: 'T2', allocationId: 'A2' },
      ],
      cwoRoles: [role('R2', 'C1'), role('R2', 'C2'), role('R3', 'C3'), role('R3', 'C-unknown')],
    });

    expect([chain.ofTask('T1').end.target, chain.ofTask('T2').end.target]).toEqual(['UNALLOCATED', 'C2']);
    expect([chain.ofRole('R2').target, chain.ofRole('R3').target]).toEqual(['C2', 'UNALLOCATED']);
  });
});

describe('following a role', () => {
  it('leads to the place its tasks lead to, the very same', () => {
    const chain = chainOf();

    const destinations = [chain.ofTask('T1').end, chain.ofRole('R1'), chain.ofTask('T1').end];

    expect(new Set(destinations).size).toBe(1);
  });

  it.each([
    ['an unknown role', 'R-unknown'],
    ['a role of an unknown CWO', 'RX'],
  ])('breaks at %s', (_, roleId) => {
    expect(chainOf().ofRole(roleId)).toEqual(outside('UNALLOCATED', 'BROKEN_CHAIN'));
  });

  it('keeps two roles of one CWO apart', () => {
    const chain = chainOf({ cwoRoles: [role('R1', 'C1'), role('R2', 'C1', 'TESTER')], cwos: [cwo('C1')] });

    const [first, second] = [chain.ofRole('R1'), chain.ofRole('R2')];

    expect([first.target, second.target]).toEqual(['C1', 'C1']);
    expect([first.role?.role, second.role?.role]).toEqual(['DEVELOPER', 'TESTER']);
  });
});
