import { z } from 'zod';
import type { ApprovalState, NormalEntry } from '../../../core/timesheets/mirror/normal-form.ts';
import { TIMESHEET_STATUSES } from '../../../core/timesheets/timesheets.ts';
import type { Sha256 } from '../../../core/values/hash.ts';
import { secondsOfHours } from '../decimal-hours.ts';
import { day, flag, text } from '../tables/fields.ts';

/** A row of `entries.csv`, column by column. */

const ADDRESS = /^[^@\s]+@[^@\s]+$/;
const ADDRESS_DIGITS = 16;

/** A week is reopened by its past alone: no entry says so. */
const STATES = TIMESHEET_STATUSES.filter((status): status is ApprovalState => status !== 'REOPENED');

export interface ImportedEntry {
  readonly entry: NormalEntry;
  readonly email: string | null;
}

const optional = text.nullish().transform((cell) => cell ?? null);
const hours = z
  .string()
  .regex(/^\d{1,6}(\.\d{1,30})?$/, 'must be decimal text with a point, from 0 on, e.g. 7.50')
  .transform((told) => secondsOfHours(told) ?? 0);
const seconds = z
  .string()
  .regex(/^\d{1,9}$/, 'must be whole seconds, from 0 on')
  .transform(Number);
const user = text.refine((name) => !ADDRESS.test(name), 'is an address: put it in the column email');
const email = text
  .regex(ADDRESS, 'must be an address, name@company.com')
  .transform((address) => address.trim().toLowerCase());

/** @param sha256 makes the user of a row that has an address alone: the address is in no snapshot */
export function entrySchema(sha256: Sha256) {
  return z
    .object({
      ...{ entry_id: text, user: user.nullish(), email: email.nullish(), date: day },
      ...{ hours: hours.nullish(), seconds: seconds.nullish() },
      ...{ project: optional, task: optional, activity: optional, account: optional },
      billable: flag.nullish().transform((cell) => cell ?? null),
      status: z.enum(STATES, `must be one of ${STATES.join(', ')}`),
    })
    .refine((row) => isTold(row.user) || isTold(row.email), { path: ['user'], error: 'is empty, as is email' })
    .refine((row) => isTold(row.hours) || isTold(row.seconds), { path: ['hours'], error: 'is empty, as is seconds' })
    .refine((row) => !isTold(row.hours) || !isTold(row.seconds), { path: ['seconds'], error: 'stands beside hours' })
    .transform(({ entry_id: id, user: name, email: address, status: state, ...row }): ImportedEntry => {
      const { date, project, task, activity, account, billable } = row;
      const owner = name ?? `mail.${sha256(address ?? '').slice(0, ADDRESS_DIGITS)}`;
      const item = { project, task, activity, account, tags: [], billable };
      const length = row.seconds ?? row.hours ?? 0;
      return { entry: { id, user: owner, date, seconds: length, ...item, kind: null, state }, email: address ?? null };
    });
}

export const ENTRY_COLUMNS = {
  needed: [['entry_id'], ['user', 'email'], ['date'], ['hours', 'seconds'], ['status']],
  optional: ['project', 'task', 'activity', 'account', 'billable'],
} as const;

function isTold(cell: unknown): boolean {
  return cell !== null && cell !== undefined;
}
