import type { Clock } from '../../core/values/clock.ts';
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

/** A number as it was written, digit by digit: amounts must not go through a float. */
export class RawNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/**
 * Reads JSON whose numbers are `RawNumber`s.
 * @throws Error where the text is no JSON
 */
export function parseRawJson(text: string): unknown {
  return readJson(text, (json) => JSON.parse(json, keepText));
}

/** The third parameter, which has the number as it was written, the compiler's library does not know yet. */
function keepText(_: string, member: unknown, context?: { readonly source: string }): unknown {
  return typeof member === 'number' && context ? new RawNumber(context.source) : member;
}

/** What the parser says of a fault quotes the text. */
function readJson(text: string, parse: (text: string) => unknown): unknown {
  try {
    return parse(text);
  } catch {
    throw new Error('answered what is no JSON');
  }
}
