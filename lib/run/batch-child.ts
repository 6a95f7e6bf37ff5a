import { Duration } from 'aws-cdk-lib';
import {
  Choice,
  Condition,
  type IChainable,
  JitterType,
  Pass,
  type RetryProps,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import type { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { BATCH_TIMEOUTS, RECEIPT_TIMEOUT, type RunFunctions } from './run-functions.ts';
import { RETRIED_ERRORS, stepTask } from './tasks.ts';

/** An EXPRESS child lives five minutes. */
const CHILD_SECONDS_MAX = 300;
const RETRY_PAUSE_SECONDS = 2;
const PAUSE_SECONDS_MAX = 15;

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

/**
 * Until this second of a child a step may be begun again, or a round for those that lost a race: a whole round and the
 * receipt of a failure fit into what is left, 300 − 92 − 18 = 190 s. A table that a first run overruns at 12 batches at
 * a time takes less than three seconds a batch meanwhile (`docs/scale.md`).
 */
export const PATIENCE_SECONDS = CHILD_SECONDS_MAX - ROUND_SECONDS - RECEIPT_SECONDS;
if (PATIENCE_SECONDS < PAUSE_SECONDS_MAX)
  throw new RangeError(`a round of a batch takes ${ROUND_SECONDS} s, its child lives ${CHILD_SECONDS_MAX} s`);

const ELAPSED = '($millis() - $began) / 1000';
/** Not every error has a cause; joined to a text it is at least empty, never undefined. */
const CAUSE = "$substring('' & $states.errorOutput.Cause, 0, 1000)";

/**
 * What a child of the Map does with its batch: fetch, allocate, persist, and again for those that lost a race. What
 * passes is waited for, as long as the child has time. It catches everything, leaves a receipt either way and ends
 * with `{}`.
 */
export function batchChild(scope: Construct, functions: RunFunctions, patienceSeconds: number): IChainable {
  const task = { payload: '{% $states.input %}', retry: BATCH_RETRY };
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
  const fetchAgain = patiently(fetch, failed, patienceSeconds);
  for (const step of [allocate, persist]) patiently(step, failed, patienceSeconds);

  // The context of a child tells its start on AWS, that of the whole execution elsewhere.
  const begin = Pass.jsonata(scope, 'Begin batch', { assign: { began: '{% $millis() %}' } });
  const fetched = Choice.jsonata(scope, 'Fetched?')
    .when(Condition.jsonata('{% $exists($states.input.waitSeconds) %}'), fetchAgain)
    .otherwise(allocate);
  begin.next(fetch).next(fetched);
  allocate.next(persist).next(racesLost(scope, { fetch, failed, done, patienceSeconds }));
  return begin;
}

interface After {
  readonly fetch: IChainable;
  readonly failed: IChainable;
  readonly done: IChainable;
  readonly patienceSeconds: number;
}

function racesLost(scope: Construct, { fetch, failed, done, patienceSeconds }: After): Choice {
  const decideAgain = Pass.jsonata(scope, 'Decide again', { outputs: '{% $states.input.again %}' }).next(fetch);
  const tooLate = Pass.jsonata(scope, 'Too late to decide again', {
    outputs: `{% $merge([$states.input.again, {'error': 'BatchOutOfTime', 'cause': 'races were lost, and no time was left'}]) %}`,
  }).next(failed);
  return Choice.jsonata(scope, 'Races lost?')
    .when(Condition.jsonata('{% $states.input.again = null %}'), done)
    .when(Condition.jsonata(`{% ${ELAPSED} <= ${patienceSeconds} %}`), decideAgain)
    .otherwise(tooLate);
}

/**
 * Lets a step that met what passes begin again after a pause, and leads every other failure to the receipt. The pause
 * is what the timesheet system asked for, a fourth of it added at random so that batches do not come back together; or
 * random up to the time that the child has taken so far, so that pauses grow as it gets older, 15 s at most.
 * @returns where a step goes that was told to wait
 */
function patiently(step: LambdaInvoke, failed: IChainable, patienceSeconds: number): Choice {
  const { id } = step.node;
  const pause = `1 + $floor($random() * $min([${PAUSE_SECONDS_MAX}, ${ELAPSED}]))`;
  const told = `'error': $states.errorOutput.Error, 'cause': ${CAUSE}`;
  const wait = Wait.jsonata(step, 'Wait', {
    stateName: `Wait for ${id}`,
    time: WaitTime.seconds('{% $floor($states.input.waitSeconds * (1 + $random() / 4)) %}'),
  });
  const again = Choice.jsonata(step, 'Again', { stateName: `${id} again?` })
    .when(
      Condition.jsonata(`{% ${ELAPSED} + 1.25 * $states.input.waitSeconds <= ${patienceSeconds} %}`),
      wait.next(step),
    )
    .otherwise(failed);
  step.addCatch(again, {
    errors: [...RETRIED_ERRORS],
    outputs: `{% $merge([$states.input, {'waitSeconds': ${pause}, ${told}}]) %}`,
  });
  step.addCatch(failed, {
    errors: ['States.ALL'],
    outputs: `{% $merge([$states.input, {${told}}]) %}`,
  });
  return again;
}
