import type { z } from 'zod';
import { SourceError, type SourceErrorCode } from '../../core/values/source-error.ts';
import type { HttpErrors } from './http-request.ts';

/** What a source means by a status that others do not have. */
interface Refusal {
  readonly code: SourceErrorCode;
  /** What a person is to know or do. */
  readonly advice: string;
}

export type Refusals = ReadonlyMap<number, Refusal>;

const FAULTS_MAX = 5;

/** Errors of requests to a place. */
export function errorsOf(
  place: string,
  codeOf: (status: number | null) => SourceErrorCode,
  refusals: Refusals = new Map(),
): HttpErrors {
  return {
    unavailable: (message, retryAfterMs, options) =>
      new SourceError('UNAVAILABLE', `${place}: ${message}`, { retryAfterMs, ...options }),
    refused: (status) => {
      const refusal = status === null ? undefined : refusals.get(status);
      if (refusal) return new SourceError(refusal.code, `${place}: answered ${status}: ${refusal.advice}`);
      const what = status === null ? 'cannot be asked as it is: its URL or its key is none' : `answered ${status}`;
      return new SourceError(codeOf(status), `${place}: ${what}`);
    },
  };
}

/** @throws SourceError MALFORMED */
export function parsed<T>(schema: z.ZodType<T>, json: unknown, place: string): T {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  throw malformed(place, result.error);
}

/** `cursor /teams/members: teamMembers.3.email: Invalid input: expected string, received undefined` */
function malformed(place: string, { issues }: z.ZodError): SourceError {
  const faults = issues.slice(0, FAULTS_MAX).map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
  return new SourceError('MALFORMED', `${place}: ${faults.join('; ')}`);
}
