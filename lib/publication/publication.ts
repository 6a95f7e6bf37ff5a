import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { BUDGET_PARTITIONS, ENV, PARTITIONS, PUBLISHED_TABLES } from '../../functions/names.ts';
import { deadLetterQueue } from '../base/dead-letter-queue.ts';
import type { Lake } from '../base/lake.ts';
import { NodeFunction } from '../base/node-function.ts';
import { persistently, schedule } from '../base/schedule.ts';
import type { Storage } from '../base/storage.ts';
import type { Configuration } from '../configuration.ts';

export interface PublicationProps {
  readonly configuration: Configuration;
  readonly storage: Storage;
  readonly lake: Lake;
}

/** Of a pass of the schedule, and of the week of a run: two tries leave the Map half of a run's time. */
export const PUBLISH_TIMEOUT = 720;
export const PUBLISH_MEMORY_MB = 2048;

/** Of the heads, of what decides how they are told, and of how far publishing has come. */
const LEDGER = {
  'dynamodb:Query': [
    ...[PARTITIONS.heads, PARTITIONS.revisions, PARTITIONS.publications],
    ...[PARTITIONS.closings, PARTITIONS.recharges, PARTITIONS.pseudonyms],
  ],
  'dynamodb:UpdateItem': [PARTITIONS.publications],
};
const BUDGETS = {
  'dynamodb:Query': [BUDGET_PARTITIONS.weeks],
  'dynamodb:BatchGetItem': [BUDGET_PARTITIONS.cwos],
};
/** Objects are replaced, and looked at before. */
const REPLACE = ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload'];

/** Publishes what finance reads: the week of a run that asks for it, and each quarter of an hour what has changed since. */
export class Publication extends Construct {
  readonly publisher: NodeFunction;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { configuration, storage, lake }: PublicationProps) {
    super(scope, id);
    this.deadLetters = deadLetterQueue(this, 'DeadLetters');
    const prefixes = Object.values(PUBLISHED_TABLES).map((table) => `${table}/`);
    this.publisher = new NodeFunction(this, 'Publisher', {
      folder: 'publication/publish',
      description: 'Publishes in the lake what finance reads',
      memoryMb: PUBLISH_MEMORY_MB,
      timeoutSeconds: PUBLISH_TIMEOUT,
      logDays: configuration.retention.logDays,
    })
      .bindPartitions(ENV.allocationTable, storage.allocationTable, LEDGER)
      .bindPartitions(ENV.budgetTable, storage.budgetTable, BUDGETS)
      .bindTable(ENV.cwoTable, storage.cwoTable, 'dynamodb:Scan')
      .bindBucket(ENV.evidenceBucket, storage.evidenceBucket, { 'evidence/': ['s3:GetObject'] })
      .allowListing(storage.evidenceBucket, 'evidence/')
      .bindBucket(ENV.lakeBucket, lake.bucket, Object.fromEntries(prefixes.map((prefix) => [prefix, REPLACE])))
      .bindValue(ENV.monthPolicy, configuration.finance.monthPolicy);
    for (const prefix of prefixes) this.publisher.allowListing(lake.bucket, prefix);
    schedule(this, {
      expression: 'rate(15 minutes)',
      description: 'Publishes what changed since it was published',
      target: new LambdaInvoke(this.publisher, persistently(this.deadLetters)),
    });
  }
}
