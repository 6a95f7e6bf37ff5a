import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Choice, Condition, type IChainable } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { PUBLISH_TIMEOUT } from '../publication/publication.ts';
import { EFFORT, IS_RECALCULATION, PHASE_RETRY, stepTask } from './tasks.ts';

/**
 * Publishes the week of a full run, with what was tracked of its budgets. Where that fails the run does not: what it decided
 * is in the ledger, close run marks the week dirty, and the schedule publishes it, as it does what a recalculation changed.
 */
export function publishPhase(scope: Construct, publisher: IFunction, close: IChainable): IChainable {
  const publish = stepTask(scope, 'Publish week', publisher, {
    payload: { run: '{% $run %}', ...EFFORT.soFar },
    assign: { isPublished: '{% $states.result.Payload.isPublished %}', ...EFFORT.kept },
    timeoutSeconds: PUBLISH_TIMEOUT,
    retry: { ...PHASE_RETRY, maxAttempts: 1 },
  });
  publish.addCatch(close, { errors: ['States.ALL'] });
  return Choice.jsonata(scope, 'Publish now?')
    .when(Condition.jsonata(`{% ${IS_RECALCULATION} %}`), close)
    .otherwise(publish.next(close));
}
