import { Duration } from 'aws-cdk-lib';
import { Choice, Condition, type IChainable, JitterType, Pass, type RetryProps } from 'aws-cdk-lib/aws-stepfunctions';
import type { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { DECISION_ATTEMPTS_MAX } from '../../functions/names.ts';
import { BATCH_TIMEOUTS, RECEIPT_TIMEOUT, type RunFunctions } from './run-functions.ts';
import { RETRIED_ERRORS, stepTask } from './tasks.ts';

/** An EXPRESS child lives five minutes. */
const CHILD_SECONDS_MAX = 300;
const RETRY_PAUSE_SECONDS = 2;

/** One more try after at most 2 s, with jitter. */
const BATCH_RETRY: RetryProps = {
  errors: [...RETRIED_ERRORS],
  maxAttempts: 1,
  interval: Duration.seconds(RETRY_PAUSE_SECONDS),
  jitterStrategy: JitterType.FULL,
};

/** Each function of a round runs twice with its time-out and a pause, at most: (20 + 8 + 15) × 2 + 3 × 2 = 92 s. */
const ROUND_SECONDS = Object.values(BATCH_TIMEOUTS).reduce(
  (sum, seconds) => sum + 2 * seconds + RETRY_PAUSE_SECONDS,
  0,
);

/** The receipt of a failure in two tries: 2 × 8 + 2 = 18 s. */
const RECEIPT_SECONDS = 2 * RECEIPT_TIMEOUT + RETRY_PAUSE_SECONDS;

/** Three rounds and the receipt of a failure, at most: 3 × 92 + 18 = 294 s, under the child's 300 s. */
export const CHILD_SECONDS = DECISION_ATTEMPTS_MAX * ROUND_SECONDS + RECEIPT_SECONDS;
if (CHILD_SECONDS > CHILD_SECONDS_MAX)
  throw new RangeError(`a batch may take ${CHILD_SECONDS} s, its child lives 300 s`);

/**
 * What a child of the Map does with its batch: fetch, allocate, persist, and again for those that lost a race. It
 * catches everything, leaves a receipt either way and ends with `{}`.
 */
export function batchChild(scope: Construct, functions: RunFunctions): IChainable {
  const whole = '{% $states.input %}';
  const task = { payload: whole, retry: BATCH_RETRY };
  const fetch = stepTask(scope, 'Fetch timesheets', functions.fetchTimesheets, {
    ...task,
    timeoutSeconds: BATCH_TIMEOUTS.fetch,
  });
  const allocate = stepTask(scope, 'Allocate', functions.allocate, {
    ...task,
    timeoutSeconds: BATCH_TIMEOUTS.allocate,
  });
  const persist = stepTask(scope, 'Persist', functions.persist, { ...task, timeoutSeconds: BATCH_TIMEOUTS.persist });

  const done = Pass.jsonata(scope, 'Batch done', { outputs: {} });
  const failed = stepTask(scope, 'Write failed receipt', functions.noteFailure, {
    ...task,
    timeoutSeconds: RECEIPT_TIMEOUT,
  });
  // Without this receipt the batch counts as failed all the same: reconcile misses it.
  failed.addCatch(Pass.jsonata(scope, 'No receipt', { outputs: {} }), { errors: ['States.ALL'] });
  failed.next(done);
  for (const step of [fetch, allocate, persist]) catchInto(step, failed);

  const decideAgain = Pass.jsonata(scope, 'Decide again', { outputs: '{% $states.input.again %}' }).next(fetch);
  const again = Choice.jsonata(scope, 'Races lost?')
    .when(Condition.jsonata('{% $states.input.again != null %}'), decideAgain)
    .otherwise(done);
  return fetch.next(allocate).next(persist).next(again);
}

function catchInto(step: LambdaInvoke, failed: IChainable): void {
  step.addCatch(failed, {
    errors: ['States.ALL'],
    outputs: {
      run: '{% $states.input.run %}',
      batch: '{% $states.input.batch %}',
      error: '{% $states.errorOutput.Error %}',
      // Not every error has a cause; joined to a text it is at least empty, never undefined.
      cause: "{% $substring('' & $states.errorOutput.Cause, 0, 1000) %}",
    },
  });
}
