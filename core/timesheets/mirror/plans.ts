import { divideHalfEven } from '../../values/decimal.ts';
import type { Sha256 } from '../../values/hash.ts';
import type { HoursHundredths } from '../../values/hours.ts';
import { OVERHEAD, type Target } from '../../values/ids.ts';
import { type PlainDate, type Week, weekDays } from '../../values/week.ts';
import type { PlannedAllocation } from '../timesheets.ts';
import { SECONDS_PER_HUNDREDTH, toHundredths } from './hundredths.ts';
import { isValidOn, type PlanRow } from './mapping.ts';
import type { MappingIndex } from './mapping-index.ts';
import type { MirrorContext } from './mirror-context.ts';
import type { NormalPlan } from './normal-form.ts';
import { type Person, rowsOn } from './people.ts';
import { allocationIdOf, cwoRoleIdOf, type RoleTarget } from './target-ids.ts';
import { roleOf, targetOf } from './work-target.ts';

/** Planned work of a week (`docs/connectors.md`, rule 6). */

const WORKING_DAYS = 5;
/** Long past, so that a link is active in no week. */
const LINK_DATE: PlainDate = '1970-01-01';

export interface PlannedWork extends RoleTarget {
  /** Of the whole week, above 0. */
  readonly hours: HoursHundredths;
}

interface PlannedDay extends RoleTarget {
  /** In fifths of seconds, as a day is a fifth of a week. */
  readonly fifths: number;
}

/**
 * What is planned for the week, by the mapping where it has a file of plans, else by the source.
 *
 * @param plans of the person's users
 */
export function plannedWork(person: Person, plans: readonly NormalPlan[], context: MirrorContext): PlannedWork[] {
  const imported = context.mapping.plansOf(person.employeeId);
  const days = imported
    ? imported.flatMap((row) => daysOfRow(row, person, context.week))
    : plans.flatMap((plan) => daysOfPlan(plan, person, context));
  const byTarget = Map.groupBy(days, keyOf);
  const fifths = new Map([...byTarget].map(([key, of]) => [key, of.reduce((sum, day) => sum + day.fifths, 0)]));
  const hours = toHundredths(fifths, SECONDS_PER_HUNDREDTH * WORKING_DAYS);
  return [...byTarget]
    .flatMap(([key, [first]]) => (first ? { target: first.target, role: first.role, hours: hours.get(key) ?? 0 } : []))
    .filter((work) => work.hours > 0);
}

/** By these work for a target is one. */
export function keyOf({ target, role }: RoleTarget): string {
  return `${target} ${role}`;
}

/** An allocation of the week, scaled so that the days on which its CWO runs give the planned hours again. */
export function planAllocation(work: PlannedWork, employeeId: string, context: MirrorContext): PlannedAllocation {
  const { week, mapping, sha256 } = context;
  const plannedHoursPerWeek = scaleToFullWeek(work.hours, runningDays(work.target, week, mapping));
  return toAllocation(work, employeeId, sha256, { plannedHoursPerWeek, from: week.mondayDate, to: week.sundayDate });
}

/** An allocation that only leads logged work to its target. */
export function linkAllocation(work: RoleTarget, employeeId: string, { sha256 }: MirrorContext): PlannedAllocation {
  return toAllocation(work, employeeId, sha256, { plannedHoursPerWeek: 0, from: LINK_DATE, to: LINK_DATE });
}

function toAllocation(
  work: RoleTarget,
  employeeId: string,
  sha256: Sha256,
  { plannedHoursPerWeek, from, to }: { readonly plannedHoursPerWeek: HoursHundredths; from: PlainDate; to: PlainDate },
): PlannedAllocation {
  const allocationId = allocationIdOf(employeeId, work, sha256);
  const cwoRoleId = cwoRoleIdOf(work, sha256);
  return { allocationId, employeeId, cwoRoleId, plannedHoursPerWeek, startDate: from, endDate: to };
}

function daysOfRow(row: PlanRow, person: Person, { workingDays }: Week): PlannedDay[] {
  return workingDays
    .filter((day) => isValidOn(row, day))
    .map((day) => {
      const role = roleOf(row, rowsOn(person, day)[0]);
      return { target: row.cwoId, role, fifths: row.hoursPerWeek * SECONDS_PER_HUNDREDTH };
    });
}

function daysOfPlan(plan: NormalPlan, person: Person, context: MirrorContext): PlannedDay[] {
  const { project, task, account } = plan;
  const item = { project, task, account, activity: null, tags: [], billable: null };
  const rows = person.users.get(plan.user);
  return countedDays(plan, context.week).flatMap((day) => {
    const row = rows?.get(day);
    if (!row) return [];
    const { kind, target, role } = targetOf(item, day, row, context);
    const isForCwo = kind === 'WORK' && target !== OVERHEAD;
    return isForCwo ? [{ target, role, fifths: plan.secondsPerDay * WORKING_DAYS }] : [];
  });
}

function countedDays(plan: NormalPlan, { mondayDate, workingDays }: Week): readonly PlainDate[] {
  const weekend = weekDays(mondayDate).slice(WORKING_DAYS);
  const isOfWeekend = weekend.includes(plan.from) && weekend.includes(plan.to);
  return (isOfWeekend ? weekend : workingDays).filter((day) => isValidOn(plan, day));
}

/** Hours of a CWO that does not run in the week stay as they are: nothing is made of them. */
function scaleToFullWeek(hours: HoursHundredths, days: number): HoursHundredths {
  return days === 0 ? hours : Number(divideHalfEven(BigInt(hours * WORKING_DAYS), BigInt(days)));
}

function runningDays(target: Target, week: Week, mapping: MappingIndex): number {
  const cwo = mapping.cwoIn(target, week);
  if (!cwo) return WORKING_DAYS;
  return week.workingDays.filter((day) => isValidOn({ from: cwo.startDate, to: cwo.endDate }, day)).length;
}
