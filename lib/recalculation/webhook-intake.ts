import { Duration } from 'aws-cdk-lib';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { ENV, PARTITIONS } from '../../functions/names.ts';
import { deadLetterQueue } from '../base/dead-letter-queue.ts';
import { NodeFunction } from '../base/node-function.ts';
import { persistently, schedule } from '../base/schedule.ts';
import type { Storage } from '../base/storage.ts';
import type { Configuration } from '../configuration.ts';

export interface WebhookIntakeProps {
  readonly configuration: Configuration;
  readonly storage: Storage;
  readonly workflow: StateMachine;
  readonly webhookSecret: ISecret;
  /** Takes the CWOs that webhooks name. */
  readonly cwoQueue: Queue;
}

/** After five drains that died with it, a message is given up. */
const RECEIVES_MAX = 5;
const DRAIN_TIMEOUT_SECONDS = 60;

/** Webhooks on their way to a recalculation: the receiver, the queue, and the drainer, which runs each minute. */
export class WebhookIntake extends Construct {
  readonly receiver: NodeFunction;
  readonly drainer: NodeFunction;
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly scheduleDeadLetters: Queue;

  constructor(scope: Construct, id: string, props: WebhookIntakeProps) {
    super(scope, id);
    this.deadLetters = deadLetterQueue(this, 'DeadLetters');
    this.scheduleDeadLetters = deadLetterQueue(this, 'ScheduleDeadLetters');
    this.queue = new Queue(this, 'Changes', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      // Twice as long as a drain may take, so that no two drains hold the same message.
      visibilityTimeout: Duration.seconds(2 * DRAIN_TIMEOUT_SECONDS),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: RECEIVES_MAX },
    });
    this.receiver = this.#receiver(props);
    this.drainer = this.#drainer(props);
    schedule(this, {
      expression: 'rate(1 minute)',
      description: 'Starts recalculations for the timesheet changes that wait',
      target: new LambdaInvoke(this.drainer, persistently(this.scheduleDeadLetters)),
    });
  }

  #receiver({ configuration, webhookSecret, cwoQueue }: WebhookIntakeProps): NodeFunction {
    return new NodeFunction(this, 'Receiver', {
      folder: 'api/receive-webhook',
      description: 'Verifies a webhook and queues the employee-week or CWO it names',
      memoryMb: 256,
      timeoutSeconds: 10,
      logDays: configuration.retention.logDays,
    })
      .bindSecret(ENV.webhookSecret, webhookSecret, configuration.webhook.secretName)
      .bindQueue(ENV.changeQueueUrl, this.queue, 'sqs:SendMessage')
      .bindQueue(ENV.cwoQueueUrl, cwoQueue, 'sqs:SendMessage');
  }

  #drainer({ configuration, storage, workflow }: WebhookIntakeProps): NodeFunction {
    return new NodeFunction(this, 'Drainer', {
      folder: 'recalculation/drain-webhooks',
      description: 'Starts recalculations for the timesheet changes that wait',
      memoryMb: 256,
      timeoutSeconds: DRAIN_TIMEOUT_SECONDS,
      logDays: configuration.retention.logDays,
    })
      .bindPartitions(ENV.allocationTable, storage.allocationTable, { 'dynamodb:GetItem': [PARTITIONS.runs] })
      .bindBucket(ENV.runBucket, storage.runBucket, { 'runs/requests/': ['s3:PutObject'] })
      .bindQueue(ENV.changeQueueUrl, this.queue, 'sqs:ReceiveMessage', 'sqs:DeleteMessage')
      .bindStateMachine(ENV.workflowArn, workflow, 'states:StartExecution');
  }
}
