import { z } from 'zod';
import type { PriceBook } from '../../../core/collection/price-book.ts';
import type { PulledPage, PullWindow, RefusedRecord, UsagePuller } from '../../../core/collection/usage-puller.ts';
import type { Clock } from '../../../core/values/clock.ts';
import { startOfDay } from '../../../core/values/day-start.ts';
import { SourceError } from '../../../core/values/source-error.ts';
import { addDays, isPlainDate } from '../../../core/values/week.ts';
import { readPosition } from '../../http/position.ts';
import { type SourceAccess, SourceRequests } from '../../http/source-requests.ts';
import { pageOf } from '../pulled-page.ts';
import { factsOf, seatsOf } from './rows.ts';
import { type EventsPage, eventsPage, membersAnswer, type UsageEvent } from './schema.ts';

const SOURCE = 'cursor';
const CURSOR_URL = 'https://api.cursor.com';
const EVENTS = '/teams/filtered-usage-events';
const MEMBERS = '/teams/members';
/** The largest page that the documentation shows; it names no limit. */
const EVENTS_PER_PAGE = 100;
/** Of a team, for each path. */
const REQUESTS_PER_MINUTE = 20;
const MINUTE_MS = 60_000;
/** Clocks of two machines are not one. */
const PAUSE_MARGIN_MS = 100;

export interface CursorSettings {
  readonly prices: PriceBook;
  /** IANA zone of the company, in whose days events fall. */
  readonly timeZone: string;
  readonly eventsPerPage?: number;
  readonly requestsPerMinute?: number;
}

const positionSchema = z.object({
  day: z.string().refine(isPlainDate),
  /** Until when events are asked for, in ms: it stays, or later events would shift the pages. */
  end: z.int(),
  page: z.int(),
  /** Events on the pages before. */
  read: z.int(),
  /** Events of the day as the first page told; null before it. */
  total: z.int().nullable(),
});
type Position = z.infer<typeof positionSchema>;

/**
 * Usage events of a Cursor team, and its members as those who hold a seat today. The members are the first page, then
 * come the events day by day in the company's time zone, page by page. Whether the documented end of a range is in it is
 * not told: events right at the end are left to the day that they begin.
 */
export class CursorEvents implements UsagePuller {
  readonly #requests: SourceRequests;
  readonly #clock: Clock;
  readonly #settings: CursorSettings;

  constructor(access: SourceAccess, settings: CursorSettings) {
    const headers = (key: string) => ({ authorization: `Basic ${btoa(`${key}:`)}` });
    const pathPauseMs = Math.ceil(MINUTE_MS / (settings.requestsPerMinute ?? REQUESTS_PER_MINUTE)) + PAUSE_MARGIN_MS;
    this.#requests = new SourceRequests({ source: SOURCE, baseUrl: CURSOR_URL, headers, pathPauseMs }, access);
    this.#clock = access.clock;
    this.#settings = settings;
  }

  async pull(window: PullWindow, cursor: string | null, signal: AbortSignal): Promise<PulledPage> {
    if (cursor === null) return this.#pullMembers(window, signal);
    const position = readPosition(cursor, positionSchema);
    const { day, end, page } = position;
    const period = { start: this.#startOf(day), end: this.#startOf(addDays(day, 1)), zone: this.#settings.timeZone };
    const start = Date.parse(period.start);
    const pageSize = this.#settings.eventsPerPage ?? EVENTS_PER_PAGE;
    const body = { startDate: start, endDate: end, page, pageSize };
    const answer = await this.#requests.json(EVENTS, { body, schema: eventsPage, signal });
    const after = afterPage(position, answer);
    const { within, refused } = judge(answer.events, { ...position, start });
    const facts = factsOf(within, { day, period }, this.#settings.prices);
    return pageOf({ facts, refused }, answer.pagination.hasNextPage ? after : this.#beginOf(addDays(day, 1), window));
  }

  async #pullMembers(window: PullWindow, signal: AbortSignal): Promise<PulledPage> {
    const { teamMembers } = await this.#requests.json(MEMBERS, { schema: membersAnswer, signal });
    return pageOf({ seats: seatsOf(teamMembers, window.from) }, this.#beginOf(window.from, window));
  }

  /** Null behind the last day, and where the day has not begun. */
  #beginOf(day: string, window: PullWindow): Position | null {
    const now = Date.parse(this.#clock.now());
    if (day >= window.to || Date.parse(this.#startOf(day)) >= now) return null;
    return { day, end: Math.min(Date.parse(this.#startOf(addDays(day, 1))), now), page: 1, read: 0, total: null };
  }

  #startOf(day: string): string {
    return startOfDay(day, this.#settings.timeZone);
  }
}

/**
 * Where the page leads.
 * @throws SourceError STALE_CURSOR where events came in between, and shifted the pages; MALFORMED where the pages do not
 * come to the total
 */
function afterPage(position: Position, { totalUsageEventsCount: total, pagination, events }: EventsPage): Position {
  const { day, page } = position;
  const place = `${SOURCE} ${EVENTS} of ${day}, page ${page}`;
  const malformed = (message: string) => new SourceError('MALFORMED', `${place}: ${message}`);
  if (pagination.currentPage !== page) throw malformed('pagination.currentPage: is another page than was asked');
  if (position.total !== null && position.total !== total) {
    throw new SourceError('STALE_CURSOR', `${place}: totalUsageEventsCount: has changed since the first page`);
  }
  const read = position.read + events.length;
  const isAll = pagination.hasNextPage ? events.length > 0 && read < total : read === total;
  if (!isAll) throw malformed(`totalUsageEventsCount: is ${total}, the pages so far have ${read}`);
  return { ...position, page: page + 1, read, total };
}

function judge(events: readonly UsageEvent[], { day, page, start, end }: Position & { readonly start: number }) {
  const refused: RefusedRecord[] = [];
  const within = events.filter(({ timestamp }, index) => {
    if (timestamp >= start && timestamp < end) return true;
    const place = `events of ${day}, page ${page}, usageEvents.${index}`;
    if (timestamp !== end) refused.push({ place, reason: 'is not of the time that was asked for' });
    return false;
  });
  return { within, refused };
}
