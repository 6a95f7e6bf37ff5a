import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type HttpServer, listen, readBody } from '../http/listen.ts';
import { RefusedAction } from './events.ts';
import { HttpError } from './http-error.ts';
import type { Route } from './routes.ts';

/** 100 ids or 200 entries of the longest kind stay well below. */
const BODY_BYTES_MAX = 64 * 1024;

/**
 * Serves the routes on the loopback interface.
 * @param token every request must carry it as `Authorization: Bearer <token>`
 * @param port 0 takes a free one
 */
export function startHttpServer(routes: readonly Route[], token: string, port: number): Promise<HttpServer> {
  return listen(async (request) => {
    const { status, body } = await respond(request, routes, token);
    return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  }, port);
}

async function respond(request: IncomingMessage, routes: readonly Route[], token: string) {
  try {
    requireToken(request, token);
    // Only path and query matter here, so any host does as a base.
    const url = new URL(request.url ?? '/', 'http://localhost');
    const { route, path } = findRoute(routes, request.method, url);
    const body = await readJson(request);
    return { status: 200, body: route.answer({ path, query: url.searchParams, body }) };
  } catch (error) {
    const { status, code, message } = toHttpError(error);
    return { status, body: { error: { code, message } } };
  }
}

function requireToken({ headers }: IncomingMessage, token: string): void {
  // Equal lengths for the comparison, and its time tells nothing of the token.
  const [given, expected] = [headers.authorization ?? '', `Bearer ${token}`].map((text) =>
    createHash('sha256').update(text).digest(),
  ) as [Buffer, Buffer];
  if (!timingSafeEqual(given, expected)) throw new HttpError(401, 'UNAUTHORIZED', 'a valid bearer token is needed');
}

function findRoute(routes: readonly Route[], method: string | undefined, { pathname }: URL) {
  const found = routes.flatMap((route) => {
    const groups = route.pattern.exec({ pathname })?.pathname.groups;
    return groups ? [{ route, groups }] : [];
  });
  if (found.length === 0) throw new HttpError(404, 'NOT_FOUND', 'there is nothing at this path');
  const match = found.find(({ route }) => route.method === method);
  if (!match) throw new HttpError(405, 'METHOD_NOT_ALLOWED', `this path does not take ${method}`);
  const parts = Object.entries(match.groups).map(([name, part = '']) => [name, decodePart(part)]);
  return { route: match.route, path: Object.fromEntries(parts) as Record<string, string> };
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new HttpError(400, 'BAD_REQUEST', 'the path is not well encoded');
  }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const text = await readBody(request, BODY_BYTES_MAX);
  if (text === null) throw new HttpError(413, 'TOO_LARGE', `a body has at most ${BODY_BYTES_MAX} bytes`);
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new HttpError(400, 'BAD_REQUEST', 'the body is not JSON');
  }
}

function toHttpError(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  if (error instanceof RefusedAction)
    return new HttpError(error.kind === 'UNKNOWN' ? 404 : 409, error.kind, error.message);
  console.error(error);
  return new HttpError(500, 'INTERNAL', 'the service failed; its log says why');
}
