import { Duration } from 'aws-cdk-lib';
import { StepFunctionsStartExecution as StartByScheduler } from 'aws-cdk-lib/aws-scheduler-targets';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import {
  Choice,
  Condition,
  Fail,
  type IChainable,
  IntegrationPattern,
  Map as MapState,
  Pass,
  ProvideItems,
  type StateMachine,
  Succeed,
  TaskInput,
  Timeout,
} from 'aws-cdk-lib/aws-stepfunctions';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { ENV, MIRROR_PARTITIONS, PARTITIONS } from '../../functions/names.ts';
import { deadLetterQueue } from '../base/dead-letter-queue.ts';
import { loggedStateMachine } from '../base/logged-state-machine.ts';
import { NodeFunction, type NodeFunctionProps } from '../base/node-function.ts';
import { persistently, schedule } from '../base/schedule.ts';
import type { Storage } from '../base/storage.ts';
import type { Configuration } from '../configuration.ts';
import { PHASE_RETRY, START_RETRY, stepTask } from '../run/tasks.ts';
import { REQUESTS_OF_SWEEP } from '../timesheets/requests-at-once.ts';
import { letReadTimesheets, type TimesheetOrigin } from '../timesheets/timesheet-origin.ts';

export interface SweepProps {
  readonly configuration: Configuration;
  readonly storage: Storage;
  readonly workflow: StateMachine;
  readonly timesheets: TimesheetOrigin;
  readonly operatorTopic: ITopic;
}

const COLLECT_TIMEOUT_SECONDS = 300;
const ADVANCE_TIMEOUT_SECONDS = 60;
/** A million changes; whatever is left is the next sweep's. */
const ROUNDS_MAX = 50;
/** A recalculation has a thousand employees at most. */
const RECALCULATION_HOURS_MAX = 1;

/**
 * Finds what webhooks lost: collects the changes of the feed and the results that may change untold, recalculates them
 * week by week with the one workflow, moves the cursor only past what was dealt with, and goes on while there are more.
 */
export class Sweep extends Construct {
  readonly stateMachine: StateMachine;
  readonly deadLetters: Queue;
  readonly #props: SweepProps;

  constructor(scope: Construct, id: string, props: SweepProps) {
    super(scope, id);
    this.#props = props;
    const { configuration } = props;
    this.deadLetters = deadLetterQueue(this, 'DeadLetters');
    this.stateMachine = loggedStateMachine(this, this.#definition(), Duration.hours(6), configuration);
    schedule(this, {
      expression: configuration.sweep.cron,
      description: 'Looks for timesheet changes that no webhook told',
      target: new StartByScheduler(this.stateMachine, persistently(this.deadLetters)),
    });
  }

  #definition(): IChainable {
    const collect = stepTask(this, 'Collect changes', this.#collector(), {
      payload: { executionId: '{% $states.context.Execution.Id %}' },
      assign: { plan: '{% $states.result.Payload %}', round: '{% $round + 1 %}' },
      timeoutSeconds: COLLECT_TIMEOUT_SECONDS,
      retry: PHASE_RETRY,
    });
    const advance = stepTask(this, 'Advance cursor', this.#advancer(), {
      payload: '{% $plan %}',
      timeoutSeconds: ADVANCE_TIMEOUT_SECONDS,
      retry: PHASE_RETRY,
    });
    const incomplete = Fail.jsonata(this, 'Sweep incomplete', {
      error: 'SweepIncomplete',
      cause: '{% $states.input.obstacle %}',
    });
    for (const step of [collect, advance]) {
      // Not every error has a cause; joined to a text it is at least empty, never undefined.
      const cause = `{% '${step.id}: ' & $states.input.Error & ': ' & $substring('' & $states.input.Cause, 0, 500) %}`;
      const failed = Fail.jsonata(this, `${step.id} failed`, { error: 'SweepFailed', cause });
      step.addCatch(failed, { errors: ['States.ALL'] });
    }
    const ended = Choice.jsonata(this, 'Advanced?')
      .when(Condition.jsonata('{% $states.input.isAdvanced = false %}'), incomplete)
      .when(Condition.jsonata(`{% $states.input.hasMore and $round < ${ROUNDS_MAX} %}`), collect)
      .otherwise(new Succeed(this, 'Sweep done'));
    const begin = Pass.jsonata(this, 'Begin', { assign: { round: 0 } });
    return begin.next(collect).next(this.#runs()).next(advance).next(ended);
  }

  /** One run after the other; how each ended is read from its record, so that a failed one is no end to the sweep. */
  #runs(): MapState {
    const run = StepFunctionsStartExecution.jsonata(this, 'Recalculate week', {
      stateMachine: this.#props.workflow,
      integrationPattern: IntegrationPattern.RUN_JOB,
      name: '{% $states.input.name %}',
      input: TaskInput.fromObject({
        trigger: 'SWEEP',
        weekStartDate: '{% $states.input.weekStartDate %}',
        requestKey: '{% $states.input.requestKey %}',
      }),
      outputs: {},
      taskTimeout: Timeout.duration(Duration.hours(RECALCULATION_HOURS_MAX)),
    });
    run.addRetry(START_RETRY);
    run.addCatch(Pass.jsonata(this, 'Run ended otherwise', { outputs: {} }), { errors: ['States.ALL'] });
    const runs = MapState.jsonata(this, 'Runs', {
      items: ProvideItems.jsonata('{% $plan.requests %}'),
      maxConcurrency: 1,
      outputs: {},
    });
    runs.itemProcessor(run);
    return runs;
  }

  #collector(): NodeFunction {
    const { configuration, storage, timesheets } = this.#props;
    const collector = this.#function('Collector', {
      folder: 'recalculation/collect-changes',
      description: 'Collects what a sweep recalculates',
      timeoutSeconds: COLLECT_TIMEOUT_SECONDS,
      concurrencyMax: REQUESTS_OF_SWEEP,
    })
      .bindPartitions(ENV.allocationTable, storage.allocationTable, {
        'dynamodb:GetItem': [PARTITIONS.runs, PARTITIONS.sweep],
        'dynamodb:Query': [PARTITIONS.heads],
      })
      .bindBucket(ENV.runBucket, storage.runBucket, { 'runs/requests/': ['s3:PutObject'] });
    return letReadTimesheets(collector, timesheets, {
      'dynamodb:GetItem': [MIRROR_PARTITIONS.state],
      'dynamodb:Query': [MIRROR_PARTITIONS.syncs, MIRROR_PARTITIONS.feed],
    })
      .bindValue(ENV.timeZone, configuration.schedule.timeZone)
      .bindValue(ENV.recheckWeeks, configuration.sweep.recheckWeeks);
  }

  #advancer(): NodeFunction {
    const { configuration, storage, operatorTopic } = this.#props;
    return this.#function('Advancer', {
      folder: 'recalculation/advance-cursor',
      description: 'Moves the cursor of the change feed past what was dealt with',
      timeoutSeconds: ADVANCE_TIMEOUT_SECONDS,
    })
      .bindPartitions(ENV.allocationTable, storage.allocationTable, {
        'dynamodb:GetItem': [PARTITIONS.sweep],
        'dynamodb:Query': [PARTITIONS.runs],
        'dynamodb:PutItem': [PARTITIONS.sweep],
      })
      .bindBucket(ENV.runBucket, storage.runBucket, { 'runs/': ['s3:GetObject'] })
      .bindTopic(ENV.operatorTopic, operatorTopic)
      .bindValue(ENV.docsUrl, configuration.docsUrl);
  }

  #function(id: string, made: Omit<NodeFunctionProps, 'memoryMb' | 'logDays'>): NodeFunction {
    const { logDays } = this.#props.configuration.retention;
    return new NodeFunction(this, id, { ...made, memoryMb: 512, logDays });
  }
}
