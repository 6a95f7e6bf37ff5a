import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { parser } from '@aws-lambda-powertools/parser/middleware';
import { captureLambdaHandler } from '@aws-lambda-powertools/tracer/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { z } from 'zod';
import type { Effort, EffortMeter } from '../../core/runs/effort.ts';
import { metered, type RequestCounter } from './metering.ts';
import { logger, tracer } from './telemetry.ts';
import { nameTransient, TransientError } from './transient-error.ts';

/** Time left for the answer when waits and requests are told to stop. */
const STOP_BEFORE_TIMEOUT_MS = 500;

/**
 * A Lambda handler of the workflow: the event is parsed by its schema, logs and traces are carried by middleware,
 * the signal aborts shortly before the function's time-out, and every error leaves the handler, those that pass under
 * the one name that is tried again.
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
    .handler(async (event, _context, { signal }: { signal: AbortSignal }) => {
      try {
        return await step(event, signal);
      } catch (error) {
        throw nameTransient(error);
      }
    });
}

/** A step whose requests and invocations count among those of its run. */
export function meteredStep<Schema extends z.ZodType<{ readonly effort?: Effort | undefined }>, Result extends object>(
  schema: Schema,
  requests: RequestCounter,
  step: (event: z.infer<Schema>, meter: EffortMeter, signal: AbortSignal) => Promise<Result>,
) {
  return workflowStep(schema, (event, signal) => metered(requests, event, (meter) => step(event, meter, signal)));
}

function timeoutEarlyResponse(): never {
  throw new TransientError('the function ran out of time');
}
