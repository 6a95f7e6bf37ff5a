import { Duration } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ENV, MIRROR_PARTITIONS, PARTITIONS } from '../../functions/names.ts';
import { deadLetterQueue } from '../base/dead-letter-queue.ts';
import { NodeFunction } from '../base/node-function.ts';
import type { Storage } from '../base/storage.ts';
import { allowProposing } from '../budgets/allow-proposing.ts';
import type { Configuration } from '../configuration.ts';
import { REQUESTS_FOR_CWOS } from './requests-at-once.ts';
import { letReadTimesheets, type TimesheetOrigin } from './timesheet-origin.ts';

export interface CwoRefreshProps {
  readonly configuration: Configuration;
  readonly storage: Storage;
  readonly timesheets: TimesheetOrigin;
}

const TIMEOUT_SECONDS = 20;
/** A message comes again after two minutes, so that a timesheet system may be away for an hour. */
const HIDDEN_SECONDS = 6 * TIMEOUT_SECONDS;
const RECEIVES_MAX = 30;

/** CWOs of which the timesheet system said that they changed, or of which a run met a new PM, until they are asked for. */
export class CwoRefresh extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { configuration, storage, timesheets }: CwoRefreshProps) {
    super(scope, id);
    this.deadLetters = deadLetterQueue(this, 'DeadLetters');
    this.queue = new Queue(this, 'Changes', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      visibilityTimeout: Duration.seconds(HIDDEN_SECONDS),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: RECEIVES_MAX },
    });
    const refresher = new NodeFunction(this, 'Refresher', {
      folder: 'timesheets/refresh-cwo',
      description: 'Asks the timesheet system for a CWO, takes it up and suggests its budget',
      memoryMb: 256,
      timeoutSeconds: TIMEOUT_SECONDS,
      logDays: configuration.retention.logDays,
    })
      .bindTable(ENV.cwoTable, storage.cwoTable, 'dynamodb:BatchGetItem', 'dynamodb:UpdateItem')
      .bindPartitions(ENV.allocationTable, storage.allocationTable, {
        'dynamodb:UpdateItem': [PARTITIONS.publications],
      });
    letReadTimesheets(refresher, timesheets, { 'dynamodb:GetItem': [MIRROR_PARTITIONS.state] });
    if ('mirror' in timesheets) {
      refresher
        .bindBucket(ENV.evidenceBucket, storage.evidenceBucket, { 'mappings/': ['s3:GetObject'] })
        .bindValue(ENV.timeZone, configuration.schedule.timeZone);
    }
    allowProposing(refresher, { configuration, storage });
    refresher.addEventSource(new SqsEventSource(this.queue, { batchSize: 1, maxConcurrency: REQUESTS_FOR_CWOS }));
  }
}
