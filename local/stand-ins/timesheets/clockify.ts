import { z } from 'zod';
import { addDays, type MondayDate, type PlainDate } from '../../../core/values/week.ts';
import type { Fault } from '../faults.ts';
import { BadRequest, type StandInRequest, type StandInRoute } from '../stand-in.ts';
import { parseBody } from './bodies.ts';
import { clockifyReport } from './clockify-report.ts';
import { approvalOf, clockifyId, iso, midnight, requestId, zoneOfPerson } from './clockify-values.ts';
import type { TimesheetCompany } from './company.ts';
import { NOTE_CANARY } from './draw-week.ts';

export interface ClockifyOptions {
  readonly company: TimesheetCompany;
  /** Those of which requests for approval are listed: the list takes no dates. */
  readonly weeks: readonly MondayDate[];
}

/** So long before it time off is asked for. */
const ASKED_BEFORE_DAYS = 14;
const STATUSES = { DRAFT: null, SUBMITTED: 'PENDING', APPROVED: 'APPROVED', REJECTED: 'REJECTED' } as const;
const WORKSPACE = '/api/v1/workspaces/:workspace';
const timeOffBody = z.object({
  start: z.iso.datetime(),
  end: z.iso.datetime(),
  statuses: z.tuple([z.literal('APPROVED')]),
  page: z.int().min(1),
  pageSize: z.int().min(1).max(200),
});

/** The API of version 1 as it is documented, as far as it is read: of a region, with the reports beside it. */
export function clockifyRoutes(options: ClockifyOptions): StandInRoute[] {
  const { company } = options;
  return [
    clockifyReport(company),
    {
      method: 'POST',
      path: `${WORKSPACE}/time-off/requests`,
      answer: ({ body }) => timeOff(company, body),
      bend: bendTimeOff,
    },
    list(options, '/users', () => company.people.map(userJson)),
    list(options, '/approval-requests', (query) => approvals(options, query)),
    list(options, '/scheduling/assignments/all', (query) => assignments(company, query)),
  ];
}

function list(
  { company, weeks }: ClockifyOptions,
  path: string,
  rowsOf: (query: URLSearchParams) => object[],
): StandInRoute {
  const madeOf = ({ query }: StandInRequest) => {
    const asked = [...query].filter(([name]) => !name.startsWith('page'));
    return company.made(`clockify ${path} ${weeks} ${asked.join(' ')}`, () => rowsOf(query));
  };
  const place = ({ query }: StandInRequest) => ({
    page: Number(query.get('page') ?? 1),
    size: Number(query.get('page-size') ?? 50),
  });
  const pageOf = (request: StandInRequest, page: number) => {
    const { size } = place(request);
    return madeOf(request).slice((page - 1) * size, page * size);
  };
  return {
    method: 'GET',
    path: `${WORKSPACE}${path}`,
    answer: (request) => pageOf(request, place(request).page),
    headers: (_, request) => {
      const { page, size } = place(request);
      return { 'last-page': String(page * size >= madeOf(request).length) };
    },
    bend: (fault, answer, request) => {
      if (fault === 'repeat-page') return pageOf(request, 1);
      return fault === 'empty-page' || fault === 'lose-last-page' ? [] : answer;
    },
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
  const { start, end, page, pageSize } = parseBody(timeOffBody, body);
  const [from, to] = [start, end].map((instant) => addDays(instant.slice(0, 10), ASKED_BEFORE_DAYS));
  const leave = company.made(`clockify leave ${from} ${to}`, () =>
    company.leaveIn({ from: from as PlainDate, to: to as PlainDate }),
  );
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

function bendTimeOff(fault: Fault, answer: unknown): unknown {
  const { count, requests } = answer as { readonly count: number; readonly requests: readonly object[] };
  if (fault === 'empty-page' || fault === 'lose-last-page') return { count, requests: [] };
  return fault === 'other-total' ? { count: count + 1, requests } : answer;
}
