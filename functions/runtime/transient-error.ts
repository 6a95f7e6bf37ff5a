import { isServerError, isThrottlingError, isTransientError } from '@smithy/core/retry';
import { TRANSIENT_ERROR } from '../names.ts';

/** A failure that passes: the workflow tries again. Its message says what failed. */
export class TransientError extends Error {
  override readonly name = TRANSIENT_ERROR;
}

/**
 * Gives every failure that passes the one name that the workflow tries again, whatever the service calls it: what the
 * SDK takes for throttling, for a broken connection or for a fault of the server, and our own errors that bear the
 * SDK's mark `$retryable`. Everything else stays as it is.
 */
export function nameTransient(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  // The SDK's type of an error differs in nothing that these look at.
  const failure = error as Parameters<typeof isTransientError>[0];
  const isPassing = isThrottlingError(failure) || isTransientError(failure) || isServerError(failure);
  return isPassing ? new TransientError(`${error.name}: ${error.message}`, { cause: error }) : error;
}
