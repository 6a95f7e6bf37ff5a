import type { HoursHundredths } from '../values/hours.ts';
import type { Target } from '../values/ids.ts';

/** The words of a decision, as written in `docs/allocation.md`. */

export const ALLOCATION_BASES = ['ACTUAL', 'ESTIMATED'] as const;
export type AllocationBasis = (typeof ALLOCATION_BASES)[number];

export const ALLOCATION_METHODS = [
  'LOGGED_HOURS',
  'SUBMITTED_HOURS',
  'PLANNED_HOURS',
  'EQUAL_SPLIT',
  'FULL_WEEK_LEAVE',
  'NONE',
] as const;
export type AllocationMethod = (typeof ALLOCATION_METHODS)[number];

/** Why a line is on its target where that is out of the ordinary. */
export const LINE_REASONS = [
  'NO_WORKING_TIME',
  'BENCH',
  'INTERNAL_TASK',
  'BROKEN_CHAIN',
  'NO_TIMESHEET_NO_ALLOCATION',
  'UNKNOWN_EMPLOYEE',
] as const;
export type LineReason = (typeof LINE_REASONS)[number];

/** Remarks on an employee-week, on each of its lines, in this order. */
export const ALLOCATION_FLAGS = ['LEAVE_WITH_HOURS', 'FEW_HOURS', 'ENTRY_OUTSIDE_WEEK'] as const;
export type AllocationFlag = (typeof ALLOCATION_FLAGS)[number];

/** Why an employee-week is not allocated but kept for repair. */
export const SET_ASIDE_REASONS = [
  'NEGATIVE_TOTAL',
  'AMOUNT_TOO_LARGE',
  'MALFORMED_TIMESHEET',
  'NEGATIVE_HOURS',
  'IMPLAUSIBLE_HOURS',
  'EMPLOYEE_VANISHED',
] as const;
export type SetAsideReason = (typeof SET_ASIDE_REASONS)[number];

/** One row of TokenCostAllocation: the share of an employee-week that falls to one target. */
export interface AllocationLine {
  readonly target: Target;
  readonly tokens: bigint;
  readonly costUsd4: bigint;
  readonly reason: LineReason | null;
  readonly billable: boolean;
  readonly cwoRoleId: string | null;
  readonly role: string | null;
  /** Null where hours did not decide. */
  readonly hours: HoursHundredths | null;
  readonly cwoName: string | null;
  readonly projectId: string | null;
  readonly projectName: string | null;
  readonly clientId: string | null;
  readonly clientName: string | null;
}

/** The result for an employee-week: what its lines have in common, and the lines by target id ascending. */
export interface Allocation {
  readonly basis: AllocationBasis;
  readonly method: AllocationMethod;
  readonly flags: readonly AllocationFlag[];
  readonly lines: readonly AllocationLine[];
}

export interface SetAside {
  readonly reason: SetAsideReason;
  /** For a person: the field and the place. */
  readonly detail: string;
}
