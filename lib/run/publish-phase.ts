import type { IChainable } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { PUBLISH_TIMEOUT, type RunFunctions } from './run-functions.ts';
import { EFFORT, PHASE_RETRY, stepTask } from './tasks.ts';

/**
 * Publishes the week of a full run. Where that fails the run does not: what it decided is in the ledger, close run marks
 * the week dirty, and the schedule publishes it.
 */
export function publishPhase(scope: Construct, functions: RunFunctions, next: IChainable): IChainable {
  const publish = stepTask(scope, 'Publish week', functions.publishWeek, {
    payload: { run: '{% $run %}', ...EFFORT.soFar },
    assign: { isPublished: '{% $states.result.Payload.isPublished %}', ...EFFORT.kept },
    timeoutSeconds: PUBLISH_TIMEOUT,
    retry: { ...PHASE_RETRY, maxAttempts: 1 },
  });
  publish.addCatch(next, { errors: ['States.ALL'] });
  return publish.next(next);
}
