import { z } from 'zod';
import type { PulledPart, TimesheetPuller } from '../../../core/timesheets/mirror/timesheet-puller.ts';
import { SourceError } from '../../../core/values/source-error.ts';
import { addDays, type MondayDate } from '../../../core/values/week.ts';
import { SecretError } from '../../aws/secret.ts';
import { readPosition } from '../../http/position.ts';
import { SourceRequests } from '../../http/source-requests.ts';
import {
  type ConnectorSettings,
  checkUnits,
  FIRST_PAGE,
  type PagePlace,
  pageAfter,
  pagePlace,
  partOf,
  pauseMsOf,
} from '../connector.ts';
import { entryOf, linesOf } from './rows.ts';
import { entriesPage, ownersPage, type TimeEntry, usersPage } from './schema.ts';

const SOURCE = 'harvest';
const HARVEST_URL = 'https://api.harvestapp.com';
const USERS = '/v2/users';
const TIME_ENTRIES = '/v2/time_entries';
/** The most that is given. */
const PER_PAGE: [string, string] = ['per_page', '2000'];
/** Whoever names no application is refused. */
const USER_AGENT = 'Tokenledger timesheet connector';
/** Clocks of two machines are not one. */
const CLOCK_MARGIN_MS = 60_000;
const SECRET = /^(\d+):([^:]+)$/;

const positionSchema = z.object({
  of: z.enum(['users', 'entries', 'changes']),
  /** When the first page was asked for. */
  begunAt: z.iso.datetime(),
  page: pagePlace,
});
type Position = z.infer<typeof positionSchema>;

interface Page {
  readonly links: { readonly next: string | null };
}

/**
 * Time entries and people of Harvest, who left too. Entries carry their state, and are asked for again at the end as far as
 * they changed since the pull began: whose they are has moved. The secret is `<account id>:<access token>`, as the one is
 * of no use without the other.
 */
export class HarvestTimesheets implements TimesheetPuller {
  readonly #requests: SourceRequests;
  readonly #settings: ConnectorSettings;

  /** @throws RangeError where approval is configured by what Harvest does not tell */
  constructor(settings: ConnectorSettings) {
    checkUnits(settings, ['ENTRY', 'AFTER_DAYS']);
    const pauseMs = pauseMsOf(settings);
    this.#requests = new SourceRequests(
      { source: SOURCE, baseUrl: HARVEST_URL, headers: headersOf, pauseMs },
      settings,
    );
    this.#settings = settings;
  }

  async pull(mondayDate: MondayDate, cursor: string | null, signal: AbortSignal): Promise<PulledPart> {
    const position: Position =
      cursor === null
        ? { of: 'users', begunAt: this.#settings.clock.now(), page: FIRST_PAGE }
        : readPosition(cursor, positionSchema);
    switch (position.of) {
      case 'users':
        return this.#pullUsers(mondayDate, position, signal);
      case 'entries':
        return this.#pullEntries(mondayDate, position, signal);
      case 'changes':
        return this.#pullChanges(mondayDate, position, signal);
    }
  }

  async #pullUsers(mondayDate: MondayDate, position: Position, signal: AbortSignal): Promise<PulledPart> {
    const query = position.page.query ?? [PER_PAGE];
    const answer = await this.#requests.json(USERS, { query, schema: usersPage, signal });
    const lines = answer.users.flatMap((user) => linesOf(user, mondayDate));
    const addresses = answer.users.flatMap(({ id, email }) => (email === null ? [] : [{ user: id, email }]));
    return partOf({ lines, addresses }, this.#after(position, answer, USERS, 'entries'));
  }

  /** Which entries there are is told on every page: one more or less than were read, and the week was not read whole. */
  async #pullEntries(mondayDate: MondayDate, position: Position, signal: AbortSignal): Promise<PulledPart> {
    const query = position.page.query ?? [...weekQuery(mondayDate), ['is_running', 'false'], PER_PAGE];
    const answer = await this.#requests.json(TIME_ENTRIES, { query, schema: entriesPage, signal });
    checkWeek(answer.time_entries, mondayDate);
    const lines = answer.time_entries.map((entry) => ({ entry: entryOf(entry, this.#settings) }));
    const totals = { entries: answer.total_entries, seconds: null };
    return partOf({ lines, totals }, this.#after(position, answer, TIME_ENTRIES, 'changes'));
  }

  async #pullChanges(mondayDate: MondayDate, position: Position, signal: AbortSignal): Promise<PulledPart> {
    const since = new Date(Date.parse(position.begunAt) - CLOCK_MARGIN_MS).toISOString();
    const query = position.page.query ?? [...weekQuery(mondayDate), ['updated_since', since], PER_PAGE];
    const answer = await this.#requests.json(TIME_ENTRIES, { query, schema: ownersPage, signal });
    const moved = new Set(answer.time_entries.map(({ user }) => user.id));
    return partOf({ moved: [...moved] }, this.#after(position, answer, TIME_ENTRIES, null));
  }

  #after(position: Position, { links }: Page, path: string, following: Position['of'] | null): Position | null {
    if (links.next === null) return following && { ...position, of: following, page: FIRST_PAGE };
    const query = this.#requests.queryOf(links.next, path);
    const page: PagePlace = pageAfter(position.page, query, `${SOURCE} ${path}`);
    return { ...position, page };
  }
}

/** @throws SecretError */
function headersOf(secret: string): Record<string, string> {
  const [, account, token] = SECRET.exec(secret) ?? [];
  if (!account || !token) throw new SecretError('the key is not <account id>:<access token> (it is not shown here)');
  return { authorization: `Bearer ${token}`, 'harvest-account-id': account, 'user-agent': USER_AGENT };
}

function weekQuery(mondayDate: MondayDate): [string, string][] {
  return [
    ['from', mondayDate],
    ['to', addDays(mondayDate, 6)],
  ];
}

function checkWeek(entries: readonly TimeEntry[], mondayDate: MondayDate): void {
  const sunday = addDays(mondayDate, 6);
  const other = entries.findIndex(({ spent_date: date }) => date < mondayDate || date > sunday);
  if (other < 0) return;
  throw new SourceError('MALFORMED', `${SOURCE} ${TIME_ENTRIES}: time_entries.${other}: is not of the week`);
}
