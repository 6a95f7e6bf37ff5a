import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { ENV } from '../functions/contract/names.ts';
import type { Configuration } from './configuration.ts';
import type { Lake } from './lake.ts';
import { NodeFunction } from './node-function.ts';
import type { Storage } from './storage.ts';

export interface StepFunctionsProps {
  readonly configuration: Configuration;
  readonly storage: Storage;
  readonly lake: Lake;
  readonly timesheetToken: ISecret;
  readonly operatorTopic: ITopic;
}

/**
 * Time-outs of the three functions of a batch, in seconds. A child of the Map lives 300 s;
 * `lib/workflow/batch-child.ts` shows that all tries fit.
 */
export const BATCH_TIMEOUTS = { fetch: 20, allocate: 8, persist: 15 } as const;
/** Of the function that leaves the receipt of a failure. */
export const RECEIPT_TIMEOUT = 8;

const READ = ['s3:GetObject'];
const WRITE = ['s3:PutObject'];
const READ_WRITE = [...READ, ...WRITE];

/** The functions of the workflow, one per step, each with the rights of its step. */
export class StepFunctions extends Construct {
  readonly openRun: NodeFunction;
  readonly selectEmployees: NodeFunction;
  readonly startUsageQuery: NodeFunction;
  readonly planBatches: NodeFunction;
  readonly fetchTimesheets: NodeFunction;
  readonly allocate: NodeFunction;
  readonly persist: NodeFunction;
  readonly noteFailure: NodeFunction;
  readonly reconcile: NodeFunction;
  readonly closeRun: NodeFunction;
  readonly #props: StepFunctionsProps;

  constructor(scope: Construct, id: string, props: StepFunctionsProps) {
    super(scope, id);
    this.#props = props;
    const { configuration, storage, lake } = props;
    this.openRun = this.#function('OpenRun', 'open-run', 'Resolves the week and writes the run record', 256, 30)
      .bindTable(ENV.allocationTable, storage.allocationTable, 'dynamodb:PutItem')
      .bindValue(ENV.timeZone, configuration.schedule.timeZone);
    const select = 'Sorts the employees of a recalculation';
    this.selectEmployees = this.#function('SelectEmployees', 'select-employees', select, 256, 60)
      .bindTable(ENV.allocationTable, storage.allocationTable, 'dynamodb:BatchGetItem', 'dynamodb:GetItem')
      .bindBucket(ENV.runBucket, storage.runBucket, { 'runs/': READ_WRITE });
    this.startUsageQuery = this.#lakeFunction(
      'StartUsageQuery',
      'start-usage-query',
      'Starts the usage query',
      256,
      30,
    );
    this.startUsageQuery.bindBucket(ENV.runBucket, storage.runBucket, { 'runs/': READ });
    lake.grantQuery(this.startUsageQuery);
    this.planBatches = this.#planBatches();
    this.fetchTimesheets = this.#fetchTimesheets();
    this.allocate = this.#function(
      'Allocate',
      'allocate',
      'Decides the employee-weeks of a batch',
      512,
      BATCH_TIMEOUTS.allocate,
    )
      .bindBucket(ENV.runBucket, storage.runBucket, { 'runs/': READ_WRITE })
      .bindBucket(ENV.evidenceBucket, storage.evidenceBucket, { 'evidence/': WRITE });
    this.persist = this.#function('Persist', 'persist', 'Commits the decisions of a batch', 512, BATCH_TIMEOUTS.persist)
      .bindTable(ENV.allocationTable, storage.allocationTable, ...LEDGER_READ, ...LEDGER_WRITE)
      .bindBucket(ENV.runBucket, storage.runBucket, { 'runs/': READ_WRITE });
    const note = 'Leaves the receipt of a batch that failed';
    this.noteFailure = this.#function('NoteFailure', 'note-failure', note, 256, RECEIPT_TIMEOUT).bindBucket(
      ENV.runBucket,
      storage.runBucket,
      { 'runs/': WRITE },
    );
    this.reconcile = this.#function('Reconcile', 'reconcile', 'Compares receipts, plan and ledger', 1024, 600)
      .bindTable(ENV.allocationTable, storage.allocationTable, 'dynamodb:BatchGetItem')
      .bindTable(ENV.cwoTable, storage.cwoTable, 'dynamodb:BatchGetItem', 'dynamodb:UpdateItem')
      .bindBucket(ENV.runBucket, storage.runBucket, { 'runs/': READ_WRITE })
      .allowListing(storage.runBucket, 'runs/');
    this.closeRun = this.#closeRun();
  }

  #planBatches(): NodeFunction {
    const { storage, lake, configuration } = this.#props;
    const planBatches = this.#lakeFunction('PlanBatches', 'plan-batches', 'Streams the usage into batches', 1024, 900)
      .bindTable(ENV.allocationTable, storage.allocationTable, 'dynamodb:Query')
      .bindBucket(ENV.runBucket, storage.runBucket, { 'runs/': READ_WRITE })
      .bindValue(ENV.batchSize, configuration.workflow.batchSize);
    lake.grantReadResults(planBatches);
    return planBatches;
  }

  #fetchTimesheets(): NodeFunction {
    const { storage, configuration, timesheetToken } = this.#props;
    const description = 'Reads the heads and timesheets of a batch';
    return this.#function('FetchTimesheets', 'fetch-timesheets', description, 512, BATCH_TIMEOUTS.fetch)
      .bindTable(ENV.allocationTable, storage.allocationTable, 'dynamodb:BatchGetItem')
      .bindBucket(ENV.runBucket, storage.runBucket, { 'runs/': READ_WRITE })
      .bindSecret(ENV.timesheetTokenSecret, timesheetToken, configuration.timesheet.tokenSecretName)
      .bindValue(ENV.timesheetBaseUrl, configuration.timesheet.baseUrl)
      .bindValue(ENV.timesheetTimeoutSeconds, configuration.timesheet.requestTimeoutSeconds);
  }

  #closeRun(): NodeFunction {
    const { storage, operatorTopic } = this.#props;
    return this.#function('CloseRun', 'close-run', 'Ends the run and tells operators', 256, 30)
      .bindTable(ENV.allocationTable, storage.allocationTable, 'dynamodb:GetItem', 'dynamodb:UpdateItem')
      .bindBucket(ENV.runBucket, storage.runBucket, { 'runs/': READ })
      .bindTopic(ENV.operatorTopic, operatorTopic);
  }

  #lakeFunction(
    id: string,
    folder: string,
    description: string,
    memoryMb: number,
    timeoutSeconds: number,
  ): NodeFunction {
    return this.#function(id, folder, description, memoryMb, timeoutSeconds)
      .bindValue(ENV.athenaWorkGroup, this.#props.lake.workGroup)
      .bindValue(ENV.glueDatabase, this.#props.lake.database);
  }

  #function(id: string, folder: string, description: string, memoryMb: number, timeoutSeconds: number): NodeFunction {
    const { logDays } = this.#props.configuration.retention;
    return new NodeFunction(this, id, { folder, description, memoryMb, timeoutSeconds, logDays });
  }
}

const LEDGER_READ = ['dynamodb:BatchGetItem', 'dynamodb:GetItem'];
/** What TransactWriteItems needs for its puts, updates and deletes. */
const LEDGER_WRITE = ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'];
