import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { PARTITIONS } from '../../functions/names.ts';
import { deadLetterQueue } from '../base/dead-letter-queue.ts';
import type { Lake } from '../base/lake.ts';
import { NodeFunction } from '../base/node-function.ts';
import { persistently, schedule } from '../base/schedule.ts';
import type { Storage } from '../base/storage.ts';
import type { Configuration } from '../configuration.ts';
import { allowPublishing } from './allow-publishing.ts';

export interface PublicationProps {
  readonly configuration: Configuration;
  readonly storage: Storage;
  readonly lake: Lake;
}

/** Publishes the weeks that changed since they were published, each quarter of an hour. */
export class Publication extends Construct {
  readonly publisher: NodeFunction;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { configuration, storage, lake }: PublicationProps) {
    super(scope, id);
    this.deadLetters = deadLetterQueue(this, 'DeadLetters');
    const publisher = new NodeFunction(this, 'Publisher', {
      folder: 'publication/publish-dirty',
      description: 'Publishes the weeks that changed in the lake',
      memoryMb: 2048,
      timeoutSeconds: 900,
      logDays: configuration.retention.logDays,
    });
    this.publisher = allowPublishing(publisher, { storage, lake }, [PARTITIONS.publications]);
    schedule(this, {
      expression: 'rate(15 minutes)',
      description: 'Publishes the weeks that changed since they were published',
      target: new LambdaInvoke(this.publisher, persistently(this.deadLetters)),
    });
  }
}
