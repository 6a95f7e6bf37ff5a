import { describe, expect, it } from 'vitest';
import { outside } from '../../../core/allocation/chain.ts';
import { chainOf, cwo, role } from '../../worlds/rule-weeks.ts';

describe('following a task', () => {
  it('leads to the CWO with the role and the project it came by', () => {
    const destination = chainOf().ofTask('T1');

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
    const destination = chainOf().ofTask(taskId);

    expect(destination).toEqual(outside(target, reason));
  });

  it('needs no project: then the client is unknown', () => {
    const destination = chainOf().ofTask('T4');

    expect(destination).toMatchObject({ target: 'C4', reason: null, project: null });
  });

  it('does not look an id up in the wrong list', () => {
    const chain = chainOf();

    const wrong = ['A1', 'R1', 'C1', 'P1'].map((id) => chain.ofTask(id).reason);

    expect(wrong).toEqual(Array(4).fill('BROKEN_CHAIN'));
  });

  it('is not led astray by ids that are names of object members', () => {
    const chain = chainOf({ tasks: [{ taskId: 'T1', allocationId: 'constructor' }] });

    const reasons = ['T1', '__proto__', 'toString'].map((taskId) => chain.ofTask(taskId).reason);

    expect(reasons).toEqual(Array(3).fill('BROKEN_CHAIN'));
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

    expect([chain.ofTask('T1').target, chain.ofTask('T2').target]).toEqual(['UNALLOCATED', 'C2']);
    expect([chain.ofRole('R2').target, chain.ofRole('R3').target]).toEqual(['C2', 'UNALLOCATED']);
  });
});

describe('following a role', () => {
  it('leads to the place its tasks lead to, the very same', () => {
    const chain = chainOf();

    const destinations = [chain.ofTask('T1'), chain.ofRole('R1'), chain.ofTask('T1')];

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
