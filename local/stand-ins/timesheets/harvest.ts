import { z } from 'zod';
import type { ApprovalState } from '../../../core/timesheets/mirror/normal-form.ts';
import { divideHalfEven, formatDecimal } from '../../../core/values/decimal.ts';
import { addDays, mondayOf } from '../../../core/values/week.ts';
import { type Fault, FOREIGN_NEXT } from '../faults.ts';
import { BadRequest, type StandInRequest, type StandInRoute } from '../stand-in.ts';
import type { CompanyPerson, TimesheetCompany } from './company.ts';
import { LEAVE_TASK, type LeaveDay, type LoggedEntry, NOTE_CANARY } from './draw-week.ts';

const PER_PAGE_MAX = 2_000;
const WORDS: Readonly<Record<ApprovalState, string>> = {
  DRAFT: 'unsubmitted',
  SUBMITTED: 'submitted',
  APPROVED: 'approved',
  REJECTED: 'unsubmitted',
};
/** Entries that stand for a day of leave. */
const LEAVE_ID_BASE = 9_000_000_000_000;
/** Rounded up to the quarter. */
const ROUND_TO_SECONDS = 900;
const SECONDS_PER_HUNDREDTH = 36n;
const asked = z.object({
  from: z.iso.date(),
  to: z.iso.date(),
  is_running: z.enum(['true', 'false']).optional(),
  updated_since: z.iso.datetime().optional(),
});

/** The API of version 2 as it is documented, as far as it is read: pages by a cursor behind the last id. */
export function harvestRoutes(company: TimesheetCompany): StandInRoute[] {
  return [
    {
      method: 'GET',
      path: '/v2/users',
      answer: (request) => page(request, 'users', sorted(company.people.map(userJson))),
      bend: bendPage('users'),
    },
    {
      method: 'GET',
      path: '/v2/time_entries',
      answer: (request) => page(request, 'time_entries', madeEntries(company, request.query)),
      bend: bendPage('time_entries'),
    },
  ];
}

export function roundedSeconds(seconds: number): number {
  return Math.ceil(seconds / ROUND_TO_SECONDS) * ROUND_TO_SECONDS;
}

interface Row extends Readonly<Record<string, unknown>> {
  readonly id: number;
}

/** The same for all pages. */
function madeEntries(company: TimesheetCompany, query: URLSearchParams): Row[] {
  const list = new URLSearchParams(query);
  list.delete('cursor');
  return company.made(`harvest ${list}`, () => sorted(entriesOf(company, query)));
}

function sorted(rows: readonly Row[]): Row[] {
  return rows.toSorted((a, b) => b.id - a.id);
}

function entriesOf(company: TimesheetCompany, query: URLSearchParams): Row[] {
  const parsed = asked.safeParse(Object.fromEntries(query));
  if (!parsed.success) throw new BadRequest(z.prettifyError(parsed.error));
  const { from, to, is_running: isRunning, updated_since: since = '' } = parsed.data;
  const logged = company
    .entriesIn({ from, to })
    .filter((entry) => isRunning === undefined || String(entry.isRunning) === isRunning)
    .filter(({ person, date, updatedAt }) => latest(updatedAt, approvalOf(company, person, date).changedAt) >= since);
  const away = since === '' ? company.leaveIn({ from, to }) : [];
  return [
    ...logged.map((entry) => entryJson(entry, approvalOf(company, entry.person, entry.date).state)),
    ...away.map((leave) => leaveJson(leave, approvalOf(company, leave.person, leave.date).state)),
  ];
}

/** By the week, whoever the person is. */
function approvalOf(company: TimesheetCompany, person: number, date: string) {
  const from = mondayOf(date);
  return company.approvalOf(person, { from, to: addDays(from, 6) });
}

function latest(updatedAt: string, changedAt: string | null): string {
  return changedAt !== null && changedAt > updatedAt ? changedAt : updatedAt;
}

function entryJson(entry: LoggedEntry, state: ApprovalState): Row {
  return {
    ...commonJson(entry, state),
    id: entry.id,
    is_running: entry.isRunning,
    billable: entry.isBillable,
    project: { id: entry.task.project, name: NOTE_CANARY, code: entry.task.account },
    task: { id: entry.task.id, name: NOTE_CANARY },
    updated_at: entry.updatedAt,
  };
}

function leaveJson(leave: LeaveDay, state: ApprovalState): Row {
  return {
    ...commonJson(leave, state),
    id: LEAVE_ID_BASE + leave.person,
    is_running: false,
    billable: false,
    project: { id: LEAVE_TASK.project, name: NOTE_CANARY, code: LEAVE_TASK.account },
    task: { id: LEAVE_TASK.id, name: NOTE_CANARY },
  };
}

function commonJson({ person, date, seconds }: Pick<LoggedEntry, 'person' | 'date' | 'seconds'>, state: ApprovalState) {
  return {
    spent_date: date,
    user: { id: userIdOf(person), name: NOTE_CANARY },
    hours: hours(seconds),
    rounded_hours: hours(roundedSeconds(seconds)),
    notes: NOTE_CANARY,
    approval_status: WORDS[state],
    is_closed: state === 'APPROVED',
    is_locked: state === 'APPROVED',
  };
}

export function userIdOf(person: number): number {
  return 3_000_000 + person;
}

function userJson({ index, email, isArchived, weeklySeconds }: CompanyPerson): Row {
  return {
    ...{ id: userIdOf(index), first_name: NOTE_CANARY, last_name: NOTE_CANARY, email },
    ...{ is_active: !isArchived, weekly_capacity: weeklySeconds },
  };
}

/** Two decimals, as the system gives them. */
function hours(seconds: number): unknown {
  return JSON.rawJSON(formatDecimal(divideHalfEven(BigInt(seconds), SECONDS_PER_HUNDREDTH), 2));
}

/** @param rows newest first */
function page({ query, origin, path }: StandInRequest, list: string, rows: readonly Row[]): object {
  const perPage = Number(query.get('per_page') ?? PER_PAGE_MAX);
  if (!(perPage >= 1 && perPage <= PER_PAGE_MAX)) throw new BadRequest(`per_page: must be 1 to ${PER_PAGE_MAX}`);
  const after = query.get('cursor');
  const ahead = after === null ? rows : rows.filter(({ id }) => id < Number(atob(after)));
  const found = ahead.slice(0, perPage);
  const next = new URLSearchParams(query);
  next.set('cursor', btoa(String(found.at(-1)?.id)));
  const link = ahead.length > perPage ? `${origin}${path}?${next}` : null;
  return { [list]: found, per_page: perPage, total_entries: rows.length, links: { next: link } };
}

function bendPage(list: string) {
  return (fault: Fault, answer: unknown, { origin, path, query }: StandInRequest): unknown => {
    const told = answer as { readonly total_entries: number };
    if (fault === 'foreign-next') return { ...told, links: { next: FOREIGN_NEXT } };
    if (fault === 'repeat-page') return { ...told, links: { next: `${origin}${path}?${query}` } };
    if (fault === 'lose-last-page') return { ...told, links: { next: null } };
    if (fault === 'empty-page') return { ...told, [list]: [] };
    if (fault === 'other-total') return { ...told, total_entries: told.total_entries + 1 };
    return answer;
  };
}
