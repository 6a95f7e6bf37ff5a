import type { z } from 'zod';
import { SourceError } from '../../../core/values/source-error.ts';
import { addDays, type MondayDate } from '../../../core/values/week.ts';
import { SecretError } from '../../aws/secret.ts';
import { SourceRequests } from '../../http/source-requests.ts';
import { type ConnectorSettings, pauseMsOf } from '../connector.ts';
import { type ReportPage, reportPage, type TimeOff, timeOffPage } from './schema.ts';

export const SOURCE = 'clockify';
const API_URL = 'https://api.clockify.me/api';
const REPORTS_URL = 'https://reports.api.clockify.me';
/** Of a region: `<region>/api` and `<region>/report`. */
const REGION_API = '/api';
const REGION_REPORTS = '/report';
const REPORT = '/reports/detailed';
const TIME_OFF = '/time-off/requests';
const ROWS_PER_PAGE = 1_000;
const TIME_OFF_PER_PAGE = 200;
/** Of one series: more are a loop. */
const PAGES_MAX = 1_000;
const LAST_PAGE = 'last-page';
const SECRET = /^([0-9A-Za-z]+):([^:]+)$/;
/** The documentation has requests filtered by when they were made: time off is asked for at most so long before. */
const ASKED_BEFORE_DAYS = 182;

interface Series<Row> {
  /** Behind the workspace. */
  readonly path: string;
  readonly query: readonly [string, string][];
  readonly schema: z.ZodType<Row[]>;
  readonly pageSize?: number;
}

export type ApprovalFilter = 'ALL' | 'APPROVED';

/** A workspace of Clockify. The secret is `<workspace id>:<API key>`, as the one is of no use without the other. */
export class ClockifyApi {
  readonly #api: SourceRequests;
  readonly #reports: SourceRequests;
  readonly #settings: ConnectorSettings;

  constructor(settings: ConnectorSettings) {
    const dialect = { source: SOURCE, headers: (secret: string) => ({ 'x-api-key': partsOf(secret).key }) };
    const paced = { ...dialect, pauseMs: pauseMsOf(settings) };
    const region = settings.baseUrl?.replace(/\/+$/, '');
    const at = (path: string) => (region === undefined ? settings : { ...settings, baseUrl: `${region}${path}` });
    this.#api = new SourceRequests({ ...paced, baseUrl: API_URL }, at(REGION_API));
    this.#reports = new SourceRequests({ ...paced, baseUrl: REPORTS_URL }, at(REGION_REPORTS));
    this.#settings = settings;
  }

  /** A page of the detailed report by id, of the week and a day on both sides, in the zone of the days. */
  async report(
    mondayDate: MondayDate,
    approvalState: ApprovalFilter,
    page: number,
    signal: AbortSignal,
  ): Promise<ReportPage> {
    const { dayZone, hours } = this.#settings;
    return this.#reports.json(await this.#pathOf(REPORT), {
      body: {
        dateRangeStart: `${addDays(mondayDate, -1)}T00:00:00.000`,
        dateRangeEnd: `${addDays(mondayDate, 7)}T23:59:59.999`,
        timeZone: dayZone === 'SOURCE' ? 'UTC' : dayZone,
        approvalState,
        rounding: hours === 'ROUNDED',
        exportType: 'JSON',
        sortOrder: 'ASCENDING',
        detailedFilter: { page, pageSize: ROWS_PER_PAGE, sortColumn: 'ID', options: { totals: 'CALCULATE' } },
      },
      place: REPORT,
      schema: reportPage,
      signal,
    });
  }

  /** Pages of a list up to the one that says that it is the last, or has nothing. */
  async *pages<Row extends { readonly id: string }>(series: Series<Row>, signal: AbortSignal): AsyncGenerator<Row[]> {
    const { path, query, schema, pageSize = ROWS_PER_PAGE } = series;
    let first = '';
    for (let page = 1; page <= PAGES_MAX; page += 1) {
      const { data, headers } = await this.#api.answer(await this.#pathOf(path), {
        query: [...query, ['page', String(page)], ['page-size', String(pageSize)]],
        place: path,
        schema,
        signal,
      });
      if (data.length === 0) return;
      if (data[0]?.id === first) throw repeated(path);
      first = data[0]?.id ?? '';
      yield data;
      if (headers.get(LAST_PAGE) === 'true') return;
    }
    throw new SourceError('MALFORMED', `${SOURCE} ${path}: has more than ${PAGES_MAX} pages`);
  }

  /**
   * Each request once.
   * @throws SourceError MALFORMED where the pages do not come to the count
   */
  async *approvedTimeOff(mondayDate: MondayDate, signal: AbortSignal): AsyncGenerator<TimeOff> {
    const told = new Set<string>();
    for (let page = 1; ; page += 1) {
      const { count, requests } = await this.#api.json(await this.#pathOf(TIME_OFF), {
        body: {
          start: `${addDays(mondayDate, -ASKED_BEFORE_DAYS)}T00:00:00.000Z`,
          end: `${addDays(mondayDate, 8)}T00:00:00.000Z`,
          statuses: ['APPROVED'],
          page,
          pageSize: TIME_OFF_PER_PAGE,
        },
        place: TIME_OFF,
        schema: timeOffPage,
        signal,
      });
      const before = told.size;
      for (const request of requests) {
        if (told.has(request.id)) continue;
        told.add(request.id);
        yield request;
      }
      if (told.size === count) return;
      if (told.size === before || page === PAGES_MAX)
        throw new SourceError('MALFORMED', `${SOURCE} ${TIME_OFF}: count: is ${count}, the pages have ${told.size}`);
    }
  }

  async #pathOf(path: string): Promise<string> {
    const { workspace } = await this.#secret(path);
    return `/v1/workspaces/${workspace}${path}`;
  }

  async #secret(path: string) {
    try {
      return partsOf((await this.#settings.secret()).trim());
    } catch (error) {
      if (!(error instanceof SecretError)) throw error;
      throw new SourceError('UNAUTHORIZED', `${SOURCE} ${path}: ${error.message}`, { cause: error });
    }
  }
}

function repeated(path: string): SourceError {
  return new SourceError('MALFORMED', `${SOURCE} ${path}: gives a page again`);
}

/** @throws SecretError */
function partsOf(secret: string): { readonly workspace: string; readonly key: string } {
  const [, workspace, key] = SECRET.exec(secret) ?? [];
  if (workspace && key) return { workspace, key };
  throw new SecretError('the key is not <workspace id>:<API key> (it is not shown here)');
}
