import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  Choice,
  Condition,
  DistributedMap,
  type IChainable,
  JsonPath,
  S3JsonItemReader,
  type StateMachine,
  StateMachineType,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { RUN_HOURS_MAX } from '../../functions/names.ts';
import { loggedStateMachine } from '../base/logged-state-machine.ts';
import type { Storage } from '../base/storage.ts';
import { alertsPhase } from '../budgets/alerts-phase.ts';
import type { TrackingFunctions } from '../budgets/tracking-functions.ts';
import { trackingPhase } from '../budgets/tracking-phase.ts';
import { requestsOfBatches } from '../timesheets/requests-at-once.ts';
import { batchChild } from './batch-child.ts';
import { catchInto, closingPhase, failedRun } from './closing-phase.ts';
import { publishPhase } from './publish-phase.ts';
import { PLAN_TIMEOUT, SEAL_TIMEOUT } from './run-functions.ts';
import { EFFORT, IS_RECALCULATION, PHASE_RETRY, stepTask } from './tasks.ts';
import { type UsagePhaseProps, usagePhase } from './usage-phase.ts';

export interface AllocationWorkflowProps extends UsagePhaseProps {
  readonly storage: Storage;
  readonly tracking: TrackingFunctions;
  /** Sends budget alerts. */
  readonly alertSender: IFunction;
  /** Publishes what finance reads. */
  readonly publisher: IFunction;
}

/**
 * The one state machine of every run: open run, query usage, plan batches, allocate in a distributed Map, reconcile,
 * seal, refresh budgets in another distributed Map, send their alerts, publish, close run. A failure in any phase ends in
 * close run, which tells operators; the execution fails where the run did.
 */
export class AllocationWorkflow extends Construct {
  readonly stateMachine: StateMachine;
  readonly #props: AllocationWorkflowProps;

  constructor(scope: Construct, id: string, props: AllocationWorkflowProps) {
    super(scope, id);
    this.#props = props;
    const close = closingPhase(this, props.functions);
    const budgets = trackingPhase(this, {
      functions: props.tracking,
      storage: props.storage,
      next: alertsPhase(this, props.alertSender, publishPhase(this, props.publisher, close)),
      close,
    });
    const seal = this.#seal(budgets, close);
    const reconcile = this.#reconcile(seal, close);
    const plan = this.#plan(this.#map(reconcile, close), reconcile, close);
    const definition = this.#open(usagePhase(this, props, { plan, close }));
    this.stateMachine = loggedStateMachine(this, definition, Duration.hours(RUN_HOURS_MAX), props.configuration);
  }

  #open(next: IChainable): IChainable {
    const open = stepTask(this, 'Open run', this.#props.functions.openRun, {
      payload: {
        input: '{% $states.input %}',
        execution: {
          id: '{% $states.context.Execution.Id %}',
          startTime: '{% $states.context.Execution.StartTime %}',
        },
      },
      assign: {
        run: '{% $states.result.Payload %}',
        ...EFFORT.kept,
        query: '{% null %}',
        selectionKey: '{% null %}',
        planKey: '{% null %}',
        reconciledKey: '{% null %}',
        failure: '{% null %}',
        isPublished: false,
        polls: 0,
      },
      timeoutSeconds: 30,
      retry: PHASE_RETRY,
    });
    const notOpened = failedRun(this, 'Run not opened', 'the run could not be opened: see the input');
    open.addCatch(notOpened, { errors: ['States.ALL'] });
    return open.next(next);
  }

  #plan(map: IChainable, reconcile: IChainable, close: IChainable): IChainable {
    const plan = stepTask(this, 'Plan batches', this.#props.functions.planBatches, {
      payload: { run: '{% $run %}', query: '{% $query %}', selectionKey: '{% $selectionKey %}', ...EFFORT.soFar },
      assign: {
        planKey: '{% $exists($states.result.Payload.planKey) ? $states.result.Payload.planKey : null %}',
        failure: '{% $exists($states.result.Payload.failure) ? $states.result.Payload.failure : null %}',
        ...EFFORT.kept,
      },
      timeoutSeconds: PLAN_TIMEOUT,
      retry: PHASE_RETRY,
    });
    catchInto(plan, 'plan batches', close);
    const planned = Choice.jsonata(this, 'Planned?')
      .when(Condition.jsonata("{% $states.input.kind = 'ENDED' %}"), close)
      .when(Condition.jsonata('{% $states.input.batches = 0 %}'), reconcile)
      .otherwise(map);
    return plan.next(planned);
  }

  #map(reconcile: IChainable, close: IChainable): IChainable {
    const { configuration, functions, storage } = this.#props;
    // The one state in JSONPath, in which an item reader takes a dynamic key on every engine.
    const map = new DistributedMap(this, 'Allocate batches', {
      mapExecutionType: StateMachineType.EXPRESS,
      maxConcurrency: requestsOfBatches(configuration),
      itemReader: new S3JsonItemReader({ bucket: storage.runBucket, key: JsonPath.stringAt('$.manifestKey') }),
      // What a batch came to is in its receipt; reconcile counts them.
      toleratedFailurePercentage: 100,
      resultPath: JsonPath.DISCARD,
    });
    map.itemProcessor(batchChild(this, functions, configuration.workflow.patienceSeconds));
    map.addRetry({ ...PHASE_RETRY, errors: ['States.ItemReaderFailed'] });
    catchInto(map, 'allocate', close);
    return map.next(reconcile);
  }

  /**
   * Only a run of the whole week: what a recalculation changes is chained to what the last one has sealed. One that touched
   * no CWO touched no budget; a run of the whole week also puts right those that were touched before.
   */
  #seal(budgets: IChainable, close: IChainable): IChainable {
    const seal = stepTask(this, 'Seal week', this.#props.functions.sealWeek, {
      payload: { run: '{% $run %}', ...EFFORT.soFar },
      assign: EFFORT.kept,
      timeoutSeconds: SEAL_TIMEOUT,
      retry: PHASE_RETRY,
    });
    catchInto(seal, 'seal week', close);
    return Choice.jsonata(this, 'Whole week?')
      .when(Condition.jsonata(`{% ${IS_RECALCULATION} and $touched = 0 %}`), close)
      .when(Condition.jsonata(`{% ${IS_RECALCULATION} %}`), budgets)
      .otherwise(seal.next(budgets));
  }

  #reconcile(next: IChainable, close: IChainable): IChainable {
    const reconcile = stepTask(this, 'Reconcile', this.#props.functions.reconcile, {
      payload: { run: '{% $run %}', planKey: '{% $planKey %}', ...EFFORT.soFar },
      assign: {
        reconciledKey: '{% $states.result.Payload.reconciledKey %}',
        touched: '{% $states.result.Payload.touched %}',
        ...EFFORT.kept,
      },
      timeoutSeconds: 600,
      retry: PHASE_RETRY,
    });
    catchInto(reconcile, 'reconcile', close);
    return reconcile.next(next);
  }
}
