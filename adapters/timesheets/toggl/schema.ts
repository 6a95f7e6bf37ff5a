import { z } from 'zod';
import { NumberText } from '../../../core/values/number-text.ts';
import * as field from '../../http/answer-fields.ts';

/**
 * What is read of answers of the API, version 9, and of the reports, version 3. Names, descriptions, amounts and comments
 * are not. A list that has nothing may be null.
 */

const DAYS = 7;
const SECONDS_PER_MINUTE = 60;

function listOf<Row>(row: z.ZodType<Row>): z.ZodType<Row[]> {
  return z
    .array(row)
    .nullish()
    .transform((rows) => rows ?? []);
}

/** Of `/users`, which has all who are or were in the workspace: the id is the one that entries and timesheets have. */
const user = z.object({ id: field.id, email: field.optionalText });
export type User = z.infer<typeof user>;
export const usersAnswer = listOf(user);

/** From the first day that was asked for on. */
const secondsByDay = z.array(field.seconds).length(DAYS, 'is not of seven days');

/** What somebody logged on a task; `billable_seconds` are a part of `seconds`. */
const weekRow = z
  .object({
    user_id: field.id,
    project_id: field.optionalId,
    planned_task_id: field.optionalId,
    seconds: secondsByDay,
    billable_seconds: secondsByDay.nullish(),
  })
  .refine(({ seconds, billable_seconds: billable }) => seconds.every((all, day) => isPart(billable?.[day] ?? 0, all)), {
    path: ['billable_seconds'],
    message: 'are no part of the seconds',
  });
export type WeekRow = z.infer<typeof weekRow>;
export const weekAnswer = listOf(weekRow);

function isPart(billable: number, all: number): boolean {
  return all < 0 || (billable >= 0 && billable <= all);
}

export const totalsAnswer = z.object({ seconds: field.seconds });

/**
 * A timesheet ends with its period, or with the setup it is of. `working_hours_in_minutes` are taken for those of the whole
 * timesheet, as `total_seconds` beside them are.
 */
const timesheet = z
  .object({
    timesheet_setup_id: field.optionalId,
    member_id: field.id,
    start_date: field.plainDate,
    end_date: field.plainDate.nullish(),
    period_end: field.plainDate.nullish(),
    status: field.optionalText,
    approved_or_rejected_at: field.optionalInstant,
    working_hours_in_minutes: field.smallCount.nullish(),
  })
  .transform((told, context) => {
    const to = [told.end_date, told.period_end].filter((day) => day != null).sort()[0];
    if (to !== undefined && to >= told.start_date) {
      const minutes = told.working_hours_in_minutes;
      return {
        ...{ setup: told.timesheet_setup_id, user: told.member_id, from: told.start_date, to },
        ...{ status: told.status ?? '', decidedAt: told.approved_or_rejected_at },
        requiredSeconds: minutes == null ? null : minutes * SECONDS_PER_MINUTE,
      };
    }
    context.addIssue({ code: 'custom', path: ['end_date'], message: 'and period_end tell no last day' });
    return z.NEVER;
  });
export type Timesheet = z.infer<typeof timesheet>;

const NO_TIMESHEETS = { data: null, total_count: new NumberText('0') };

/** The documentation puts the page into a list. */
export const timesheetsPage = z.preprocess(
  (answer) => (Array.isArray(answer) && answer.length <= 1 ? (answer[0] ?? NO_TIMESHEETS) : answer),
  z.object({ data: listOf(timesheet), total_count: field.smallCount }),
);
