import { Duration } from 'aws-cdk-lib';
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
import { PHASE_RETRY, START_RETRY, stepTask } from '../run/tasks.ts';
import { SYNC_TIMEOUTS, SyncFunctions, type SyncFunctionsProps } from './sync-functions.ts';
import { SyncWatch } from './sync-watch.ts';

export interface TimesheetSyncProps extends SyncFunctionsProps {
  readonly sweep: StateMachine;
}

/** A year of weeks, a few minutes each. */
const SYNC_HOURS_MAX = 6;
const SYNC_FAILED = 'TimesheetSyncFailed';
/** Not every error has a cause; joined to a text it is at least empty, never undefined. */
const causeOf = (error: string) => `${error}.Error & ': ' & $substring('' & ${error}.Cause, 0, 500)`;

/**
 * Brings the mirror up to date, by one writer at a time: takes the right to write, applies week after week, shows readers
 * what was written and starts the sweep where anything changed. A week that failed is a result, and no other's trouble.
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
    const definition = this.#definition(functions, props.sweep);
    this.stateMachine = loggedStateMachine(this, definition, Duration.hours(SYNC_HOURS_MAX), props.configuration);
    this.watch = new SyncWatch(this, 'Watch', props);
  }

  #definition(functions: SyncFunctions, sweep: StateMachine): IChainable {
    const open = stepTask(this, 'Open sync', functions.openSync, {
      payload: "{% $merge([$states.context.Execution.Input, {'executionId': $states.context.Execution.Id}]) %}",
      assign: { sync: '{% $states.result.Payload %}' },
      timeoutSeconds: SYNC_TIMEOUTS.open,
      retry: PHASE_RETRY,
    });
    this.#failAt(open, 'Sync not opened');
    const close = stepTask(this, 'Close sync', functions.closeSync, {
      payload: { seq: '{% $sync.seq %}', owner: '{% $sync.owner %}', weeks: '{% $states.input %}' },
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

  #weeks(functions: SyncFunctions): MapState {
    const apply = stepTask(this, 'Apply week', functions.applyWeek, {
      payload:
        "{% $merge([$states.input, {'seq': $sync.seq, 'owner': $sync.owner, 'acceptDrop': $sync.acceptDrop}]) %}",
      timeoutSeconds: SYNC_TIMEOUTS.apply,
      retry: PHASE_RETRY,
    });
    apply.addCatch(new Pass(this, 'Week not applied'), {
      errors: ['States.ALL'],
      outputs: {
        source: '{% $states.input.source %}',
        weekStartDate: '{% $states.input.weekStartDate %}',
        status: 'FAILED',
        failure: `{% ${causeOf('$states.errorOutput')} %}`,
      },
    });
    const weeks = MapState.jsonata(this, 'Synced weeks', {
      items: ProvideItems.jsonata('{% $states.input.weeks %}'),
      // A week of several sources is one week: who comes second must see what the first has written.
      maxConcurrency: 1,
    });
    weeks.itemProcessor(apply);
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

  #failAt(step: ReturnType<typeof stepTask>, end: string): void {
    const cause = `{% '${step.id}: ' & ${causeOf('$states.input')} %}`;
    step.addCatch(Fail.jsonata(this, end, { error: SYNC_FAILED, cause }), { errors: ['States.ALL'] });
  }
}
