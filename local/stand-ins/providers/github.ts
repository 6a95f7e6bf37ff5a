import { z } from 'zod';
import { addDays, isPlainDate, type PlainDate } from '../../../core/values/week.ts';
import type { Fault } from '../faults.ts';
import { BadRequest, type StandInRoute } from '../stand-in.ts';
import { peopleOf, rememberDays, type StandInCompany } from './company.ts';
import { creditLines, creditReport, loginOf } from './copilot-usage.ts';
import { strange } from './pages.ts';

const DAYS_MAX = 31;
/** How often a report is asked for until it is ready. */
const POLLS_UNTIL_READY = 3;
const PER_PAGE_MAX = 100;

const asked = z.object({
  report_type: z.literal('ai_credit'),
  start_date: z.string().refine(isPlainDate),
  end_date: z.string().refine(isPlainDate),
});

interface Report {
  readonly from: PlainDate;
  /** Inclusive. */
  readonly to: PlainDate;
  polls: number;
}

/** The reports that were ordered, as the interface and the host of their files know them. */
export type Reports = Map<string, Report>;

/**
 * Seats and reports of an enterprise as they are documented.
 * @param filesUrl of the host that has the files: another one
 */
export function githubRoutes(company: StandInCompany, reports: Reports, filesUrl: string): StandInRoute[] {
  const path = '/enterprises/:enterprise/settings/billing/reports';
  return [
    {
      method: 'POST',
      path,
      status: 202,
      answer: ({ body }) => {
        const parsed = asked.safeParse(body);
        if (!parsed.success) throw new BadRequest(z.prettifyError(parsed.error));
        const { start_date: from, end_date: to } = parsed.data;
        if (to < from || to >= addDays(from, DAYS_MAX)) throw new BadRequest(`a report has 1 to ${DAYS_MAX} days`);
        const id = `report-${reports.size + 1}`;
        reports.set(id, { from, to, polls: 0 });
        return { id, status: 'processing', ...parsed.data };
      },
      bend,
    },
    {
      method: 'GET',
      path: `${path}/:id`,
      answer: ({ parts }) => {
        const { id = '' } = parts;
        const report = reports.get(id);
        if (!report) throw new BadRequest('there is no such report');
        report.polls += 1;
        if (report.polls < POLLS_UNTIL_READY) return { id, status: 'processing' };
        return { id, status: 'completed', download_urls: [`${filesUrl}/files/${id}?signature=abc`] };
      },
      bend,
    },
    {
      method: 'GET',
      path: '/enterprises/:enterprise/copilot/billing/seats',
      answer: ({ query }) => seats(company, Number(query.get('page') ?? 1), Number(query.get('per_page') ?? 50)),
      bend,
    },
  ];
}

/** The files behind signed links. */
export function githubFileRoutes(company: StandInCompany, reports: Reports): StandInRoute[] {
  const lines = rememberDays((day) => creditLines(company, day));
  return [
    {
      method: 'GET',
      path: '/files/:id',
      isPublic: true,
      answer: ({ parts }) => {
        const report = reports.get(parts.id ?? '');
        if (!report) throw new BadRequest('there is no such file');
        return creditReport(daysOf(report).flatMap((day) => lines(day).map((line) => [day, line] as const)));
      },
      bend: (fault, csv) => (fault === 'empty-page' ? creditReport([]) : csv),
    },
  ];
}

function bend(fault: Fault, answer: unknown): unknown {
  const members = answer as { readonly seats?: object[]; readonly download_urls?: string[] };
  if (fault === 'unknown-enum') return strange(members);
  if (fault === 'foreign-next' && members.download_urls) {
    return { ...members, download_urls: ['http://elsewhere.example.com/report.csv'] };
  }
  if ((fault === 'lose-last-page' || fault === 'empty-page') && members.seats) return { ...members, seats: [] };
  return fault === 'empty-page' && members.download_urls ? { ...members, download_urls: [] } : members;
}

function daysOf({ from, to }: Report): PlainDate[] {
  const days: PlainDate[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day);
  return days;
}

function seats(company: StandInCompany, page: number, perPage: number) {
  if (!(page >= 1 && perPage >= 1 && perPage <= PER_PAGE_MAX))
    throw new BadRequest(`per_page: must be 1 to ${PER_PAGE_MAX}`);
  const all = peopleOf(company).map((person) => ({
    assignee: { login: loginOf(person), id: person },
    created_at: '2025-09-01T08:00:00Z',
    pending_cancellation_date: person % 10 === 0 ? '2026-12-31' : null,
    last_activity_at: null,
  }));
  return { total_seats: all.length, seats: all.slice((page - 1) * perPage, page * perPage) };
}
