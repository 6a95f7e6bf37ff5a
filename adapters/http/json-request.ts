import pRetry from 'p-retry';
import type { Clock } from '../../core/values/clock.ts';
import { type Secret, SecretError } from '../aws/secret.ts';

/** The timesheet system did not answer as the contract says, for now: worth another try later. */
export class TimesheetSystemUnavailableError extends Error {
  override readonly name = 'TimesheetSystemUnavailableError';
}

/** The timesheet system refuses us (bad token, bad request): only an operator can help. */
export class TimesheetSystemRefusedError extends Error {
  override readonly name = 'TimesheetSystemRefusedError';
  readonly status: number;

  constructor(status: number) {
    super(`timesheet system: answered ${status}; check its URL and token`);
    this.status = status;
  }
}

/** A failed try, with the pause that the system asked for. */
class FailedTryError extends Error {
  override readonly name = 'FailedTryError';
  readonly retryAfterMs: number;

  constructor(message: string, retryAfterMs = 0, options?: ErrorOptions) {
    super(message, options);
    this.retryAfterMs = retryAfterMs;
  }
}

export interface HttpLimits {
  readonly requestTimeoutMs: number;
  readonly retriesMax: number;
  /** A longer `Retry-After` is left to the workflow's own retry. */
  readonly retryAfterMaxMs: number;
  readonly bodyBytesMax: number;
}

export interface JsonRequest<T> {
  readonly url: string;
  /** Posted as JSON; without it the request is a GET. */
  readonly body?: unknown;
  readonly token: Secret;
  /** Throws where the answer has not the contract's shape, which counts as a failure of transport. */
  readonly parse: (json: unknown) => T;
  readonly signal: AbortSignal;
}

/**
 * Asks for JSON with a bearer token: no redirects, a time-out for each try, a cap on the body, and bounded retries with
 * jitter on 429, 5xx, broken connections and bodies that are not what was asked for.
 * @throws TimesheetSystemUnavailableError after the last try, TimesheetSystemRefusedError on any other 4xx,
 *   SecretError where there is no token
 */
export async function requestJson<T>(request: JsonRequest<T>, limits: HttpLimits, clock: Clock): Promise<T> {
  try {
    return await pRetry(attemptsWith(request, limits), {
      retries: limits.retriesMax,
      minTimeout: 200,
      maxTimeout: 2_000,
      randomize: true,
      signal: request.signal,
      shouldRetry: ({ error }) => error instanceof FailedTryError && error.retryAfterMs <= limits.retryAfterMaxMs,
      onFailedAttempt: async ({ error, retriesLeft }) => {
        if (error instanceof FailedTryError && retriesLeft > 0 && error.retryAfterMs <= limits.retryAfterMaxMs) {
          await clock.pause(error.retryAfterMs, request.signal);
        }
      },
    });
  } catch (error) {
    if (error instanceof TimesheetSystemRefusedError || error instanceof SecretError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new TimesheetSystemUnavailableError(`timesheet system: ${message}`, { cause: error });
  }
}

/** One try after the other; a refused token may have been rotated, so once the one that is there now is taken. */
function attemptsWith<T>(request: JsonRequest<T>, limits: HttpLimits): () => Promise<T> {
  let wasRefused = false;
  return async () => {
    try {
      return await tryOnce(request, limits, await request.token(wasRefused ? 0 : undefined));
    } catch (error) {
      const isTokenRefused = error instanceof TimesheetSystemRefusedError && error.status === 401;
      if (wasRefused || !isTokenRefused) throw error;
      wasRefused = true;
      throw new FailedTryError('answered 401', 0, { cause: error });
    }
  };
}

async function tryOnce<T>(request: JsonRequest<T>, limits: HttpLimits, token: string): Promise<T> {
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(limits.requestTimeoutMs)]);
  try {
    const response = await fetch(request.url, {
      method: request.body === undefined ? 'GET' : 'POST',
      redirect: 'manual',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', accept: 'application/json' },
      body: request.body === undefined ? null : JSON.stringify(request.body),
      signal,
    });
    await checkStatus(response);
    return request.parse(JSON.parse(await readText(response, limits.bodyBytesMax)));
  } catch (error) {
    if (error instanceof FailedTryError || error instanceof TimesheetSystemRefusedError) throw error;
    throw new FailedTryError(explain(error), 0, { cause: error });
  }
}

async function checkStatus(response: Response): Promise<void> {
  const { status } = response;
  if (status === 200) return;
  await response.body?.cancel();
  if (status === 429 || status >= 500) throw new FailedTryError(`answered ${status}`, retryAfterMs(response));
  throw new TimesheetSystemRefusedError(status);
}

async function readText(response: Response, bytesMax: number): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > bytesMax) throw new FailedTryError(`answered more than ${bytesMax} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** `Retry-After` as seconds or as an HTTP date. */
function retryAfterMs(response: Response): number {
  const header = response.headers.get('retry-after');
  if (header === null) return 0;
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? 0 : Math.max(0, date - Date.now());
}

/** What went wrong, without the body: it holds personal data. */
function explain(error: unknown): string {
  if (error instanceof SyntaxError) return 'answered what is no JSON';
  if (!(error instanceof Error)) return 'failed';
  if (error.name === 'TimeoutError') return 'did not answer in time';
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : '';
  return `${error.message}${cause}`;
}
