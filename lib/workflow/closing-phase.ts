import { Choice, Condition, Fail, type IChainable, Succeed, type TaskStateBase } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { RUN_FAILED, RUN_PARTIAL } from '../../functions/contract/names.ts';
import type { StepFunctions } from '../step-functions.ts';
import { PHASE_RETRY, stepTask } from './tasks.ts';

/** Close run, whatever came before; then the execution ends as the run did. */
export function closingPhase(scope: Construct, functions: StepFunctions): IChainable {
  const close = stepTask(scope, 'Close run', functions.closeRun, {
    payload: {
      run: '{% $run %}',
      planKey: '{% $planKey %}',
      reconciledKey: '{% $reconciledKey %}',
      failure: '{% $failure %}',
    },
    timeoutSeconds: 30,
    retry: PHASE_RETRY,
  });
  const notClosed = failedRun(scope, 'Run not closed', 'the run could not be closed: its record still says RUNNING');
  close.addCatch(notClosed, { errors: ['States.ALL'] });
  const partial = { error: RUN_PARTIAL, cause: 'some employee-weeks were set aside or failed' };
  const ended = Choice.jsonata(scope, 'How did it end?')
    .when(Condition.jsonata("{% $states.input.status = 'SUCCEEDED' %}"), new Succeed(scope, 'Run succeeded', {}))
    .when(Condition.jsonata("{% $states.input.status = 'PARTIAL' %}"), new Fail(scope, 'Run partial', partial))
    .otherwise(failedRun(scope, 'Run failed', 'see the run record'));
  return close.next(ended);
}

export function failedRun(scope: Construct, id: string, cause: string): Fail {
  return new Fail(scope, id, { error: RUN_FAILED, cause });
}

/** Leads every error of a phase's task to close run, which tells operators. */
export function catchInto(task: TaskStateBase, phase: string, close: IChainable): void {
  task.addCatch(close, {
    errors: ['States.ALL'],
    assign: { failure: phaseFailure(phase, '$states.errorOutput') },
  });
}

/** @param error the JSONata path of the error's name and cause */
export function phaseFailure(phase: string, error: string) {
  const cause = `$substring($string(${error}.Cause), 0, 500)`;
  return { code: 'PHASE_FAILED', message: `{% '${phase}: ' & ${error}.Error & ': ' & ${cause} %}` };
}
