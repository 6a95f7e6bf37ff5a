import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IChainable } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { EFFORT, PHASE_RETRY, stepTask } from '../run/tasks.ts';
import { ALERTS_TIMEOUT_SECONDS } from './alerts.ts';

/**
 * The phase *alerts*: what the budgets crossed is told. Where that fails the run does not: what is to be told waits in
 * the outbox for the schedule, and an alarm tells when it waits too long.
 */
export function alertsPhase(scope: Construct, sender: IFunction, next: IChainable): IChainable {
  const send = stepTask(scope, 'Send alerts', sender, {
    payload: { run: '{% $run %}', reconciledKey: '{% $reconciledKey %}', ...EFFORT.soFar },
    assign: EFFORT.kept,
    timeoutSeconds: ALERTS_TIMEOUT_SECONDS,
    retry: { ...PHASE_RETRY, maxAttempts: 1 },
  });
  send.addCatch(next, { errors: ['States.ALL'] });
  return send.next(next);
}
