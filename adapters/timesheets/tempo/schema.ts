import { z } from 'zod';
import * as field from '../../http/answer-fields.ts';

/** What is read of answers of the REST API, version 4. Descriptions, comments and times of the day are not. */

const account = z.object({ accountId: field.id });
const period = z.object({ from: field.plainDate, to: field.plainDate });
export type Period = z.infer<typeof period>;

/** Pages say how many rows they have, and where the next one is. */
function pageOf<Row extends z.ZodType>(row: Row) {
  return z
    .object({
      metadata: z.object({ count: field.smallCount, next: field.optionalText, nextPageToken: field.optionalText }),
      results: z.array(row),
    })
    .refine(({ metadata, results }) => metadata.count === results.length, {
      path: ['metadata', 'count'],
      message: 'is not the number of results',
    });
}

export const periodsAnswer = z.object({ periods: z.array(period) });

export const workAttributes = pageOf(z.object({ key: field.text, type: field.text }));

export const teamsPage = pageOf(z.object({ id: field.smallCount }));

const approvalStatus = z.object({ key: field.optionalText, updatedAt: field.optionalInstant });

export const approvalAnswer = z.object({
  user: account,
  period,
  requiredSeconds: field.seconds,
  timeSpentSeconds: field.seconds,
  status: approvalStatus.nullish(),
});
export type Approval = z.infer<typeof approvalAnswer>;

export const approvalsPage = pageOf(approvalAnswer);

export const approvalLogPage = pageOf(z.object({ user: account, period }));

const attributeValue = z.object({ key: field.text, value: field.optionalId });

const worklog = z.object({
  tempoWorklogId: field.id,
  issue: z.object({ id: field.id }),
  author: account,
  startDate: field.plainDate,
  timeSpentSeconds: field.seconds,
  billableSeconds: field.seconds.nullish(),
  attributes: z.object({ values: z.array(attributeValue).nullish() }).nullish(),
});
export type Worklog = z.infer<typeof worklog>;

export const worklogsPage = pageOf(worklog);

const plan = z.object({
  assignee: z.object({ id: field.id, type: field.text }),
  planItem: z.object({ id: field.id, type: field.text }),
  plannedTime: z.object({
    days: z.object({ values: z.array(z.object({ date: field.plainDate, plannedSeconds: field.seconds })) }),
  }),
});
export type Plan = z.infer<typeof plan>;

export const plansPage = pageOf(plan);
