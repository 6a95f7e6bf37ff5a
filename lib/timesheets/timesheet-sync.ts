import { Duration } from 'aws-cdk-lib';
import { ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution as StartByScheduler } from 'aws-cdk-lib/aws-scheduler-targets';
import {
  Choice,
  Condition,
  Fail,
  type IChainable,
  Map as MapState,
  Pass,
  ProvideItems,
  type StateMachine,
  Succeed,
  Timeout,
} from 'aws-cdk-lib/aws-stepfunctions';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { loggedStateMachine } from '../base/logged-state-machine.ts';
import { persistently, schedule } from '../base/schedule.ts';
import type { TimesheetMirrorConfiguration } from '../configuration.ts';
import { PHASE_RETRY, START_RETRY, stepTask } from '../run/tasks.ts';
import { causeOf, connectorsOf, pullWeek, REQUESTS } from './pull-week.ts';
import { SYNC_TIMEOUTS, SyncFunctions, type SyncFunctionsProps } from './sync-functions.ts';
import { SyncWatch } from './sync-watch.ts';

export interface TimesheetSyncProps extends SyncFunctionsProps {
  readonly sweep: StateMachine;
}

/** A year of weeks, a few minutes each, or some that wait for a quota; a night's sync is not to meet the next one's. */
const SYNC_HOURS_MAX = 20;
const SYNC_FAILED = 'TimesheetSyncFailed';

/**
 * Brings the mirror up to date, by one writer at a time: takes the right to write, pulls and applies week after week, shows
 * readers what was written and starts the sweep where anything changed. A week that failed is a result, and no other's trouble.
 */
export class TimesheetSync extends Construct {
  readonly stateMachine: StateMachine;
  readonly watch: SyncWatch;
  /** How old the last sync that succeeded may be. */
  readonly staleHours: number;

  constructor(scope: Construct, id: string, props: TimesheetSyncProps) {
    super(scope, id);
    this.staleHours = props.timesheet.sync.staleHours;
    const functions = new SyncFunctions(this, 'Steps', props);
    const definition = this.#definition(functions, props);
    this.stateMachine = loggedStateMachine(this, definition, Duration.hours(SYNC_HOURS_MAX), props.configuration);
    this.watch = new SyncWatch(this, 'Watch', props);
    if (props.timesheet.sources.length > 0) this.#schedules(props.timesheet.sync);
  }

  #definition(functions: SyncFunctions, { sweep, timesheet }: TimesheetSyncProps): IChainable {
    const open = stepTask(this, 'Open sync', functions.openSync, {
      payload: "{% $merge([$states.context.Execution.Input, {'executionId': $states.context.Execution.Id}]) %}",
      assign: { sync: '{% $states.result.Payload %}', connectors: connectorsOf(timesheet.sources) },
      timeoutSeconds: SYNC_TIMEOUTS.open,
      retry: PHASE_RETRY,
    });
    this.#failAt(open, 'Sync not opened');
    const close = stepTask(this, 'Close sync', functions.closeSync, {
      payload:
        "{% $merge([{'seq': $sync.seq, 'owner': $sync.owner}, $sync.apply ? {'weeks': $states.input} : {'looked': $states.input}]) %}",
      assign: { synced: '{% $states.result.Payload %}' },
      timeoutSeconds: SYNC_TIMEOUTS.close,
      retry: PHASE_RETRY,
    });
    this.#failAt(close, 'Sync not closed');
    const opened = Choice.jsonata(this, 'Sync opened?')
      .when(Condition.jsonata("{% $states.input.status = 'SKIPPED' %}"), new Succeed(this, 'Sync skipped'))
      .otherwise(this.#weeks(functions).next(close).next(this.#ends(sweep)));
    return open.next(opened);
  }

  /** One request at a time to each source, as the weeks of all are gone through one after the other. */
  #weeks(functions: SyncFunctions): MapState {
    const apply = stepTask(this, 'Apply week', functions.applyWeek, {
      payload: `{% $merge([$week, {'snapshotKey': $states.input.snapshotKey, 'seq': $sync.seq, 'owner': $sync.owner, 'acceptDrop': $sync.acceptDrop, 'requests': ${REQUESTS}}]) %}`,
      timeoutSeconds: SYNC_TIMEOUTS.apply,
      retry: PHASE_RETRY,
    });
    apply.addCatch(new Pass(this, 'Week not applied'), {
      errors: ['States.ALL'],
      outputs: {
        source: '{% $week.source %}',
        weekStartDate: '{% $week.weekStartDate %}',
        status: 'FAILED',
        failure: `{% ${causeOf('$states.errorOutput')} %}`,
        requests: `{% ${REQUESTS} %}`,
      },
    });
    const weeks = MapState.jsonata(this, 'Synced weeks', {
      items: ProvideItems.jsonata('{% $states.input.weeks %}'),
      // A week of several sources is one week: who comes second must see what the first has written.
      maxConcurrency: 1,
    });
    const begin = Pass.jsonata(this, 'Begin synced week', {
      assign: { week: '{% $states.input %}', position: '{% null %}' },
    });
    const isKept = Choice.jsonata(this, 'Snapshot kept?')
      .when(Condition.jsonata('{% $states.input.snapshotKey = null %}'), pullWeek(this, functions, apply))
      .otherwise(apply);
    weeks.itemProcessor(begin.next(isKept));
    return weeks;
  }

  /** A sweep that could not be started is made up for by its schedule. */
  #ends(sweep: StateMachine): IChainable {
    const ended = Choice.jsonata(this, 'All applied?')
      .when(Condition.jsonata('{% $synced.isComplete %}'), new Succeed(this, 'Sync done'))
      .otherwise(Fail.jsonata(this, 'Not all applied', { error: SYNC_FAILED, cause: '{% $synced.obstacle %}' }));
    const start = StepFunctionsStartExecution.jsonata(this, 'Start sweep', {
      stateMachine: sweep,
      // The same at each try, so that one sweep is started.
      name: '{% $states.context.Execution.Name %}',
      outputs: '{% $synced %}',
      taskTimeout: Timeout.duration(Duration.minutes(1)),
    });
    start.addRetry(START_RETRY);
    start.addCatch(ended, { errors: ['States.ALL'], outputs: '{% $synced %}' });
    return Choice.jsonata(this, 'Anything changed?')
      .when(Condition.jsonata('{% $synced.hasChanges %}'), start.next(ended))
      .otherwise(ended);
  }

  /** What is imported needs none: it is synced when it comes. */
  #schedules({ rate, nightly, hotWeeks, trailingWeeks }: TimesheetMirrorConfiguration['sync']): void {
    const start = (weeks: number) => {
      const input = ScheduleTargetInput.fromObject({ weeks });
      return new StartByScheduler(this.stateMachine, { ...persistently(this.watch.deadLetters), input });
    };
    schedule(new Construct(this, 'Hot'), {
      expression: rate,
      description: 'Pulls the last weeks of timesheets',
      target: start(hotWeeks),
    });
    schedule(new Construct(this, 'Trailing'), {
      expression: nightly,
      description: 'Pulls the weeks of timesheets before the last ones too',
      target: start(trailingWeeks),
    });
  }

  #failAt(step: ReturnType<typeof stepTask>, end: string): void {
    const cause = `{% '${step.id}: ' & ${causeOf('$states.input')} %}`;
    step.addCatch(Fail.jsonata(this, end, { error: SYNC_FAILED, cause }), { errors: ['States.ALL'] });
  }
}
