import { Duration } from 'aws-cdk-lib';
import {
  IntegrationPattern,
  Map as MapState,
  Pass,
  ProvideItems,
  type StateMachine,
  TaskInput,
  Timeout,
} from 'aws-cdk-lib/aws-stepfunctions';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { PHASE_RETRY, START_RETRY, stepTask } from '../run/tasks.ts';
import { type CollectionFunctions, ROUND_TIMEOUT } from './collection-functions.ts';

/** A recalculation has a thousand employees at most. */
const RECALCULATION_HOURS_MAX = 1;

/**
 * Builds the weeks one after the other, earlier ones first, and recalculates with the one workflow whose sums changed. A
 * week that cannot be built is no other's trouble.
 */
export function buildWeeks(scope: Construct, functions: CollectionFunctions, workflow: StateMachine): MapState {
  const weeks = MapState.jsonata(scope, 'Collected weeks', {
    items: ProvideItems.jsonata('{% $weeks %}'),
    maxConcurrency: 1,
  });
  const begin = Pass.jsonata(scope, 'Begin week', { assign: { monday: '{% $states.input %}' } });
  const build = stepTask(scope, 'Build week', functions.buildWeek, {
    payload: { executionId: '{% $states.context.Execution.Id %}', mondayDate: '{% $monday %}' },
    assign: { week: '{% $states.result.Payload.week %}', requests: '{% $states.result.Payload.requests %}' },
    timeoutSeconds: ROUND_TIMEOUT,
    retry: PHASE_RETRY,
  });
  const failure = "{% $states.input.Error & ': ' & $substring('' & $states.input.Cause, 0, 500) %}";
  build.addCatch(
    Pass.jsonata(scope, 'Week not built', { outputs: { isBuilt: false, weekStartDate: '{% $monday %}', failure } }),
    { errors: ['States.ALL'] },
  );
  weeks.itemProcessor(begin.next(build).next(recalculate(scope, workflow)));
  return weeks;
}

/** One run after the other; one that did not succeed stays pending, and the next build asks for it again. */
function recalculate(scope: Construct, workflow: StateMachine): MapState {
  const of = { weekStartDate: '{% $states.input.weekStartDate %}', requestKey: '{% $states.input.requestKey %}' };
  const begin = Pass.jsonata(scope, 'Begin recalculation', { assign: { request: '{% $states.input %}' } });
  const kept = { weekStartDate: '{% $request.weekStartDate %}', requestKey: '{% $request.requestKey %}' };
  const run = StepFunctionsStartExecution.jsonata(scope, 'Recalculate usage', {
    stateMachine: workflow,
    integrationPattern: IntegrationPattern.RUN_JOB,
    name: '{% $states.input.name %}',
    input: TaskInput.fromObject({ trigger: 'USAGE', ...of }),
    outputs: { ...kept, isDone: true },
    taskTimeout: Timeout.duration(Duration.hours(RECALCULATION_HOURS_MAX)),
  });
  run.addRetry(START_RETRY);
  const ended = Pass.jsonata(scope, 'Recalculation ended otherwise', { outputs: { ...kept, isDone: false } });
  run.addCatch(ended, { errors: ['States.ALL'] });
  const runs = MapState.jsonata(scope, 'Recalculations', {
    items: ProvideItems.jsonata('{% $requests %}'),
    maxConcurrency: 1,
    outputs: { isBuilt: true, week: '{% $week %}', recalculated: '{% $states.result %}' },
  });
  runs.itemProcessor(begin.next(run));
  return runs;
}
