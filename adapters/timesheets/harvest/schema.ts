import { z } from 'zod';
import * as field from '../../http/answer-fields.ts';
import { decimalHours } from '../decimal-hours.ts';

/** What is read of answers of the API, version 2. Notes, names, times of the day and rates are not. */

const pageEnd = {
  total_entries: field.smallCount,
  links: z.object({ next: field.optionalText }),
};

const reference = z.object({ id: field.id });

const timeEntry = z
  .object({
    id: field.id,
    spent_date: field.plainDate,
    user: reference,
    project: reference.extend({ code: field.optionalText }),
    task: reference,
    hours: decimalHours,
    rounded_hours: decimalHours,
    is_running: z.boolean(),
    billable: field.optionalFlag,
    approval_status: field.optionalText,
    /** Deprecated: says no more than that it is approved. */
    is_closed: field.optionalFlag,
  })
  .refine((entry) => entry.approval_status !== null || entry.is_closed !== null, {
    path: ['approval_status'],
    message: 'is missing, and is_closed too',
  });
export type TimeEntry = z.infer<typeof timeEntry>;

export const entriesPage = z.object({ time_entries: z.array(timeEntry), ...pageEnd });

const user = z.object({ id: field.id, email: field.optionalText, weekly_capacity: field.seconds.nullish() });
export type User = z.infer<typeof user>;

export const usersPage = z.object({ users: z.array(user), ...pageEnd });

/** Entries of which only their owner counts: the others of their fields may be of any kind. */
export const ownersPage = z.object({ time_entries: z.array(z.object({ user: reference })), ...pageEnd });
