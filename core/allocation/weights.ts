import type { PlannedAllocation, TimesheetEntry } from '../timesheets/timesheets.ts';
import { type HoursHundredths, scaleToActiveDays } from '../values/hours.ts';
import { compareIds } from '../values/ids.ts';
import type { PlainDate, Week } from '../values/week.ts';
import type { Chain, Destination } from './chain.ts';

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

/** Hours by way: a destination is a target and the role that leads there. */
interface WayHours {
  readonly destination: Destination;
  hours: number;
}

/** Logged hours by target, ascending. A target whose hours cancel out stays, with 0; entries outside the week do not count. */
export function loggedHours(entries: readonly TimesheetEntry[], week: Week, chain: Chain): LoggedHours {
  const { mondayDate, sundayDate } = week;
  const ways: WayHours[] = [];
  let hasEntryOutsideWeek = false;
  for (const { date, taskId, hours } of entries) {
    if (mondayDate <= date && date <= sundayDate) addHours(ways, chain.ofTask(taskId).end, hours);
    else hasEntryOutsideWeek = true;
  }
  const weights = sumByTarget(ways, (destination, hours) => ({ destination, weight: hours, hours }));
  return { weights, total: totalWeight(weights), hasEntryOutsideWeek };
}

/** Planned hours by target, ascending, in fifths of hundredths: a plan counts for the working days on which it is active. */
export function plannedWeights(plans: readonly PlannedAllocation[], week: Week, chain: Chain): Weight[] {
  return sumByTarget(activeWays(plans, week, chain), (destination, hours) => {
    return { destination, weight: hours, hours: scaleToActiveDays(hours) };
  });
}

/** One part for each target of an active plan, ascending, with the smallest role id of its plans. */
export function equalWeights(plans: readonly PlannedAllocation[], week: Week, chain: Chain): Weight[] {
  const ways = activeWays(plans, week, chain).map(({ destination }) => ({ destination, hours: 0 }));
  return sumByTarget(ways, (destination) => ({ destination, weight: 1, hours: null }));
}

export function totalWeight(weights: readonly Weight[]): number {
  let total = 0;
  for (const { weight } of weights) total += weight;
  return total;
}

function activeWays(plans: readonly PlannedAllocation[], week: Week, chain: Chain): WayHours[] {
  const ways: WayHours[] = [];
  for (const plan of plans) {
    const destination = chain.ofRole(plan.cwoRoleId);
    const days = activeDays(plan, destination, week);
    if (days > 0) addHours(ways, destination, plan.plannedHoursPerWeek * days);
  }
  return ways;
}

/** On how many of the five working days both the plan and its CWO, where it is known, run. */
function activeDays(plan: PlannedAllocation, { cwo }: Destination, { workingDays }: Week): number {
  let first = latest(workingDays[0] as PlainDate, plan.startDate);
  let last = earliest(workingDays[4] as PlainDate, plan.endDate);
  if (cwo) {
    first = latest(first, cwo.startDate);
    last = earliest(last, cwo.endDate);
  }
  return first <= last ? workingDays.indexOf(last) - workingDays.indexOf(first) + 1 : 0;
}

function latest(day: PlainDate, other: PlainDate): PlainDate {
  return day < other ? other : day;
}

function earliest(day: PlainDate, other: PlainDate | null): PlainDate {
  return other !== null && other < day ? other : day;
}

function addHours(ways: WayHours[], destination: Destination, hours: number): void {
  for (const way of ways) {
    if (way.destination === destination) {
      way.hours += hours;
      return;
    }
  }
  ways.push({ destination, hours });
}

/** Joins the ways to each target: once sorted they stand side by side, the main one first. */
function sumByTarget(ways: WayHours[], toWeight: (main: Destination, hours: number) => Weight): Weight[] {
  sortWays(ways);
  const weights: Weight[] = [];
  for (let index = 0; index < ways.length; ) {
    const { destination } = ways[index] as WayHours;
    let hours = 0;
    for (; ways[index]?.destination.target === destination.target; index += 1) hours += (ways[index] as WayHours).hours;
    weights.push(toWeight(destination, hours));
  }
  return weights;
}

/** Insertion in place: there are two or three ways, for which `sort` takes several times as long. */
function sortWays(ways: WayHours[]): void {
  for (let end = 1; end < ways.length; end += 1) {
    const way = ways[end] as WayHours;
    let at = end;
    for (; at > 0 && compareWays(ways[at - 1] as WayHours, way) > 0; at -= 1) ways[at] = ways[at - 1] as WayHours;
    ways[at] = way;
  }
}

/** By target; there the most hours first, then the smallest role id. */
function compareWays(a: WayHours, b: WayHours): number {
  return (
    compareIds(a.destination.target, b.destination.target) || b.hours - a.hours || compareIds(roleId(a), roleId(b))
  );
}

function roleId({ destination }: WayHours): string {
  return destination.role?.cwoRoleId ?? '';
}
