import { z } from 'zod';
import { TIMESHEET_STATUSES } from '../../../core/timesheets/timesheets.ts';
import { parseHours } from '../../../core/values/hours.ts';
import { IDENTIFIER, isCwo } from '../../../core/values/ids.ts';
import { isPlainDate } from '../../../core/values/week.ts';

/** Schemas of contract 2. The envelope decides whether an answer is one at all; the rows are judged one by one. */

export const id = z.string().regex(IDENTIFIER, 'is no id (1 to 64 of A-Z a-z 0-9 . _ @ -)');
export const date = z.string().refine(isPlainDate, 'is no date YYYY-MM-DD');
/** Names rest in every line: one that is longer is none. */
const text = z.string().max(1000);
const hours = z.string().transform((value, context) => {
  const hundredths = parseHours(value);
  if (hundredths !== undefined) return hundredths;
  context.addIssue({ code: 'custom', message: `'${value.slice(0, 40)}' is no decimal of at most 2 decimals` });
  return z.NEVER;
});
const hoursNotNegative = hours.refine((value) => value >= 0, 'is negative');

/** Up to 2^53 − 1: a larger one has already lost its last digits when JSON was read, and so its order. */
const version = z.int(`is no whole number from 0 to ${Number.MAX_SAFE_INTEGER}`).min(0);

export const envelopeSchema = z.object({
  weekStartDate: date,
  employees: z.array(z.unknown()),
  tasks: z.array(z.unknown()),
  allocations: z.array(z.unknown()),
  cwoRoles: z.array(z.unknown()),
  cwos: z.array(z.unknown()),
  projects: z.array(z.unknown()),
});
export type Envelope = z.infer<typeof envelopeSchema>;

export const employeeIdSchema = z.object({ employeeId: id });

/** An employee's record without its entries, which may be anything where they do not count. */
export const employeeSchema = z.object({
  employeeId: id,
  timesheet: z
    .object({
      status: z.enum(TIMESHEET_STATUSES),
      version,
      approvedAt: text.nullish().transform((value) => value ?? null),
    })
    .nullable(),
  workingHours: hoursNotNegative.nullable(),
  approvedLeaveHours: hoursNotNegative,
});

/** The entries of an employee's record, for a sheet whose hours count. */
export const entriesSchema = z.object({
  entries: z.array(z.object({ entryId: id, taskId: id, date, hours })),
});

export const taskSchema = z.object({ taskId: id, allocationId: id.nullable() });

export const planOwnerSchema = z.object({ employeeId: id });

export const planSchema = z.object({
  allocationId: id,
  employeeId: id,
  cwoRoleId: id,
  plannedHoursPerWeek: hoursNotNegative,
  startDate: date,
  endDate: date.nullable(),
});

export const cwoRoleSchema = z.object({ cwoRoleId: id, cwoId: id, role: text });

/** Who manages a CWO decides nothing: a PM that cannot be read leaves the CWO as good as it was. */
function orNone<T extends z.ZodType>(manager: T) {
  return manager
    .nullish()
    .catch(null)
    .transform((value) => value ?? null);
}

const manager = z.object({ employeeId: id });
const reachableManager = manager.extend({ email: text.nullable().catch(null) });

export const cwoSchema = z.object({
  cwoId: id.refine(isCwo, 'is a reserved name'),
  code: text,
  name: text,
  projectId: id,
  billable: z.boolean(),
  startDate: date,
  endDate: date.nullable(),
  projectManager: orNone(manager),
});

export const projectSchema = z.object({ projectId: id, name: text, clientId: id, clientName: text });

export const roleDemandSchema = z.object({
  cwoRoleId: id,
  role: text,
  headcount: z.int().min(0),
  plannedHoursPerWeek: hoursNotNegative.nullable(),
});

/** A row of the `Cwo` table must hold them. */
const ROLES_MAX = 100;

/**
 * The answer about one CWO, its roles to be judged one by one. A project that cannot be read is unknown, as in the answer
 * about a week; a system that tells no roles still tells who manages the CWO.
 */
export const cwoAnswerSchema = z.object({
  cwo: cwoSchema.extend({ projectManager: orNone(reachableManager) }),
  project: projectSchema.nullable().catch(null),
  roles: z
    .array(z.unknown())
    .max(ROLES_MAX)
    .nullish()
    .transform((roles) => roles ?? []),
});
