import pRetry from 'p-retry';
import type { Clock } from '../../core/values/clock.ts';

/** What the caller's failures are called. */
export interface HttpErrors {
  /**
   * No answer that can be used, for now: worth another try later.
   * @param message what went wrong, without the body: it may hold personal data
   * @param retryAfterMs how long the system asked not to be asked again; 0 where it did not
   */
  unavailable(message: string, retryAfterMs: number, options: ErrorOptions): Error;
  /**
   * Refused in a way that no other try will change.
   * @param status null where the request cannot be sent as it is: its URL or its credentials are none
   */
  refused(status: number | null): Error;
}

export interface HttpLimits {
  readonly requestTimeoutMs: number;
  readonly retriesMax: number;
  /** A longer `Retry-After` is not waited for here: the caller is told. */
  readonly retryAfterMaxMs: number;
  readonly bodyBytesMax: number;
}

/** An answer with one of the expected statuses. */
export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

export interface HttpRequest<T> {
  readonly url: string;
  /** Posted as JSON; without it the request is a GET. */
  readonly body?: unknown;
  /** Media types that are understood. */
  readonly accept: string;
  /** Statuses that are answers; 200 alone where nothing is said. */
  readonly statuses?: readonly number[];
  /** Waits until the request may be sent, before each try: for systems that take only so many. */
  readonly turn?: () => Promise<void>;
  /**
   * The headers that say who asks; what it throws leaves the request as it is.
   * @param areRefused whether those it gave before were refused: they may have been rotated since
   */
  readonly credentials: (areRefused: boolean) => Promise<Readonly<Record<string, string>>>;
  /**
   * How long until a quota begins anew, in ms, where the answer says that one is used up in a way of its own; else null.
   * Asked of statuses that are no answers.
   */
  readonly quotaOf?: (status: number, headers: Headers) => number | null;
  /** Throws, without a word of the body, where the answer is not what was asked for: a failure of transport. */
  readonly read: (answer: HttpAnswer) => T;
  readonly errors: HttpErrors;
  readonly signal: AbortSignal;
}

/** A `Retry-After` past a day is one of a day. */
const RETRY_AFTER_CAP_MS = 24 * 60 * 60_000;
/** Of this century and the next ones: a shorter number counts from now, or from nothing that is known. */
const UNIX_SECONDS = /^\d{10,11}$/;

/** A failed try, with the pause that the system asked for. */
class FailedTryError extends Error {
  override readonly name = 'FailedTryError';
  readonly retryAfterMs: number;

  constructor(message: string, retryAfterMs = 0, options?: ErrorOptions) {
    super(message, options);
    this.retryAfterMs = retryAfterMs;
  }
}

class RefusedTryError extends Error {
  override readonly name = 'RefusedTryError';
  readonly status: number | null;

  constructor(status: number | null) {
    super(status === null ? 'cannot be sent' : `answered ${status}`);
    this.status = status;
  }
}

const OK: readonly number[] = [200];

/**
 * Asks for text: no redirects, a time-out for each try, a cap on the body, and bounded retries with jitter on 429, 5xx,
 * a 403 that says when to come again, broken connections and bodies that are not what was asked for.
 * @throws `errors.unavailable` after the last try, `errors.refused` on any other status than those that are answers
 */
export async function requestText<T>(request: HttpRequest<T>, limits: HttpLimits, clock: Clock): Promise<T> {
  const isWaitedFor = (error: Error) => error instanceof FailedTryError && error.retryAfterMs <= limits.retryAfterMaxMs;
  try {
    return await pRetry(attemptsWith(request, limits, clock), {
      retries: limits.retriesMax,
      minTimeout: 200,
      maxTimeout: 2_000,
      randomize: true,
      signal: request.signal,
      shouldRetry: ({ error }) => isWaitedFor(error),
      onFailedAttempt: async ({ error, retriesLeft }) => {
        if (retriesLeft === 0 || !isWaitedFor(error)) return;
        await clock.pause((error as FailedTryError).retryAfterMs, request.signal);
      },
    });
  } catch (error) {
    throw asTold(error, request);
  }
}

/** In the caller's words; what the credentials threw is theirs already. */
function asTold(error: unknown, { errors, signal }: HttpRequest<unknown>): unknown {
  if (error instanceof RefusedTryError) return errors.refused(error.status);
  if (error instanceof FailedTryError) return errors.unavailable(error.message, error.retryAfterMs, { cause: error });
  return signal.aborted ? errors.unavailable('was not waited for any longer', 0, { cause: error }) : error;
}

/** One try after the other; refused credentials may have been rotated, so once those that are there now are taken. */
function attemptsWith<T>(request: HttpRequest<T>, limits: HttpLimits, clock: Clock): () => Promise<T> {
  let areRefused = false;
  return async () => {
    const credentials = await request.credentials(areRefused);
    await request.turn?.();
    try {
      return await tryOnce({ request, limits, clock, credentials });
    } catch (error) {
      if (areRefused || !(error instanceof RefusedTryError && error.status === 401)) throw error;
      areRefused = true;
      throw new FailedTryError('answered 401', 0, { cause: error });
    }
  };
}

interface Try<T> {
  readonly request: HttpRequest<T>;
  readonly limits: HttpLimits;
  readonly clock: Clock;
  readonly credentials: Readonly<Record<string, string>>;
}

async function tryOnce<T>({ request, limits, clock, credentials }: Try<T>): Promise<T> {
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(limits.requestTimeoutMs)]);
  const { statuses = OK, quotaOf } = request;
  const answer = await ask(toRequest(request, credentials, signal), { statuses, quotaOf, limits, clock });
  try {
    return request.read(answer);
  } catch (error) {
    throw new FailedTryError((error as Error).message, 0, { cause: error });
  }
}

/** What the platform says of a URL or header that it refuses quotes them, secrets and all: nothing of it is told. */
function toRequest(
  { url, body, accept }: HttpRequest<unknown>,
  credentials: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Request {
  const isPost = body !== undefined;
  try {
    return new Request(url, {
      method: isPost ? 'POST' : 'GET',
      redirect: 'manual',
      headers: { ...credentials, accept, ...(isPost && { 'content-type': 'application/json' }) },
      body: isPost ? JSON.stringify(body) : null,
      signal,
    });
  } catch {
    throw new RefusedTryError(null);
  }
}

interface Asking {
  readonly statuses: readonly number[];
  readonly quotaOf: HttpRequest<unknown>['quotaOf'];
  readonly limits: HttpLimits;
  readonly clock: Clock;
}

async function ask(request: Request, asking: Asking): Promise<HttpAnswer> {
  try {
    const response = await fetch(request);
    await checkStatus(response, asking);
    const text = await readText(response, asking.limits.bodyBytesMax);
    return { status: response.status, text, headers: response.headers };
  } catch (error) {
    if (error instanceof FailedTryError || error instanceof RefusedTryError) throw error;
    throw new FailedTryError(explain(error));
  }
}

async function checkStatus(response: Response, { statuses, quotaOf, clock }: Asking): Promise<void> {
  const { status, headers } = response;
  if (statuses.includes(status)) return;
  await response.body?.cancel();
  const quotaMs = quotaOf?.(status, headers) ?? null;
  if (quotaMs !== null) throw new FailedTryError(`answered ${status}, its quota is used up`, capped(quotaMs));
  // Some systems refuse in this way where too much was asked of them.
  const isTooMuch = status === 429 || (status === 403 && (headers.has('retry-after') || isUsedUp(headers)));
  if (!isTooMuch && status < 500) throw new RefusedTryError(status);
  throw new FailedTryError(`answered ${status}`, retryAfterMs(headers, clock));
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

/** `Retry-After` as seconds or as an HTTP date, else when a limit that is used up begins anew, in unix seconds. */
function retryAfterMs(headers: Headers, clock: Clock): number {
  const header = headers.get('retry-after');
  const reset = isUsedUp(headers) ? headers.get('x-ratelimit-reset') : null;
  const now = Date.parse(clock.now());
  let ms = 0;
  if (header !== null) ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  else if (reset !== null && UNIX_SECONDS.test(reset)) ms = Number(reset) * 1000 - now;
  return Number.isNaN(ms) ? 0 : capped(ms);
}

function capped(ms: number): number {
  return Math.min(Math.max(0, ms), RETRY_AFTER_CAP_MS);
}

function isUsedUp(headers: Headers): boolean {
  return headers.get('x-ratelimit-remaining') === '0';
}

/** What went wrong, in words that hold nothing of the request or the body: both hold what is not for a log. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return 'failed';
  if (error.name === 'TimeoutError') return 'did not answer in time';
  const code = codeOf(error) ?? codeOf(error.cause);
  return code === undefined ? 'failed' : `failed: ${code}`;
}

/** `ECONNREFUSED`, `UND_ERR_SOCKET` */
function codeOf(error: unknown): string | undefined {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]*$/.test(code) ? code : undefined;
}
