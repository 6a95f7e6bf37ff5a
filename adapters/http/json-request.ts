import type { Clock } from '../../core/values/clock.ts';
import { fromNumberTextJson } from '../../core/values/number-text.ts';
import { type HttpLimits, type HttpRequest, requestText } from './http-request.ts';

export interface JsonRequest<T> extends Omit<HttpRequest<T>, 'accept' | 'read'> {
  /** Throws where the answer has not the expected shape, which counts as a failure of transport. */
  readonly parse: (json: unknown) => T;
}

/**
 * Asks for JSON (`requestText`).
 * @throws `errors.unavailable` after the last try, `errors.refused` on any other status than 200
 */
export function requestJson<T>({ parse, ...request }: JsonRequest<T>, limits: HttpLimits, clock: Clock): Promise<T> {
  const read = ({ text }: { readonly text: string }) => parse(readJson(text, JSON.parse));
  return requestText({ ...request, accept: 'application/json', read }, limits, clock);
}

/**
 * Reads JSON whose numbers are `NumberText`s: amounts must not go through a float.
 * @throws Error where the text is no JSON
 */
export function parseRawJson(text: string): unknown {
  return readJson(text, fromNumberTextJson);
}

/** What the parser says of a fault quotes the text. */
function readJson(text: string, parse: (text: string) => unknown): unknown {
  try {
    return parse(text);
  } catch {
    throw new Error('answered what is no JSON');
  }
}
