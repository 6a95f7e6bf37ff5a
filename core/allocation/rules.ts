import { type EmployeeAnswer, type EmployeeRecord, hoursCount } from '../timesheets/timesheets.ts';
import { formatHours } from '../values/hours.ts';
import { OVERHEAD, UNALLOCATED } from '../values/ids.ts';
import type { Week } from '../values/week.ts';
import type { AllocationBasis, AllocationFlag, AllocationMethod, LineReason, SetAside } from './allocation.ts';
import { type Chain, outside } from './chain.ts';
import { equalWeights, type LoggedHours, loggedHours, plannedWeights, totalWeight, type Weight } from './weights.ts';

const PLAUSIBLE_HOURS_MAX = 168_00;
const NO_HOURS: LoggedHours = { weights: [], total: 0, hasEntryOutsideWeek: false };

/** What the rule table makes of an employee's week: who gets which weight, and why. */
export interface Weighting {
  readonly basis: AllocationBasis;
  readonly method: AllocationMethod;
  readonly flags: readonly AllocationFlag[];
  /** By target id ascending; every weight is above 0. */
  readonly weights: readonly Weight[];
}

export type RuleResult = ({ readonly kind: 'WEIGHTED' } & Weighting) | ({ readonly kind: 'SET_ASIDE' } & SetAside);

/**
 * The rule table of `docs/allocation.md`, first rule that fits. Pure: the result follows from the answer of the
 * timesheet system alone.
 */
export function applyRules(answer: EmployeeAnswer, week: Week, chain: Chain): RuleResult {
  if (answer.kind === 'MALFORMED') return setAside('MALFORMED_TIMESHEET', answer.detail);
  if (answer.kind === 'UNKNOWN') return single('ESTIMATED', 'NONE', UNALLOCATED, 'UNKNOWN_EMPLOYEE', []);
  const { record } = answer;
  const logged = hoursCount(record.timesheet) ? loggedHours(record.entries, week, chain) : NO_HOURS;
  return implausible(logged) ?? decide(record, logged, week, chain);
}

function decide(record: EmployeeRecord, logged: LoggedHours, week: Week, chain: Chain): RuleResult {
  const { timesheet, workingHours, plans } = record;
  const isApproved = timesheet?.status === 'APPROVED';
  const hours = logged.total;
  const flags = flagsOf(record, logged);

  if (!isApproved || hours === 0) {
    if (leaveCoversWeek(record)) return single('ACTUAL', 'FULL_WEEK_LEAVE', OVERHEAD, null, flags);
    if (workingHours === 0) return single('ACTUAL', 'FULL_WEEK_LEAVE', OVERHEAD, 'NO_WORKING_TIME', flags);
  }
  if (hours > 0) {
    return isApproved
      ? weighted('ACTUAL', 'LOGGED_HOURS', logged.weights, flags)
      : weighted('ESTIMATED', 'SUBMITTED_HOURS', logged.weights, flags);
  }
  const basis = isApproved ? 'ACTUAL' : 'ESTIMATED';
  const planned = plannedWeights(plans, week, chain);
  if (planned.length === 0) {
    return isApproved
      ? single(basis, 'NONE', OVERHEAD, 'BENCH', flags)
      : single(basis, 'NONE', UNALLOCATED, 'NO_TIMESHEET_NO_ALLOCATION', flags);
  }
  if (!isApproved && totalWeight(planned) > 0) return weighted(basis, 'PLANNED_HOURS', planned, flags);
  return weighted(basis, 'EQUAL_SPLIT', equalWeights(plans, week, chain), flags);
}

function leaveCoversWeek({ workingHours, approvedLeaveHours }: EmployeeRecord): boolean {
  return workingHours !== null && workingHours > 0 && approvedLeaveHours >= workingHours;
}

function implausible({ weights, total }: LoggedHours): RuleResult | undefined {
  const negative = weights.find(({ weight }) => weight < 0);
  if (negative) {
    const { target } = negative.destination;
    return setAside('NEGATIVE_HOURS', `hours of ${target} sum to ${formatHours(negative.weight)}`);
  }
  if (total > PLAUSIBLE_HOURS_MAX)
    return setAside('IMPLAUSIBLE_HOURS', `hours of the week sum to ${formatHours(total)}`);
  return undefined;
}

function flagsOf(record: EmployeeRecord, { total, hasEntryOutsideWeek }: LoggedHours): AllocationFlag[] {
  const { timesheet, workingHours, approvedLeaveHours } = record;
  const flags: AllocationFlag[] = [];
  if (timesheet?.status === 'APPROVED' && total > 0 && workingHours !== null) {
    if (leaveCoversWeek(record)) flags.push('LEAVE_WITH_HOURS');
    if (4 * total < workingHours - approvedLeaveHours) flags.push('FEW_HOURS');
  }
  if (hasEntryOutsideWeek) flags.push('ENTRY_OUTSIDE_WEEK');
  return flags;
}

function weighted(
  basis: AllocationBasis,
  method: AllocationMethod,
  weights: readonly Weight[],
  flags: readonly AllocationFlag[],
): RuleResult {
  const counting = weights.every(({ weight }) => weight > 0) ? weights : weights.filter(({ weight }) => weight > 0);
  return { kind: 'WEIGHTED', basis, method, flags, weights: counting };
}

function single(
  basis: AllocationBasis,
  method: AllocationMethod,
  target: typeof OVERHEAD | typeof UNALLOCATED,
  reason: LineReason | null,
  flags: readonly AllocationFlag[],
): RuleResult {
  const weights = [{ destination: outside(target, reason), weight: 1, hours: null }];
  return { kind: 'WEIGHTED', basis, method, flags, weights };
}

function setAside(reason: SetAside['reason'], detail: string): RuleResult {
  return { kind: 'SET_ASIDE', reason, detail };
}
