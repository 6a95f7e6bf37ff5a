import { Duration } from 'aws-cdk-lib';
import { LambdaInvoke, StepFunctionsStartExecution as StartByScheduler } from 'aws-cdk-lib/aws-scheduler-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import {
  Choice,
  Condition,
  Fail,
  type IChainable,
  Pass,
  type StateMachine,
  Succeed,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { ENV, PARTITIONS } from '../../functions/names.ts';
import { deadLetterQueue } from '../base/dead-letter-queue.ts';
import { loggedStateMachine } from '../base/logged-state-machine.ts';
import { NodeFunction } from '../base/node-function.ts';
import { persistently, schedule } from '../base/schedule.ts';
import type { UsageSourceConfiguration } from '../configuration.ts';
import { PHASE_RETRY, stepTask } from '../run/tasks.ts';
import { buildWeeks } from './build-weeks.ts';
import { CLOSE_TIMEOUT, CollectionFunctions, type CollectionFunctionsProps } from './collection-functions.ts';
import { pullSources } from './pull-sources.ts';

export interface CollectionWorkflowProps extends CollectionFunctionsProps {
  readonly workflow: StateMachine;
}

/** A day's collection is not to meet the next day's. */
export const COLLECTION_HOURS_MAX = 20;

/**
 * Collects usage: pulls each configured source into the daily table, builds the weeks that it touched, and recalculates
 * whose sums changed. Begins with `sources`, `window` and `weeks` in its input, each of which may be left out: all
 * sources, their trailing windows, and the weeks of what was pulled.
 */
export class CollectionWorkflow extends Construct {
  readonly stateMachine: StateMachine;
  readonly deadLetters: Queue;
  readonly watcher: NodeFunction;
  /** Names of the sources that are pulled. */
  readonly sources: readonly string[];

  constructor(scope: Construct, id: string, props: CollectionWorkflowProps) {
    super(scope, id);
    const { configuration } = props;
    this.sources = configuration.usage.sources.flatMap(({ source, pull }) => (pull ? [source] : []));
    this.deadLetters = deadLetterQueue(this, 'DeadLetters');
    const functions = new CollectionFunctions(this, 'Steps', props);
    const hours = Duration.hours(COLLECTION_HOURS_MAX);
    this.stateMachine = loggedStateMachine(this, this.#definition(functions, props), hours, configuration);
    schedule(this, {
      expression: configuration.usage.cron,
      description: 'Collects usage from the sources of the tools',
      target: new StartByScheduler(this.stateMachine, persistently(this.deadLetters)),
    });
    this.watcher = this.#watcher(props);
  }

  #definition(functions: CollectionFunctions, { configuration, workflow }: CollectionWorkflowProps): IChainable {
    const { sources, contractRates } = configuration.usage;
    const input = '$states.context.Execution.Input';
    const begin = Pass.jsonata(this, 'Begin collection', {
      assign: {
        allSources: sources.flatMap(pulledSource),
        contractRates: [...contractRates],
        window: `{% $exists(${input}.window) ? ${input}.window : null %}`,
      },
    });
    const isWanted = `function($one) { $not($exists(${input}.sources)) or $one.source in ${input}.sources }`;
    const choose = Pass.jsonata(this, 'Choose sources', {
      // An array also where one or none is left.
      assign: { sources: `{% [$filter($allSources, ${isWanted})] %}` },
    });
    const touched = '[$sort($distinct($states.input.mondays))]';
    const pulled = Pass.jsonata(this, 'Pulls done', {
      assign: {
        collected: '{% $states.input %}',
        weeks: `{% $exists(${input}.weeks) ? ${input}.weeks : ${touched} %}`,
      },
    });
    const close = stepTask(this, 'Close collection', functions.closeCollection, {
      payload: { sources: '{% $collected %}', weeks: '{% $states.input %}' },
      timeoutSeconds: CLOSE_TIMEOUT,
      retry: PHASE_RETRY,
    });
    const cause =
      "{% 'Close collection: ' & $states.input.Error & ': ' & $substring('' & $states.input.Cause, 0, 500) %}";
    close.addCatch(Fail.jsonata(this, 'Collection not closed', { error: 'CollectionFailed', cause }), {
      errors: ['States.ALL'],
    });
    const ended = Choice.jsonata(this, 'All collected?')
      .when(Condition.jsonata('{% $states.input.isComplete %}'), new Succeed(this, 'Collected'))
      .otherwise(
        Fail.jsonata(this, 'Not all collected', { error: 'CollectionFailed', cause: '{% $states.input.obstacle %}' }),
      );
    return begin
      .next(choose)
      .next(pullSources(this, functions))
      .next(pulled)
      .next(buildWeeks(this, functions, workflow))
      .next(close)
      .next(ended);
  }

  #watcher({ configuration, storage }: CollectionWorkflowProps): NodeFunction {
    const watcher = new NodeFunction(this, 'CollectionWatcher', {
      folder: 'collection/watch-collection',
      description: 'Tells how long ago each source was collected',
      memoryMb: 256,
      timeoutSeconds: 30,
      logDays: configuration.retention.logDays,
    })
      .bindPartitions(ENV.allocationTable, storage.allocationTable, { 'dynamodb:Query': [PARTITIONS.collections] })
      .bindValue(ENV.pulledSources, this.sources.join(','));
    schedule(watcher, {
      expression: 'rate(6 hours)',
      description: 'Looks how long ago each source was collected',
      target: new LambdaInvoke(watcher, persistently(this.deadLetters)),
    });
    return watcher;
  }
}

/** As `pulledSourceSchema` in `functions/messages/collection.ts` takes it. */
function pulledSource({ source, pull }: UsageSourceConfiguration): object[] {
  if (!pull) return [];
  const { keySecretName, windowDays, baseUrl = null, enterprise = null, rates = {}, seats = null } = pull;
  return [{ source, secretName: keySecretName, windowDays, baseUrl, enterprise, rates, seats }];
}
