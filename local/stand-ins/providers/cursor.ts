import { z } from 'zod';
import { addDays, plainDateAt } from '../../../core/values/week.ts';
import type { Fault } from '../faults.ts';
import { BadRequest, type StandInRequest, type StandInRoute } from '../stand-in.ts';
import { emailOf, peopleOf, rememberDays, type StandInCompany } from './company.ts';
import { cursorEvents, eventJson } from './cursor-usage.ts';
import { strange } from './pages.ts';

const RANGE_MAX_MS = 30 * 86_400_000;
const PAGE_SIZE_MAX = 100;

const asked = z.object({
  startDate: z.int(),
  endDate: z.int(),
  page: z.int().min(1).default(1),
  pageSize: z.int().min(1).max(PAGE_SIZE_MAX).default(10),
});

/** Requests that the Admin API takes of a path in a minute. */
export const CURSOR_REQUESTS_PER_MINUTE = 20;

/** The Admin API as it is documented: events by pages under fixed dates, and the members. */
export function cursorRoutes(company: StandInCompany): StandInRoute[] {
  const eventsOf = rememberDays((day) =>
    cursorEvents(company, day).map((event) => ({ timestamp: event.timestamp, json: eventJson(event) })),
  );
  const between = (start: number, end: number) => {
    const last = plainDateAt(new Date(end).toISOString(), company.timeZone);
    const found: object[] = [];
    for (let day = plainDateAt(new Date(start).toISOString(), company.timeZone); day <= last; day = addDays(day, 1)) {
      const met = eventsOf(day).filter(({ timestamp }) => timestamp >= start && timestamp <= end);
      found.unshift(...met.map(({ json }) => json));
    }
    return found;
  };
  return [
    {
      method: 'POST',
      path: '/teams/filtered-usage-events',
      answer: ({ body }) => {
        const parsed = asked.safeParse(body);
        if (!parsed.success) throw new BadRequest(z.prettifyError(parsed.error));
        const { startDate, endDate, page, pageSize } = parsed.data;
        if (startDate >= endDate || endDate - startDate > RANGE_MAX_MS) {
          throw new BadRequest('startDate, endDate: must be a range of at most 30 days');
        }
        const all = between(startDate, endDate);
        const numPages = Math.ceil(all.length / pageSize);
        return {
          totalUsageEventsCount: all.length,
          pagination: {
            numPages,
            currentPage: page,
            pageSize,
            hasNextPage: page < numPages,
            hasPreviousPage: page > 1,
          },
          usageEvents: all.slice((page - 1) * pageSize, page * pageSize),
          period: { startDate, endDate },
        };
      },
      bend,
    },
    { method: 'GET', path: '/teams/members', answer: () => ({ teamMembers: members(company) }), bend },
  ];
}

interface Events {
  readonly pagination: { readonly currentPage: number };
}

function bend(fault: Fault, answer: unknown, { body }: StandInRequest): unknown {
  if (fault === 'unknown-enum') return strange(answer);
  if (body === undefined) return answer;
  const events = answer as Events;
  if (fault === 'empty-page') return { ...events, usageEvents: [] };
  if (fault === 'lose-last-page') return { ...events, pagination: { ...events.pagination, hasNextPage: false } };
  if (fault === 'repeat-page')
    return { ...events, pagination: { ...events.pagination, currentPage: 1, hasNextPage: true } };
  return answer;
}

/** The last one has left the team, and the owner pays no seat. */
function members(company: StandInCompany) {
  const people = peopleOf(company).map((person) => ({
    id: person,
    email: emailOf(person),
    name: 'Somebody',
    role: 'member',
    isRemoved: person === company.people - 1,
  }));
  return [...people, { id: 'owner', email: 'owner@example.com', name: 'Owner', role: 'free-owner', isRemoved: false }];
}
