import type { PlannedAllocation } from '../../core/timesheets/timesheets.ts';
import { addDays, type MondayDate } from '../../core/values/week.ts';
import type { Employee, RoleRecord } from '../timesheets/records.ts';
import type { EmployeeFacts } from './facts.ts';
import { personName } from './names.ts';
import type { Random } from './random.ts';
import { shareOut } from './share-out.ts';
import { cwoIdOf } from './work-orders.ts';

/** A dozen people: the professions in the mix of a delivery unit, with what they log their hours on. */
const UNIT = [
  ...['BACKEND_DEVELOPER', 'FRONTEND_DEVELOPER', 'BACKEND_DEVELOPER', 'QA_ENGINEER', 'BACKEND_DEVELOPER'],
  ...['DATA_ENGINEER', 'FRONTEND_DEVELOPER', 'PROJECT_MANAGER', 'BACKEND_DEVELOPER', 'DEVOPS_ENGINEER'],
  ...['QA_ENGINEER', 'BACKEND_DEVELOPER'],
] as const;
type Profession = (typeof UNIT)[number];

const TASK_NAMES: Record<Profession, string> = {
  BACKEND_DEVELOPER: 'Services and interfaces',
  FRONTEND_DEVELOPER: 'Screens and components',
  QA_ENGINEER: 'Test design and runs',
  DATA_ENGINEER: 'Pipelines and models',
  DEVOPS_ENGINEER: 'Delivery and operations',
  PROJECT_MANAGER: 'Planning and reporting',
};
const MANAGER_INDEX = UNIT.indexOf('PROJECT_MANAGER');
const CALENDARS = ['DE', 'PL', 'PT'];
const CONTRACT_HOURS = 40_00;
/** How far around their home CWO people work, in CWOs. */
const NEIGHBOURHOOD = 12;
/** Number of CWOs per person, in percent: 2.2 on average. */
const PLAN_COUNTS = [
  { plans: 1, upTo: 25 },
  { plans: 2, upTo: 65 },
  { plans: 3, upTo: 90 },
  { plans: 4, upTo: 100 },
];

/** `E-1001` is the first. */
export function employeeIdOf(index: number): string {
  return `E-${1001 + index}`;
}

export function employeeOf(index: number): Employee {
  const name = personName(index);
  return {
    employeeId: employeeIdOf(index),
    name,
    email: `${name.toLowerCase().replace(' ', '.')}.${1001 + index}@example.com`,
    calendar: CALENDARS[index % CALENDARS.length] as string,
    contractHours: CONTRACT_HOURS,
  };
}

/** Who manages a project: the managers of the company in turn. */
export function managerOf(projectIndex: number, employeeCount: number): { employeeId: string; email: string } {
  const managers = Math.floor((employeeCount - MANAGER_INDEX - 1) / UNIT.length) + 1;
  const { employeeId, email } = employeeOf(MANAGER_INDEX + UNIT.length * (projectIndex % managers));
  return { employeeId, email };
}

export function drawPlanCount(random: Random): number {
  const percent = random.below(100);
  return PLAN_COUNTS.find(({ upTo }) => percent < upTo)?.plans ?? 1;
}

/**
 * Plans an employee on that many distinct CWOs for 40 hours a week, in steps of 2 hours, with a task for each.
 * Every CWO is home to someone.
 */
export function assign(
  employeeIndex: number,
  planCount: number,
  { cwoCount, startDate, random }: { cwoCount: number; startDate: MondayDate; random: Random },
): Pick<EmployeeFacts, 'role' | 'plans' | 'tasks'> {
  const role = UNIT[employeeIndex % UNIT.length] as Profession;
  const cwoIndexes = new Set([employeeIndex % cwoCount]);
  while (cwoIndexes.size < planCount) cwoIndexes.add((employeeIndex + random.below(NEIGHBOURHOOD)) % cwoCount);
  const hours = shareOut(CONTRACT_HOURS, 2_00, planCount, random);
  const plans = [...cwoIndexes].map((cwoIndex, part) => ({
    allocationId: `A-${1001 + employeeIndex}-${part + 1}`,
    employeeId: employeeIdOf(employeeIndex),
    cwoRoleId: cwoRoleIdOf(cwoIndex, role),
    plannedHoursPerWeek: hours[part] as number,
    startDate: addDays(startDate, -7 * (4 + random.below(20))),
    endDate: null,
  }));
  const tasks = plans.map(({ allocationId }, part) => ({
    taskId: `T-${1001 + employeeIndex}-${part + 1}`,
    name: TASK_NAMES[role],
    allocationId,
  }));
  return { role, plans, tasks };
}

/** The roles of the CWOs, staffed as the plans say. */
export function rolesOf(cwoCount: number, plans: readonly PlannedAllocation[]): RoleRecord[] {
  const plansOf = Map.groupBy(plans, ({ cwoRoleId }) => cwoRoleId);
  const roles: RoleRecord[] = [];
  for (let cwoIndex = 0; cwoIndex < cwoCount; cwoIndex += 1) {
    for (const role of new Set(UNIT)) {
      const cwoRoleId = cwoRoleIdOf(cwoIndex, role);
      const staff = plansOf.get(cwoRoleId) ?? [];
      const plannedHoursPerWeek = staff.reduce((sum, plan) => sum + plan.plannedHoursPerWeek, 0);
      if (staff.length > 0) {
        roles.push({ cwoRoleId, cwoId: cwoIdOf(cwoIndex), role, headcount: staff.length, plannedHoursPerWeek });
      }
    }
  }
  return roles;
}

/** `R-0001-QA_ENGINEER` */
export function cwoRoleIdOf(cwoIndex: number, role: string): string {
  return cwoIdOf(cwoIndex).replace('CWO', 'R').concat('-', role);
}
