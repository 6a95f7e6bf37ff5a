import { z } from 'zod';
import type { ApprovalState } from '../../../core/timesheets/mirror/normal-form.ts';
import { addDays, mondayOf, type PlainDate, weekDays } from '../../../core/values/week.ts';
import type { Fault } from '../faults.ts';
import { FOREIGN_NEXT } from '../faults.ts';
import { BadRequest, type StandInRequest, type StandInRoute } from '../stand-in.ts';
import type { CompanyPeriod, TimesheetCompany } from './company.ts';
import { type CompanyPlan, LEAVE_TASK, type LeaveDay, type LoggedEntry, NOTE_CANARY } from './draw-week.ts';

/** As documented; a page without a limit has 50 rows. */
const LIMIT_MAX = 5_000;
const ACCOUNT_KEY = '_Account_';
const WORDS: Readonly<Record<ApprovalState, string>> = {
  DRAFT: 'OPEN',
  SUBMITTED: 'IN_REVIEW',
  APPROVED: 'APPROVED',
  REJECTED: 'OPEN',
};
/** Of entries that stand for a day of leave. */
const LEAVE_ID_BASE = 9_000_000_000_000;
const range = z.object({ from: z.iso.date(), to: z.iso.date() });
const logSearch = z.object({ updatedFrom: z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/) });

export interface TempoOptions {
  readonly company: TimesheetCompany;
  /** Weeks from Monday where nothing is said. */
  readonly periodOf?: (day: PlainDate) => CompanyPeriod;
}

export function accountIdOf(person: number): string {
  return `712020:${String(person).padStart(8, '0')}-0000-4000-8000-000000000000`;
}

/** The REST API of version 4 as it is documented, as far as it is read. */
export function tempoRoutes({ company, periodOf = weekOfDay }: TempoOptions): StandInRoute[] {
  const personOf = new Map(company.people.map(({ index }) => [accountIdOf(index), index]));
  const approval = (person: number, period: CompanyPeriod) => approvalJson(company, person, period);
  const get = (path: string, answer: (request: StandInRequest) => unknown): StandInRoute => {
    return { method: 'GET', path, answer, bend: bendPage };
  };
  return [
    get('/4/work-attributes', (asked) =>
      page(asked, [
        { key: '_Colour_', name: 'Colour', type: 'STATIC_LIST', required: false },
        { key: ACCOUNT_KEY, name: 'Account', type: 'ACCOUNT', required: false },
      ]),
    ),
    get('/4/periods', ({ query }) => ({ periods: periodsIn(rangeIn(query), periodOf) })),
    get('/4/teams', (asked) =>
      page(
        asked,
        company.teams.map((id) => ({ id, name: `Team ${id}`, summary: NOTE_CANARY })),
      ),
    ),
    get('/4/timesheet-approvals/team/:id', (asked) => {
      const period = periodIn(asked.query, periodOf);
      const members = company.people.filter(({ team }) => String(team) === asked.parts.id);
      return page(
        asked,
        members.map(({ index }) => approval(index, period)),
      );
    }),
    get('/4/timesheet-approvals/user/:accountId', ({ query, parts }) => {
      const person = personOf.get(decodeURIComponent(parts.accountId ?? ''));
      if (person === undefined) throw new BadRequest('accountId: is nobody');
      return approval(person, periodIn(query, periodOf));
    }),
    get('/4/worklogs', (asked) => page(asked, worklogsIn(company, rangeIn(asked.query)))),
    get('/4/plans', (asked) => {
      const plans = company.plansIn(mondayOf(rangeIn(asked.query).from));
      return page(asked, plans.map(planJson));
    }),
    {
      method: 'POST',
      path: '/4/timesheet-approvals/logs/search',
      answer: (asked) => {
        const parsed = logSearch.safeParse(asked.body);
        if (!parsed.success) throw new BadRequest('updatedFrom: must be a date or a date and time');
        const since = new Date(parsed.data.updatedFrom).toISOString();
        const rows = company.changesSince(since).map(({ person, from }) => {
          const { user, period, status } = approval(person, periodOf(from));
          return { user, period, status };
        });
        return page(asked, rows);
      },
      bend: bendPage,
    },
  ];
}

function worklogsIn(company: TimesheetCompany, days: CompanyPeriod): object[] {
  const logged = company.entriesIn(days).map(worklogJson);
  return [...logged, ...company.leaveIn(days).map(leaveJson)];
}

function worklogJson(entry: LoggedEntry): object {
  return {
    tempoWorklogId: entry.id,
    issue: { id: entry.task.id },
    timeSpentSeconds: entry.seconds,
    billableSeconds: entry.isBillable ? entry.seconds : 0,
    startDate: entry.date,
    startTime: '08:00:00',
    description: entry.note,
    author: { accountId: accountIdOf(entry.person) },
    updatedAt: entry.updatedAt,
    attributes: {
      values: [
        { key: '_Colour_', value: NOTE_CANARY },
        { key: ACCOUNT_KEY, value: entry.task.account },
      ],
    },
  };
}

function leaveJson({ person, date, seconds }: LeaveDay): object {
  return {
    ...{ tempoWorklogId: LEAVE_ID_BASE + person, issue: { id: LEAVE_TASK.id }, startDate: date, startTime: '09:00:00' },
    ...{ timeSpentSeconds: seconds, billableSeconds: 0, description: NOTE_CANARY },
    author: { accountId: accountIdOf(person) },
    attributes: { values: [{ key: ACCOUNT_KEY, value: LEAVE_TASK.account }] },
  };
}

function approvalJson(company: TimesheetCompany, person: number, period: CompanyPeriod) {
  const { state, changedAt } = company.approvalOf(person, period);
  const logged = [...company.entriesOf(person, period), ...company.leaveOf(person, period)];
  return {
    user: { accountId: accountIdOf(person) },
    period,
    requiredSeconds: company.people[person]?.weeklySeconds ?? 0,
    timeSpentSeconds: logged.reduce((sum, { seconds }) => sum + seconds, 0),
    status: { key: WORDS[state], comment: NOTE_CANARY, ...(changedAt !== null && { updatedAt: changedAt }) },
    actions: {},
    worklogs: {},
  };
}

function planJson({ id, person, from, to, secondsPerDay, task }: CompanyPlan): object {
  const values = weekDays(from)
    .filter((date) => date <= to)
    .map((date) => ({ date, plannedSeconds: secondsPerDay }));
  return {
    ...{ id, startDate: from, endDate: to, description: NOTE_CANARY, plannedSecondsPerDay: secondsPerDay },
    assignee: { id: accountIdOf(person), type: 'USER' },
    planItem: { id: String(task.id), type: 'ISSUE' },
    plannedTime: { days: { count: values.length, values } },
  };
}

interface Page {
  readonly metadata: { readonly count: number; readonly next?: string };
  readonly results: readonly unknown[];
}

/** By offset and limit, with a link to the next page. */
function page({ query, origin, path }: StandInRequest, rows: readonly unknown[]): Page {
  const limit = Number(query.get('limit') ?? 50);
  if (!(limit >= 1 && limit <= LIMIT_MAX)) throw new BadRequest(`limit: must be 1 to ${LIMIT_MAX}`);
  const offset = Number(query.get('offset') ?? 0);
  const results = rows.slice(offset, offset + limit);
  const next = new URLSearchParams(query);
  next.set('offset', String(offset + limit));
  const hasMore = offset + limit < rows.length;
  return { metadata: { count: results.length, ...(hasMore && { next: `${origin}${path}?${next}` }) }, results };
}

function bendPage(fault: Fault, answer: unknown, { origin, path, query }: StandInRequest): unknown {
  const { metadata, results } = answer as Page;
  if (fault === 'foreign-next') return { metadata: { ...metadata, next: FOREIGN_NEXT }, results };
  if (fault === 'repeat-page') return { metadata: { ...metadata, next: `${origin}${path}?${query}` }, results };
  if (fault === 'lose-last-page') return { metadata: { count: metadata.count }, results };
  if (fault === 'empty-page') return { metadata: { count: 0 }, results: [] };
  if (fault === 'other-total') return { metadata: { ...metadata, count: metadata.count + 1 }, results };
  return answer;
}

function rangeIn(query: URLSearchParams): CompanyPeriod {
  const parsed = range.safeParse(Object.fromEntries(query));
  if (parsed.success) return parsed.data;
  throw new BadRequest('from, to: must be dates');
}

function periodIn(query: URLSearchParams, periodOf: (day: PlainDate) => CompanyPeriod): CompanyPeriod {
  const asked = rangeIn(query);
  const period = periodOf(asked.from);
  if (period.from !== asked.from || period.to !== asked.to) throw new BadRequest('from, to: are no period');
  return period;
}

function periodsIn({ from, to }: CompanyPeriod, periodOf: (day: PlainDate) => CompanyPeriod): CompanyPeriod[] {
  const periods: CompanyPeriod[] = [];
  for (let period = periodOf(from); period.from <= to; period = periodOf(addDays(period.to, 1))) periods.push(period);
  return periods;
}

function weekOfDay(day: PlainDate): CompanyPeriod {
  return { from: mondayOf(day), to: addDays(mondayOf(day), 6) };
}
