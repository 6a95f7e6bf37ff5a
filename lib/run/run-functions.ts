import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ENV, MIRROR_PARTITIONS, PARTITIONS } from '../../functions/names.ts';
import type { Lake } from '../base/lake.ts';
import { NodeFunction, type NodeFunctionProps } from '../base/node-function.ts';
import type { Storage } from '../base/storage.ts';
import type { Configuration } from '../configuration.ts';
import { requestsOfBatches } from '../timesheets/requests-at-once.ts';
import { letReadTimesheets, type TimesheetOrigin } from '../timesheets/timesheet-origin.ts';

export interface RunFunctionsProps {
  readonly configuration: Configuration;
  readonly storage: Storage;
  readonly lake: Lake;
  readonly timesheets: TimesheetOrigin;
  readonly operatorTopic: ITopic;
  /** Takes the CWOs of which a run met a new PM. */
  readonly cwoQueue: Queue;
}

/**
 * Time-outs of the three functions of a batch, in seconds. A child of the Map lives 300 s;
 * `lib/run/batch-child.ts` shows that all tries fit.
 */
export const BATCH_TIMEOUTS = { fetch: 20, allocate: 8, persist: 15 } as const;
/** Of the function that leaves the receipt of a failure. */
export const RECEIPT_TIMEOUT = 8;

/** Of the function that plans batches. How many employees it plans in that time: `docs/scale.md`. */
export const PLAN_TIMEOUT = 900;
/** Its memory, and so its share of a processor. */
export const PLAN_MEMORY_MB = 1024;

/** Of the function that seals a week. */
export const SEAL_TIMEOUT = 300;

const READ = ['s3:GetObject'];
const WRITE = ['s3:PutObject'];
const READ_WRITE = [...READ, ...WRITE];

/** The functions of the workflow, one per step, each with the rights of its step. */
export class RunFunctions extends Construct {
  readonly openRun: NodeFunction;
  readonly selectEmployees: NodeFunction;
  readonly startUsageQuery: NodeFunction;
  readonly planBatches: NodeFunction;
  readonly fetchTimesheets: NodeFunction;
  readonly allocate: NodeFunction;
  readonly persist: NodeFunction;
  readonly noteFailure: NodeFunction;
  readonly reconcile: NodeFunction;
  readonly sealWeek: NodeFunction;
  readonly closeRun: NodeFunction;
  readonly #props: RunFunctionsProps;

  constructor(scope: Construct, id: string, props: RunFunctionsProps) {
    super(scope, id);
    this.#props = props;
    const { storage, lake, cwoQueue } = props;
    this.openRun = this.#openRun();
    this.selectEmployees = this.#function('SelectEmployees', {
      folder: 'recalculation/select-employees',
      description: 'Sorts the employees of a recalculation',
      memoryMb: 256,
      timeoutSeconds: 60,
    })
      .bindPartitions(ENV.allocationTable, storage.allocationTable, {
        'dynamodb:BatchGetItem': [PARTITIONS.heads],
        'dynamodb:GetItem': [PARTITIONS.runs],
      })
      .bindBucket(ENV.runBucket, storage.runBucket, { 'runs/': READ_WRITE });
    this.startUsageQuery = this.#lakeFunction('StartUsageQuery', {
      folder: 'run/start-usage-query',
      description: 'Starts the usage query',
      memoryMb: 256,
      timeoutSeconds: 30,
    });
    this.startUsageQuery.bindBucket(ENV.runBucket, storage.runBucket, { 'runs/': READ });
    lake.grantUsageQuery(this.startUsageQuery);
    this.planBatches = this.#planBatches();
    this.fetchTimesheets = this.#fetchTimesheets();
    this.allocate = this.#function('Allocate', {
      folder: 'run/allocate',
      description: 'Decides the employee-weeks of a batch',
      memoryMb: 512,
      timeoutSeconds: BATCH_TIMEOUTS.allocate,
    })
      .bindBucket(ENV.runBucket, storage.runBucket, { 'runs/': READ_WRITE })
      .bindBucket(ENV.evidenceBucket, storage.evidenceBucket, { 'evidence/': WRITE });
    this.persist = this.#function('Persist', {
      folder: 'run/persist',
      description: 'Commits the decisions of a batch',
      memoryMb: 512,
      timeoutSeconds: BATCH_TIMEOUTS.persist,
    })
      .bindPartitions(ENV.allocationTable, storage.allocationTable, COMMIT)
      .bindBucket(ENV.runBucket, storage.runBucket, { 'runs/': READ_WRITE });
    this.noteFailure = this.#function('NoteFailure', {
      folder: 'run/note-failure',
      description: 'Leaves the receipt of a batch that failed',
      memoryMb: 256,
      timeoutSeconds: RECEIPT_TIMEOUT,
    }).bindBucket(ENV.runBucket, storage.runBucket, { 'runs/': WRITE });
    this.reconcile = this.#function('Reconcile', {
      folder: 'run/reconcile',
      description: 'Compares receipts, plan and ledger',
      memoryMb: 1024,
      timeoutSeconds: 600,
    })
      .bindPartitions(ENV.allocationTable, storage.allocationTable, COMPARE_HEADS)
      .bindTable(ENV.cwoTable, storage.cwoTable, 'dynamodb:BatchGetItem', 'dynamodb:UpdateItem')
      .bindBucket(ENV.runBucket, storage.runBucket, { 'runs/': READ_WRITE })
      .allowListing(storage.runBucket, 'runs/')
      .bindQueue(ENV.cwoQueueUrl, cwoQueue, 'sqs:SendMessage');
    this.sealWeek = this.#sealWeek();
    this.closeRun = this.#closeRun();
  }

  #openRun(): NodeFunction {
    const { configuration, storage } = this.#props;
    return this.#function('OpenRun', {
      folder: 'run/open-run',
      description: 'Resolves the week and writes the run record',
      memoryMb: 256,
      timeoutSeconds: 30,
    })
      .bindPartitions(ENV.allocationTable, storage.allocationTable, {
        'dynamodb:PutItem': [PARTITIONS.runs],
        'dynamodb:UpdateItem': [PARTITIONS.publications],
      })
      .bindValue(ENV.timeZone, configuration.schedule.timeZone);
  }

  #planBatches(): NodeFunction {
    const { storage, lake, configuration } = this.#props;
    const planBatches = this.#lakeFunction('PlanBatches', {
      folder: 'run/plan-batches',
      description: 'Streams the usage into batches',
      memoryMb: PLAN_MEMORY_MB,
      timeoutSeconds: PLAN_TIMEOUT,
    })
      .bindPartitions(ENV.allocationTable, storage.allocationTable, { 'dynamodb:Query': [PARTITIONS.heads] })
      .bindBucket(ENV.runBucket, storage.runBucket, { 'runs/': READ_WRITE })
      .bindValue(ENV.batchSize, configuration.workflow.batchSize);
    lake.grantReadResults(planBatches);
    return planBatches;
  }

  #fetchTimesheets(): NodeFunction {
    const { storage, configuration, timesheets } = this.#props;
    const fetchTimesheets = this.#function('FetchTimesheets', {
      folder: 'run/fetch-timesheets',
      description: 'Reads the heads and timesheets of a batch',
      memoryMb: 512,
      timeoutSeconds: BATCH_TIMEOUTS.fetch,
      concurrencyMax: requestsOfBatches(configuration),
    })
      .bindPartitions(ENV.allocationTable, storage.allocationTable, {
        'dynamodb:BatchGetItem': [PARTITIONS.heads, PARTITIONS.acceptances],
      })
      .bindBucket(ENV.runBucket, storage.runBucket, { 'runs/': READ_WRITE });
    return letReadTimesheets(fetchTimesheets, timesheets, {
      'dynamodb:BatchGetItem': [MIRROR_PARTITIONS.weeks],
      'dynamodb:Query': [MIRROR_PARTITIONS.weeks],
    });
  }

  #sealWeek(): NodeFunction {
    const { storage } = this.#props;
    return this.#function('SealWeek', {
      folder: 'run/seal-week',
      description: 'Writes down the heads of a week where nobody can change them',
      memoryMb: 2048,
      timeoutSeconds: SEAL_TIMEOUT,
    })
      .bindPartitions(ENV.allocationTable, storage.allocationTable, { 'dynamodb:Query': [PARTITIONS.heads] })
      .bindBucket(ENV.rootBucket, storage.rootBucket, { 'roots/': WRITE })
      .allowListingVersions(storage.rootBucket, 'roots/');
  }

  #closeRun(): NodeFunction {
    const { configuration, storage, operatorTopic } = this.#props;
    return this.#function('CloseRun', {
      folder: 'run/close-run',
      description: 'Ends the run and tells operators',
      memoryMb: 256,
      timeoutSeconds: 30,
    })
      .bindPartitions(ENV.allocationTable, storage.allocationTable, {
        'dynamodb:GetItem': [PARTITIONS.runs],
        'dynamodb:PutItem': [PARTITIONS.runs],
        'dynamodb:UpdateItem': [PARTITIONS.runs, PARTITIONS.publications],
      })
      .bindBucket(ENV.runBucket, storage.runBucket, { 'runs/': READ })
      .bindTopic(ENV.operatorTopic, operatorTopic)
      .bindValue(ENV.docsUrl, configuration.docsUrl);
  }

  #lakeFunction(id: string, made: OwnProps): NodeFunction {
    return this.#function(id, made)
      .bindValue(ENV.athenaWorkGroup, this.#props.lake.workGroup)
      .bindValue(ENV.glueDatabase, this.#props.lake.database);
  }

  #function(id: string, made: OwnProps): NodeFunction {
    return new NodeFunction(this, id, { ...made, logDays: this.#props.configuration.retention.logDays });
  }
}

type OwnProps = Omit<NodeFunctionProps, 'logDays'>;

const READ_HEADS = { 'dynamodb:BatchGetItem': [PARTITIONS.heads] };
/** Those of a few, or all of a week. */
const COMPARE_HEADS = { ...READ_HEADS, 'dynamodb:Query': [PARTITIONS.heads] };
/** Of one employee-week: its head, its revisions and its lines. A transaction needs the rights of its actions. */
const COMMIT = {
  ...READ_HEADS,
  'dynamodb:GetItem': [PARTITIONS.revisions],
  'dynamodb:PutItem': [PARTITIONS.heads, PARTITIONS.revisions, PARTITIONS.lines],
  'dynamodb:UpdateItem': [PARTITIONS.heads],
  'dynamodb:DeleteItem': [PARTITIONS.lines],
};
