import { z } from 'zod';
import * as field from '../../http/answer-fields.ts';
import { decimalHours } from '../decimal-hours.ts';

/** What is read of answers of the JSON-2 API. An empty field is `false`; names of records are not read. */

const nothing = z.literal(false).transform(() => null);
const rowId = field.id.refine((value) => /^\d{1,15}$/.test(value), 'is no id of a record').transform(Number);
/** An id alone, or with the name. */
const reference = z.union([z.tuple([field.id], z.unknown()).transform(([id]) => id), field.id], {
  error: 'is no reference to a record',
});
const optionalReference = z
  .union([nothing, reference], { error: 'is no reference to a record' })
  .optional()
  .transform((value) => value ?? null);
const optionalText = z
  .union([nothing, field.optionalText], { error: 'is no text' })
  .transform((value) => value ?? null);
/** In UTC, without saying so. */
const dateTime = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/, 'is no date and time')
  .transform((value) => `${value.replace(' ', 'T')}Z`)
  .refine((value) => !Number.isNaN(Date.parse(value)), 'is no date and time');

export const countAnswer = field.smallCount;

/** Names of the fields that there are; of a model that is not installed, what the refusal consists of. */
export const fieldsAnswer = z.record(z.string(), z.unknown()).transform(Object.keys);

export const employee = z.object({
  id: rowId,
  work_email: optionalText,
  resource_id: optionalReference,
  tz: z.union([nothing, field.timeZone], { error: 'is no time zone' }),
});
export type Employee = z.infer<typeof employee>;

export const line = z.object({
  id: rowId,
  date: field.plainDate,
  employee_id: reference,
  project_id: reference,
  unit_amount: decimalHours,
  task_id: optionalReference,
  account_id: optionalReference,
  holiday_id: optionalReference,
  global_leave_id: optionalReference,
  validated_status: optionalText,
  sheet_state: optionalText,
});
export type Line = z.infer<typeof line>;

export const sheet = z.object({
  id: rowId,
  employee_id: reference,
  date_start: field.plainDate,
  date_end: field.plainDate,
  state: field.text,
});
export type Sheet = z.infer<typeof sheet>;

export const slot = z.object({
  id: rowId,
  resource_id: optionalReference,
  project_id: optionalReference,
  start_datetime: dateTime,
  end_datetime: dateTime,
  allocated_hours: decimalHours,
  state: field.text,
});
export type Slot = z.infer<typeof slot>;

/** Whose record it is. */
export const owned = z.object({ id: rowId, employee_id: reference });
