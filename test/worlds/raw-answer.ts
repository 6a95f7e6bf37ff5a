import { readAnswer } from '../../adapters/timesheets/etm/answer.ts';
import { envelopeSchema } from '../../adapters/timesheets/etm/schema.ts';
import type { TimesheetAnswer } from '../../core/timesheets/timesheet-source.ts';
import type { EmployeeAnswer } from '../../core/timesheets/timesheets.ts';

/** An answer of contract 2 as it stands in JSON, to be changed in one place by each test. */

export const MONDAY = '2026-11-16';

// biome-ignore lint/suspicious/noExplicitAny: tests put anything anywhere
export type Raw = any;

/** E1 worked on C1 by T1, A1 and R1, and is planned there by A1; E2 has neither timesheet nor plan. */
export function rawAnswer(): Raw {
  return {
    weekStartDate: MONDAY,
    employees: [rawEmployee('E1'), { ...rawEmployee('E2'), timesheet: null, entries: [] }],
    tasks: [{ taskId: 'T1', allocationId: 'A1' }],
    allocations: [rawPlan('A1', 'E1')],
    cwoRoles: [{ cwoRoleId: 'R1', cwoId: 'C1', role: 'BACKEND_DEVELOPER' }],
    cwos: [rawCwo('C1')],
    projects: [{ projectId: 'P1', name: 'Fintech', clientId: 'CL1', clientName: 'Bank' }],
  };
}

export function rawEmployee(employeeId: string): Raw {
  return {
    employeeId,
    timesheet: { status: 'APPROVED', version: 3, approvedAt: '2026-11-20T17:05:00Z' },
    workingHours: '40.00',
    approvedLeaveHours: '0.00',
    entries: [{ entryId: `TE-${employeeId}`, taskId: 'T1', date: MONDAY, hours: '7.50' }],
  };
}

export function rawPlan(allocationId: string, employeeId: string, plannedHoursPerWeek = '20.00'): Raw {
  return {
    allocationId,
    employeeId,
    cwoRoleId: 'R1',
    plannedHoursPerWeek,
    startDate: '2026-01-05',
    endDate: null,
  };
}

export function rawCwo(cwoId: string): Raw {
  return {
    cwoId,
    code: 'FIN-26-01',
    name: 'Fintech core',
    projectId: 'P1',
    billable: true,
    startDate: '2026-01-05',
    endDate: '2026-12-31',
    projectManager: { employeeId: 'E9', email: 'pm@example.com' },
  };
}

/** Puts a value at a place such as `employees[0].timesheet.status`; `undefined` takes away what is there. */
export function put(place: string, value: unknown): (raw: Raw) => void {
  const steps = place.split(/[.[\]]+/).filter((step) => step !== '');
  const last = steps.pop() as string;
  return (raw) => {
    const owner = steps.reduce((found, step) => found[step], raw);
    if (value === undefined) delete owner[last];
    else owner[last] = value;
  };
}

/** Reads the answer after the change, as one about E1 and E2 unless others were asked. */
export function readChanged(
  change: (raw: Raw) => void,
  employeeIds: readonly string[] = ['E1', 'E2'],
): TimesheetAnswer {
  const raw = rawAnswer();
  change(raw);
  return readAnswer(envelopeSchema.parse(raw), employeeIds);
}

/** `KNOWN`, `UNKNOWN`, or what is malformed. */
export function tellAnswer(answer: EmployeeAnswer | undefined): string | undefined {
  return answer?.kind === 'MALFORMED' ? answer.detail : answer?.kind;
}
