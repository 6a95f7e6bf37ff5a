import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { parser } from '@aws-lambda-powertools/parser/middleware';
import { captureLambdaHandler } from '@aws-lambda-powertools/tracer/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { z } from 'zod';
import { logger, tracer } from './telemetry.ts';

/** Time left for the answer when waits and requests are told to stop. */
const STOP_BEFORE_TIMEOUT_MS = 500;

/**
 * A Lambda handler of the workflow: the event is parsed by its schema, logs and traces are carried by middleware,
 * the signal aborts shortly before the function's time-out, and every error leaves the handler.
 */
export function workflowStep<Schema extends z.ZodType, Result>(
  schema: Schema,
  step: (event: z.infer<Schema>, signal: AbortSignal) => Promise<Result>,
) {
  return middy<z.infer<Schema>, Result, Error, Context>({
    timeoutEarlyInMillis: STOP_BEFORE_TIMEOUT_MS,
    timeoutEarlyResponse,
  })
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use(captureLambdaHandler(tracer, { captureResponse: false }))
    .use(parser({ schema }))
    .handler((event, _context, { signal }: { signal: AbortSignal }) => step(event, signal));
}

function timeoutEarlyResponse(): never {
  throw new FunctionTimeoutError('the function ran out of time');
}

export class FunctionTimeoutError extends Error {
  override readonly name = 'FunctionTimeoutError';
}
