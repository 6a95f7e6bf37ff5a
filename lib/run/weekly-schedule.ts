import { Duration, TimeZone } from 'aws-cdk-lib';
import { StepFunctionsStartExecution as StartByScheduler } from 'aws-cdk-lib/aws-scheduler-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import {
  Choice,
  Condition,
  Fail,
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
import { loggedStateMachine } from '../base/logged-state-machine.ts';
import { persistently, schedule } from '../base/schedule.ts';
import type { Configuration } from '../configuration.ts';
import { START_RETRY } from './tasks.ts';

/** A run and the tries to start it. */
const WEEK_HOURS_MAX = RUN_HOURS_MAX + 1;

/**
 * The weekly run: the scheduler starts a small state machine, which runs the last full week and then the weeks before
 * it, one after the other, so that the timesheet system never serves two runs of ours at once.
 */
export class WeeklySchedule extends Construct {
  readonly stateMachine: StateMachine;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, configuration: Configuration, workflow: IStateMachine) {
    super(scope, id);
    this.deadLetters = deadLetterQueue(this, 'DeadLetters');
    this.stateMachine = loggedStateMachine(
      this,
      this.#weeks(configuration.schedule.lookbackWeeks, workflow),
      Duration.hours((configuration.schedule.lookbackWeeks + 1) * WEEK_HOURS_MAX + 1),
      configuration,
    );
    schedule(this, {
      expression: configuration.schedule.cron,
      timeZone: TimeZone.of(configuration.schedule.timeZone),
      description: 'Runs the last full week and looks back over the weeks before it',
      target: new StartByScheduler(this.stateMachine, persistently(this.deadLetters)),
    });
  }

  #weeks(lookbackWeeks: number, workflow: IStateMachine) {
    const weeksBack = Array.from({ length: lookbackWeeks + 1 }, (_, index) => index + 1);
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
      .otherwise(new Succeed(this, 'All weeks run'));
    return weeks.next(ended);
  }
}
