import { Duration } from 'aws-cdk-lib';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { ENV } from '../../functions/names.ts';
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
    const receiver = new NodeFunction(this, 'Receiver', {
      folder: 'api/receive-webhook',
      description: 'Verifies a webhook and queues the employee-week or CWO it names',
      memoryMb: 256,
      timeoutSeconds: 10,
      logDays: configuration.retention.logDays,
    })
      .bindSecret(ENV.webhookSecret, webhookSecret, configuration.webhook.secretName)
      .bindValue(ENV.changeQueueUrl, this.queue.queueUrl)
      .bindValue(ENV.cwoQueueUrl, cwoQueue.queueUrl);
    for (const queue of [this.queue, cwoQueue]) queue.grantSendMessages(receiver);
    return receiver;
  }

  #drainer({ configuration, storage, workflow }: WebhookIntakeProps): NodeFunction {
    const drainer = new NodeFunction(this, 'Drainer', {
      folder: 'recalculation/drain-webhooks',
      description: 'Starts recalculations for the timesheet changes that wait',
      memoryMb: 256,
      timeoutSeconds: DRAIN_TIMEOUT_SECONDS,
      logDays: configuration.retention.logDays,
    })
      .bindTable(ENV.allocationTable, storage.allocationTable, 'dynamodb:GetItem')
      .bindBucket(ENV.runBucket, storage.runBucket, { 'runs/requests/': ['s3:PutObject'] })
      .bindValue(ENV.changeQueueUrl, this.queue.queueUrl)
      .bindValue(ENV.workflowArn, workflow.stateMachineArn);
    this.queue.grantConsumeMessages(drainer);
    workflow.grantStartExecution(drainer);
    return drainer;
  }
}
