import { z } from 'zod';
import { parseHours } from '../../core/values/hours.ts';
import { IDENTIFIER, isCwo } from '../../core/values/ids.ts';
import { isMonday, isPlainDate } from '../../core/values/week.ts';
import { decodeCursor } from './changes.ts';

/** Schemas of what callers send. Hours become hundredths here; unknown fields are ignored. */

const identifier = z.string().regex(IDENTIFIER, 'must be 1 to 64 of A-Z a-z 0-9 . _ @ -');
const day = z.string().refine(isPlainDate, 'must be a day, YYYY-MM-DD');
const monday = z.string().refine(isMonday, 'must be a Monday, YYYY-MM-DD');
const hours = z.string().transform((text, context) => {
  const hundredths = parseHours(text);
  if (hundredths !== undefined) return hundredths;
  context.addIssue('must be decimal text of at most 2 decimals');
  return z.NEVER;
});
const hoursFromZero = hours.refine((hundredths) => hundredths >= 0, 'must not be negative');
const name = z.string().min(1).max(200);

export const weekQueryBody = z.object({
  weekStartDate: monday,
  employeeIds: z.array(identifier).min(1).max(100),
});

/** Query parameters of the change feed: `since` becomes a position, 0 without one. */
export const changesParameters = z.object({
  since: z
    .string()
    .transform((cursor, context) => {
      const position = decodeCursor(cursor);
      if (position !== undefined) return position;
      context.addIssue('must be a nextCursor of an earlier answer');
      return z.NEVER;
    })
    .default(0),
  limit: z
    .string()
    .regex(/^\d{1,3}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(1).max(500))
    .default(500),
});

export const cwoPath = z.object({ cwoId: identifier });
export const allocationPath = z.object({ allocationId: identifier });

/** The employee-week in the path of a control call. */
export const employeeWeekPath = z.object({ employeeId: identifier, mondayDate: monday });

export const entriesBody = z.object({
  entries: z.array(z.object({ taskId: identifier, date: day, hours })).max(200),
});

export const leaveBody = z.object({ approvedLeaveHours: hoursFromZero });

export const planBody = z.object({
  plannedHoursPerWeek: hoursFromZero.exactOptional(),
  startDate: day.exactOptional(),
  endDate: day.nullable().exactOptional(),
});

export const renameBody = z.object({ name });

export const newCwoBody = z.object({
  cwo: z.object({
    cwoId: identifier.refine(isCwo, 'is a reserved word'),
    code: name,
    name,
    projectId: identifier,
    billable: z.boolean(),
    startDate: day,
    endDate: day.nullable(),
    projectManager: z.object({ employeeId: identifier, email: z.email().nullable() }).nullable(),
  }),
  roles: z
    .array(
      z.object({
        cwoRoleId: identifier,
        role: name,
        headcount: z.int().min(0),
        plannedHoursPerWeek: hoursFromZero.nullable(),
      }),
    )
    .max(100),
});
