import { Duration } from 'aws-cdk-lib';
import {
  Choice,
  Condition,
  DistributedMap,
  type IChainable,
  JitterType,
  JsonPath,
  Pass,
  type RetryProps,
  S3JsonItemReader,
  StateMachineType,
} from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { Storage } from '../base/storage.ts';
import { catchInto } from '../run/closing-phase.ts';
import { EFFORT, PHASE_RETRY, RETRIED_ERRORS, stepTask } from '../run/tasks.ts';
import { TRACKING_TIMEOUTS, type TrackingFunctions } from './tracking-functions.ts';

export interface TrackingPhaseProps {
  readonly functions: TrackingFunctions;
  readonly storage: Storage;
  /** What comes behind it, also where batches failed. */
  readonly next: IChainable;
  readonly close: IChainable;
}

/** Batches at a time: a batch reads 8 CWOs side by side, and the tables scale with what is asked of them. */
const BATCHES_AT_ONCE = 10;

/** An EXPRESS child lives 300 s: four tries of 60 s, and pauses of at most 2, 4 and 8 s. */
const BATCH_RETRY: RetryProps = {
  errors: [...RETRIED_ERRORS],
  maxAttempts: 3,
  interval: Duration.seconds(2),
  backoffRate: 2,
  jitterStrategy: JitterType.FULL,
};

/**
 * The phase *budgets*: the CWOs that the run touched, in batches, each summed from its lines; then the receipts are
 * counted, and a batch without one is a failure of the run, whose figures are in the ledger all the same.
 */
export function trackingPhase(scope: Construct, props: TrackingPhaseProps): IChainable {
  const { functions, next, close } = props;
  const plan = stepTask(scope, 'Plan tracking', functions.planTracking, {
    payload: { run: '{% $run %}', reconciledKey: '{% $reconciledKey %}', ...EFFORT.soFar },
    assign: { trackingBatches: '{% $states.result.Payload.batches %}', ...EFFORT.kept },
    timeoutSeconds: TRACKING_TIMEOUTS.plan,
    retry: PHASE_RETRY,
  });
  const check = stepTask(scope, 'Check tracking', functions.checkTracking, {
    payload: { run: '{% $run %}', batches: '{% $trackingBatches %}', ...EFFORT.soFar },
    assign: { failure: '{% $states.result.Payload.failure %}', ...EFFORT.kept },
    timeoutSeconds: TRACKING_TIMEOUTS.check,
    retry: PHASE_RETRY,
  });
  const map = refreshMap(scope, props);
  catchInto(plan, 'budgets', close);
  catchInto(map, 'budgets', close);
  catchInto(check, 'budgets', close);
  const planned = Choice.jsonata(scope, 'CWOs touched?')
    .when(Condition.jsonata('{% $states.input.batches = 0 %}'), next)
    .otherwise(map.next(check.next(next)));
  return plan.next(planned);
}

function refreshMap(scope: Construct, { functions, storage }: TrackingPhaseProps): DistributedMap {
  // In JSONPath, in which an item reader takes a dynamic key on every engine.
  const map = new DistributedMap(scope, 'Refresh budgets', {
    mapExecutionType: StateMachineType.EXPRESS,
    maxConcurrency: BATCHES_AT_ONCE,
    itemReader: new S3JsonItemReader({ bucket: storage.runBucket, key: JsonPath.stringAt('$.manifestKey') }),
    // What a batch came to is in its receipt; check tracking counts them.
    toleratedFailurePercentage: 100,
    resultPath: JsonPath.DISCARD,
  });
  const refresh = stepTask(scope, 'Refresh tracking', functions.refreshTracking, {
    payload: '{% $states.input %}',
    timeoutSeconds: TRACKING_TIMEOUTS.refresh,
    retry: BATCH_RETRY,
  });
  refresh.addCatch(Pass.jsonata(scope, 'Batch not tracked', { outputs: {} }), { errors: ['States.ALL'] });
  refresh.next(Pass.jsonata(scope, 'Batch tracked', { outputs: {} }));
  map.itemProcessor(refresh);
  map.addRetry({ ...PHASE_RETRY, errors: ['States.ItemReaderFailed'] });
  return map;
}
