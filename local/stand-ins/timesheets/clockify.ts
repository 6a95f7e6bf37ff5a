import { z } from 'zod';
import { startOfDay } from '../../../core/values/day-start.ts';
import { addDays, type MondayDate, mondayOf, type PlainDate } from '../../../core/values/week.ts';
import type { Fault } from '../faults.ts';
import { BadRequest, type StandInRequest, type StandInRoute } from '../stand-in.ts';
import type { TimesheetCompany } from './company.ts';
import { type LoggedEntry, NOTE_CANARY } from './draw-week.ts';

export interface ClockifyOptions {
  readonly company: TimesheetCompany;
  /** Those of which requests for approval are listed: the list takes no dates. */
  readonly weeks: readonly MondayDate[];
}

const ID_DIGITS = 24;
const ZONES = ['Europe/Berlin', 'America/New_York', 'Asia/Tokyo'];
/** By day and zone: finding one takes longer than all else of an entry. */
const MIDNIGHTS = new Map<string, number>();
const MINUTE_MS = 60_000;
/** So long before it time off is asked for. */
const ASKED_BEFORE_DAYS = 14;
const STATUSES = { DRAFT: null, SUBMITTED: 'PENDING', APPROVED: 'APPROVED', REJECTED: 'REJECTED' } as const;
const WORKSPACE = '/api/v1/workspaces/:workspace';
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
const timeOffBody = z.object({
  start: z.iso.datetime(),
  end: z.iso.datetime(),
  statuses: z.tuple([z.literal('APPROVED')]),
  page: z.int().min(1),
  pageSize: z.int().min(1).max(200),
});

/** As Clockify's: 24 characters, in the order of the numbers. */
export function clockifyId(number: number): string {
  return String(number).padStart(ID_DIGITS, '0');
}

export function zoneOfPerson(person: number): string {
  return ZONES[person % ZONES.length] as string;
}

/** The API of version 1 as it is documented, as far as it is read: of a region, with the reports beside it. */
export function clockifyRoutes({ company, weeks }: ClockifyOptions): StandInRoute[] {
  return [
    {
      method: 'POST',
      path: '/report/v1/workspaces/:workspace/reports/detailed',
      answer: ({ body }) => report(company, parse(reportBody, body)),
      bend: (fault, answer, { body }) => bendReport(fault, answer as Report, company, parse(reportBody, body)),
    },
    {
      method: 'POST',
      path: `${WORKSPACE}/time-off/requests`,
      answer: ({ body }) => timeOff(company, body),
      bend: bendTimeOff,
    },
    list('/users', () => company.people.map(userJson)),
    list('/approval-requests', ({ query }) => approvals({ company, weeks }, query)),
    list('/scheduling/assignments/all', ({ query }) => assignments(company, query)),
  ];
}

function list(path: string, rowsOf: (request: StandInRequest) => object[]): StandInRoute {
  const place = ({ query }: StandInRequest) => ({
    page: Number(query.get('page') ?? 1),
    size: Number(query.get('page-size') ?? 50),
  });
  const pageOf = (request: StandInRequest, page: number) => {
    const { size } = place(request);
    return rowsOf(request).slice((page - 1) * size, page * size);
  };
  return {
    method: 'GET',
    path: `${WORKSPACE}${path}`,
    answer: (request) => pageOf(request, place(request).page),
    headers: (_, request) => {
      const { page, size } = place(request);
      return { 'last-page': String(page * size >= rowsOf(request).length) };
    },
    bend: (fault, answer, request) => {
      if (fault === 'repeat-page') return pageOf(request, 1);
      return fault === 'empty-page' || fault === 'lose-last-page' ? [] : answer;
    },
  };
}

interface Report {
  readonly totals: readonly object[];
  readonly timeentries: readonly object[];
}

function report(company: TimesheetCompany, asked: ReportBody): Report {
  const { page, pageSize } = asked.detailedFilter;
  const entries = reported(company, asked);
  const totalTime = entries.reduce((sum, { seconds }) => sum + seconds, 0);
  return {
    totals: entries.length === 0 ? [] : [{ _id: '', totalTime, entriesCount: entries.length, amounts: [] }],
    timeentries: entries.slice((page - 1) * pageSize, page * pageSize).map((entry) => entryJson(company, entry)),
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

function approvals({ company, weeks }: ClockifyOptions, query: URLSearchParams): object[] {
  const status = query.get('status');
  const requests = weeks.flatMap((monday) =>
    company.people.flatMap(({ index }) => {
      const { state, changedAt } = approvalOf(company, index, monday);
      // A draft that once was handed in has been withdrawn.
      const word = STATUSES[state] ?? (changedAt === null ? null : 'WITHDRAWN_APPROVAL');
      if (word === null || (status !== null && status !== word)) return [];
      const range = { start: iso(midnight(monday, index)), end: iso(midnight(addDays(monday, 7), index) - 1) };
      return { id: requestId(index, monday), person: index, word, range, updatedAt: changedAt ?? '' };
    }),
  );
  if (query.get('sort-column') === 'UPDATED_AT') requests.sort((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1));
  return requests.map(({ id, person, word, range, updatedAt }) => ({
    approvalRequest: {
      ...{ id, dateRange: range, owner: { userId: clockifyId(person), userName: NOTE_CANARY } },
      status: { state: word, updatedAt, note: NOTE_CANARY, updatedByUserName: NOTE_CANARY },
    },
    entries: [{ description: NOTE_CANARY }],
  }));
}

function timeOff(company: TimesheetCompany, body: unknown): object {
  const { start, end, page, pageSize } = parse(timeOffBody, body);
  const [from, to] = [start, end].map((instant) => addDays(instant.slice(0, 10), ASKED_BEFORE_DAYS));
  const leave = company.leaveIn({ from: from as PlainDate, to: to as PlainDate });
  const requests = leave.slice((page - 1) * pageSize, page * pageSize).map(({ person, date }) => ({
    id: requestId(person, date),
    ...{
      userId: clockifyId(person),
      userName: NOTE_CANARY,
      userEmail: company.people[person]?.email,
      timeUnit: 'DAYS',
    },
    ...{ status: { statusType: 'APPROVED', note: NOTE_CANARY }, note: NOTE_CANARY },
    timeOffPeriod: {
      period: { start: iso(midnight(date, person)), end: iso(midnight(addDays(date, 1), person) - 1) },
      ...{ halfDay: false, halfDayPeriod: 'NOT_DEFINED' },
    },
  }));
  return { count: leave.length, requests };
}

function assignments(company: TimesheetCompany, query: URLSearchParams): object[] {
  const start = query.get('start')?.slice(0, 10);
  if (!start || !query.get('end')) throw new BadRequest('start, end: are required');
  return company.plansIn(addDays(start, 1)).map(({ id, person, from, to, secondsPerDay, task }) => ({
    ...{ id: clockifyId(id), userId: clockifyId(person), userName: NOTE_CANARY, note: NOTE_CANARY },
    ...{ projectId: clockifyId(task.project), taskId: clockifyId(task.id), hoursPerDay: secondsPerDay / 36 / 100 },
    period: { start: iso(midnight(from, person)), end: iso(midnight(addDays(to, 1), person) - 1) },
  }));
}

function userJson({ index, name, email, isArchived }: TimesheetCompany['people'][number]): object {
  const settings = { timeZone: zoneOfPerson(index), weekStart: 'SUNDAY' };
  return { id: clockifyId(index), name, email, settings, status: isArchived ? 'INACTIVE' : 'ACTIVE' };
}

function approvalOf(company: TimesheetCompany, person: number, monday: MondayDate) {
  return company.approvalOf(person, { from: monday, to: addDays(monday, 6) });
}

function requestId(person: number, day: PlainDate): string {
  return clockifyId(Number(day.replaceAll('-', '')) * 1_000_000 + person);
}

function startOf({ person, date, startMinute }: LoggedEntry): number {
  return midnight(date, person) + startMinute * MINUTE_MS;
}

function midnight(day: PlainDate, person: number): number {
  const zone = zoneOfPerson(person);
  const key = `${day} ${zone}`;
  const known = MIDNIGHTS.get(key) ?? Date.parse(startOfDay(day, zone));
  MIDNIGHTS.set(key, known);
  return known;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new BadRequest(z.prettifyError(parsed.error));
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

function bendTimeOff(fault: Fault, answer: unknown): unknown {
  const { count, requests } = answer as { readonly count: number; readonly requests: readonly object[] };
  if (fault === 'empty-page' || fault === 'lose-last-page') return { count, requests: [] };
  return fault === 'other-total' ? { count: count + 1, requests } : answer;
}
