import type { ChangeFeed, ChangePage } from '../../../core/recalculation/change-feed.ts';
import type { CwoDescription, CwoSource } from '../../../core/timesheets/cwo-source.ts';
import {
  type TimesheetAnswer,
  type TimesheetSource,
  TimesheetSystemBusyError,
} from '../../../core/timesheets/timesheet-source.ts';
import type { Clock } from '../../../core/values/clock.ts';
import type { MondayDate } from '../../../core/values/week.ts';
import { type Secret, SecretError } from '../../aws/secret.ts';
import type { HttpLimits } from '../../http/http-request.ts';
import { type JsonRequest, requestJson } from '../../http/json-request.ts';
import { readAnswer, readCatalogue } from './answer.ts';
import { changePageSchema } from './change-page.ts';
import {
  TIMESHEET_SYSTEM_ERRORS,
  TimesheetAnswerError,
  TimesheetSystemRefusedError,
  TimesheetSystemUnavailableError,
} from './errors.ts';
import { cwoAnswerSchema, type Envelope, envelopeSchema, roleDemandSchema } from './schema.ts';

const BODY_BYTES_MAX = 32 * 1024 * 1024;
const RETRIES_MAX = 2;
const RETRY_AFTER_MAX_MS = 4_000;
const CHANGES_MAX = 500;
/** How a system may say that a cursor is too old. */
const STALE_CURSOR_STATUS: readonly (number | null)[] = [400, 404, 410];

/** The timesheet system of contract 2. */
export class HttpTimesheetSource implements TimesheetSource, CwoSource, ChangeFeed {
  readonly #baseUrl: string;
  readonly #token: Secret;
  readonly #limits: HttpLimits;
  readonly #clock: Clock;

  /** @param requestTimeoutMs for each try; with the retries and pauses it must fit the function's time-out */
  constructor(system: { readonly baseUrl: string; readonly token: Secret }, requestTimeoutMs: number, clock: Clock) {
    this.#baseUrl = system.baseUrl.replace(/\/+$/, '');
    this.#token = system.token;
    this.#limits = {
      requestTimeoutMs,
      retriesMax: RETRIES_MAX,
      retryAfterMaxMs: RETRY_AFTER_MAX_MS,
      bodyBytesMax: BODY_BYTES_MAX,
    };
    this.#clock = clock;
  }

  async fetchWeek(
    mondayDate: MondayDate,
    employeeIds: readonly string[],
    signal: AbortSignal,
  ): Promise<TimesheetAnswer> {
    try {
      const envelope = await this.#request('/v1/timesheet-weeks/query', {
        body: { weekStartDate: mondayDate, employeeIds },
        parse: (json) => parseEnvelope(json, mondayDate),
        signal,
      });
      return readAnswer(envelope, employeeIds);
    } catch (error) {
      const isToldWhen = error instanceof TimesheetSystemUnavailableError && error.retryAfterMs > 0;
      throw isToldWhen ? new TimesheetSystemBusyError(error.retryAfterMs, { cause: error }) : error;
    }
  }

  fetchCwo(cwoId: string, signal: AbortSignal): Promise<CwoDescription> {
    const path = `/v1/cwos/${encodeURIComponent(cwoId)}`;
    return this.#request(path, { parse: (json) => parseCwo(json, cwoId), signal });
  }

  async read(cursor: string | null, signal: AbortSignal): Promise<ChangePage | null> {
    const query = new URLSearchParams({ limit: String(CHANGES_MAX), ...(cursor !== null && { since: cursor }) });
    try {
      return await this.#request(`/v1/timesheet-changes?${query}`, { parse: parseChangePage, signal });
    } catch (error) {
      const isStale = error instanceof TimesheetSystemRefusedError && STALE_CURSOR_STATUS.includes(error.status);
      if (isStale && cursor !== null) return null;
      throw error;
    }
  }

  #request<T>(path: string, request: Pick<JsonRequest<T>, 'body' | 'parse' | 'signal'>): Promise<T> {
    const url = `${this.#baseUrl}${path}`;
    const credentials = async (areRefused: boolean) => ({ authorization: `Bearer ${await this.#bearer(areRefused)}` });
    return requestJson({ ...request, url, credentials, errors: TIMESHEET_SYSTEM_ERRORS }, this.#limits, this.#clock);
  }

  /** The token without the line break that a file ends with. What is none may have been put right since it was read. */
  async #bearer(areRefused: boolean): Promise<string> {
    const token = (await this.#token(areRefused)).trim();
    if (/^[\x21-\x7e]+$/.test(token)) return token;
    if (!areRefused) return this.#bearer(true);
    throw new SecretError('the timesheet token is not one word of visible ASCII characters (it is not shown here)');
  }
}

function parseEnvelope(json: unknown, mondayDate: MondayDate): Envelope {
  const parsed = envelopeSchema.safeParse(json);
  if (!parsed.success) throw otherShape(parsed.error.issues);
  if (parsed.data.weekStartDate !== mondayDate) {
    throw new TimesheetAnswerError(`answered week ${parsed.data.weekStartDate}, asked was ${mondayDate}`);
  }
  return parsed.data;
}

function parseCwo(json: unknown, cwoId: string): CwoDescription {
  const parsed = cwoAnswerSchema.safeParse(json);
  if (!parsed.success) throw otherShape(parsed.error.issues);
  const { cwo, project, roles } = parsed.data;
  if (cwo.cwoId !== cwoId) throw new TimesheetAnswerError(`answered CWO ${cwo.cwoId}, asked was ${cwoId}`);
  return { cwo, project, roles: readCatalogue(roles, roleDemandSchema, (role) => role.cwoRoleId) };
}

function parseChangePage(json: unknown): ChangePage {
  const parsed = changePageSchema.safeParse(json);
  if (!parsed.success) throw otherShape(parsed.error.issues);
  return parsed.data;
}

function otherShape(
  issues: readonly { readonly path: PropertyKey[]; readonly message: string }[],
): TimesheetAnswerError {
  const fields = issues.slice(0, 5).map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
  return new TimesheetAnswerError(`answered another shape: ${fields.join('; ')}`);
}
