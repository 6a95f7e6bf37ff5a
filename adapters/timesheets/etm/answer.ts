import type { z } from 'zod';
import type { TimesheetAnswer } from '../../../core/timesheets/timesheet-source.ts';
import type { EmployeeAnswer, PlannedAllocation } from '../../../core/timesheets/timesheets.ts';
import {
  cwoRoleSchema,
  cwoSchema,
  type Envelope,
  employeeIdSchema,
  employeeSchema,
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

type Row = z.infer<typeof employeeSchema>;

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
    const parsed = employeeSchema.safeParse(value);
    if (!parsed.success) faults.set(employeeId, describe(`employees[${index}]`, parsed.error));
    else if (rows.has(employeeId)) faults.set(employeeId, `employees[${index}]: the employee is answered twice`);
    else rows.set(employeeId, parsed.data);
  }
  return { rows, faults, hasNameless };
}

function readPlans(values: readonly unknown[]): Plans {
  const byEmployee = new Map<string, PlannedAllocation[]>();
  const faults = new Map<string, string>();
  const seen = new Map<string, PlannedAllocation>();
  for (const [index, value] of values.entries()) {
    const owner = planOwnerSchema.safeParse(value);
    if (!owner.success) continue;
    const { employeeId } = owner.data;
    const parsed = planSchema.safeParse(value);
    if (!parsed.success) {
      faults.set(employeeId, describe(`allocations[${index}]`, parsed.error));
      continue;
    }
    const { allocationId } = parsed.data;
    const before = seen.get(allocationId);
    if (before && JSON.stringify(before) === JSON.stringify(parsed.data)) continue;
    if (before) {
      const fault = `allocations[${index}]: ${allocationId} is answered in two ways`;
      for (const id of [before.employeeId, employeeId]) faults.set(id, fault);
    }
    seen.set(allocationId, parsed.data);
    byEmployee.set(employeeId, [...(byEmployee.get(employeeId) ?? []), parsed.data]);
  }
  return { byEmployee, faults };
}

/** The well-formed rows; an id that is told in two ways is left out, whatever the order. */
function readCatalogue<T>(values: readonly unknown[], schema: z.ZodType<T>, idOf: (row: T) => string): T[] {
  const rows = new Map<string, T>();
  const contradictory = new Set<string>();
  for (const value of values) {
    const parsed = schema.safeParse(value);
    if (!parsed.success) continue;
    const id = idOf(parsed.data);
    const before = rows.get(id);
    if (before !== undefined && JSON.stringify(before) !== JSON.stringify(parsed.data)) contradictory.add(id);
    rows.set(id, parsed.data);
  }
  return [...rows].filter(([id]) => !contradictory.has(id)).map(([, row]) => row);
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
