import type {
  ChainRows,
  Cwo,
  EmployeeAnswer,
  PlannedAllocation,
  TimesheetEntry,
  TimesheetStatus,
} from '../core/timesheets/timesheets.ts';
import type { ExactUsage } from '../core/usage/usage.ts';
import { decodeJson, encodeJson } from '../core/values/codec.ts';
import { weekDays } from '../core/values/week.ts';

/** Employee-weeks as a run meets them, the same on every start: batches of 100 with the rows of one answer each. */

export const MONDAY = '2026-11-16';

export interface BenchBatch {
  readonly employees: readonly { readonly usage: ExactUsage; readonly answer: EmployeeAnswer }[];
  readonly chain: ChainRows;
}

const BATCH_SIZE = 100;
const CWOS = 40;
const ROLES = ['DEVELOPER', 'ARCHITECT'];
const OPEN_PERIOD = { startDate: '2026-01-05', endDate: null };
const STATUSES: (TimesheetStatus | null)[] = [...Array<TimesheetStatus>(8).fill('APPROVED'), 'SUBMITTED', null];

/** Numbers that look random: at least 0, below 1, from a seed (mulberry32). */
type Random = () => number;

/** Made from JSON text, as between the steps of the workflow, so that ids are strings as JSON.parse makes them. */
export function makeBatches(employeeWeeks: number, mondayDate = MONDAY): BenchBatch[] {
  const random = randomFrom(20_261_116);
  const days = weekDays(mondayDate);
  return Array.from({ length: employeeWeeks / BATCH_SIZE }, () =>
    decodeJson<BenchBatch>(encodeJson(makeBatch(random, days))),
  );
}

function makeBatch(random: Random, days: readonly string[]): BenchBatch {
  const plans = Array.from({ length: BATCH_SIZE }, (_, employee) => makePlans(random, employee));
  const employees = plans.map((own) => ({ usage: makeUsage(random), answer: makeAnswer(random, own, days) }));
  return { employees, chain: makeChain(plans.flat()) };
}

/** 1 to 4 planned assignments, 2.2 in the mean. */
function makePlans(random: Random, employee: number): PlannedAllocation[] {
  const count = [1, 1, 2, 2, 2, 2, 3, 3, 3, 3][pick(random, 10)] as number;
  const first = pick(random, CWOS);
  return Array.from({ length: count }, (_, index) => ({
    allocationId: `A${employee}-${index}`,
    employeeId: `E${employee}`,
    cwoRoleId: `R${(first + 7 * index) % CWOS}-${pick(random, ROLES.length)}`,
    plannedHoursPerWeek: 800 + 400 * pick(random, 5),
    ...OPEN_PERIOD,
  }));
}

/** 5 to 8 entries over the plans, now and then internal work or a task nobody knows. */
function makeAnswer(random: Random, plans: readonly PlannedAllocation[], days: readonly string[]): EmployeeAnswer {
  const status = STATUSES[pick(random, STATUSES.length)] ?? null;
  const entries = Array.from({ length: 5 + pick(random, 4) }, (_, index): TimesheetEntry => {
    const plan = plans[index % plans.length] as PlannedAllocation;
    const rare = pick(random, 100);
    const taskId = rare < 2 ? 'T-internal' : rare < 3 ? 'T-unknown' : `T-${plan.allocationId}`;
    return { entryId: `TE${index}`, taskId, date: days[index % 5] as string, hours: 25 * (8 + pick(random, 25)) };
  });
  const timesheet = status && { status, version: 3, approvedAt: null };
  return { kind: 'KNOWN', record: { timesheet, workingHours: 4000, approvedLeaveHours: 0, entries, plans } };
}

/** Up to 20 million tokens and 200 USD. */
function makeUsage(random: Random): ExactUsage {
  return { tokens: BigInt(pick(random, 20_000_000)), costUsd6: BigInt(pick(random, 200_000_000)) };
}

function makeChain(plans: readonly PlannedAllocation[]): ChainRows {
  const cwoIds = Array.from({ length: CWOS }, (_, index) => `C${index}`);
  return {
    tasks: [
      { taskId: 'T-internal', allocationId: null },
      ...plans.map(({ allocationId }) => ({ taskId: `T-${allocationId}`, allocationId })),
    ],
    allocations: plans,
    cwoRoles: cwoIds.flatMap((cwoId) =>
      ROLES.map((role, index) => ({ cwoRoleId: `R${cwoId.slice(1)}-${index}`, cwoId, role })),
    ),
    cwos: cwoIds.map((cwoId, index): Cwo => {
      const name = `Work order ${cwoId}`;
      const projectId = `P${index % 10}`;
      return { cwoId, code: cwoId, name, projectId, billable: index % 5 > 0, projectManager: null, ...OPEN_PERIOD };
    }),
    projects: Array.from({ length: 10 }, (_, index) => {
      return { projectId: `P${index}`, name: `Project ${index}`, clientId: `CL${index % 4}`, clientName: 'Client' };
    }),
  };
}

function pick(random: Random, choices: number): number {
  return Math.floor(random() * choices);
}

function randomFrom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
