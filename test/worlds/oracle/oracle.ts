import type {
  AllocationBasis,
  AllocationFlag,
  AllocationLine,
  AllocationMethod,
} from '../../../core/allocation/allocation.ts';
import type {
  ChainRows,
  CwoRole,
  EmployeeAnswer,
  EmployeeRecord,
  PlannedAllocation,
  TimesheetEntry,
} from '../../../core/timesheets/timesheets.ts';
import type { ExactUsage } from '../../../core/usage/usage.ts';
import { type Fraction, fraction, isAbove, nearestEven, plus, times, ZERO } from './fractions.ts';
import { sharesOf } from './oracle-split.ts';

/** The rules a second time, from the specification alone: lists instead of maps, fractions instead of integers. */

/** All that decides an employee-week. */
export interface World {
  readonly monday: string;
  readonly usage: ExactUsage;
  readonly answer: EmployeeAnswer;
  readonly rows: ChainRows;
}

export interface Verdict {
  /** Row of the rule table; `9u` is its second half; null where the employee-week is set aside. */
  readonly rule: string | null;
  readonly setAside: string | null;
  readonly basis: AllocationBasis;
  readonly method: AllocationMethod;
  readonly flags: readonly AllocationFlag[];
  readonly lines: readonly AllocationLine[];
  /** What each line would hold if units could be divided. */
  readonly exact: readonly { readonly tokens: Fraction; readonly cost: Fraction }[];
}

/** Hours that ask for a part, and for whom. */
interface Claim {
  readonly target: string;
  readonly role: CwoRole | null;
  readonly hours: Fraction;
}

interface Facts {
  readonly status: string;
  readonly logged: Fraction;
  readonly planned: Fraction;
  readonly hasPlans: boolean;
  readonly leaveCovers: boolean;
  readonly noWorkingTime: boolean;
}

type Row = readonly [
  rule: string,
  fits: (facts: Facts) => boolean,
  basis: AllocationBasis,
  method: AllocationMethod,
  reason: 'BENCH' | 'NO_WORKING_TIME' | 'NO_TIMESHEET_NO_ALLOCATION' | null,
];

const hasApproved = (f: Facts) => f.status === 'APPROVED' && isAbove(f.logged, ZERO);
const hasSubmitted = (f: Facts) => ['SUBMITTED', 'REOPENED'].includes(f.status) && isAbove(f.logged, ZERO);

const TABLE: readonly Row[] = [
  ['1', (f) => !hasApproved(f) && f.leaveCovers, 'ACTUAL', 'FULL_WEEK_LEAVE', null],
  ['2', (f) => !hasApproved(f) && f.noWorkingTime, 'ACTUAL', 'FULL_WEEK_LEAVE', 'NO_WORKING_TIME'],
  ['3', hasApproved, 'ACTUAL', 'LOGGED_HOURS', null],
  ['4', (f) => f.status === 'APPROVED' && f.hasPlans, 'ACTUAL', 'EQUAL_SPLIT', null],
  ['5', (f) => f.status === 'APPROVED', 'ACTUAL', 'NONE', 'BENCH'],
  ['6', hasSubmitted, 'ESTIMATED', 'SUBMITTED_HOURS', null],
  ['7', (f) => isAbove(f.planned, ZERO), 'ESTIMATED', 'PLANNED_HOURS', null],
  ['8', (f) => f.hasPlans, 'ESTIMATED', 'EQUAL_SPLIT', null],
  ['9', () => true, 'ESTIMATED', 'NONE', 'NO_TIMESHEET_NO_ALLOCATION'],
];

export function judge({ monday, usage, answer, rows }: World): Verdict {
  const units = nearestEven(fraction(usage.costUsd6, 100n));
  if (usage.costUsd6 < 0n) return refused('NEGATIVE_TOTAL');
  if (units >= 10n ** 18n || usage.tokens >= 2n ** 63n) return refused('AMOUNT_TOO_LARGE');
  if (answer.kind === 'MALFORMED') return refused('MALFORMED_TIMESHEET');
  const amount = { tokens: usage.tokens, units, isNothing: usage.tokens === 0n && usage.costUsd6 === 0n };
  if (answer.kind === 'UNKNOWN') {
    const line = lineOf(rows, 'UNALLOCATED', null, 'UNKNOWN_EMPLOYEE', null);
    return divided(amount, ['9u', () => true, 'ESTIMATED', 'NONE', null], [], [[line, fraction(1n)]]);
  }

  const { record } = answer;
  const week = Array.from({ length: 7 }, (_, day) => new Date(Date.parse(monday) + day * 864e5).toJSON().slice(0, 10));
  const status = record.timesheet?.status ?? 'MISSING';
  const looksAtEntries = !['MISSING', 'DRAFT', 'REJECTED'].includes(status);
  const inWeek = looksAtEntries ? record.entries.filter(({ date }) => week.includes(date)) : [];
  const logged = inWeek.map((entry) => claimOfEntry(rows, entry));
  const planned = record.plans.flatMap((plan) => claimOfPlan(rows, plan, week.slice(0, 5)));

  if (targetsOf(logged).some((target) => isAbove(ZERO, sumOf(logged, target)))) return refused('NEGATIVE_HOURS');
  if (isAbove(sumOf(logged), fraction(168n))) return refused('IMPLAUSIBLE_HOURS');
  const facts: Facts = {
    status,
    logged: sumOf(logged),
    planned: sumOf(planned),
    hasPlans: planned.length > 0,
    leaveCovers:
      record.workingHours !== null && record.workingHours > 0 && record.approvedLeaveHours >= record.workingHours,
    noWorkingTime: record.workingHours === 0,
  };
  const row = TABLE.find(([, fits]) => fits(facts)) as Row;
  const flags = flagsOf(row[0], facts, record, looksAtEntries && inWeek.length < record.entries.length);
  return divided(
    amount,
    row,
    flags,
    linesOf(rows, row, row[3] === 'PLANNED_HOURS' || row[3] === 'EQUAL_SPLIT' ? planned : logged),
  );
}

function flagsOf(
  rule: string,
  { logged, leaveCovers }: Facts,
  record: EmployeeRecord,
  isOutside: boolean,
): AllocationFlag[] {
  const expected =
    record.workingHours === null ? ZERO : fraction(BigInt(record.workingHours - record.approvedLeaveHours), 100n);
  const flags: [AllocationFlag, boolean][] = [
    ['LEAVE_WITH_HOURS', rule === '3' && leaveCovers],
    ['FEW_HOURS', rule === '3' && isAbove(times(expected, fraction(1n, 4n)), logged)],
    ['ENTRY_OUTSIDE_WEEK', isOutside],
  ];
  return flags.filter(([, isSet]) => isSet).map(([flag]) => flag);
}

/** Each line of a rule before the split, with its weight. */
function linesOf(rows: ChainRows, [, , , method, reason]: Row, claims: readonly Claim[]): [AllocationLine, Fraction][] {
  if (method === 'FULL_WEEK_LEAVE' || method === 'NONE') {
    const target = reason === 'NO_TIMESHEET_NO_ALLOCATION' ? 'UNALLOCATED' : 'OVERHEAD';
    return [[lineOf(rows, target, null, reason, null), fraction(1n)]];
  }
  const isEqual = method === 'EQUAL_SPLIT';
  return targetsOf(claims).flatMap((target): [AllocationLine, Fraction][] => {
    const weight = isEqual ? fraction(1n) : sumOf(claims, target);
    if (!isAbove(weight, ZERO)) return [];
    const why = target === 'OVERHEAD' ? 'INTERNAL_TASK' : target === 'UNALLOCATED' ? 'BROKEN_CHAIN' : null;
    const shown = isEqual ? null : Number(nearestEven(times(weight, fraction(100n))));
    return [[lineOf(rows, target, mainRole(claims, target, isEqual), why, shown), weight]];
  });
}

function mainRole(claims: readonly Claim[], target: string, isEqual: boolean): CwoRole | null {
  const roles = claims.filter((claim) => claim.target === target).map(({ role }) => role);
  const hoursOf = (role: CwoRole | null) =>
    isEqual
      ? ZERO
      : sumOf(
          claims.filter((claim) => claim.role === role),
          target,
        );
  const beats = (a: CwoRole | null, b: CwoRole | null) =>
    isAbove(hoursOf(a), hoursOf(b)) ||
    (!isAbove(hoursOf(b), hoursOf(a)) && (a?.cwoRoleId ?? '') < (b?.cwoRoleId ?? ''));
  return roles.reduce((best, role) => (beats(role, best) ? role : best)) ?? null;
}

function claimOfEntry(rows: ChainRows, { taskId, hours }: TimesheetEntry): Claim {
  const task = rows.tasks.find((row) => row.taskId === taskId);
  if (task?.allocationId === null) return { target: 'OVERHEAD', role: null, hours: fraction(BigInt(hours), 100n) };
  const step = rows.allocations.find(({ allocationId }) => task && allocationId === task.allocationId);
  return claimOfRole(rows, step?.cwoRoleId, fraction(BigInt(hours), 100n));
}

function claimOfPlan(rows: ChainRows, plan: PlannedAllocation, workingDays: readonly string[]): Claim[] {
  const { target } = claimOfRole(rows, plan.cwoRoleId, ZERO);
  const periods = [plan, ...rows.cwos.filter(({ cwoId }) => cwoId === target)];
  const isActive = (day: string) => periods.every((p) => p.startDate <= day && day <= (p.endDate ?? '9999-12-31'));
  const share = fraction(BigInt(workingDays.filter(isActive).length), 5n);
  const hours = times(fraction(BigInt(plan.plannedHoursPerWeek), 100n), share);
  return isAbove(share, ZERO) ? [claimOfRole(rows, plan.cwoRoleId, hours)] : [];
}

function claimOfRole(rows: ChainRows, cwoRoleId: string | undefined, hours: Fraction): Claim {
  const role = rows.cwoRoles.find((row) => row.cwoRoleId === cwoRoleId);
  const isWhole = rows.cwos.some(({ cwoId }) => cwoId === role?.cwoId);
  return role && isWhole ? { target: role.cwoId, role, hours } : { target: 'UNALLOCATED', role: null, hours };
}

function lineOf(
  rows: ChainRows,
  target: string,
  role: CwoRole | null,
  reason: AllocationLine['reason'],
  hours: number | null,
): AllocationLine {
  const cwo = rows.cwos.find(({ cwoId }) => cwoId === target);
  const project = rows.projects.find(({ projectId }) => projectId === cwo?.projectId);
  return {
    target,
    tokens: 0n,
    costUsd4: 0n,
    reason,
    billable: cwo ? cwo.billable : false,
    cwoRoleId: role ? role.cwoRoleId : null,
    role: role ? role.role : null,
    hours,
    cwoName: cwo ? cwo.name : null,
    projectId: cwo ? cwo.projectId : null,
    projectName: project ? project.name : null,
    clientId: project ? project.clientId : null,
    clientName: project ? project.clientName : null,
  };
}

function divided(
  amount: { readonly tokens: bigint; readonly units: bigint; readonly isNothing: boolean },
  [rule, , basis, method]: Row,
  flags: readonly AllocationFlag[],
  weighted: readonly [AllocationLine, Fraction][],
): Verdict {
  const parts = amount.isNothing ? [] : weighted.toSorted(([a], [b]) => (a.target < b.target ? -1 : 1));
  const ids = parts.map(([line]) => line.target);
  const weights = parts.map(([, weight]) => weight);
  const tokens = sharesOf(amount.tokens, ids, weights);
  const costs = sharesOf(amount.units, ids, weights);
  const lines = parts.map(([line], i) => ({ ...line, tokens: tokens[i] as bigint, costUsd4: costs[i] as bigint }));
  const whole = weights.reduce(plus, ZERO);
  const exact = weights.map((weight) => {
    const part = fraction(weight.n * whole.d, weight.d * whole.n);
    return { tokens: times(part, fraction(amount.tokens)), cost: times(part, fraction(amount.units)) };
  });
  return { rule, setAside: null, basis, method, flags, lines, exact };
}

function refused(setAside: string): Verdict {
  return { rule: null, setAside, basis: 'ACTUAL', method: 'NONE', flags: [], lines: [], exact: [] };
}

function targetsOf(claims: readonly Claim[]): string[] {
  return [...new Set(claims.map(({ target }) => target))];
}

function sumOf(claims: readonly Claim[], target?: string): Fraction {
  return claims
    .filter((claim) => target === undefined || claim.target === target)
    .map(({ hours }) => hours)
    .reduce(plus, ZERO);
}
