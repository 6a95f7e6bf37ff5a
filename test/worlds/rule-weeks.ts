import { type AllocationResult, allocate } from '../../core/allocation/allocate.ts';
import { Chain } from '../../core/allocation/chain.ts';
import type {
  ChainRows,
  Cwo,
  CwoRole,
  EmployeeAnswer,
  EmployeeRecord,
  PlannedAllocation,
  TimesheetEntry,
  TimesheetStatus,
} from '../../core/timesheets/timesheets.ts';
import type { ExactUsage } from '../../core/usage/usage.ts';
import { parseDecimal } from '../../core/values/decimal.ts';
import { formatHours, type HoursHundredths, parseHours } from '../../core/values/hours.ts';
import { formatUsd4, USD6_SCALE } from '../../core/values/money.ts';
import { weekOf } from '../../core/values/week.ts';

/**
 * A small world to vary: CWOs C1 to C3 of project P1, C4 not billable and of an unknown project. Task Tn leads by
 * allocation An and role Rn to Cn; T1b and R1b are a second way to C1. TI is internal work; TZ, TY and TX break at the
 * allocation, the role and the CWO.
 */

/** The Monday of the week of all core tests. */
export const MONDAY = '2026-11-16';
export const WEEK = weekOf(MONDAY);

const OPEN_PERIOD = { startDate: '2026-01-05', endDate: null };

export function cwo(cwoId: string, changes: Partial<Cwo> = {}): Cwo {
  const name = `Work order ${cwoId}`;
  return {
    cwoId,
    code: cwoId,
    name,
    projectId: 'P1',
    billable: true,
    projectManager: null,
    ...OPEN_PERIOD,
    ...changes,
  };
}

export function role(cwoRoleId: string, cwoId: string, name = 'DEVELOPER'): CwoRole {
  return { cwoRoleId, cwoId, role: name };
}

export const RULE_ROWS: ChainRows = {
  tasks: [
    ...['1', '1b', '2', '3', '4', 'X', 'Y', 'Z'].map((n) => ({ taskId: `T${n}`, allocationId: `A${n}` })),
    { taskId: 'TI', allocationId: null },
  ],
  allocations: ['1', '1b', '2', '3', '4', 'X', 'Y'].map((n) => ({ allocationId: `A${n}`, cwoRoleId: `R${n}` })),
  cwoRoles: [
    role('R1', 'C1'),
    role('R1b', 'C1', 'ARCHITECT'),
    ...['2', '3', '4', 'X'].map((n) => role(`R${n}`, `C${n}`)),
  ],
  cwos: [cwo('C1'), cwo('C2'), cwo('C3'), cwo('C4', { billable: false, projectId: 'P-unknown' })],
  projects: [{ projectId: 'P1', name: 'Payments', clientId: 'CL1', clientName: 'Bank' }],
};

/** The chain of this world; `changes` replace whole lists of rows. */
export function chainOf(changes: Partial<ChainRows> = {}): Chain {
  return new Chain({ ...RULE_ROWS, ...changes });
}

/** Hours from text. @throws RangeError where the text is no hours, so that no test runs on a typing error */
export function hours(text: string): HoursHundredths {
  const parsed = parseHours(text);
  if (parsed === undefined) throw new RangeError(`no hours: ${text}`);
  return parsed;
}

/** Weekly usage before rounding: `usage('45.00', 900n)`. */
export function usage(costUsd: string, tokens = 900n): ExactUsage {
  const costUsd6 = parseDecimal(costUsd, USD6_SCALE);
  if (costUsd6 === undefined) throw new RangeError(`no cost: ${costUsd}`);
  return { tokens, costUsd6 };
}

export function entry(taskId: string, hoursText: string, date = MONDAY): TimesheetEntry {
  return { entryId: `${taskId}-${date}`, taskId, date, hours: hours(hoursText) };
}

export function plan(
  cwoRoleId: string,
  hoursText: string,
  period: Partial<Pick<PlannedAllocation, 'startDate' | 'endDate'>> = {},
): PlannedAllocation {
  const plannedHoursPerWeek = hours(hoursText);
  return {
    allocationId: `A-${cwoRoleId}`,
    employeeId: 'E1',
    cwoRoleId,
    plannedHoursPerWeek,
    ...OPEN_PERIOD,
    ...period,
  };
}

/** What a test says of an employee's week; the rest is an approved, empty timesheet of a 40 hour week. */
export interface WeekStory {
  readonly status?: TimesheetStatus | null;
  readonly entries?: readonly TimesheetEntry[];
  readonly plans?: readonly PlannedAllocation[];
  readonly working?: string | null;
  readonly leave?: string;
}

export function record(story: WeekStory): EmployeeRecord {
  const { status = 'APPROVED', entries = [], plans = [], working = '40.00', leave = '0.00' } = story;
  return {
    timesheet: status && { status, version: 1, approvedAt: status === 'APPROVED' ? '2026-11-20T17:05:00Z' : null },
    workingHours: working === null ? null : hours(working),
    approvedLeaveHours: hours(leave),
    entries,
    plans,
  };
}

export function known(story: WeekStory): EmployeeAnswer {
  return { kind: 'KNOWN', record: record(story) };
}

/** Allocates 45 USD and 900 tokens, unless told otherwise, and tells the result by `tell`. */
export function allocated(story: WeekStory, amount = usage('45.00'), chain = chainOf()): string {
  return tell(allocate(amount, known(story), WEEK, chain));
}

/**
 * A result in one line of text: `ACTUAL LOGGED_HOURS: C1 30.0000 by 20.00 h, OVERHEAD 15.0000 by 10.00 h INTERNAL_TASK`,
 * flags behind the method, or `SET ASIDE NEGATIVE_HOURS`.
 */
export function tell(result: AllocationResult): string {
  if (result.kind === 'SET_ASIDE') return `SET ASIDE ${result.reason}`;
  const { basis, method, flags, lines } = result.allocation;
  const parts = lines.map((line) => {
    const by = line.hours === null ? '' : ` by ${formatHours(line.hours)} h`;
    return `${line.target} ${formatUsd4(line.costUsd4)}${by}${line.reason ? ` ${line.reason}` : ''}`;
  });
  return `${[basis, method, ...flags].join(' ')}: ${parts.join(', ') || 'no lines'}`;
}
