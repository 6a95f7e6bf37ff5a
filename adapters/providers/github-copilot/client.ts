import { z } from 'zod';
import type { PriceBook } from '../../../core/collection/price-book.ts';
import type { PulledPage, PullWindow, UsagePuller } from '../../../core/collection/usage-puller.ts';
import type { Clock } from '../../../core/values/clock.ts';
import { SourceError } from '../../../core/values/source-error.ts';
import { addDays, isPlainDate, type PlainDate, plainDateAt } from '../../../core/values/week.ts';
import { readPosition } from '../../http/position.ts';
import { type SourceAccess, SourceRequests } from '../../http/source-requests.ts';
import { pageOf } from '../pulled-page.ts';
import { readReport } from './read-report.ts';
import { factsOf, seatHolderOf } from './rows.ts';
import { reportAnswer, seatsAnswer } from './schema.ts';

const SOURCE = 'github_copilot';
const GITHUB_URL = 'https://api.github.com';
const API_VERSION = '2026-03-10';
const SEATS_PER_PAGE = 100;
const SEAT_PAGES_MAX = 1_000;
/** How often a report is asked for on one page, and how long it is left alone in between: a minute in all. */
const POLLS_MAX = 10;
const POLL_PAUSE_MS = 6_000;
/** How long a report that is still not ready is then left alone. */
const NOT_READY_MS = 60_000;
const FILES_MAX = 20;
/** The most that a report may cover. */
const REPORT_DAYS_MAX = 31;
/** Whether an order is answered as made, as taken, or just so, is not documented in one voice. */
const ORDERED: readonly number[] = [200, 201, 202];

export interface CopilotSettings {
  readonly prices: PriceBook;
  /** The enterprise's name in URLs. */
  readonly enterprise: string;
  /** Days in one report, 1 to 31: few where many people make long reports. */
  readonly daysPerReport?: number;
  /** How long a report that is in work is left alone. */
  readonly pollPauseMs?: number;
}

const positionSchema = z.discriminatedUnion('of', [
  z.object({ of: z.literal('seats'), page: z.int(), read: z.int() }),
  z.object({
    of: z.literal('report'),
    from: z.string().refine(isPlainDate),
    to: z.string().refine(isPlainDate),
    /** Of the report that was ordered for these days; null before that. */
    id: z.string().nullable(),
  }),
]);
type Position = z.infer<typeof positionSchema>;
type ReportPosition = Extract<Position, { of: 'report' }>;

/**
 * Billing of Copilot in an enterprise: its seats, then a report of AI credits for some days at a time. To order a report
 * is a page of its own, so that no other try of a page orders it again. Organizations without an enterprise are not
 * pulled: they have no such report, and a call for each person and day would be too many.
 *
 * Not documented, and so not relied on: for how long the links of a report hold (each try of a page asks for new ones),
 * and how long a report takes (a page waits a minute, then it is unavailable for now, and goes on with the same report).
 * Who has Copilot by several organizations is told once for each, and pays once: seats are to be counted by who has them.
 */
export class CopilotBilling implements UsagePuller {
  readonly #requests: SourceRequests;
  readonly #clock: Clock;
  readonly #prices: PriceBook;
  readonly #daysPerReport: number;
  readonly #pollPauseMs: number;
  readonly #enterprise: string;

  constructor(access: SourceAccess, settings: CopilotSettings) {
    const { prices, enterprise, daysPerReport = 1, pollPauseMs = POLL_PAUSE_MS } = settings;
    const headers = (key: string) => ({ authorization: `Bearer ${key}`, 'x-github-api-version': API_VERSION });
    const accept = 'application/vnd.github+json';
    this.#requests = new SourceRequests({ source: SOURCE, baseUrl: GITHUB_URL, headers, accept }, access);
    this.#clock = access.clock;
    this.#prices = prices;
    this.#daysPerReport = Math.min(Math.max(1, daysPerReport), REPORT_DAYS_MAX);
    this.#pollPauseMs = pollPauseMs;
    this.#enterprise = `/enterprises/${encodeURIComponent(enterprise)}`;
  }

  async pull(window: PullWindow, cursor: string | null, signal: AbortSignal): Promise<PulledPage> {
    const position: Position =
      cursor === null ? { of: 'seats', page: 1, read: 0 } : readPosition(cursor, positionSchema);
    if (position.of === 'seats') return this.#pullSeats(window, position, signal);
    return position.id === null
      ? this.#order(position, signal)
      : this.#pullReport(window, position, position.id, signal);
  }

  async #pullSeats(
    window: PullWindow,
    { page, read: before }: Extract<Position, { of: 'seats' }>,
    signal: AbortSignal,
  ): Promise<PulledPage> {
    const path = `${this.#enterprise}/copilot/billing/seats`;
    const query: [string, string][] = [
      ['page', String(page)],
      ['per_page', String(SEATS_PER_PAGE)],
    ];
    const { seats, total_seats: total } = await this.#requests.json(path, { query, schema: seatsAnswer, signal });
    const read = before + seats.length;
    const isLast = seats.length < SEATS_PER_PAGE;
    const malformed = (what: string) => new SourceError('MALFORMED', `${SOURCE} ${path}, page ${page}: ${what}`);
    if (isLast && read < total) throw malformed(`total_seats: is ${total}, the pages have ${read}`);
    if (!isLast && page >= SEAT_PAGES_MAX) throw malformed(`there are more than ${SEAT_PAGES_MAX} pages`);
    const next: Position | null = isLast
      ? this.#reportFrom(window.from, window)
      : { of: 'seats', page: page + 1, read };
    return pageOf({ seats: seats.map(seatHolderOf) }, next);
  }

  async #order(position: ReportPosition, signal: AbortSignal): Promise<PulledPage> {
    const body = { report_type: 'ai_credit', start_date: position.from, end_date: addDays(position.to, -1) };
    const { id } = await this.#requests.json(this.#reports(), {
      body,
      statuses: ORDERED,
      schema: reportAnswer,
      signal,
    });
    return pageOf({}, { ...position, id });
  }

  async #pullReport(
    window: PullWindow,
    { from, to }: ReportPosition,
    id: string,
    signal: AbortSignal,
  ): Promise<PulledPage> {
    const links = await this.#waitForLinks(id, signal);
    const place = `report of ${from}`;
    if (links.length === 0 || links.length > FILES_MAX) {
      throw new SourceError(
        'MALFORMED',
        `${SOURCE} ${place}: download_urls: are ${links.length}, not 1 to ${FILES_MAX}`,
      );
    }
    const facts: PulledPage['facts'][number][] = [];
    for (const link of links) {
      const csv = await this.#requests.signedText(link, place, signal);
      for (const line of readReport(csv, { from, to }, `${SOURCE} ${place}`))
        facts.push(...factsOf(line, this.#prices));
    }
    return pageOf({ facts }, this.#reportFrom(to, window));
  }

  /** @throws SourceError STALE_CURSOR where the report has failed: the window begins with another one */
  async #waitForLinks(id: string, signal: AbortSignal): Promise<readonly string[]> {
    const path = `${this.#reports()}/${encodeURIComponent(id)}`;
    for (let poll = 1; poll <= POLLS_MAX; poll += 1) {
      const { status, download_urls: links } = await this.#requests.json(path, { schema: reportAnswer, signal });
      if (status === 'completed') return links ?? [];
      if (status === 'failed')
        throw new SourceError('STALE_CURSOR', `${SOURCE} ${this.#reports()}: the report has failed`);
      if (poll < POLLS_MAX) await this.#requests.pause(this.#pollPauseMs, path, signal);
    }
    const what = `${SOURCE} ${this.#reports()}: the report is not ready`;
    throw new SourceError('UNAVAILABLE', what, { retryAfterMs: NOT_READY_MS });
  }

  /** Null behind the last day, and where the day has not begun. */
  #reportFrom(from: PlainDate, window: PullWindow): ReportPosition | null {
    const tomorrow = addDays(plainDateAt(this.#clock.now(), 'UTC'), 1);
    const [to = from] = [addDays(from, this.#daysPerReport), window.to, tomorrow].sort();
    return from < to ? { of: 'report', from, to, id: null } : null;
  }

  #reports(): string {
    return `${this.#enterprise}/settings/billing/reports`;
  }
}
