import { Construct } from 'constructs';
import { BUDGET_PARTITIONS, ENV, PARTITIONS } from '../../functions/names.ts';
import { NodeFunction, type NodeFunctionProps } from '../base/node-function.ts';
import type { Storage } from '../base/storage.ts';
import type { Configuration } from '../configuration.ts';

export interface TrackingFunctionsProps {
  readonly configuration: Configuration;
  readonly storage: Storage;
}

/** Time-outs in seconds: a child of the Map lives 300 s, in which *refresh tracking* is tried four times. */
export const TRACKING_TIMEOUTS = { plan: 120, refresh: 60, check: 120 } as const;

/** The functions of the phase *budgets*, one per step, each with the rights of its step. */
export class TrackingFunctions extends Construct {
  readonly planTracking: NodeFunction;
  readonly refreshTracking: NodeFunction;
  readonly checkTracking: NodeFunction;
  readonly #props: TrackingFunctionsProps;

  constructor(scope: Construct, id: string, props: TrackingFunctionsProps) {
    super(scope, id);
    this.#props = props;
    const { configuration, storage } = props;
    this.planTracking = this.#function('PlanTracking', {
      folder: 'budgets/plan-tracking',
      description: 'Puts the CWOs that a run touched into batches',
      memoryMb: 512,
      timeoutSeconds: TRACKING_TIMEOUTS.plan,
    })
      .bindPartitions(ENV.budgetTable, storage.budgetTable, { 'dynamodb:Query': [BUDGET_PARTITIONS.weeks] })
      .bindBucket(ENV.runBucket, storage.runBucket, { 'runs/': ['s3:GetObject', 's3:PutObject'] });
    this.refreshTracking = this.#function('RefreshTracking', {
      folder: 'budgets/refresh-tracking',
      description: 'Sums the lines of a batch of CWOs against their budgets',
      memoryMb: 512,
      timeoutSeconds: TRACKING_TIMEOUTS.refresh,
    })
      .bindPartitions(ENV.budgetTable, storage.budgetTable, REFRESH)
      .bindPartitions(ENV.allocationTable, storage.allocationTable, READ_LINES)
      .bindBucket(ENV.runBucket, storage.runBucket, { 'runs/': ['s3:PutObject'] })
      .bindValue(ENV.budgetThresholds, JSON.stringify(configuration.budgets.thresholds))
      .bindValue(ENV.timeZone, configuration.schedule.timeZone);
    this.checkTracking = this.#function('CheckTracking', {
      folder: 'budgets/check-tracking',
      description: 'Counts the batches of CWOs that were tracked',
      memoryMb: 256,
      timeoutSeconds: TRACKING_TIMEOUTS.check,
    })
      .bindBucket(ENV.runBucket, storage.runBucket, { 'runs/': ['s3:GetObject'] })
      .allowListing(storage.runBucket, 'runs/');
  }

  #function(id: string, made: Omit<NodeFunctionProps, 'logDays'>): NodeFunction {
    return new NodeFunction(this, id, { ...made, logDays: this.#props.configuration.retention.logDays });
  }
}

/** Of a CWO's rows: read, and written in one transaction with the index of the week and the outbox. */
const REFRESH = {
  'dynamodb:Query': [BUDGET_PARTITIONS.cwos],
  'dynamodb:PutItem': [BUDGET_PARTITIONS.cwos, BUDGET_PARTITIONS.weeks, BUDGET_PARTITIONS.outbox],
};

/** The lines of a CWO, and the heads that their pointers name. */
const READ_LINES = { 'dynamodb:Query': [PARTITIONS.lines], 'dynamodb:GetItem': [PARTITIONS.heads] };
