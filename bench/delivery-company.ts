import type { Deployment } from '../cli/deployment.ts';
import { formatUsd4 } from '../core/values/money.ts';
import type { EntryRecord, TimesheetRecords } from '../local/timesheets/records.ts';

/**
 * A company in which an hour costs a dollar: everybody works 40 hours on two CWOs and spends 40 USD and 4,000 tokens, so
 * that what the ledger must hold is read off the timesheets, without any arithmetic of the code that is measured.
 */

export const MONDAY = '2026-06-01';
const HOURS = 40;
const CWOS = ['C1', 'C2'] as const;
const START = '2026-01-05';

export function employeeIds(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `E${String(index).padStart(5, '0')}`);
}

/** Everybody has worked on C1 alone, and that is approved. */
export function companyOf(ids: readonly string[]): TimesheetRecords {
  const manager = { employeeId: 'PM', email: 'pm@example.com' };
  return {
    clients: [{ clientId: 'CL', name: 'Bank' }],
    projects: [{ projectId: 'P', name: 'Fintech', clientId: 'CL' }],
    cwos: CWOS.map((cwoId) => {
      const names = { cwoId, code: cwoId, name: `Work order ${cwoId}`, projectId: 'P' };
      return { ...names, billable: true, startDate: START, endDate: null, projectManager: manager };
    }),
    roles: CWOS.map((cwoId) => {
      return { cwoRoleId: `R-${cwoId}`, cwoId, role: 'DEVELOPER', headcount: ids.length, plannedHoursPerWeek: null };
    }),
    employees: ids.map((employeeId) => {
      return { employeeId, name: employeeId, email: `${employeeId}@example.com`, calendar: 'DE', contractHours: 40_00 };
    }),
    holidays: [],
    plans: CWOS.map((cwoId) => {
      const plan = { allocationId: `A-${cwoId}`, employeeId: ids[0] as string, cwoRoleId: `R-${cwoId}` };
      return { ...plan, plannedHoursPerWeek: 20_00, startDate: START, endDate: null };
    }),
    tasks: CWOS.map((cwoId) => ({ taskId: `T-${cwoId}`, name: 'Services', allocationId: `A-${cwoId}` })),
    timesheets: ids.map((employeeId) => {
      const approved = { status: 'APPROVED', version: 1, approvedAt: `${MONDAY}T17:00:00.000Z` } as const;
      return { employeeId, mondayDate: MONDAY, ...approved, entries: entriesOf(HOURS) };
    }),
    leave: [],
  };
}

/** JSONL of the week's usage. */
export function usageOf(ids: readonly string[]): string {
  const rows = ids.map((employee_id) => JSON.stringify({ employee_id, total_tokens: HOURS * 100, cost_usd: HOURS }));
  return `${rows.join('\n')}\n`;
}

/** A sheet with so many hours on C1, 0 to 40, and the rest on C2. */
export function entriesOf(hours: number): EntryRecord[] {
  const worked = [hours, HOURS - hours].map((of, index) => {
    return { taskId: `T-${CWOS[index]}`, date: MONDAY, hours: of * 100 };
  });
  return worked.filter((entry) => entry.hours > 0);
}

/** How many employee-weeks the ledger holds otherwise than the hours on C1 say. */
export async function countWrong({ ledger }: Deployment, hoursOf: ReadonlyMap<string, number>): Promise<number> {
  let right = 0;
  for await (const { revision } of ledger.listWeek(MONDAY)) {
    const lines = revision.allocation.lines.map(({ target, tokens, costUsd4 }) => {
      return `${target} ${tokens} ${formatUsd4(costUsd4)}`;
    });
    if (lines.join() === expectedLines(hoursOf.get(revision.employeeId) ?? HOURS).join()) right += 1;
  }
  return hoursOf.size - right;
}

function expectedLines(hours: number): string[] {
  const shares = [hours, HOURS - hours].map((of, index) => ({ of, text: `${CWOS[index]} ${of * 100} ${of}.0000` }));
  return shares.filter(({ of }) => of > 0).map(({ text }) => text);
}
