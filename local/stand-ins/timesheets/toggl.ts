import { z } from 'zod';
import type { ApprovalState } from '../../../core/timesheets/mirror/normal-form.ts';
import { addDays, mondayOf, type PlainDate } from '../../../core/values/week.ts';
import type { Fault } from '../faults.ts';
import { BadRequest, type RateLimit, type StandInRequest, type StandInRoute } from '../stand-in.ts';
import type { CompanyPeriod, CompanyPerson, TimesheetCompany } from './company.ts';
import { NOTE_CANARY } from './draw-week.ts';
import { togglReports, togglUserId } from './toggl-reports.ts';

export interface TogglOptions {
  readonly company: TimesheetCompany;
  /** Weeks from Monday where nothing is said. */
  readonly periodOf?: (day: PlainDate) => CompanyPeriod;
}

/** Of the largest plan. */
export const TOGGL_QUOTA: RateLimit = {
  ...{ requests: 600, ms: 3_600_000, of: 'ALL' },
  refusal: { status: 402, headers: { 'x-toggl-quota-remaining': '0', 'x-toggl-quota-resets-in': '3600' } },
};

/** No documentation has them. */
const WORDS: Readonly<Record<ApprovalState, string>> = {
  DRAFT: 'open',
  SUBMITTED: 'submitted',
  APPROVED: 'approved',
  REJECTED: 'rejected',
};
const WORKSPACE = '/api/v9/workspaces/:workspace';
const PER_PAGE = 20;
const PER_PAGE_MAX = 1_000;
const SETUP_BASE = 50_000;
const numberText = z.string().regex(/^[1-9]\d*$/);
const asked = z.strictObject({
  after: z.iso.date(),
  before: z.iso.date(),
  page: numberText.default('1'),
  per_page: numberText.optional(),
  member_ids: z
    .string()
    .regex(/^\d+(,\d+)*$/)
    .optional(),
});

/** The API of version 9 and the reports of version 3 as they are documented, as far as they are read. */
export function togglRoutes({ company, periodOf = weekOfDay }: TogglOptions): StandInRoute[] {
  return [
    {
      method: 'GET',
      path: `${WORKSPACE}/users`,
      answer: () => company.people.map(userJson),
      bend: (fault, answer) => (fault === 'empty-page' ? null : answer),
    },
    {
      method: 'GET',
      path: `${WORKSPACE}/timesheets`,
      answer: (request) => timesheets({ company, periodOf }, request),
      bend: (fault, answer, request) => bendTimesheets(fault, answer, { company, periodOf }, request),
    },
    ...togglReports(company),
  ];
}

interface TimesheetsAnswer {
  readonly data: readonly object[];
  readonly total_count: number;
}

/** The page, in a list as it is documented. */
function timesheets(options: Required<TogglOptions>, { query }: StandInRequest, page?: number): TimesheetsAnswer[] {
  const parsed = asked.safeParse(Object.fromEntries(query));
  if (!parsed.success) throw new BadRequest(z.prettifyError(parsed.error));
  const { after, before, page: askedPage, per_page: size, member_ids: members } = parsed.data;
  const { company } = options;
  const sheets = company.made(`toggl sheets ${after} ${before} ${members}`, () => {
    const ids = members?.split(',');
    const people = company.people.filter(({ index }) => ids?.includes(String(togglUserId(index))) ?? true);
    const periods = periodsBetween(after, before, options.periodOf);
    return periods.flatMap((period) => people.map((person) => ({ person, period })));
  });
  const perPage = Number(size ?? PER_PAGE) > PER_PAGE_MAX ? PER_PAGE : Number(size ?? PER_PAGE);
  const at = page ?? Number(askedPage);
  const found = sheets.slice((at - 1) * perPage, at * perPage);
  const data = found.map(({ person, period }) => timesheetJson(company, person, period));
  return [{ data, total_count: sheets.length, ...{ page: at, per_page: perPage } }];
}

function periodsBetween(after: PlainDate, before: PlainDate, periodOf: (day: PlainDate) => CompanyPeriod) {
  const periods: CompanyPeriod[] = [];
  for (let day = addDays(after, 1); day < before; day = addDays(day, 1)) {
    const period = periodOf(day);
    if (period.from === day) periods.push(period);
  }
  return periods;
}

function timesheetJson(company: TimesheetCompany, { index, weeklySeconds }: CompanyPerson, period: CompanyPeriod) {
  const { state, changedAt } = company.approvalOf(index, period);
  return {
    ...{ timesheet_setup_id: SETUP_BASE + index, member_id: togglUserId(index), member_name: NOTE_CANARY },
    ...{ start_date: period.from, end_date: period.to, period_start: period.from, period_end: period.to },
    ...{ status: WORDS[state], rejection_comment: NOTE_CANARY, periodicity: 'weekly' },
    ...{ submitted_at: changedAt, approved_or_rejected_at: state === 'APPROVED' ? changedAt : null },
    ...{ approved_or_rejected_name: NOTE_CANARY, working_hours_in_minutes: weeklySeconds / 60 },
  };
}

function bendTimesheets(
  fault: Fault,
  answer: unknown,
  options: Required<TogglOptions>,
  request: StandInRequest,
): unknown {
  const [told] = answer as [TimesheetsAnswer];
  if (fault === 'empty-page' || fault === 'lose-last-page') return [{ ...told, data: null }];
  if (fault === 'repeat-page') return timesheets(options, request, 1);
  if (fault === 'other-total') return [{ ...told, total_count: told.total_count + 1 }];
  if (fault !== 'unknown-enum') return answer;
  return [{ ...told, data: told.data.map((sheet) => ({ ...sheet, status: 'galactic', galactic: [1.5] })) }];
}

function userJson({ index, email, isArchived }: CompanyPerson): object {
  return {
    ...{ id: togglUserId(index), email, fullname: NOTE_CANARY, role: 'user', is_admin: false },
    ...{ inactive: isArchived, is_active: !isArchived },
  };
}

function weekOfDay(day: PlainDate): CompanyPeriod {
  const from = mondayOf(day);
  return { from, to: addDays(from, 6) };
}
