import type { z } from 'zod';
import { SourceError } from '../../../core/values/source-error.ts';
import { addDays, type MondayDate, type PlainDate } from '../../../core/values/week.ts';
import { SecretError } from '../../aws/secret.ts';
import { SourceRequests } from '../../http/source-requests.ts';
import { type ConnectorSettings, pauseMsOf } from '../connector.ts';
import {
  type Timesheet,
  timesheetsPage,
  totalsAnswer,
  type User,
  usersAnswer,
  type WeekRow,
  weekAnswer,
} from './schema.ts';

const SOURCE = 'toggl';
const TOGGL_URL = 'https://api.track.toggl.com';
const USERS = '/users';
const TIMESHEETS = '/timesheets';
const WEEK = '/weekly/time_entries';
const TOTALS = '/search/time_entries/totals';
/** The most that is given: who asks for more is given 20. */
const PER_PAGE = 1_000;
/** Of one series: more are a loop. */
const PAGES_MAX = 1_000;
const SECRET = /^(\d+):([^:]+)$/;
/** The documentation asks for no more than one request a second. */
const PAUSE_MS_MIN = 1_000;
/** A quota counts the requests of an hour: longer none is used up. */
const QUOTA_HOUR_MS = 3_600_000;
const SECOND_MS = 1_000;
const NEEDS_PAYMENT = 402;
const LACKS_FEATURE = {
  code: 'FORBIDDEN' as const,
  advice: 'the plan of the workspace lacks this; without timesheets, which larger plans have, approve by AFTER_DAYS',
};

/** First days of timesheets. */
interface Starts {
  readonly from: PlainDate;
  /** The last one. */
  readonly to: PlainDate;
}

interface Question<T> {
  readonly query?: readonly [string, string][];
  readonly body?: unknown;
  readonly schema: z.ZodType<T>;
  readonly signal: AbortSignal;
}

/** A workspace of Toggl Track. The secret is `<workspace id>:<API token>`, as the one is of no use without the other. */
export class TogglApi {
  readonly #requests: SourceRequests;
  readonly #settings: ConnectorSettings;

  constructor(settings: ConnectorSettings) {
    const pauseMs = Math.max(pauseMsOf(settings), PAUSE_MS_MIN);
    const refusals = new Map([[NEEDS_PAYMENT, LACKS_FEATURE]]);
    const dialect = { source: SOURCE, baseUrl: TOGGL_URL, headers: headersOf, pauseMs, refusals, quotaOf };
    this.#requests = new SourceRequests(dialect, settings);
    this.#settings = settings;
  }

  users(signal: AbortSignal): Promise<User[]> {
    return this.#ask('/api/v9/workspaces', USERS, { schema: usersAnswer, signal });
  }

  /** Seconds by user, project, task and day. That tasks can be grouped by is documented of this report's exports alone. */
  week(mondayDate: MondayDate, signal: AbortSignal): Promise<WeekRow[]> {
    const body = { ...this.#bodyOf(mondayDate), group_by_task: true };
    return this.#ask('/reports/api/v3/workspace', WEEK, { body, schema: weekAnswer, signal });
  }

  async totalSeconds(mondayDate: MondayDate, signal: AbortSignal): Promise<number> {
    const body = this.#bodyOf(mondayDate);
    return (await this.#ask('/reports/api/v3/workspace', TOTALS, { body, schema: totalsAnswer, signal })).seconds;
  }

  /**
   * Timesheets that start on these days, of all members or of some.
   * @throws SourceError STALE_CURSOR where the pages do not come to the count: they shifted while they were read
   */
  async timesheets(starts: Starts, members: readonly string[] | null, signal: AbortSignal): Promise<Timesheet[]> {
    const query: [string, string][] = [
      ['after', addDays(starts.from, -1)],
      ['before', addDays(starts.to, 1)],
      ['per_page', String(PER_PAGE)],
      ...(members ? [['member_ids', members.join(',')] as [string, string]] : []),
    ];
    const found = new Map<string, Timesheet>();
    for (let page = 1; page <= PAGES_MAX; page += 1) {
      const { data, total_count: count } = await this.#ask('/api/v9/workspaces', TIMESHEETS, {
        query: [...query, ['page', String(page)]],
        schema: timesheetsPage,
        signal,
      });
      const before = found.size;
      for (const sheet of data) found.set(JSON.stringify([sheet.setup, sheet.user, sheet.from]), sheet);
      if (found.size === count) break;
      if (found.size === before) throw stale(`total_count: is ${count}, the pages have ${before}`);
    }
    return [...found.values()];
  }

  /** The workspace may round: exact seconds are asked for by rounding to no minutes. */
  #bodyOf(mondayDate: MondayDate): object {
    const isExact = this.#settings.hours === 'EXACT';
    const days = { start_date: mondayDate, end_date: addDays(mondayDate, 6) };
    return isExact ? { ...days, rounding: 0, rounding_minutes: 0 } : days;
  }

  async #ask<T>(root: string, place: string, question: Question<T>): Promise<T> {
    return this.#requests.json(`${root}/${await this.#workspace(place)}${place}`, { ...question, place });
  }

  async #workspace(place: string): Promise<string> {
    try {
      return partsOf((await this.#settings.secret()).trim()).workspace;
    } catch (error) {
      if (!(error instanceof SecretError)) throw error;
      throw new SourceError('UNAUTHORIZED', `${SOURCE} ${place}: ${error.message}`, { cause: error });
    }
  }
}

/** The week must be begun anew. */
export function stale(what: string): SourceError {
  return new SourceError('STALE_CURSOR', `${SOURCE} ${TIMESHEETS}: ${what}`);
}

function headersOf(secret: string): Record<string, string> {
  return { authorization: `Basic ${btoa(`${partsOf(secret).token}:api_token`)}` };
}

/** @throws SecretError */
function partsOf(secret: string): { readonly workspace: string; readonly token: string } {
  const [, workspace, token] = SECRET.exec(secret) ?? [];
  if (workspace && token) return { workspace, token };
  throw new SecretError('the key is not <workspace id>:<API token> (it is not shown here)');
}

/** A 402 with nothing left of the quota; every other one is of what the plan lacks. */
function quotaOf(status: number, headers: Headers): number | null {
  if (status !== NEEDS_PAYMENT || headers.get('x-toggl-quota-remaining') !== '0') return null;
  const resetsIn = headers.get('x-toggl-quota-resets-in') ?? '';
  return /^\d+$/.test(resetsIn) ? Number(resetsIn) * SECOND_MS : QUOTA_HOUR_MS;
}
