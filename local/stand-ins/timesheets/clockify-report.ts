import { z } from 'zod';
import { startOfDay } from '../../../core/values/day-start.ts';
import { addDays, mondayOf } from '../../../core/values/week.ts';
import type { Fault } from '../faults.ts';
import type { StandInRoute } from '../stand-in.ts';
import { parseBody } from './bodies.ts';
import { approvalOf, clockifyId, iso, requestId, startOf } from './clockify-values.ts';
import type { TimesheetCompany } from './company.ts';
import { type LoggedEntry, NOTE_CANARY } from './draw-week.ts';

const reportBody = z.object({
  dateRangeStart: z.string().regex(/^\d{4}-\d{2}-\d{2}T00:00:00\.000$/),
  dateRangeEnd: z.string().regex(/^\d{4}-\d{2}-\d{2}T23:59:59\.999$/),
  timeZone: z.string(),
  approvalState: z.enum(['ALL', 'APPROVED', 'UNAPPROVED']),
  sortOrder: z.literal('ASCENDING'),
  detailedFilter: z.object({
    page: z.int().min(1),
    pageSize: z.int().min(1).max(1_000),
    sortColumn: z.literal('ID'),
  }),
});
type ReportBody = z.infer<typeof reportBody>;

/** The detailed report, of one page by id. */
export function clockifyReport(company: TimesheetCompany): StandInRoute {
  return {
    method: 'POST',
    path: '/report/v1/workspaces/:workspace/reports/detailed',
    answer: ({ body }) => report(company, parseBody(reportBody, body)),
    bend: (fault, answer, { body }) => bendReport(fault, answer as Report, company, parseBody(reportBody, body)),
  };
}

interface Report {
  readonly totals: readonly object[];
  readonly timeentries: readonly object[];
}

function report(company: TimesheetCompany, asked: ReportBody): Report {
  const { page, pageSize } = asked.detailedFilter;
  const { dateRangeStart, dateRangeEnd, timeZone, approvalState } = asked;
  const key = ['clockify report', dateRangeStart, dateRangeEnd, timeZone, approvalState].join(' ');
  const { totals, timeentries } = company.made(key, () => wholeReport(company, asked));
  return { totals, timeentries: timeentries.slice((page - 1) * pageSize, page * pageSize) };
}

function wholeReport(company: TimesheetCompany, asked: ReportBody): Report {
  const entries = reported(company, asked);
  const totalTime = entries.reduce((sum, { seconds }) => sum + seconds, 0);
  return {
    totals: entries.length === 0 ? [] : [{ _id: '', totalTime, entriesCount: entries.length, amounts: [] }],
    timeentries: entries.map((entry) => entryJson(company, entry)),
  };
}

/** By when they start, in the zone that was asked for. */
function reported(company: TimesheetCompany, asked: ReportBody): LoggedEntry[] {
  const [from, to] = [asked.dateRangeStart.slice(0, 10), asked.dateRangeEnd.slice(0, 10)];
  const start = Date.parse(startOfDay(from, asked.timeZone));
  const end = Date.parse(startOfDay(addDays(to, 1), asked.timeZone));
  return company
    .entriesIn({ from: addDays(from, -1), to: addDays(to, 1) })
    .filter((entry) => {
      const startsAt = startOf(entry);
      const isApproved = approvalOf(company, entry.person, mondayOf(entry.date)).state === 'APPROVED';
      const isAsked = asked.approvalState === 'ALL' || isApproved === (asked.approvalState === 'APPROVED');
      return start <= startsAt && startsAt < end && isAsked;
    })
    .sort((a, b) => a.id - b.id);
}

function entryJson(company: TimesheetCompany, entry: LoggedEntry): object {
  const { id, person, date, seconds, task, isBillable, note } = entry;
  const { state } = approvalOf(company, person, mondayOf(date));
  const start = startOf(entry);
  return {
    ...{ _id: clockifyId(id), description: note, userId: clockifyId(person), userName: NOTE_CANARY, type: 'REGULAR' },
    ...{ userEmail: company.people[person]?.email, billable: isBillable, projectId: clockifyId(task.project) },
    ...{ projectName: `Project ${task.project}`, taskId: clockifyId(task.id), taskName: `Task ${task.id}`, tags: [] },
    approvalRequestId: state === 'DRAFT' ? null : requestId(person, mondayOf(date)),
    timeInterval: { start: iso(start), end: iso(start + seconds * 1_000), duration: seconds },
  };
}

function bendReport(fault: Fault, answer: Report, company: TimesheetCompany, asked: ReportBody): Report {
  if (fault === 'empty-page' || fault === 'lose-last-page') return { ...answer, timeentries: [] };
  if (fault === 'repeat-page')
    return report(company, { ...asked, detailedFilter: { ...asked.detailedFilter, page: 1 } });
  if (fault === 'other-total') return { ...answer, totals: answer.totals.map((one) => ({ ...one, entriesCount: 1 })) };
  if (fault !== 'unknown-enum') return answer;
  return {
    ...answer,
    timeentries: answer.timeentries.map((entry) => ({ ...entry, type: 'GALACTIC', galactic: [1.5] })),
  };
}
