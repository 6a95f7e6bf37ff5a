import { Duration } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ENV, PARTITIONS } from '../../functions/names.ts';
import { deadLetterQueue } from '../base/dead-letter-queue.ts';
import { NodeFunction } from '../base/node-function.ts';
import type { Storage } from '../base/storage.ts';
import { allowProposing } from '../budgets/allow-proposing.ts';
import type { Configuration } from '../configuration.ts';
import { REQUESTS_FOR_CWOS } from './requests-at-once.ts';

export interface CwoRefreshProps {
  readonly configuration: Configuration;
  readonly storage: Storage;
  readonly timesheetToken: ISecret;
}

const TIMEOUT_SECONDS = 20;
/** A message comes again after two minutes, so that a timesheet system may be away for an hour. */
const HIDDEN_SECONDS = 6 * TIMEOUT_SECONDS;
const RECEIVES_MAX = 30;

/** CWOs of which the timesheet system said that they changed, or of which a run met a new PM, until they are asked for. */
export class CwoRefresh extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { configuration, storage, timesheetToken }: CwoRefreshProps) {
    super(scope, id);
    this.deadLetters = deadLetterQueue(this, 'DeadLetters');
    this.queue = new Queue(this, 'Changes', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      visibilityTimeout: Duration.seconds(HIDDEN_SECONDS),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: RECEIVES_MAX },
    });
    const { timesheet, retention } = configuration;
    const refresher = new NodeFunction(this, 'Refresher', {
      folder: 'timesheets/refresh-cwo',
      description: 'Asks the timesheet system for a CWO, takes it up and suggests its budget',
      memoryMb: 256,
      timeoutSeconds: TIMEOUT_SECONDS,
      logDays: retention.logDays,
    })
      .bindTable(ENV.cwoTable, storage.cwoTable, 'dynamodb:BatchGetItem', 'dynamodb:UpdateItem')
      .bindPartitions(ENV.allocationTable, storage.allocationTable, {
        'dynamodb:UpdateItem': [PARTITIONS.publications],
      })
      .bindSecret(ENV.timesheetTokenSecret, timesheetToken, timesheet.tokenSecretName)
      .bindValue(ENV.timesheetBaseUrl, timesheet.baseUrl)
      .bindValue(ENV.timesheetTimeoutSeconds, timesheet.requestTimeoutSeconds);
    allowProposing(refresher, { configuration, storage });
    refresher.addEventSource(new SqsEventSource(this.queue, { batchSize: 1, maxConcurrency: REQUESTS_FOR_CWOS }));
  }
}
