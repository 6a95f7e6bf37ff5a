import { z } from 'zod';
import {
  type CwoReference,
  type CwoRow,
  type HolidayRow,
  type LeaveRow,
  type PersonRow,
  type PlanRow,
  WORK_ITEM_KINDS,
  type WorkItemRow,
} from '../../../core/timesheets/mirror/mapping.ts';
import { isCwo } from '../../../core/values/ids.ts';
import { isPlainDate } from '../../../core/values/week.ts';
import { day, flag, hoursFromZero, id, text } from '../tables/fields.ts';

/** The files of a mapping, column by column. Whatever a cell holds is text: a spreadsheet's formula is one as any other. */

const source = z.string('is empty').regex(/^[a-z0-9]{1,12}$/, 'must be 1 to 12 of a-z 0-9');
const email = text.transform((address) => address.trim().toLowerCase());
const cwoId = id.refine(isCwo, 'is a reserved word');
const weeklyHours = hoursFromZero.refine((hundredths) => hundredths <= 168_00, 'must be at most 168.00');

const CODE_COLUMNS: Readonly<Record<string, CwoReference>> = {
  '=account': { codeIn: 'account' },
  '=project': { codeIn: 'project' },
};
const cwoReference = z.string().transform((cell, context): CwoReference => {
  const reference = CODE_COLUMNS[cell];
  if (reference) return reference;
  const parsed = cwoId.safeParse(cell);
  if (parsed.success) return { cwoId: cell };
  context.addIssue(`${parsed.error.issues[0]?.message}, or =account or =project`);
  return z.NEVER;
});

interface Period {
  readonly from: string | null;
  readonly to: string | null;
}

/** Judged also where other cells are faulty. */
const ALWAYS = { when: () => true };
const isPeriod = ({ from, to }: Period) => !(from && to && isPlainDate(from) && isPlainDate(to) && from > to);
const AFTER_TO = { path: ['from'], error: 'is after to', ...ALWAYS };
const period = { from: day.nullable(), to: day.nullable() };

const people = z
  .object({
    ...{ source: source.nullable(), user_id: text.nullable(), email: email.nullable(), employee_id: id },
    ...{
      role: text.nullable(),
      weekly_hours: weeklyHours.nullable(),
      calendar: text.nullable(),
      merge: flag.nullable(),
    },
    ...period,
  })
  .refine(isPeriod, AFTER_TO)
  .refine((row) => row.user_id !== null || row.email !== null, {
    path: ['user_id'],
    error: 'is empty, as is email',
    ...ALWAYS,
  })
  .transform(({ user_id: userId, employee_id: employeeId, weekly_hours, merge, ...row }): PersonRow => {
    return { ...row, userId, employeeId, weeklyHours: weekly_hours, merge: merge ?? false };
  });

const cwos = z
  .object({
    ...{ cwo_id: cwoId, code: text, name: text, project_id: id, project_name: text, client_id: id, client_name: text },
    ...{ billable: flag, start_date: day, end_date: day.nullable(), pm_employee_id: id.nullable() },
    pm_email: email.nullable(),
  })
  .refine(({ start_date: from, end_date: to }) => isPeriod({ from, to }), {
    path: ['start_date'],
    error: 'is after end_date',
    ...ALWAYS,
  })
  .transform(
    ({ code, name, billable, ...row }): CwoRow => ({
      ...{ cwoId: row.cwo_id, code, name, billable, projectId: row.project_id, projectName: row.project_name },
      ...{ clientId: row.client_id, clientName: row.client_name, startDate: row.start_date, endDate: row.end_date },
      ...{ pmEmployeeId: row.pm_employee_id, pmEmail: row.pm_email },
    }),
  );

const workItems = z
  .object({
    ...{ source: source.nullable(), project: text.nullable(), task: text.nullable(), activity: text.nullable() },
    ...{ account: text.nullable(), tag: text.nullable(), billable: flag.nullable(), kind: z.enum(WORK_ITEM_KINDS) },
    ...{ cwo_id: cwoReference.nullable(), role: text.nullable(), ...period, note: z.string().nullable() },
  })
  .refine(isPeriod, AFTER_TO)
  .refine(({ kind, cwo_id }) => kind !== 'CWO' || cwo_id !== null, {
    path: ['cwo_id'],
    error: 'is empty; kind CWO needs one',
    ...ALWAYS,
  })
  .refine(({ kind, cwo_id }) => kind === 'CWO' || cwo_id === null, {
    path: ['cwo_id'],
    error: 'is for kind CWO alone',
    ...ALWAYS,
  })
  .transform(({ cwo_id: cwo, note: _, ...row }): Omit<WorkItemRow, 'line'> => ({ ...row, cwo }));

const plans = z
  .object({ employee_id: id, cwo_id: cwoId, role: text.nullable(), hours_per_week: weeklyHours, ...period })
  .refine(isPeriod, AFTER_TO)
  .transform(({ employee_id: employeeId, cwo_id, hours_per_week: hoursPerWeek, role, from, to }): PlanRow => {
    return { employeeId, cwoId: cwo_id, role, hoursPerWeek, from, to };
  });

const holidays = z.object({ calendar: text, date: day }).transform((row): HolidayRow => row);

const leave = z
  .object({ employee_id: id, date: day, hours: hoursFromZero })
  .transform(({ employee_id: employeeId, date, hours }): LeaveRow => ({ employeeId, date, hours }));

export const MAPPING_FILES = {
  'people.csv': { schema: people, isOptional: false },
  'cwos.csv': { schema: cwos, isOptional: false },
  'work-items.csv': { schema: workItems, isOptional: false },
  'plans.csv': { schema: plans, isOptional: true },
  'holidays.csv': { schema: holidays, isOptional: true },
  'leave.csv': { schema: leave, isOptional: true },
} as const;

export type MappingFileName = keyof typeof MAPPING_FILES;
export const MAPPING_FILE_NAMES = Object.keys(MAPPING_FILES) as readonly MappingFileName[];
export type MappingRow<Name extends MappingFileName> = z.output<(typeof MAPPING_FILES)[Name]['schema']>;
