import { ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { CfnSubscription, type CfnTopic, type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { BUDGET_PARTITIONS, ENV } from '../../functions/names.ts';
import { deadLetterQueue } from '../base/dead-letter-queue.ts';
import { NodeFunction } from '../base/node-function.ts';
import { persistently, schedule } from '../base/schedule.ts';
import type { Storage } from '../base/storage.ts';
import type { Configuration } from '../configuration.ts';

export interface AlertsProps {
  readonly configuration: Configuration;
  readonly storage: Storage;
  readonly operatorTopic: ITopic;
}

/** Two at once would tell the same twice: a caller that is throttled tries again. */
export const ALERT_SENDERS = 1;

/** In which 20,000 alerts are sent, some 40 messages a second. */
export const ALERTS_TIMEOUT_SECONDS = 600;

/** Budget alerts from the outbox to whoever hears of them: the topic, its sender, and a schedule for what a crash left. */
export class Alerts extends Construct {
  readonly topic: Topic;
  readonly sender: NodeFunction;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: AlertsProps) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', { enforceSSL: true });
    // The key of AWS for SNS: whoever in this account may publish may use it, and no alarm publishes here.
    (this.topic.node.defaultChild as CfnTopic).kmsMasterKeyId = 'alias/aws/sns';
    this.#subscribeEscalation(props.configuration.alerts.escalationEmails);
    this.sender = this.#sender(props);
    this.deadLetters = deadLetterQueue(this, 'DeadLetters');
    schedule(this, {
      expression: 'rate(15 minutes)',
      description: 'Sends the budget alerts that wait',
      target: new LambdaInvoke(this.sender, {
        ...persistently(this.deadLetters),
        input: ScheduleTargetInput.fromObject({ run: null, reconciledKey: null }),
      }),
    });
  }

  /** A topic takes an address once, so that theirs also lets through what they are told as PMs. */
  #subscribeEscalation(emails: readonly string[]): void {
    for (const email of emails) {
      new CfnSubscription(this, `Escalation-${email}`, {
        topicArn: this.topic.topicArn,
        protocol: 'email',
        endpoint: email,
        filterPolicy: { $or: [{ audience: ['ESCALATION'] }, { audience: ['PM'], pmEmail: [email] }] },
      });
    }
  }

  #sender({ configuration, storage, operatorTopic }: AlertsProps): NodeFunction {
    return new NodeFunction(this, 'Sender', {
      folder: 'budgets/send-alerts',
      description: 'Tells PMs what their budgets crossed and what is suggested, and asks new PMs to subscribe',
      memoryMb: 1024,
      timeoutSeconds: ALERTS_TIMEOUT_SECONDS,
      logDays: configuration.retention.logDays,
      concurrencyMax: ALERT_SENDERS,
    })
      .bindPartitions(ENV.budgetTable, storage.budgetTable, {
        'dynamodb:Query': [BUDGET_PARTITIONS.outbox, BUDGET_PARTITIONS.subscribers, BUDGET_PARTITIONS.cwos],
        'dynamodb:GetItem': [BUDGET_PARTITIONS.suggested, BUDGET_PARTITIONS.suggestions],
        'dynamodb:PutItem': [BUDGET_PARTITIONS.sent, BUDGET_PARTITIONS.subscribers],
        'dynamodb:DeleteItem': [BUDGET_PARTITIONS.outbox, BUDGET_PARTITIONS.subscribers],
      })
      .bindTable(ENV.cwoTable, storage.cwoTable, 'dynamodb:BatchGetItem')
      .bindBucket(ENV.runBucket, storage.runBucket, { 'runs/': ['s3:GetObject'] })
      .bindTopic(ENV.alertTopic, this.topic)
      .allowSubscribing(this.topic)
      .bindTopic(ENV.operatorTopic, operatorTopic)
      .bindValue(ENV.escalationEmails, JSON.stringify(configuration.alerts.escalationEmails))
      .bindValue(ENV.docsUrl, configuration.docsUrl);
  }
}
