import {
  Choice,
  Condition,
  type IChainable,
  Map as MapState,
  Pass,
  ProvideItems,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { PHASE_RETRY, stepTask } from '../run/tasks.ts';
import { type CollectionFunctions, ROUND_TIMEOUT } from './collection-functions.ts';

/** Rounds of a quarter of an hour at most, and the waits between them: a source that needs more has failed for today. */
const ROUNDS_MAX = 100;

const EXECUTION = {
  id: '{% $states.context.Execution.Id %}',
  startTime: '{% $states.context.Execution.StartTime %}',
};

/**
 * Pulls the sources one after the other, since two of one provider share its limits. Each ends with a result, also where
 * it failed: one source's failure is no other's.
 */
export function pullSources(scope: Construct, functions: CollectionFunctions): MapState {
  const sources = MapState.jsonata(scope, 'Sources', {
    items: ProvideItems.jsonata('{% $sources %}'),
    maxConcurrency: 1,
  });
  const begin = Pass.jsonata(scope, 'Begin source', {
    assign: {
      source: '{% $states.input %}',
      // What is assigned outside the Map may not be assigned in it.
      pulledWindow: '{% $window %}',
      position: '{% null %}',
      nextDay: '{% null %}',
      written: '{% null %}',
      rounds: 0,
    },
  });
  const failed = Pass.jsonata(scope, 'Source failed', {
    outputs: {
      source: '{% $source.source %}',
      failure: '{% $states.input.failure %}',
      facts: 0,
      refused: 0,
      refusedSample: [],
      shrunk: [],
      mondays: [],
    },
  });
  const write = writeDays(scope, functions, failed);
  sources.itemProcessor(begin.next(pullPages(scope, functions, { write, failed })));
  return sources;
}

function pullPages(
  scope: Construct,
  functions: CollectionFunctions,
  { write, failed }: { readonly write: IChainable; readonly failed: IChainable },
): IChainable {
  const pull = stepTask(scope, 'Pull source', functions.pullSource, {
    payload: {
      execution: EXECUTION,
      source: '{% $source %}',
      contractRates: '{% $contractRates %}',
      window: '{% $pulledWindow %}',
      position: '{% $position %}',
    },
    assign: {
      pulledWindow: '{% $states.result.Payload.window %}',
      position: '{% $states.result.Payload.position %}',
      rounds: '{% $rounds + 1 %}',
    },
    timeoutSeconds: ROUND_TIMEOUT,
    retry: PHASE_RETRY,
  });
  broken(scope, pull, failed);
  const wait = Wait.jsonata(scope, 'Wait for source', {
    time: WaitTime.seconds('{% $states.input.waitSeconds %}'),
  });
  const pulled = Choice.jsonata(scope, 'Pulled?')
    .when(Condition.jsonata("{% $states.input.status = 'DONE' %}"), write)
    .when(Condition.jsonata("{% $states.input.status = 'FAILED' %}"), failed)
    .when(
      Condition.jsonata(`{% $rounds >= ${ROUNDS_MAX} %}`),
      Pass.jsonata(scope, 'Source too slow', {
        outputs: { failure: { code: 'FAILED', message: `did not end in ${ROUNDS_MAX} rounds` } },
      }).next(failed),
    )
    .otherwise(wait.next(pull));
  return pull.next(pulled);
}

function writeDays(scope: Construct, functions: CollectionFunctions, failed: IChainable): IChainable {
  const write = stepTask(scope, 'Write days', functions.writeDays, {
    payload: {
      execution: EXECUTION,
      source: '{% $source %}',
      contractRates: '{% $contractRates %}',
      window: '{% $pulledWindow %}',
      position: '{% $position %}',
      nextDay: '{% $nextDay %}',
      written: '{% $written %}',
    },
    assign: {
      nextDay: '{% $states.result.Payload.nextDay %}',
      written: '{% $states.result.Payload.written %}',
      rounds: '{% $rounds + 1 %}',
    },
    timeoutSeconds: ROUND_TIMEOUT,
    retry: PHASE_RETRY,
  });
  broken(scope, write, failed);
  const written = Choice.jsonata(scope, 'Written?')
    .when(
      Condition.jsonata('{% $states.input.isDone %}'),
      Pass.jsonata(scope, 'Source collected', { outputs: '{% $states.input.result %}' as unknown as object }),
    )
    .otherwise(write);
  return write.next(written);
}

/** An error that is none of the source's. */
function broken(scope: Construct, step: ReturnType<typeof stepTask>, failed: IChainable): void {
  const message = `{% '${step.id}: ' & $states.input.Error & ': ' & $substring('' & $states.input.Cause, 0, 500) %}`;
  const told = Pass.jsonata(scope, `${step.id} broke`, { outputs: { failure: { code: 'FAILED', message } } });
  step.addCatch(told.next(failed), { errors: ['States.ALL'] });
}
