import type { z } from 'zod';
import type { TimesheetAnswer } from '../../../core/timesheets/timesheet-source.ts';
import {
  type EmployeeAnswer,
  hoursCount,
  type PlannedAllocation,
  type TimesheetEntry,
} from '../../../core/timesheets/timesheets.ts';
import {
  cwoRoleSchema,
  cwoSchema,
  type Envelope,
  employeeIdSchema,
  employeeSchema,
  entriesSchema,
  planOwnerSchema,
  planSchema,
  projectSchema,
  taskSchema,
} from './schema.ts';

/**
 * Judges the rows of an answer one by one: a malformed employee or plan sets that employee aside, a malformed or
 * contradictory task, role, CWO or project is left out as if unknown. Nothing here can fail the whole answer.
 */
export function readAnswer(envelope: Envelope, employeeIds: readonly string[]): TimesheetAnswer {
  const plans = readPlans(envelope.allocations);
  const records = readRecords(envelope.employees);
  const employees = new Map<string, EmployeeAnswer>();
  for (const employeeId of employeeIds) employees.set(employeeId, answerFor(employeeId, records, plans));
  return {
    employees,
    chain: {
      tasks: readCatalogue(envelope.tasks, taskSchema, (row) => row.taskId),
      allocations: readCatalogue(envelope.allocations, planSchema, (row) => row.allocationId),
      cwoRoles: readCatalogue(envelope.cwoRoles, cwoRoleSchema, (row) => row.cwoRoleId),
      cwos: readCatalogue(envelope.cwos, cwoSchema, (row) => row.cwoId),
      projects: readCatalogue(envelope.projects, projectSchema, (row) => row.projectId),
    },
  };
}

type Row = z.infer<typeof employeeSchema> & z.infer<typeof entriesSchema>;

interface Records {
  readonly rows: ReadonlyMap<string, Row>;
  readonly faults: ReadonlyMap<string, string>;
  /** Some record told nobody's id, so an employee without one may be its owner. */
  readonly hasNameless: boolean;
}

interface Plans {
  readonly byEmployee: ReadonlyMap<string, PlannedAllocation[]>;
  readonly faults: ReadonlyMap<string, string>;
}

function answerFor(employeeId: string, records: Records, plans: Plans): EmployeeAnswer {
  const fault = records.faults.get(employeeId) ?? plans.faults.get(employeeId);
  if (fault !== undefined) return { kind: 'MALFORMED', detail: fault };
  const row = records.rows.get(employeeId);
  if (row) {
    const { timesheet, workingHours, approvedLeaveHours, entries } = row;
    const record = {
      timesheet,
      workingHours,
      approvedLeaveHours,
      entries,
      plans: plans.byEmployee.get(employeeId) ?? [],
    };
    return { kind: 'KNOWN', record };
  }
  if (!records.hasNameless) return { kind: 'UNKNOWN' };
  return { kind: 'MALFORMED', detail: 'employees: a record without a readable employeeId may be this employee' };
}

function readRecords(values: readonly unknown[]): Records {
  const rows = new Map<string, Row>();
  const faults = new Map<string, string>();
  let hasNameless = false;
  for (const [index, value] of values.entries()) {
    const owner = employeeIdSchema.safeParse(value);
    if (!owner.success) {
      hasNameless = true;
      continue;
    }
    const { employeeId } = owner.data;
    const place = `employees[${index}]`;
    const record = readRecord(place, value);
    if (typeof record === 'string') faults.set(employeeId, record);
    else if (isToldOtherwise(rows, employeeId, record)) faults.set(employeeId, twoWays(place, employeeId));
  }
  return { rows, faults, hasNameless };
}

/** One employee's record, or what is malformed in it; entries that do not count are not looked at. */
function readRecord(place: string, value: unknown): Row | string {
  const record = employeeSchema.safeParse(value);
  if (!record.success) return describe(place, record.error);
  if (!hoursCount(record.data.timesheet)) return { ...record.data, entries: [] };
  const counted = entriesSchema.safeParse(value);
  if (!counted.success) return describe(place, counted.error);
  const entries = new Map<string, TimesheetEntry>();
  for (const [index, entry] of counted.data.entries.entries()) {
    const { entryId } = entry;
    if (isToldOtherwise(entries, entryId, entry)) return twoWays(`${place}.entries[${index}]`, entryId);
  }
  return { ...record.data, entries: [...entries.values()] };
}

function readPlans(values: readonly unknown[]): Plans {
  const plans = new Map<string, PlannedAllocation>();
  const faults = new Map<string, string>();
  for (const [index, value] of values.entries()) {
    const owner = planOwnerSchema.safeParse(value);
    if (!owner.success) continue;
    const { employeeId } = owner.data;
    const place = `allocations[${index}]`;
    const parsed = planSchema.safeParse(value);
    if (!parsed.success) {
      faults.set(employeeId, describe(place, parsed.error));
      continue;
    }
    const { allocationId } = parsed.data;
    if (!isToldOtherwise(plans, allocationId, parsed.data)) continue;
    const first = plans.get(allocationId) as PlannedAllocation;
    for (const id of [first.employeeId, employeeId]) faults.set(id, twoWays(place, allocationId));
  }
  return { byEmployee: Map.groupBy(plans.values(), ({ employeeId }) => employeeId), faults };
}

/** The well-formed rows; an id that is told in two ways is left out, whatever the order. */
export function readCatalogue<T>(values: readonly unknown[], schema: z.ZodType<T>, idOf: (row: T) => string): T[] {
  const rows = new Map<string, T>();
  const contradictory = new Set<string>();
  for (const value of values) {
    const parsed = schema.safeParse(value);
    if (!parsed.success) continue;
    const id = idOf(parsed.data);
    if (isToldOtherwise(rows, id, parsed.data)) contradictory.add(id);
  }
  return [...rows].filter(([id]) => !contradictory.has(id)).map(([, row]) => row);
}

/** Whether the id was told before in another way. The first row stays; the same again counts once. */
function isToldOtherwise<T>(rows: Map<string, T>, id: string, row: T): boolean {
  const before = rows.get(id);
  if (before === undefined) rows.set(id, row);
  return before !== undefined && JSON.stringify(before) !== JSON.stringify(row);
}

function twoWays(place: string, id: string): string {
  return `${place}: ${id} is answered in two ways`;
}

/** `employees[3].entries[0].hours: '8h' is no decimal …`: the place, then what is wrong there. */
function describe(place: string, error: z.ZodError): string {
  return error.issues
    .slice(0, 5)
    .map(({ path, message }) => `${place}${path.map(toStep).join('')}: ${message}`)
    .join('; ');
}

function toStep(step: PropertyKey): string {
  return typeof step === 'number' ? `[${step}]` : `.${String(step)}`;
}
