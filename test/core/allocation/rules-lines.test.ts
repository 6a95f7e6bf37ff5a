import { describe, expect, it } from 'vitest';
import { allocate } from '../../../core/allocation/allocate.ts';
import type { AllocationLine } from '../../../core/allocation/allocation.ts';
import type { Chain } from '../../../core/allocation/chain.ts';
import {
  allocated,
  chainOf,
  cwo,
  entry,
  known,
  MONDAY,
  plan,
  role,
  usage,
  WEEK,
  type WeekStory,
} from '../../worlds/rule-weeks.ts';

/** What stands on the lines: amounts, targets, roles, names. */

function linesOf(story: WeekStory, amount = usage('45.00'), chain: Chain = chainOf()): readonly AllocationLine[] {
  const result = allocate(amount, known(story), WEEK, chain);
  if (result.kind === 'SET_ASIDE') throw new Error(`set aside: ${result.reason}`);
  return result.allocation.lines;
}

describe('worked figures', () => {
  it.each([
    ['45.00', ['20', '10'], 'C1 30.0000 by 20.00 h, C2 15.0000 by 10.00 h'],
    ['5.00', ['10', '5'], 'C1 3.3333 by 10.00 h, C2 1.6667 by 5.00 h'],
    ['0.0001', ['8', '8', '8'], 'C1 0.0001 by 8.00 h, C2 0.0000 by 8.00 h, C3 0.0000 by 8.00 h'],
    ['0.0002', ['8', '8', '8'], 'C1 0.0001 by 8.00 h, C2 0.0001 by 8.00 h, C3 0.0000 by 8.00 h'],
  ])('%s USD over %j hours', (cost, logged, lines) => {
    const entries = logged.map((hours, index) => entry(`T${index + 1}`, hours));

    const outcome = allocated({ entries, working: null }, usage(cost));

    expect(outcome).toBe(`ACTUAL LOGGED_HOURS: ${lines}`);
  });

  it('tokens are split apart from the cost, by the same weights', () => {
    const lines = linesOf({ entries: [entry('T1', '10'), entry('T2', '5')] }, usage('5.00', 100n));

    expect(lines.map(({ tokens, costUsd4 }) => [tokens, costUsd4])).toEqual([
      [67n, 33_333n],
      [33n, 16_667n],
    ]);
  });

  it.each([
    ['0.000050', '0.0000'],
    ['0.000051', '0.0001'],
    ['0.000150', '0.0002'],
    ['0.000250', '0.0002'],
    ['45.000149', '45.0001'],
  ])('a weekly cost of %s is rounded once to %s, half to even', (cost, rounded) => {
    expect(allocated({}, usage(cost))).toBe(`ACTUAL NONE: OVERHEAD ${rounded} BENCH`);
  });
});

describe('an employee-week that used', () => {
  const entries = [entry('T1', '20'), entry('T2', '10')];

  it('nothing has no lines, but what was found of its week', () => {
    expect(allocated({ entries: [entry('T1', '1')] }, usage('0', 0n))).toBe('ACTUAL LOGGED_HOURS FEW_HOURS: no lines');
  });

  it.each([
    ['a millionth of a dollar and no token', usage('0.000001', 0n), 'C1 0.0000 by 20.00 h, C2 0.0000 by 10.00 h'],
    ['a token and no money', usage('0', 1n), 'C1 0.0000 by 20.00 h, C2 0.0000 by 10.00 h'],
  ])('%s has a line for every weight', (_, amount, lines) => {
    expect(allocated({ entries }, amount)).toBe(`ACTUAL LOGGED_HOURS: ${lines}`);
  });
});

describe('targets', () => {
  it.each([
    ['internal work is overhead', ['T1', 'TI'], 'C1 22.5000 by 10.00 h, OVERHEAD 22.5000 by 10.00 h INTERNAL_TASK'],
    [
      'an unknown task breaks the chain',
      ['T1', 'T-no'],
      'C1 22.5000 by 10.00 h, UNALLOCATED 22.5000 by 10.00 h BROKEN_CHAIN',
    ],
    [
      'breaks at task, allocation, role and CWO are one target',
      ['T-no', 'TZ', 'TY', 'TX'],
      'UNALLOCATED 45.0000 by 40.00 h BROKEN_CHAIN',
    ],
    ['nothing else than internal work', ['TI'], 'OVERHEAD 45.0000 by 10.00 h INTERNAL_TASK'],
    ['two ways to one CWO are one line', ['T1', 'T1b', 'T2'], 'C1 30.0000 by 20.00 h, C2 15.0000 by 10.00 h'],
  ])('%s', (_, taskIds, lines) => {
    const entries = taskIds.map((taskId) => entry(taskId, '10'));

    const [approved, submitted] = (['APPROVED', 'SUBMITTED'] as const).map((status) => allocated({ status, entries }));

    expect(approved).toBe(`ACTUAL LOGGED_HOURS: ${lines}`);
    expect(submitted).toBe(`ESTIMATED SUBMITTED_HOURS: ${lines}`);
  });

  it('corrections are summed first, and a target that is left with 0 has no line', () => {
    const entries = [
      entry('T1', '8'),
      entry('T2', '4'),
      entry('T1', '-8', '2026-11-18'),
      entry('T2', '6', '2026-11-22'),
    ];

    expect(allocated({ entries })).toBe('ACTUAL LOGGED_HOURS: C2 45.0000 by 10.00 h');
  });

  it('stand in the order of their ids, bytes as they are', () => {
    const ids = ['c', 'Z', 'P', 'C2', 'C10'];
    const chain = chainOf({
      tasks: [...ids.map((id) => ({ taskId: id, allocationId: id })), { taskId: 'TI', allocationId: null }],
      allocations: ids.map((id) => ({ allocationId: id, cwoRoleId: id })),
      cwoRoles: ids.map((id) => role(id, id)),
      cwos: ids.map((id) => cwo(id)),
    });
    const entries = [...ids, 'TI', 'T-no'].map((taskId) => entry(taskId, '5'));

    const lines = linesOf({ entries }, usage('0.0003', 2n), chain);

    expect(lines.map(({ target }) => target)).toEqual(['C10', 'C2', 'OVERHEAD', 'P', 'UNALLOCATED', 'Z', 'c']);
    expect(lines.map(({ costUsd4 }) => costUsd4)).toEqual([1n, 1n, 1n, 0n, 0n, 0n, 0n]);
    expect(lines.map(({ tokens }) => tokens)).toEqual([1n, 1n, 0n, 0n, 0n, 0n, 0n]);
  });

  it('count whatever the dates of a logged CWO say', () => {
    const chain = chainOf({ cwos: [cwo('C1', { endDate: '2026-06-30' }), cwo('C2', { startDate: '2027-01-04' })] });

    const outcome = allocated({ entries: [entry('T1', '5'), entry('T2', '5')] }, usage('45.00'), chain);

    expect(outcome).toBe('ACTUAL LOGGED_HOURS: C1 22.5000 by 5.00 h, C2 22.5000 by 5.00 h');
  });
});

describe('what a line tells', () => {
  const NOTHING = {
    cwoRoleId: null,
    role: null,
    cwoName: null,
    projectId: null,
    projectName: null,
    clientId: null,
    clientName: null,
  };

  it('of a CWO: its role, its project, its client', () => {
    const [line] = linesOf({ entries: [entry('T1', '40')] }, usage('45.00', 7n));

    expect(line).toEqual({
      target: 'C1',
      tokens: 7n,
      costUsd4: 450_000n,
      reason: null,
      billable: true,
      cwoRoleId: 'R1',
      role: 'DEVELOPER',
      hours: 4000,
      cwoName: 'Work order C1',
      projectId: 'P1',
      projectName: 'Payments',
      clientId: 'CL1',
      clientName: 'Bank',
    });
  });

  it('of a CWO that is not billable and whose project is unknown', () => {
    const lines = linesOf({ entries: [entry('T4', '20'), entry('T1', '20')] });

    expect(lines.map(({ target, billable, costUsd4 }) => [target, billable, costUsd4])).toEqual([
      ['C1', true, 225_000n],
      ['C4', false, 225_000n],
    ]);
    expect(lines[1]).toMatchObject({ projectId: 'P-unknown', projectName: null, clientId: null, clientName: null });
  });

  it('of OVERHEAD and UNALLOCATED: never billable, no role, no project', () => {
    const lines = linesOf({ entries: [entry('TI', '20'), entry('TX', '20')] });

    expect(lines).toMatchObject([
      { target: 'OVERHEAD', billable: false, ...NOTHING },
      { target: 'UNALLOCATED', billable: false, ...NOTHING },
    ]);
  });

  it.each<[string, WeekStory]>([
    ['leave', { leave: '40.00' }],
    ['no working time', { working: '0.00' }],
    ['the bench', {}],
    ['nothing known', { status: null }],
    ['an equal split', { plans: [plan('R1', '8')] }],
  ])('no hours where they did not decide: %s', (_, story) => {
    expect(linesOf(story).map(({ hours }) => hours)).toEqual([null]);
  });
});

describe('the role of a line', () => {
  const chain = chainOf({ cwoRoles: [role('R1', 'C1'), role('R1b', 'C1', 'ARCHITECT'), role('R2', 'C1', 'TESTER')] });
  const roleOf = (story: WeekStory) => linesOf(story, usage('1.00'), chain)[0]?.cwoRoleId;
  const halfWeek = { startDate: MONDAY, endDate: '2026-11-18' };

  it.each<[string, WeekStory, string]>([
    ['has the most hours', { entries: [entry('T1', '3'), entry('T2', '4')] }, 'R2'],
    [
      'has the most hours in sum',
      { entries: [entry('T1', '3'), entry('T2', '4'), entry('T1', '2', '2026-11-17')] },
      'R1',
    ],
    [
      'has the most hours after corrections',
      { entries: [entry('T1', '9'), entry('T2', '4'), entry('T1', '-6')] },
      'R2',
    ],
    ['has the smallest id of equal ones', { entries: [entry('T2', '4'), entry('T1b', '4'), entry('T1', '1')] }, 'R1b'],
    ['has the most planned hours', { status: null, plans: [plan('R1', '8'), plan('R2', '9')] }, 'R2'],
    [
      'has the most planned hours once scaled',
      { status: null, plans: [plan('R1', '8'), plan('R2', '9', halfWeek)] },
      'R1',
    ],
    ['has the smallest id of equal plans', { status: null, plans: [plan('R2', '8'), plan('R1b', '8')] }, 'R1b'],
    ['has the smallest id of all in an equal split', { plans: [plan('R2', '9'), plan('R1b', '3')] }, 'R1b'],
    ['has the smallest id among plans of 0 hours', { status: null, plans: [plan('R2', '0'), plan('R1', '0')] }, 'R1'],
    ['is of an active plan', { plans: [plan('R1', '9', { endDate: '2026-11-15' }), plan('R2', '3')] }, 'R2'],
  ])('%s', (_, story, roleId) => {
    expect(roleOf(story)).toBe(roleId);
  });
});
