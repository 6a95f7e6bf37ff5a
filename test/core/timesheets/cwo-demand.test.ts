import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CwoDemand, isDemandNew } from '../../../core/timesheets/cwo-demand.ts';
import type { KnownCwo } from '../../../core/timesheets/cwo-registry.ts';
import type { CwoRoleDemand } from '../../../core/timesheets/timesheets.ts';
import { BACKEND, describedCwo } from '../../worlds/cwos.ts';

const QA: CwoRoleDemand = { cwoRoleId: 'R2', role: 'QA_ENGINEER', headcount: 1, plannedHoursPerWeek: null };
const { cwo } = describedCwo('C1', 'pm@example.com');
const NOW: CwoDemand = { startDate: cwo.startDate, endDate: cwo.endDate, roles: [BACKEND, QA] };
const KNOWN: KnownCwo = {
  ...cwo,
  ...{ projectName: null, clientId: null, clientName: null, pmEmployeeId: 'E9', pmEmail: 'pm@example.com' },
  roles: NOW.roles,
};

describe('what a budget rests on', () => {
  it('is not new where dates and roles are as they were', () => {
    expect(isDemandNew(KNOWN, NOW)).toBe(false);
    expect(isDemandNew({ ...KNOWN, roles: [] }, { ...NOW, roles: [] })).toBe(false);
  });

  it.each<[string, Partial<KnownCwo>]>([
    ['its name', { name: 'Other', code: 'OTHER' }],
    ['its project', { projectId: 'P2', projectName: 'Other', clientId: 'CL2', clientName: 'Other' }],
    ['whether it is billed', { billable: false }],
    ['its PM', { pmEmployeeId: null, pmEmail: null }],
  ])('is not new where only %s was another', (_, before) => {
    expect(isDemandNew({ ...KNOWN, ...before }, NOW)).toBe(false);
  });

  it.each<[string, KnownCwo | null]>([
    ['there was nothing before', null],
    ['it was never described', { ...KNOWN, roles: null }],
    ['it began on another day', { ...KNOWN, startDate: '2026-01-12' }],
    ['it ended', { ...KNOWN, endDate: '2026-12-31' }],
    ['there was a role less', { ...KNOWN, roles: [BACKEND] }],
    ['there was a role more', { ...KNOWN, roles: [BACKEND, QA, { ...QA, cwoRoleId: 'R3' }] }],
    ['a role was another one', { ...KNOWN, roles: [BACKEND, { ...QA, cwoRoleId: 'R3' }] }],
    ['a role had another name', { ...KNOWN, roles: [BACKEND, { ...QA, role: 'DATA_ENGINEER' }] }],
    ['there were more people', { ...KNOWN, roles: [BACKEND, { ...QA, headcount: 2 }] }],
    ['hours were others', { ...KNOWN, roles: [{ ...BACKEND, plannedHoursPerWeek: 119_99 }, QA] }],
    ['hours were known', { ...KNOWN, roles: [BACKEND, { ...QA, plannedHoursPerWeek: 0 }] }],
  ])('is new where %s', (_, known) => {
    expect(isDemandNew(known, NOW)).toBe(true);
  });

  it('does not rest on the order of roles', () => {
    const role = fc.record({
      cwoRoleId: fc.constantFrom('R1', 'R2', 'R10', 'r1', 'R_1'),
      role: fc.constantFrom('QA_ENGINEER', 'DATA_ENGINEER'),
      headcount: fc.nat(5),
      plannedHoursPerWeek: fc.option(fc.nat(20_000)),
    });
    const orders = fc
      .uniqueArray(role, { selector: ({ cwoRoleId }) => cwoRoleId })
      .chain((roles) => fc.tuple(fc.constant(roles), fc.shuffledSubarray(roles, { minLength: roles.length })));
    fc.assert(
      fc.property(orders, ([roles, others]) => {
        expect(isDemandNew({ ...KNOWN, roles }, { ...NOW, roles: others })).toBe(false);
      }),
    );
  });
});
