import { onTestFinished } from 'vitest';
import type { TimesheetRecords } from '../../../local/timesheets/records.ts';
import { type ServiceOptions, startTimesheetService } from '../../../local/timesheets/service.ts';

export const MONDAY = '2026-11-16';
export const TOKEN = 'a token of the tests';

/**
 * Two employees. E1 works on both CWOs of the bank and has an approved sheet; E2 has one open-ended plan on C1 and no
 * sheet; A3 is a plan of E2 that ended the week before. C3 of the shop concerns neither.
 */
export const RECORDS: TimesheetRecords = {
  clients: [
    { clientId: 'CL1', name: 'Bank' },
    { clientId: 'CL2', name: 'Shop' },
  ],
  projects: [
    { projectId: 'P1', name: 'Fintech', clientId: 'CL1' },
    { projectId: 'P2', name: 'Checkout', clientId: 'CL2' },
  ],
  cwos: [cwo('C1', 'P1', 'Fintech core'), cwo('C2', 'P1', 'Fintech apps'), cwo('C3', 'P2', 'Checkout')],
  roles: [
    { cwoRoleId: 'R1', cwoId: 'C1', role: 'BACKEND_DEVELOPER', headcount: 3, plannedHoursPerWeek: 120_00 },
    { cwoRoleId: 'R2', cwoId: 'C2', role: 'QA_ENGINEER', headcount: 1, plannedHoursPerWeek: null },
    { cwoRoleId: 'R3', cwoId: 'C3', role: 'QA_ENGINEER', headcount: 1, plannedHoursPerWeek: null },
  ],
  employees: [
    { employeeId: 'E1', name: 'Ada One', email: 'ada@example.com', calendar: 'DE', contractHours: 40_00 },
    { employeeId: 'E2', name: 'Bo Two', email: 'bo@example.com', calendar: 'PL', contractHours: null },
  ],
  holidays: [
    { calendar: 'DE', date: '2026-11-18' },
    { calendar: 'DE', date: '2026-11-21' },
  ],
  plans: [
    plan('A1', 'E1', 'R1', null),
    plan('A2', 'E2', 'R1', null),
    plan('A3', 'E2', 'R3', '2026-11-15'),
    plan('A4', 'E1', 'R2', '2026-11-01'),
  ],
  tasks: [
    { taskId: 'T1', name: 'Services', allocationId: 'A1' },
    { taskId: 'T4', name: 'Tests', allocationId: 'A4' },
    { taskId: 'T0', name: 'Training', allocationId: null },
    { taskId: 'T3', name: 'Elsewhere', allocationId: 'A3' },
  ],
  timesheets: [
    {
      employeeId: 'E1',
      mondayDate: MONDAY,
      status: 'APPROVED',
      version: 3,
      approvedAt: '2026-11-20T17:05:00.000Z',
      entries: [
        { taskId: 'T1', date: MONDAY, hours: 7_50 },
        { taskId: 'T4', date: '2026-11-17', hours: -25 },
        { taskId: 'T0', date: '2026-11-17', hours: 2_00 },
        { taskId: 'T-GONE', date: '2026-11-18', hours: 1_05 },
      ],
    },
  ],
  leave: [{ employeeId: 'E1', mondayDate: MONDAY, hours: 8_00 }],
};

/** What came back for a request. */
export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of many shapes
  readonly body: any;
}

/** A service with the records above, ended with the test, and a caller that knows its token. */
export async function startService(options: Partial<ServiceOptions> = {}) {
  const service = await startTimesheetService({ file: ':memory:', token: TOKEN, port: 0, ...options });
  onTestFinished(() => service.close());
  service.store.load(RECORDS);
  const send = async (method: string, path: string, body?: string): Promise<Answer> => {
    const headers = { authorization: `Bearer ${TOKEN}` };
    const response = await fetch(service.url + path, { method, headers, ...(body !== undefined && { body }) });
    return { status: response.status, body: await response.json() };
  };
  return {
    ...service,
    send,
    get: (path: string) => send('GET', path),
    post: (path: string, body?: unknown) => send('POST', path, body === undefined ? undefined : JSON.stringify(body)),
    queryWeek: async (...employeeIds: string[]) =>
      (await send('POST', '/v1/timesheet-weeks/query', JSON.stringify({ weekStartDate: MONDAY, employeeIds }))).body,
  };
}

function cwo(cwoId: string, projectId: string, name: string) {
  const projectManager = { employeeId: 'E9', email: 'pm@example.com' };
  const dates = { startDate: '2026-01-05', endDate: '2026-12-31' };
  return { cwoId, code: `${cwoId}-26`, name, projectId, billable: cwoId !== 'C2', ...dates, projectManager };
}

function plan(allocationId: string, employeeId: string, cwoRoleId: string, endDate: string | null) {
  return { allocationId, employeeId, cwoRoleId, plannedHoursPerWeek: 20_00, startDate: '2026-11-02', endDate };
}
