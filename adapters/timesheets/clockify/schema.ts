import { z } from 'zod';
import * as field from '../../http/answer-fields.ts';
import { decimalHours } from '../decimal-hours.ts';

/** What is read of answers of the API, version 1. Names, descriptions, notes and rates are not. */

/** That says its offset. */
const instant = field.optionalInstant.transform((value, context) => {
  if (value !== null) return value;
  context.addIssue({ code: 'custom', message: 'is no instant with an offset' });
  return z.NEVER;
});
const period = z.object({ start: instant, end: instant });
export type Period = z.infer<typeof period>;

const ENTRY_TYPES = ['REGULAR', 'BREAK', 'HOLIDAY', 'TIME_OFF'] as const;
export type EntryType = (typeof ENTRY_TYPES)[number];

/** An id that the documentation calls `id` and answers call `_id`. */
const ids = { _id: field.id.optional(), id: field.id.optional() };
function withId<Row extends { readonly _id?: string | undefined; readonly id?: string | undefined }>(
  { _id, id, ...row }: Row,
  context: z.RefinementCtx,
) {
  const found = _id ?? id;
  if (found !== undefined) return { ...row, id: found };
  context.addIssue({ code: 'custom', path: ['_id'], message: 'is missing' });
  return z.NEVER;
}

const reportEntry = z
  .object({
    ...ids,
    userId: field.id,
    projectId: field.optionalId,
    taskId: field.optionalId,
    billable: field.optionalFlag,
    approvalRequestId: field.optionalId,
    type: z.enum(ENTRY_TYPES, { error: 'is no type of entry that is known' }).nullish(),
    tags: z.array(z.object(ids).transform(withId)).nullish(),
    timeInterval: z.object({ start: instant, end: field.optionalInstant, duration: field.seconds.nullish() }),
  })
  .transform(withId);
export type ReportEntry = z.infer<typeof reportEntry>;

const reportTotals = z.object({ entriesCount: field.smallCount, totalTime: field.seconds });
const entries = z.array(reportEntry);

/** Of nothing at all there are no totals. */
export const reportPage = z
  .object({
    totals: z.array(reportTotals.nullable()).nullish(),
    timeentries: entries.optional(),
    timeEntries: entries.optional(),
  })
  .transform(({ totals, timeentries, timeEntries }, context) => {
    const found = timeentries ?? timeEntries;
    const { entriesCount, totalTime } = totals?.[0] ?? { entriesCount: 0, totalTime: 0 };
    if (found) return { entries: found, totals: { entries: entriesCount, seconds: totalTime } };
    context.addIssue({ code: 'custom', path: ['timeentries'], message: 'is missing' });
    return z.NEVER;
  });
export type ReportPage = z.infer<typeof reportPage>;

const user = z.object({
  id: field.id,
  email: field.optionalText,
  settings: z.object({ timeZone: field.timeZone }),
});
export type User = z.infer<typeof user>;
export const usersPage = z.array(user);

const approval = z.object({
  approvalRequest: z.object({
    id: field.id,
    owner: z.object({ userId: field.id }),
    dateRange: period,
    status: z.object({ updatedAt: instant }),
  }),
});
export const approvalsPage = z.array(approval.transform(({ approvalRequest }) => approvalRequest));
export type ApprovalRequest = z.infer<typeof approvalsPage>[number];

const assignment = z.object({
  id: field.id,
  userId: field.id,
  projectId: field.optionalId,
  taskId: field.optionalId,
  hoursPerDay: decimalHours,
  period,
  includeNonWorkingDays: field.optionalFlag,
  published: field.optionalFlag,
  excludeDays: z.array(z.object({ date: instant })).nullish(),
});
export type Assignment = z.infer<typeof assignment>;
export const assignmentsPage = z.array(assignment);

const timeOff = z.object({
  id: field.id,
  userId: field.id,
  timeUnit: z.enum(['DAYS', 'HOURS'], { error: 'is no unit that is known' }),
  status: z.object({ statusType: field.text }),
  timeOffPeriod: z.object({ period, halfDay: field.optionalFlag }),
});
export type TimeOff = z.infer<typeof timeOff>;
export const timeOffPage = z.object({ count: field.smallCount, requests: z.array(timeOff) });
