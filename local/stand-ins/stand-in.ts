import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { z } from 'zod';
import type { Clock } from '../../core/values/clock.ts';
import { type HttpReply, listen, readBody } from '../http/listen.ts';
import { bluntReply, type Fault, type FaultOrder, faultOrder, faultQueue, type TakeFault } from './faults.ts';

export interface StandInRequest {
  readonly query: URLSearchParams;
  readonly path: string;
  /** Named parts of the path. */
  readonly parts: Readonly<Record<string, string | undefined>>;
  readonly headers: IncomingHttpHeaders;
  /** Parsed JSON; undefined where nothing was sent. */
  readonly body: unknown;
  /** Of this server, without a slash at the end. */
  readonly origin: string;
}

export interface StandInRoute {
  readonly method: 'GET' | 'POST';
  /** As of `URLPattern`: `/teams/:id`. */
  readonly path: string;
  /** Whether whoever asks must say who it is. */
  readonly isPublic?: boolean;
  readonly status?: number;
  /** Text goes out as it is, everything else as JSON. */
  readonly answer: (request: StandInRequest) => unknown;
  /** What the answer says in its headers. */
  readonly headers?: (answer: unknown, request: StandInRequest) => Readonly<Record<string, string>>;
  /** The answer with a fault in what it says. */
  readonly bend?: (fault: Fault, answer: unknown, request: StandInRequest) => unknown;
}

/** So many requests in any time of that length, of one path or of all together. */
export interface RateLimit {
  readonly requests: number;
  readonly ms: number;
  readonly of: 'PATH' | 'ALL';
  /** How one more is refused; by 429 with `Retry-After` where nothing is said. */
  readonly refusal?: Refusal;
}

interface Refusal {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

export interface StandInOptions {
  readonly routes: readonly StandInRoute[];
  readonly isAllowed: (headers: IncomingHttpHeaders) => boolean;
  /** None where nothing is said. */
  readonly limit?: RateLimit;
  readonly clock: Clock;
  readonly port: number;
}

/** A running stand-in of a source. Faults are ordered here, or by `POST /control/faults`. */
export interface StandIn {
  readonly url: string;
  order(order: FaultOrder): void;
  /** Forgets the faults that were ordered. */
  calm(): void;
  /** How many requests there were, of all paths or of those that end so. */
  requestCount(route?: string): number;
  /** Of those, how many came too early. */
  throttledCount(): number;
  close(): Promise<void>;
}

/** A request that the source's documentation says is refused. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest';
}

/** There is no such thing; whoever asked is told the body, as JSON. */
export class NotThere extends Error {
  override readonly name = 'NotThere';
  readonly body: unknown;

  constructor(body: unknown) {
    super('is not there');
    this.body = body;
  }
}

const BODY_BYTES_MAX = 64 * 1024;
const FAULTS_PATH = '/control/faults';

/** A request as it came, by a socket or within the process. */
export interface MetRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly origin: string;
}

/** What a stand-in answers and counts, whoever brings the requests. */
export function answering({ routes, isAllowed, limit, clock }: Omit<StandInOptions, 'port'>) {
  const faults = faultQueue();
  const counts = new Map<string, number>();
  const isTooEarly = limit ? rateLimit(limit, clock) : () => false;
  const asked = { routes: routes.map(compiled), isAllowed, take: faults.take };
  let throttled = 0;
  const reply = (met: MetRequest): HttpReply => {
    const { pathname } = met.url;
    if (pathname === FAULTS_PATH) return ordered(met.text, faults.order);
    counts.set(pathname, (counts.get(pathname) ?? 0) + 1);
    if (limit && isTooEarly(pathname)) {
      throttled += 1;
      const { status, headers } = limit.refusal ?? tooMany(limit);
      return json(status, { error: 'Too many requests' }, headers);
    }
    return replyOf(met, asked);
  };
  return {
    answer: (met: MetRequest): HttpReply => {
      try {
        return reply(met);
      } catch (error) {
        return failed(error);
      }
    },
    order: faults.order,
    calm: faults.calm,
    requestCount: (route = '') =>
      [...counts].filter(([path]) => path.endsWith(route)).reduce((sum, [, count]) => sum + count, 0),
    throttledCount: () => throttled,
  };
}

export async function startStandIn({ port, ...options }: StandInOptions): Promise<StandIn> {
  const { answer, ...told } = answering(options);
  let origin = '';
  const respond = async (request: IncomingMessage): Promise<HttpReply> => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const text = (await readBody(request, BODY_BYTES_MAX)) ?? '';
    return answer({ method: request.method ?? '', url, headers: request.headers, text, origin });
  };
  const server = await listen((request) => respond(request).catch(failed), port);
  origin = server.url;
  return { ...server, ...told };
}

interface CompiledRoute {
  readonly route: StandInRoute;
  readonly pattern: URLPattern;
}

interface Answering {
  readonly routes: readonly CompiledRoute[];
  readonly isAllowed: (headers: IncomingHttpHeaders) => boolean;
  readonly take: TakeFault;
}

function compiled(route: StandInRoute): CompiledRoute {
  return { route, pattern: new URLPattern({ pathname: route.path }) };
}

function replyOf(
  { method, url, headers, text, origin }: MetRequest,
  { routes, isAllowed, take }: Answering,
): HttpReply {
  const found = routes
    .filter(({ route }) => route.method === method)
    .map(({ route, pattern }) => ({ route, match: pattern.exec({ pathname: url.pathname }) }))
    .find(({ match }) => match !== null);
  if (!found) return json(404, { error: { message: 'not found' } });
  const { route, match } = found;
  if (!route.isPublic && !isAllowed(headers)) return json(401, { error: { message: 'invalid key' } });
  if (route.isPublic && hasCredentials(headers))
    return json(400, { error: { message: 'a link takes no credentials' } });
  const fault = take(url.pathname);
  const blunt = fault && bluntReply(fault);
  if (blunt) return blunt;
  const parts = match?.pathname.groups ?? {};
  const { searchParams: query, pathname } = url;
  const request = { query, path: pathname, parts, headers, body: text === '' ? undefined : JSON.parse(text), origin };
  const answer = route.answer(request);
  const bent = fault && route.bend ? route.bend(fault, answer, request) : answer;
  const reply =
    typeof bent === 'string'
      ? { status: 200, headers: { 'content-type': 'text/csv' }, body: bent }
      : json(route.status ?? 200, bent, route.headers?.(bent, request));
  return fault === 'cut-json' ? { ...reply, body: reply.body.slice(0, reply.body.length / 2) } : reply;
}

function hasCredentials(headers: IncomingHttpHeaders): boolean {
  return headers.authorization !== undefined || headers['x-api-key'] !== undefined;
}

function ordered(text: string, order: (order: FaultOrder) => void): HttpReply {
  const parsed = faultOrder.safeParse(JSON.parse(text));
  if (!parsed.success) return json(400, { error: { message: z.prettifyError(parsed.error) } });
  order(parsed.data);
  return json(200, {});
}

/** Whether a path, or any, was asked for too often in the time before. */
function rateLimit({ requests, ms, of }: RateLimit, clock: Clock): (path: string) => boolean {
  const met = new Map<string, number[]>();
  return (path) => {
    const key = of === 'PATH' ? path : '';
    const now = Date.parse(clock.now());
    const times = (met.get(key) ?? []).filter((time) => now - time < ms);
    met.set(key, [...times, now]);
    return times.length >= requests;
  };
}

function tooMany({ ms }: RateLimit): Refusal {
  return { status: 429, headers: { 'retry-after': String(Math.ceil(ms / 1000)) } };
}

function failed(error: unknown): HttpReply {
  if (error instanceof BadRequest) return json(400, { error: { message: error.message } });
  if (error instanceof NotThere) return json(404, error.body);
  console.error(error);
  return json(500, { error: { message: 'the stand-in failed; its log says why' } });
}

function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): HttpReply {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) };
}
