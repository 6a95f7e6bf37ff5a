import fc, { type Arbitrary } from 'fast-check';
import type {
  ChainRows,
  Cwo,
  EmployeeAnswer,
  EmployeeRecord,
  PlannedAllocation,
  TimesheetEntry,
  TimesheetStatus,
} from '../../core/timesheets/timesheets.ts';
import type { ExactUsage } from '../../core/usage/usage.ts';
import type { World } from './oracle/oracle.ts';
import { cwo, MONDAY, role } from './rule-weeks.ts';

/** Worlds that meet every rule: few ids, so that things collide, and amounts at the edges as often as in the middle. */

/** Byte order puts some of them before, between and behind OVERHEAD and UNALLOCATED. */
const CWO_IDS = ['C1', 'C10', 'C2', 'P', 'OVERHEADS', 'Z', '_', 'c1'];
const ROLE_IDS = ['R1', 'R10', 'R2', 'R3', 'R4', 'r1', 'R5', 'R6'];
const ALLOCATION_IDS = ROLE_IDS.map((id) => `A-${id}`);
const TASK_IDS = ['T1', 'T2', 'T3', 'T4', 'T5', 'T6', 'T7', 'T8', 'TI'];
const IN_WEEK = ['2026-11-16', '2026-11-17', '2026-11-18', '2026-11-19', '2026-11-20', '2026-11-21', '2026-11-22'];
const OUT_OF_WEEK = ['2026-11-15', '2026-11-23', '2025-11-17'];
const STATUSES: (TimesheetStatus | null)[] = ['APPROVED', 'SUBMITTED', 'REOPENED', 'DRAFT', 'REJECTED', null];

/** One row for each id, but for about one id in ten none at all. */
function rowsOf<Row>(ids: readonly string[], rowOf: (id: string) => Arbitrary<Row>): Arbitrary<Row[]> {
  const rows = ids.map((id) => fc.option(rowOf(id), { freq: 10 }));
  return fc.tuple(...rows).map((found) => found.filter((row) => row !== null));
}

const period = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ startDate: '2026-01-05', endDate: null }) },
  {
    weight: 2,
    arbitrary: fc.record({
      startDate: fc.constantFrom('2026-01-05', ...IN_WEEK, '2026-11-23'),
      endDate: fc.constantFrom(null, '2026-11-15', ...IN_WEEK, '2026-12-31'),
    }),
  },
);

const rows: Arbitrary<ChainRows> = fc.record({
  tasks: rowsOf(TASK_IDS, (taskId) => {
    const allocationId = taskId === 'TI' ? fc.constant(null) : fc.constantFrom(...ALLOCATION_IDS, 'A-unknown', null);
    return fc.record({ taskId: fc.constant(taskId), allocationId });
  }),
  allocations: rowsOf(ALLOCATION_IDS, (allocationId) => {
    const cwoRoleId = fc.constantFrom(allocationId.slice(2), ...ROLE_IDS, 'R-unknown');
    return fc.record({ allocationId: fc.constant(allocationId), cwoRoleId });
  }),
  cwoRoles: rowsOf(ROLE_IDS, (id) =>
    fc.constantFrom(...CWO_IDS, 'C1', 'C1', 'C1', 'C2').map((cwoId) => role(id, cwoId, `as ${id}`)),
  ),
  cwos: rowsOf(CWO_IDS, (id): Arbitrary<Cwo> => {
    const changes = fc.record({ billable: fc.boolean(), projectId: fc.constantFrom('P1', 'P2', 'P-unknown') });
    return fc.tuple(changes, period).map(([change, dates]) => cwo(id, { ...change, ...dates }));
  }),
  projects: rowsOf(['P1', 'P2'], (projectId) => {
    return fc.constant({ projectId, name: `Project ${projectId}`, clientId: 'CL1', clientName: 'Bank' });
  }),
});

function entriesOf(hours: Arbitrary<number>, maxLength: number): Arbitrary<TimesheetEntry[]> {
  const date = fc.oneof(
    { weight: 15, arbitrary: fc.constantFrom(...IN_WEEK) },
    { weight: 1, arbitrary: fc.constantFrom(...OUT_OF_WEEK) },
  );
  const taskId = fc.constantFrom(...TASK_IDS, 'T-unknown');
  return fc.array(fc.record({ entryId: fc.constant('TE'), taskId, date, hours }), { maxLength });
}

/** Ordinary hours, corrections that may go too far, corrections that take all back, and more hours than a week has. */
const entries = fc.oneof(
  { weight: 2, arbitrary: fc.constant([]) },
  { weight: 5, arbitrary: entriesOf(fc.oneof(fc.integer({ min: 0, max: 12 }), fc.constantFrom(150, 750, 800)), 6) },
  { weight: 3, arbitrary: entriesOf(fc.oneof(fc.integer({ min: 1, max: 800 }), fc.constantFrom(-1, -100)), 6) },
  {
    weight: 2,
    arbitrary: entriesOf(fc.integer({ min: 1, max: 900 }), 4).map((some) => {
      return [...some, ...some.map((one) => ({ ...one, hours: -one.hours }))];
    }),
  },
  { weight: 1, arbitrary: entriesOf(fc.constantFrom(2400, 16_800, 16_801), 4) },
);

function plansOf(hours: Arbitrary<number>): Arbitrary<PlannedAllocation[]> {
  const owner = { allocationId: fc.constant('A'), employeeId: fc.constant('E1') };
  const plan = fc.record({
    ...owner,
    cwoRoleId: fc.constantFrom(...ROLE_IDS, 'R-unknown'),
    plannedHoursPerWeek: hours,
  });
  return fc.array(
    fc.tuple(plan, period).map(([what, dates]) => ({ ...what, ...dates })),
    { maxLength: 5 },
  );
}

const plans = fc.oneof(
  { weight: 1, arbitrary: fc.constant([]) },
  { weight: 3, arbitrary: plansOf(fc.oneof(fc.integer({ min: 0, max: 20 }), fc.constantFrom(1333, 2000, 4000))) },
  { weight: 1, arbitrary: plansOf(fc.constant(0)) },
);

const employee: Arbitrary<EmployeeRecord> = fc.record({
  timesheet: fc
    .constantFrom(...STATUSES, 'APPROVED')
    .map((status) => status && { status, version: 1, approvedAt: null }),
  workingHours: fc.constantFrom(null, 0, 4000, 4000, 4000, 4000, 3200, 50),
  approvedLeaveHours: fc.constantFrom(0, 0, 0, 0, 0, 800, 3200, 4000, 4001),
  entries,
  plans,
});

const answer: Arbitrary<EmployeeAnswer> = fc.oneof(
  { weight: 18, arbitrary: employee.map((record) => ({ kind: 'KNOWN', record }) as const) },
  { weight: 1, arbitrary: fc.constant({ kind: 'UNKNOWN' } as const) },
  { weight: 1, arbitrary: fc.constant({ kind: 'MALFORMED', detail: 'entries[0].hours' } as const) },
);

const COST_EDGE = 10n ** 20n - 50n;
const TOKENS_EDGE = 2n ** 63n;

const ordinaryUsage = fc.record({
  tokens: fc.oneof(
    { weight: 2, arbitrary: fc.bigInt({ min: 0n, max: 9n }) },
    { weight: 4, arbitrary: fc.bigInt({ min: 0n, max: 10n ** 8n }) },
    { weight: 1, arbitrary: fc.bigInt({ min: 0n, max: 2n ** 62n }) },
    { weight: 1, arbitrary: fc.constantFrom(0n, TOKENS_EDGE - 1n, TOKENS_EDGE) },
  ),
  costUsd6: fc.oneof(
    { weight: 4, arbitrary: fc.bigInt({ min: 0n, max: 9n }).map((fifty) => fifty * 50n) },
    { weight: 8, arbitrary: fc.bigInt({ min: 0n, max: 10n ** 9n }) },
    { weight: 1, arbitrary: fc.bigInt({ min: 0n, max: 10n ** 19n }) },
    { weight: 1, arbitrary: fc.constantFrom(-1n, 0n, 1n, 10n ** 15n, COST_EDGE - 1n, COST_EDGE) },
  ),
});

/** So little that rounding leaves nothing of it, and nothing at all. */
const tinyUsage = fc.record({ tokens: fc.constant(0n), costUsd6: fc.constantFrom(0n, 1n, 49n, 50n) });

const usage: Arbitrary<ExactUsage> = fc.oneof(
  { weight: 9, arbitrary: ordinaryUsage },
  { weight: 1, arbitrary: tinyUsage },
);

export const anyWorld: Arbitrary<World> = fc.record({ monday: fc.constant(MONDAY), usage, answer, rows });

/** The same world with every list in another order. */
export function shuffled({ answer: said, rows: lists, ...world }: World): Arbitrary<World> {
  const shuffledRows = fc.record({
    tasks: anyOrder(lists.tasks),
    allocations: anyOrder(lists.allocations),
    cwoRoles: anyOrder(lists.cwoRoles),
    cwos: anyOrder(lists.cwos),
    projects: anyOrder(lists.projects),
  });
  if (said.kind !== 'KNOWN') return shuffledRows.map((rows) => ({ ...world, answer: said, rows }));
  const { record } = said;
  return fc.tuple(anyOrder(record.entries), anyOrder(record.plans), shuffledRows).map(([entries, plans, rows]) => ({
    ...world,
    rows,
    answer: { kind: 'KNOWN', record: { ...record, entries, plans } },
  }));
}

function anyOrder<Item>(items: readonly Item[]): Arbitrary<Item[]> {
  return fc.shuffledSubarray([...items], { minLength: items.length });
}
