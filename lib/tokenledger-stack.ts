import type { App } from 'aws-cdk-lib';
import { CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Configuration } from './configuration.ts';
import { Lake } from './lake.ts';
import { Monitoring } from './monitoring.ts';
import { StepFunctions } from './step-functions.ts';
import { Storage } from './storage.ts';
import { WeeklySchedule } from './weekly-schedule.ts';
import { AllocationWorkflow } from './workflow/allocation-workflow.ts';

/** Everything Tokenledger needs in one account and region. */
export class TokenledgerStack extends Stack {
  constructor(scope: App, id: string, configuration: Configuration) {
    super(scope, id, { description: 'Splits weekly AI spend over contract work orders by approved hours' });
    const storage = new Storage(this, 'Storage', configuration);
    const lake = new Lake(this, 'Lake', configuration, storage.runBucket);
    const timesheetToken = this.#timesheetToken(configuration);
    const operatorTopic = this.#operatorTopic(configuration);
    const functions = new StepFunctions(this, 'Steps', { configuration, storage, lake, timesheetToken, operatorTopic });
    const { stateMachine } = new AllocationWorkflow(this, 'AllocationWorkflow', {
      configuration,
      functions,
      storage,
      lake,
    });
    const schedule = new WeeklySchedule(this, 'WeeklySchedule', configuration, stateMachine);
    new Monitoring(this, 'Monitoring', {
      operatorTopic,
      workflow: stateMachine,
      schedule: schedule.stateMachine,
      scheduleDeadLetters: schedule.deadLetters,
    });
    this.#output({
      LakeBucketName: lake.bucket.bucketName,
      WorkflowArn: stateMachine.stateMachineArn,
      AllocationTableName: storage.allocationTable.tableName,
      CwoTableName: storage.cwoTable.tableName,
      RunBucketName: storage.runBucket.bucketName,
      EvidenceBucketName: storage.evidenceBucket.bucketName,
      OperatorTopicArn: operatorTopic.topicArn,
      TimesheetTokenSecretName: configuration.timesheet.tokenSecretName,
      AthenaWorkGroup: lake.workGroup,
      GlueDatabase: lake.database,
    });
  }

  /** Made with a random value; an operator puts the real token there after the first deployment. */
  #timesheetToken({ timesheet, retention }: Configuration): Secret {
    return new Secret(this, 'TimesheetToken', {
      secretName: timesheet.tokenSecretName,
      description: 'Bearer token for the timesheet system',
      removalPolicy: retention.keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
  }

  #operatorTopic({ operatorEmails }: Configuration): Topic {
    const topic = new Topic(this, 'OperatorTopic', { enforceSSL: true });
    for (const email of operatorEmails) topic.addSubscription(new EmailSubscription(email));
    return topic;
  }

  #output(values: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(values)) new CfnOutput(this, name, { value });
  }
}
