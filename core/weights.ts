import type { Chain, Destination } from './chain.ts';
import { type HoursHundredths, scaleToActiveDays } from './hours.ts';
import { compareIds } from './ids.ts';
import type { PlannedAllocation, TimesheetEntry } from './timesheets.ts';
import { type MondayDate, type PlainDate, weekDays } from './week.ts';

/** The days of one week, made once per batch. */
export interface Week {
  readonly mondayDate: MondayDate;
  readonly days: ReadonlySet<PlainDate>;
  readonly workingDays: readonly PlainDate[];
}

/** One target's part in a split. */
export interface Weight {
  /** The target; its role is the one with the most hours there, then the smallest id. */
  readonly destination: Destination;
  /** The unit is the same for all weights of a split: hundredths, fifths of hundredths, or 1. */
  readonly weight: number;
  /** For display; null where hours do not decide. */
  readonly hours: HoursHundredths | null;
}

/** What a timesheet's entries come to. */
export interface LoggedHours {
  readonly weights: readonly Weight[];
  readonly total: HoursHundredths;
  readonly hasEntryOutsideWeek: boolean;
}

/** Hours of one target while they are summed. */
interface TargetSum {
  readonly target: string;
  hours: number;
  readonly roles: RoleSum[];
}

interface RoleSum {
  readonly destination: Destination;
  hours: number;
}

export function weekOf(mondayDate: MondayDate): Week {
  const days = weekDays(mondayDate);
  return { mondayDate, days: new Set(days), workingDays: days.slice(0, 5) };
}

/** Logged hours by target, ascending. A target whose hours cancel out stays, with 0; entries outside the week do not count. */
export function loggedHours(entries: readonly TimesheetEntry[], week: Week, chain: Chain): LoggedHours {
  const sums: TargetSum[] = [];
  let hasEntryOutsideWeek = false;
  for (const entry of entries) {
    if (week.days.has(entry.date)) addHours(sums, chain.ofTask(entry.taskId), entry.hours);
    else hasEntryOutsideWeek = true;
  }
  const weights = sums.sort(byTarget).map((sum) => {
    return { destination: mainDestination(sum), weight: sum.hours, hours: sum.hours };
  });
  return { weights, total: totalWeight(weights), hasEntryOutsideWeek };
}

/** Planned hours by target, ascending, in fifths of hundredths: a plan counts for the working days on which it is active. */
export function plannedWeights(plans: readonly PlannedAllocation[], week: Week, chain: Chain): Weight[] {
  return activeSums(plans, week, chain).map((sum) => ({
    destination: mainDestination(sum),
    weight: sum.hours,
    hours: scaleToActiveDays(sum.hours),
  }));
}

/** One part for each target of an active plan, ascending, with the smallest role id of its plans. */
export function equalWeights(plans: readonly PlannedAllocation[], week: Week, chain: Chain): Weight[] {
  return activeSums(plans, week, chain).map(({ target, roles }) => {
    const smallest = { target, hours: 0, roles: roles.map(({ destination }) => ({ destination, hours: 0 })) };
    return { destination: mainDestination(smallest), weight: 1, hours: null };
  });
}

export function totalWeight(weights: readonly Weight[]): number {
  let total = 0;
  for (const { weight } of weights) total += weight;
  return total;
}

function activeSums(plans: readonly PlannedAllocation[], week: Week, chain: Chain): TargetSum[] {
  const sums: TargetSum[] = [];
  for (const plan of plans) {
    const destination = chain.ofRole(plan.cwoRoleId);
    const days = activeDays(plan, destination, week);
    if (days > 0) addHours(sums, destination, plan.plannedHoursPerWeek * days);
  }
  return sums.sort(byTarget);
}

/** On how many of the five working days both the plan and its CWO, where it is known, run. */
function activeDays(plan: PlannedAllocation, { cwo }: Destination, week: Week): number {
  let days = 0;
  for (const day of week.workingDays) {
    if (covers(plan, day) && (cwo === null || covers(cwo, day))) days += 1;
  }
  return days;
}

function covers(
  period: { readonly startDate: PlainDate; readonly endDate: PlainDate | null },
  day: PlainDate,
): boolean {
  return period.startDate <= day && (period.endDate === null || day <= period.endDate);
}

function addHours(sums: TargetSum[], destination: Destination, hours: number): void {
  const { target } = destination;
  const sum = sums.find((known) => known.target === target);
  if (!sum) {
    sums.push({ target, hours, roles: [{ destination, hours }] });
    return;
  }
  sum.hours += hours;
  const role = sum.roles.find((known) => known.destination === destination);
  if (role) role.hours += hours;
  else sum.roles.push({ destination, hours });
}

function mainDestination({ roles }: TargetSum): Destination {
  let main = roles[0] as RoleSum;
  for (const role of roles) {
    if (role.hours > main.hours || (role.hours === main.hours && roleId(role) < roleId(main))) main = role;
  }
  return main.destination;
}

function roleId({ destination }: RoleSum): string {
  return destination.role?.cwoRoleId ?? '';
}

function byTarget(a: TargetSum, b: TargetSum): number {
  return compareIds(a.target, b.target);
}
