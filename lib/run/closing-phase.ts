import {
  Choice,
  Condition,
  type DistributedMap,
  Fail,
  type IChainable,
  Pass,
  Succeed,
  type TaskStateBase,
} from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { RUN_FAILED } from '../../functions/names.ts';
import type { RunFunctions } from './run-functions.ts';
import { EFFORT, PHASE_RETRY, stepTask } from './tasks.ts';

/**
 * Close run, whatever came before. The execution fails where the run did; a partial one has done all that could be done
 * and ends well, with its status in the output: close run has told operators what it left aside.
 */
export function closingPhase(scope: Construct, functions: RunFunctions): IChainable {
  const close = stepTask(scope, 'Close run', functions.closeRun, {
    payload: {
      run: '{% $run %}',
      planKey: '{% $planKey %}',
      reconciledKey: '{% $reconciledKey %}',
      failure: '{% $failure %}',
      isPublished: '{% $isPublished %}',
      ...EFFORT.soFar,
    },
    timeoutSeconds: 30,
    retry: PHASE_RETRY,
  });
  const notClosed = failedRun(
    scope,
    'Run not closed',
    'the run could not be closed, or operators not be told of it: see the log of close run',
  );
  close.addCatch(notClosed, { errors: ['States.ALL'] });
  const ended = Choice.jsonata(scope, 'How did it end?')
    .when(Condition.jsonata("{% $states.input.status = 'SUCCEEDED' %}"), new Succeed(scope, 'Run succeeded', {}))
    .when(Condition.jsonata("{% $states.input.status = 'PARTIAL' %}"), new Succeed(scope, 'Run partial', {}))
    .otherwise(failedRun(scope, 'Run failed', 'see the run record'));
  return close.next(ended);
}

export function failedRun(scope: Construct, id: string, cause: string): Fail {
  return new Fail(scope, id, { error: RUN_FAILED, cause });
}

/**
 * Leads every error of a phase to close run, which tells operators. On the way a state of its own notes the failure:
 * variables that a Catch assigns are not taken up by every engine.
 */
export function catchInto(state: TaskStateBase | DistributedMap, phase: string, close: IChainable): void {
  // Not every error has a cause; joined to a text it is at least empty, never undefined.
  const message = `{% '${phase}: ' & $states.input.Error & ': ' & $substring('' & $states.input.Cause, 0, 500) %}`;
  const failed = Pass.jsonata(state, 'Failed', {
    stateName: `${state.id} failed`,
    assign: { failure: { code: 'PHASE_FAILED', message } },
  });
  state.addCatch(failed.next(close), { errors: ['States.ALL'] });
}
