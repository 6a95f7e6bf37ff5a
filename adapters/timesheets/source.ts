import type { Clock, TimesheetAnswer, TimesheetSource } from '../../core/ports.ts';
import type { MondayDate } from '../../core/week.ts';
import { readAnswer } from './answer.ts';
import { type HttpLimits, postJson } from './http.ts';
import { type Envelope, envelopeSchema } from './schema.ts';

/** An answer of another shape than contract 2: a failure of transport, never "no entries". */
export class TimesheetAnswerError extends Error {
  override readonly name = 'TimesheetAnswerError';
}

const BODY_BYTES_MAX = 32 * 1024 * 1024;
const RETRIES_MAX = 2;
const RETRY_AFTER_MAX_MS = 4_000;

/** The timesheet system of contract 2. */
export class HttpTimesheetSource implements TimesheetSource {
  readonly #baseUrl: string;
  readonly #token: () => Promise<string>;
  readonly #limits: HttpLimits;
  readonly #clock: Clock;

  /** @param requestTimeoutMs for each try; with the retries and pauses it must fit the function's time-out */
  constructor(
    system: { readonly baseUrl: string; readonly token: () => Promise<string> },
    requestTimeoutMs: number,
    clock: Clock,
  ) {
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
    const request = {
      url: `${this.#baseUrl}/v1/timesheet-weeks/query`,
      body: { weekStartDate: mondayDate, employeeIds },
      token: this.#token,
      parse: (json: unknown) => parseEnvelope(json, mondayDate),
      signal,
    };
    return readAnswer(await postJson(request, this.#limits, this.#clock), employeeIds);
  }
}

function parseEnvelope(json: unknown, mondayDate: MondayDate): Envelope {
  const parsed = envelopeSchema.safeParse(json);
  if (!parsed.success) {
    const fields = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
    throw new TimesheetAnswerError(`answered another shape: ${fields.join('; ')}`);
  }
  if (parsed.data.weekStartDate !== mondayDate) {
    throw new TimesheetAnswerError(`answered week ${parsed.data.weekStartDate}, asked was ${mondayDate}`);
  }
  return parsed.data;
}
