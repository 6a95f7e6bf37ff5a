import { MONDAY, type Raw, rawCwo } from './raw-answer.ts';

/** Hours by CWO and the version of the sheet; null where the timesheet system does not know the employee. */
export type Sheet = { readonly version: number; readonly hours: Readonly<Record<string, string>> } | null;
export type Sheets = Readonly<Record<string, Sheet>>;

/** The approved sheets of a week in the words of contract 2; task `T-C1`, allocation `A-C1` and role `R-C1` lead to C1. */
export function rawWeek(sheets: Sheets, mondayDate: string = MONDAY): Raw {
  const known = Object.entries(sheets).filter(([, sheet]) => sheet !== null) as [string, NonNullable<Sheet>][];
  const cwoIds = [...new Set(known.flatMap(([, { hours }]) => Object.keys(hours)))];
  return {
    weekStartDate: mondayDate,
    employees: known.map(([employeeId, { version, hours }]) => ({
      employeeId,
      timesheet: { status: 'APPROVED', version },
      workingHours: '40.00',
      approvedLeaveHours: '0.00',
      entries: Object.entries(hours).map(([cwoId, text]) => {
        return { entryId: `TE-${employeeId}-${cwoId}`, taskId: `T-${cwoId}`, date: mondayDate, hours: text };
      }),
    })),
    tasks: cwoIds.map((cwoId) => ({ taskId: `T-${cwoId}`, allocationId: `A-${cwoId}` })),
    allocations: cwoIds.map((cwoId) => ({
      allocationId: `A-${cwoId}`,
      employeeId: 'nobody-who-was-asked',
      cwoRoleId: `R-${cwoId}`,
      plannedHoursPerWeek: '0.00',
      startDate: '2026-01-05',
      endDate: null,
    })),
    cwoRoles: cwoIds.map((cwoId) => ({ cwoRoleId: `R-${cwoId}`, cwoId, role: 'DEVELOPER' })),
    cwos: cwoIds.map((cwoId) => ({ ...rawCwo(cwoId), name: `Work order ${cwoId}` })),
    projects: [{ projectId: 'P1', name: 'Fintech', clientId: 'CL1', clientName: 'Bank' }],
  };
}

/** Half an hour on each of so many CWOs `C00`, `C01` … */
export function spread(count: number, letter = 'C'): Record<string, string> {
  const ids = Array.from({ length: count }, (_, index) => `${letter}${String(index).padStart(2, '0')}`);
  return Object.fromEntries(ids.map((id) => [id, '0.50']));
}
