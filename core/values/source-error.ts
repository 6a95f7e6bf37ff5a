/**
 * UNAUTHORIZED and FORBIDDEN need a person; STALE_CURSOR begins anew; UNAVAILABLE passes; MALFORMED is an answer that is
 * not of the documented shape, or contradicts itself.
 */
export const SOURCE_ERROR_CODES = ['UNAUTHORIZED', 'FORBIDDEN', 'STALE_CURSOR', 'UNAVAILABLE', 'MALFORMED'] as const;
export type SourceErrorCode = (typeof SOURCE_ERROR_CODES)[number];

/** A source did not give what it was asked for. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  readonly code: SourceErrorCode;
  /** How long the source asked not to be asked again; 0 where it did not. */
  readonly retryAfterMs: number;

  /** @param message what went wrong, where; nothing of an answer's content and no secret */
  constructor(code: SourceErrorCode, message: string, options: { retryAfterMs?: number } & ErrorOptions = {}) {
    super(message, options);
    this.code = code;
    this.retryAfterMs = options.retryAfterMs ?? 0;
  }
}
