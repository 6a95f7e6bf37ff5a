import type { EmployeeAnswer, PlannedAllocation, TimesheetStatus } from '../../core/timesheets/timesheets.ts';
import type { World } from './oracle/oracle.ts';
import type { RandomWorld } from './random-world.ts';
import { micros, type RawUsage } from './usage-files.ts';

/** What the oracle is asked for an employee of a random world. */
export function oracleWorld(world: RandomWorld, employeeId: string): World {
  return {
    monday: world.monday,
    usage: sumOf(world.usage.filter((row) => row.employeeId === employeeId)),
    answer: answerOf(world, employeeId),
    rows: world.facts,
  };
}

/** Tokens that are not reported are none; a cost is always there. */
export function sumOf(rows: readonly RawUsage[]): World['usage'] {
  return {
    tokens: rows.reduce((sum, { tokens }) => sum + (tokens ?? 0n), 0n),
    costUsd6: rows.reduce((sum, { cost }) => sum + micros(cost ?? '0'), 0n),
  };
}

function answerOf({ facts, malformed }: RandomWorld, employeeId: string): EmployeeAnswer {
  if (malformed.has(employeeId)) return { kind: 'MALFORMED', detail: 'it was spoiled' };
  const employee = facts.employees.find((row) => row.employeeId === employeeId);
  if (!employee) return { kind: 'UNKNOWN' };
  const { timesheet, workingHours, approvedLeaveHours, entries } = employee;
  return {
    kind: 'KNOWN',
    record: {
      timesheet: timesheet && { ...timesheet, status: timesheet.status as TimesheetStatus, approvedAt: null },
      workingHours: workingHours === null ? null : hundredths(workingHours),
      approvedLeaveHours: hundredths(approvedLeaveHours),
      entries: entries.map((entry) => ({ ...entry, hours: hundredths(entry.hours) })),
      plans: facts.allocations
        .filter((plan) => plan.employeeId === employeeId)
        .map((plan): PlannedAllocation => {
          return { ...plan, plannedHoursPerWeek: hundredths(plan.plannedHoursPerWeek) };
        }),
    },
  };
}

/** `7.5` is 750. */
function hundredths(hours: string): number {
  const [whole = '', fraction = ''] = hours.split('.');
  return Number(whole + fraction.padEnd(2, '0')) || 0;
}
