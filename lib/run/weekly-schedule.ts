import { Duration, TimeZone } from 'aws-cdk-lib';
import { StepFunctionsStartExecution as StartByScheduler } from 'aws-cdk-lib/aws-scheduler-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import {
  Choice,
  Condition,
  Fail,
  type IChainable,
  IntegrationPattern,
  type IStateMachine,
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
import { RUN_HOURS_MAX } from '../../functions/names.ts';
import { deadLetterQueue } from '../base/dead-letter-queue.ts';
import type { Lake } from '../base/lake.ts';
import { loggedStateMachine } from '../base/logged-state-machine.ts';
import { persistently, schedule } from '../base/schedule.ts';
import type { Storage } from '../base/storage.ts';
import { BENCHMARKS_TIMEOUT, benchmarksFunction } from '../budgets/benchmarks-function.ts';
import type { CollectionWorkflow } from '../collection/collection-workflow.ts';
import type { Configuration } from '../configuration.ts';
import { PHASE_RETRY, START_RETRY, stepTask } from './tasks.ts';

export interface WeeklyScheduleProps {
  readonly configuration: Configuration;
  readonly storage: Storage;
  readonly lake: Lake;
  readonly workflow: IStateMachine;
  readonly collection: CollectionWorkflow;
}

/** A run and the tries to start it. */
const WEEK_HOURS_MAX = RUN_HOURS_MAX + 1;
/** What does not come in that time comes later, and is recalculated. */
const COLLECTION_HOURS = 3;
/** Four tries of a quarter of an hour each, and the pauses between them. */
const BENCHMARKS_HOURS_MAX = 2;

/**
 * The weekly run: the scheduler starts a small state machine, which collects usage where there is something to collect,
 * whatever comes of it, runs the last full week and then the weeks before
 * it, one after the other, so that the timesheet system never serves two runs of ours at once. What the roles use is then
 * computed from all of them.
 */
export class WeeklySchedule extends Construct {
  readonly stateMachine: StateMachine;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: WeeklyScheduleProps) {
    super(scope, id);
    const { configuration } = props;
    this.deadLetters = deadLetterQueue(this, 'DeadLetters');
    this.stateMachine = loggedStateMachine(
      this,
      this.#collect(props),
      Duration.hours(
        COLLECTION_HOURS + (configuration.schedule.lookbackWeeks + 1) * WEEK_HOURS_MAX + BENCHMARKS_HOURS_MAX,
      ),
      configuration,
    );
    schedule(this, {
      expression: configuration.schedule.cron,
      timeZone: TimeZone.of(configuration.schedule.timeZone),
      description: 'Runs the last full week and looks back over the weeks before it',
      target: new StartByScheduler(this.stateMachine, persistently(this.deadLetters)),
    });
  }

  /** A collection that fails tells operators itself: the weeks are run with what is there. */
  #collect(props: WeeklyScheduleProps): IChainable {
    const weeks = this.#weeks(props);
    const { stateMachine, sources } = props.collection;
    if (sources.length === 0) return weeks;
    const collect = StepFunctionsStartExecution.jsonata(this, 'Collect usage', {
      stateMachine,
      integrationPattern: IntegrationPattern.RUN_JOB,
      input: TaskInput.fromObject({}),
      outputs: {},
      taskTimeout: Timeout.duration(Duration.hours(COLLECTION_HOURS)),
    });
    collect.addRetry(START_RETRY);
    collect.addCatch(weeks, { errors: ['States.ALL'] });
    return collect.next(weeks);
  }

  #weeks(props: WeeklyScheduleProps) {
    const { configuration, workflow } = props;
    const weeksBack = Array.from({ length: configuration.schedule.lookbackWeeks + 1 }, (_, index) => index + 1);
    const run = StepFunctionsStartExecution.jsonata(this, 'Run week', {
      stateMachine: workflow,
      integrationPattern: IntegrationPattern.RUN_JOB,
      input: TaskInput.fromObject({
        trigger: "{% $states.input = 1 ? 'WEEKLY' : 'LOOKBACK' %}",
        weeksBack: '{% $states.input %}',
        asOf: '{% $states.context.Execution.StartTime %}',
      }),
      outputs: { wasRun: true },
      taskTimeout: Timeout.duration(Duration.hours(WEEK_HOURS_MAX)),
    });
    run.addRetry(START_RETRY);
    // So ends an execution that was started and ended badly, of which its own message and alarm tell.
    const wasRun = "{% $states.input.Error = 'States.TaskFailed' %}";
    run.addCatch(Pass.jsonata(this, 'Week ended otherwise', { outputs: { wasRun } }), { errors: ['States.ALL'] });
    const weeks = MapState.jsonata(this, 'Weeks', { items: ProvideItems.jsonArray(weeksBack), maxConcurrency: 1 });
    weeks.itemProcessor(run);
    const ended = Choice.jsonata(this, 'All run?')
      .when(
        Condition.jsonata('{% false in $states.input.wasRun %}'),
        new Fail(this, 'Some week not run', {
          error: 'ScheduledWeekNotRun',
          cause: 'a run of the schedule could not be started, or did not end in its time',
        }),
      )
      .otherwise(this.#benchmarks(props));
    return weeks.next(ended);
  }

  #benchmarks(props: WeeklyScheduleProps) {
    const refresh = stepTask(this, 'Refresh benchmarks', benchmarksFunction(this, props), {
      payload: {},
      timeoutSeconds: BENCHMARKS_TIMEOUT,
      retry: PHASE_RETRY,
    });
    const failed = new Fail(this, 'Benchmarks not refreshed', {
      error: 'BenchmarksNotRefreshed',
      cause: 'all weeks were run, and what the roles use could not be computed from them',
    });
    refresh.addCatch(failed, { errors: ['States.ALL'] });
    return refresh.next(new Succeed(this, 'All weeks run'));
  }
}
