import { describe, expect, it } from 'vitest';
import { Chain } from '../../../../core/allocation/chain.ts';
import { plannedWeights } from '../../../../core/allocation/weights.ts';
import type { NormalPlan } from '../../../../core/timesheets/mirror/normal-form.ts';
import {
  ANN,
  bodyIn,
  cwoRow,
  entry,
  type MirrorWorld,
  MONDAY,
  personRow,
  WEEK,
  workItem,
} from '../../../worlds/mirror-weeks.ts';

const plan = (changes: Partial<NormalPlan> = {}): NormalPlan => {
  return {
    user: 'u1',
    from: MONDAY,
    to: '2026-11-20',
    secondsPerDay: 14_400,
    project: '12',
    task: null,
    account: null,
    ...changes,
  };
};
const row = (changes = {}) => ({
  employeeId: ANN,
  cwoId: 'CWO-1',
  role: null,
  hoursPerWeek: 20_00,
  from: null,
  to: null,
  ...changes,
});
const ENDS_ON_WEDNESDAY = [cwoRow({ endDate: '2026-11-18' }), cwoRow({ cwoId: 'CWO-2', code: 'C2' })];

function plans(told: readonly NormalPlan[], world: MirrorWorld = {}) {
  return bodyIn({ plans: told }, world).plans.map(({ allocationId, plannedHoursPerWeek: hours }) => [
    allocationId,
    hours,
  ]);
}

describe('planned work', () => {
  it('is an allocation of the week', () => {
    expect(bodyIn({ plans: [plan()] }).plans).toEqual([
      {
        ...{ allocationId: 'E-1@CWO-1.DEV', employeeId: ANN, cwoRoleId: 'CWO-1.DEV', plannedHoursPerWeek: 20_00 },
        ...{ startDate: MONDAY, endDate: '2026-11-22' },
      },
    ]);
  });

  it.each([
    ['the weekdays of a plan over the weekend', plan({ from: '2026-11-13', to: '2026-12-31' }), 20_00],
    ['the days that it has in the week', plan({ from: '2026-11-19', to: '2026-12-31' }), 8_00],
    ['a weekend that is planned as such', plan({ from: '2026-11-21', to: '2026-11-22' }), 8_00],
    ['a Sunday that is planned as such', plan({ from: '2026-11-22', to: '2026-11-22' }), 4_00],
  ])('counts on %s', (_, told, hours) => {
    expect(plans([told])).toEqual([['E-1@CWO-1.DEV', hours]]);
  });

  it.each([
    ['before the week', plan({ from: '2026-11-09', to: '2026-11-15' })],
    ['of no time', plan({ secondsPerDay: 0 })],
    ['of a weekend and the Monday after it', plan({ from: '2026-11-21', to: '2026-11-23' })],
    ['of another user', plan({ user: 'u2' })],
  ])('is none of a plan %s', (_, told) => {
    expect(plans([told])).toEqual([]);
  });

  it('is summed by target and keeps its sum', () => {
    const workItems = [
      workItem({ project: '12' }),
      workItem({ line: 3, project: '13' }),
      workItem({ line: 4, cwo: { cwoId: 'CWO-2' } }),
    ];
    const day = { to: MONDAY, secondsPerDay: 1500 };
    const told = [plan(day), plan({ ...day, project: '13' }), plan({ ...day, project: '14', secondsPerDay: 3018 })];

    expect(plans(told, { mapping: { workItems } })).toEqual([
      ['E-1@CWO-1.DEV', 83],
      ['E-1@CWO-2.DEV', 84],
    ]);
  });

  it('follows the row of each day', () => {
    const workItems = [workItem({ to: '2026-11-17' }), workItem({ line: 3, cwo: { cwoId: 'CWO-2' } })];

    expect(plans([plan()], { mapping: { workItems } })).toEqual([
      ['E-1@CWO-1.DEV', 8_00],
      ['E-1@CWO-2.DEV', 12_00],
    ]);
  });

  it.each([['INTERNAL'], ['LEAVE'], ['BREAK']] as const)('is none of kind %s', (kind) => {
    expect(plans([plan()], { mapping: { workItems: [workItem({ kind, cwo: null })] } })).toEqual([]);
  });

  it('that no row leads on breaks the chain', () => {
    const { plans: given, chain } = bodyIn({ plans: [plan()] }, { mapping: { workItems: [] } });

    expect(given).toMatchObject([{ cwoRoleId: 'UNALLOCATED.DEV', plannedHoursPerWeek: 20_00 }]);
    expect(chain.cwoRoles).toEqual([]);
  });

  it('is that of the file of plans, where there is one', () => {
    expect(plans([plan()], { mapping: { plans: [] } })).toEqual([]);
    expect(
      plans([], { mapping: { plans: [row(), row({ role: 'QA', hoursPerWeek: 7_50 }), row({ employeeId: 'E-2' })] } }),
    ).toEqual([
      ['E-1@CWO-1.DEV', 20_00],
      ['E-1@CWO-1.QA', 7_50],
    ]);
  });

  it.each([
    [{ from: '2026-11-18' }, 12_00],
    [{ to: '2026-11-16' }, 4_00],
    [{ from: '2026-11-09', to: '2026-11-22' }, 20_00],
  ])('of the file counts on its days: %j', (changes, hours) => {
    expect(plans([], { mapping: { plans: [row(changes)] } })).toEqual([['E-1@CWO-1.DEV', hours]]);
  });
});

describe('planned hours of a CWO that runs on some days', () => {
  it('are scaled so that the core gets them back', () => {
    const body = bodyIn({}, { mapping: { plans: [row()], cwos: ENDS_ON_WEDNESDAY } });

    expect(body.plans).toMatchObject([{ plannedHoursPerWeek: 33_33 }]);
    expect(plannedWeights(body.plans, WEEK, new Chain(body.chain))).toMatchObject([
      { weight: 3 * 33_33, hours: 20_00 },
    ]);
  });

  it('stay as they are where it does not run in the week', () => {
    const cwos = [cwoRow({ endDate: '2026-11-13' })];

    expect(plans([], { mapping: { plans: [row()], cwos } })).toEqual([['E-1@CWO-1.DEV', 20_00]]);
  });
});

describe('a target with work and no plan', () => {
  it('has a link that is active in no week', () => {
    const body = bodyIn({ entries: [entry({ state: 'DRAFT' })] });

    expect(body.plans).toMatchObject([
      { allocationId: 'E-1@CWO-1.DEV', plannedHoursPerWeek: 0, startDate: '1970-01-01', endDate: '1970-01-01' },
    ]);
    expect(plannedWeights(body.plans, WEEK, new Chain(body.chain))).toEqual([]);
  });

  it('has none beside a plan in that role, one beside a plan in another', () => {
    const people = [personRow({ role: 'QA' })];
    const told = { entries: [entry()] };

    expect(bodyIn(told, { mapping: { plans: [row({ role: 'DEV' })] } }).plans).toHaveLength(1);
    expect(bodyIn(told, { mapping: { people, plans: [row({ role: 'DEV' })] } }).plans).toHaveLength(2);
  });
});
