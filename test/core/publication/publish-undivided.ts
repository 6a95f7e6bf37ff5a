import type { ListedCwo } from '../../../core/timesheets/cwo-registry.ts';

/** A CWO as the registry lists it. */
export function listed(cwoId: string, changes: Partial<ListedCwo> = {}): ListedCwo {
  const dates = { startDate: '2026-01-05', endDate: null, seenAt: '2026-11-24T06:00:00.000Z' };
  const owner = { projectId: 'P1', projectName: 'Payments', clientId: 'CL1', clientName: 'Bank' };
  const managed = { pmEmployeeId: 'E9', pmEmail: 'pm@example.com', roles: null };
  return { cwoId, code: cwoId, name: `Order ${cwoId}`, billable: true, ...dates, ...owner, ...managed, ...changes };
}
