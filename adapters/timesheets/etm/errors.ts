import type { HttpErrors } from '../../http/http-request.ts';

/** The timesheet system did not answer as the contract says, for now: worth another try later. */
export class TimesheetSystemUnavailableError extends Error {
  override readonly name = 'TimesheetSystemUnavailableError';
  /** The SDK's mark of what passes. */
  readonly $retryable = {};
  /** How long the system asked not to be asked again; 0 where it did not. */
  readonly retryAfterMs: number;

  constructor(message: string, retryAfterMs: number, options?: ErrorOptions) {
    super(message, options);
    this.retryAfterMs = retryAfterMs;
  }
}

/** The timesheet system refuses us (bad token, bad request), or cannot be asked at all: only an operator can help. */
export class TimesheetSystemRefusedError extends Error {
  override readonly name = 'TimesheetSystemRefusedError';
  readonly status: number | null;

  constructor(status: number | null) {
    const what = status === null ? 'cannot be asked' : `answered ${status}`;
    super(`timesheet system: ${what}; check its URL and token`);
    this.status = status;
  }
}

/** An answer of another shape than contract 2: a failure of transport, never "no entries". */
export class TimesheetAnswerError extends Error {
  override readonly name = 'TimesheetAnswerError';
}

export const TIMESHEET_SYSTEM_ERRORS: HttpErrors = {
  unavailable: (message, retryAfterMs, options) =>
    new TimesheetSystemUnavailableError(`timesheet system: ${message}`, retryAfterMs, options),
  refused: (status) => new TimesheetSystemRefusedError(status),
};
