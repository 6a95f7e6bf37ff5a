import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ENV, MIRROR_PARTITIONS } from '../../functions/names.ts';
import { deadLetterQueue } from '../base/dead-letter-queue.ts';
import { NodeFunction } from '../base/node-function.ts';
import { persistently, schedule } from '../base/schedule.ts';
import type { SyncFunctionsProps } from './sync-functions.ts';

/** Tells how long ago the last timesheet sync succeeded. */
export class SyncWatch extends Construct {
  readonly watcher: NodeFunction;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { configuration, mirror }: SyncFunctionsProps) {
    super(scope, id);
    this.deadLetters = deadLetterQueue(this, 'DeadLetters');
    this.watcher = new NodeFunction(this, 'SyncWatcher', {
      folder: 'timesheets/watch-syncs',
      description: 'Tells how long ago the last timesheet sync succeeded',
      memoryMb: 256,
      timeoutSeconds: 30,
      logDays: configuration.retention.logDays,
    }).bindPartitions(ENV.mirrorTable, mirror, { 'dynamodb:Query': [MIRROR_PARTITIONS.syncs] });
    schedule(this, {
      expression: 'rate(1 hour)',
      description: 'Looks how long ago the last timesheet sync succeeded',
      target: new LambdaInvoke(this.watcher, persistently(this.deadLetters)),
    });
  }
}
