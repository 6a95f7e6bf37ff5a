import type { z } from 'zod';
import type { Clock } from '../../core/values/clock.ts';
import { SourceError, type SourceErrorCode } from '../../core/values/source-error.ts';
import { type Secret, SecretError } from '../aws/secret.ts';
import { type HttpAnswer, type HttpLimits, type HttpRequest, requestText } from './http-request.ts';
import { parseRawJson } from './json-request.ts';
import { errorsOf, parsed, type Refusals } from './source-errors.ts';

/** By what a source is reached. */
export interface SourceAccess {
  /** Where it answers elsewhere than by default: a proxy of the company, a stand-in. */
  readonly baseUrl?: string;
  readonly secret: Secret;
  readonly clock: Clock;
  readonly limits?: Partial<HttpLimits>;
  /** Told of each request that is sent, of those too that are sent again. */
  readonly onRequest?: () => void;
}

interface Dialect {
  /** Names the source in errors. */
  readonly source: string;
  readonly baseUrl: string;
  /** The headers that say who asks. */
  readonly headers: (secret: string) => Readonly<Record<string, string>>;
  readonly accept?: string;
  /** Between two requests of one path, where the source takes only so many of them in a minute. */
  readonly pathPauseMs?: number;
  /** Between any two requests. */
  readonly pauseMs?: number;
  readonly refusals?: Refusals;
  /** How long until a used up quota begins anew, in ms, where the source tells it in a way of its own; else null. */
  readonly quotaOf?: (status: number, headers: Headers) => number | null;
}

interface Asked<T> {
  readonly query?: readonly [string, string][];
  /** Posted as JSON. */
  readonly body?: unknown;
  readonly statuses?: readonly number[];
  /** Names the path in errors, where it has a person's id in it. */
  readonly place?: string;
  readonly schema: z.ZodType<T>;
  readonly signal: AbortSignal;
}

interface Answered<T> {
  readonly data: T;
  readonly headers: Headers;
}

const DEFAULT_LIMITS: HttpLimits = {
  requestTimeoutMs: 60_000,
  retriesMax: 3,
  retryAfterMaxMs: 60_000,
  bodyBytesMax: 64 * 1024 * 1024,
};
const REFUSALS: ReadonlyMap<number | null, SourceErrorCode> = new Map<number | null, SourceErrorCode>([
  [401, 'UNAUTHORIZED'],
  [403, 'FORBIDDEN'],
  [410, 'STALE_CURSOR'],
  // What cannot be sent has a key or a URL that is none.
  [null, 'UNAUTHORIZED'],
]);
const LINK_STATUSES: readonly number[] = [200, 301, 302, 303, 307, 308];
const HOPS_MAX = 3;
const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])$/;

/** Asks one source, one request after the other. Every failure is a `SourceError` that names source and path. */
export class SourceRequests {
  readonly #dialect: Dialect;
  readonly #baseUrl: string;
  readonly #secret: Secret;
  readonly #clock: Clock;
  readonly #limits: HttpLimits;
  readonly #onRequest: () => void;
  /** When each path was asked last, and any at all. */
  readonly #askedAt = new Map<string, number>();

  constructor(dialect: Dialect, access: SourceAccess) {
    this.#dialect = dialect;
    this.#baseUrl = (access.baseUrl ?? dialect.baseUrl).replace(/\/+$/, '');
    this.#secret = access.secret;
    this.#clock = access.clock;
    this.#limits = { ...DEFAULT_LIMITS, ...access.limits };
    this.#onRequest = access.onRequest ?? (() => undefined);
  }

  /** The members of the answer, whose numbers are `NumberText`s until the schema has read them. */
  async json<T>(path: string, asked: Asked<T>): Promise<T> {
    return (await this.answer(path, asked)).data;
  }

  /** As `json`, with the headers for what is told in them. */
  async answer<T>(path: string, { schema, ...asked }: Asked<T>): Promise<Answered<T>> {
    const { json, headers, place } = await this.#answered(path, asked);
    return { data: parsed(schema, json, place), headers };
  }

  /** As `answer`; null where it is a 404 of that form. */
  async answerIfAny<T>(
    path: string,
    { schema, none, ...asked }: Asked<T> & { readonly none: z.ZodType },
  ): Promise<Answered<T> | null> {
    const { json, headers, place, status } = await this.#answered(path, { ...asked, statuses: [200, 404] });
    if (status === 200) return { data: parsed(schema, json, place), headers };
    parsed(none, json, place);
    return null;
  }

  async #answered(path: string, { query = [], place: named = path, ...asked }: Omit<Asked<unknown>, 'schema'>) {
    const place = `${this.#dialect.source} ${named}`;
    const parameters = new URLSearchParams(query);
    const { refusals, quotaOf } = this.#dialect;
    const answer = await this.#ask(place, {
      ...asked,
      ...(quotaOf && { quotaOf }),
      url: `${this.#baseUrl}${path}${query.length === 0 ? '' : `?${parameters}`}`,
      accept: this.#dialect.accept ?? 'application/json',
      credentials: async (areRefused) => this.#dialect.headers(await this.#key(place, areRefused)),
      turn: () => this.#turn(path, asked.signal),
      read: ({ text, headers, status }) => ({ json: parseRawJson(text), headers, status }),
      errors: errorsOf(place, (status) => REFUSALS.get(status) ?? 'MALFORMED', refusals),
    });
    return { ...answer, place };
  }

  /**
   * The query of the page to which a link of the answer leads: the path and the host that were asked are asked again, and
   * no others.
   * @throws SourceError MALFORMED where the link leads elsewhere
   */
  queryOf(link: string, path: string): [string, string][] {
    const asked = new URL(`${this.#baseUrl}${path}`);
    const next = URL.parse(link, asked.href);
    if (next && next.origin === asked.origin && next.pathname === asked.pathname) return [...next.searchParams];
    throw new SourceError('MALFORMED', `${this.#dialect.source} ${path}: leads on to another place than was asked`);
  }

  /**
   * The text behind a signed link, which may lead to any host: so it is asked without the key, and by https alone. Only a
   * source on this very machine, a stand-in, may lead to it. A link that is refused has expired: its giver has a new one.
   */
  async signedText(link: string, place: string, signal: AbortSignal): Promise<string> {
    const named = `${this.#dialect.source} ${place}`;
    let next: string | null = link;
    for (let hops = 0; next !== null && hops <= HOPS_MAX; hops += 1) {
      if (!isSafe(next, isLoopback(URL.parse(this.#baseUrl))))
        throw new SourceError('MALFORMED', `${named}: is no https link`);
      const url: string = next;
      const answer: HttpAnswer = await this.#ask(named, {
        url,
        signal,
        accept: 'text/csv, text/plain;q=0.9, */*;q=0.1',
        statuses: LINK_STATUSES,
        turn: async () => this.#onRequest(),
        credentials: async () => ({}),
        read: notForPeople,
        errors: errorsOf(named, () => 'UNAVAILABLE'),
      });
      if (answer.status === 200) return answer.text;
      next = URL.parse(answer.headers.get('location') ?? '', url)?.href ?? null;
    }
    throw new SourceError('MALFORMED', `${named}: leads on and on, or nowhere`);
  }

  /** Waits for what the source has in work. */
  async pause(ms: number, place: string, signal: AbortSignal): Promise<void> {
    try {
      await this.#clock.pause(ms, signal);
    } catch (error) {
      const message = `${this.#dialect.source} ${place}: was not waited for any longer`;
      throw new SourceError('UNAVAILABLE', message, { cause: error });
    }
  }

  #ask<T>(place: string, request: HttpRequest<T>): Promise<T> {
    return requestText(request, this.#limits, this.#clock).catch((error: unknown) => {
      if (!(error instanceof SecretError)) throw error;
      throw new SourceError('UNAUTHORIZED', `${place}: ${error.message}`, { cause: error });
    });
  }

  /** The key without the line break that a file ends with. What is none may have been put right since it was read. */
  async #key(place: string, areRefused: boolean): Promise<string> {
    const key = (await this.#secret(areRefused)).trim();
    if (/^[\x21-\x7e]+$/.test(key)) return key;
    if (!areRefused) return this.#key(place, true);
    throw new SecretError('the key is not one word of visible ASCII characters (it is not shown here)');
  }

  /** A process that has just begun does not know when the one before it asked: it waits once in full. */
  async #turn(path: string, signal: AbortSignal): Promise<void> {
    const { pathPauseMs = 0, pauseMs = 0 } = this.#dialect;
    await this.#pace(path, pathPauseMs, signal);
    await this.#pace('', pauseMs, signal);
    this.#onRequest();
  }

  async #pace(of: string, pauseMs: number, signal: AbortSignal): Promise<void> {
    if (pauseMs === 0) return;
    const now = Date.parse(this.#clock.now());
    const ms = (this.#askedAt.get(of) ?? now) + pauseMs - now;
    if (ms > 0) await this.#clock.pause(ms, signal);
    this.#askedAt.set(of, Math.max(now, now + ms));
  }
}

function notForPeople(answer: HttpAnswer): HttpAnswer {
  if (answer.status === 200 && /^\s*</.test(answer.text)) throw new Error('answered a page for people');
  return answer;
}

function isSafe(link: string, mayBeHere: boolean): boolean {
  const url = URL.parse(link);
  if (url === null || url.username !== '' || url.password !== '') return false;
  return isLoopback(url) ? mayBeHere && url.protocol === 'http:' : url.protocol === 'https:';
}

function isLoopback(url: URL | null): boolean {
  return url !== null && LOOPBACK.test(url.hostname);
}
