import type { App } from 'aws-cdk-lib';
import { CfnOutput, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { ENV } from '../functions/names.ts';
import { auditFunction } from './api/audit-function.ts';
import { BudgetFunctions, type BudgetFunctionsProps } from './api/budget-functions.ts';
import { DecisionPages } from './api/decision-pages.ts';
import { PublicApi } from './api/public-api.ts';
import { Lake } from './base/lake.ts';
import type { NodeFunction } from './base/node-function.ts';
import { SourceKeys } from './base/source-keys.ts';
import { removalPolicyOf, Storage } from './base/storage.ts';
import { Alerts, type AlertsProps } from './budgets/alerts.ts';
import { TrackingFunctions } from './budgets/tracking-functions.ts';
import { CollectionAlarms } from './collection/collection-alarms.ts';
import { CollectionWorkflow, type CollectionWorkflowProps } from './collection/collection-workflow.ts';
import { toolOf } from './collection/counted-sources.ts';
import type { Configuration } from './configuration.ts';
import { FinanceDoor, type FinanceDoorProps } from './finance/finance-door.ts';
import { Monitoring } from './monitoring.ts';
import { acknowledgeFindings } from './nag-acknowledgements.ts';
import { Publication } from './publication/publication.ts';
import { Sweep } from './recalculation/sweep.ts';
import { WebhookIntake } from './recalculation/webhook-intake.ts';
import { AllocationWorkflow } from './run/allocation-workflow.ts';
import { RunFunctions } from './run/run-functions.ts';
import { ScheduleWatch } from './run/schedule-watch.ts';
import { WeeklySchedule } from './run/weekly-schedule.ts';
import { CwoRefresh } from './timesheets/cwo-refresh.ts';
import { SyncAlarms } from './timesheets/sync-alarms.ts';
import { settingsOf } from './timesheets/sync-functions.ts';
import { timesheetOrigin } from './timesheets/timesheet-origin.ts';
import { TimesheetSync, type TimesheetSyncProps } from './timesheets/timesheet-sync.ts';

/** Everything Tokenledger needs in one account and region. */
export class TokenledgerStack extends Stack {
  constructor(scope: App, id: string, configuration: Configuration) {
    const { account, region, retention, webhook } = configuration;
    super(scope, id, {
      description: 'Splits weekly AI spend over contract work orders by approved hours',
      env: { account, region },
      terminationProtection: retention.keepData,
    });
    const storage = this.#storage(configuration);
    const base = { configuration, storage };
    const lake = new Lake(this, 'Lake', configuration, storage.runBucket);
    const timesheets = timesheetOrigin(this, configuration);
    const webhookSecret = this.#webhookSecret(configuration);
    const operatorTopic = this.#operatorTopic(configuration);
    const cwoRefresh = new CwoRefresh(this, 'CwoRefresh', { ...base, timesheets });
    const cwoQueue = cwoRefresh.queue;
    const functions = new RunFunctions(this, 'Steps', { ...base, lake, timesheets, operatorTopic, cwoQueue });
    const alerts = this.#alerts({ ...base, operatorTopic });
    const publication = new Publication(this, 'Publication', { ...base, lake });
    const { stateMachine: workflow } = new AllocationWorkflow(this, 'AllocationWorkflow', {
      ...base,
      functions,
      lake,
      tracking: new TrackingFunctions(this, 'Tracking', base),
      alertSender: alerts.sender,
      publisher: publication.publisher,
    });
    const collection = this.#collection({ ...base, lake, operatorTopic, workflow });
    const schedule = new WeeklySchedule(this, 'WeeklySchedule', { ...base, lake, workflow, collection });
    const watch = new ScheduleWatch(this, 'ScheduleWatch', configuration, schedule);
    const intake = new WebhookIntake(this, 'WebhookIntake', { ...base, workflow, webhookSecret, cwoQueue });
    const sweep = new Sweep(this, 'Sweep', { ...base, workflow, timesheets, operatorTopic });
    const sync =
      'mirror' in timesheets ? this.#sync({ ...base, ...timesheets, sweep: sweep.stateMachine, operatorTopic }) : null;
    this.#finance({ configuration, lake, resultsBucket: storage.runBucket });
    const { api, pages } = this.#doors({ ...base, sendAlerts: alerts.sender }, intake.receiver);
    const alarms = { docsUrl: configuration.docsUrl, operatorTopic };
    new Monitoring(this, 'Monitoring', {
      ...alarms,
      workflow,
      schedule,
      watch,
      intake,
      sweep,
      cwoRefresh,
      publication,
      alerts,
      api,
      pages,
    });
    new CollectionAlarms(this, 'CollectionMonitoring', { ...alarms, collection });
    if (sync) new SyncAlarms(this, 'TimesheetSyncMonitoring', { ...alarms, sync });
    this.#output({
      LakeBucketName: lake.bucket.bucketName,
      WorkflowArn: workflow.stateMachineArn,
      SweepArn: sweep.stateMachine.stateMachineArn,
      ReceiverName: intake.receiver.functionName,
      DrainerName: intake.drainer.functionName,
      OperatorTopicArn: operatorTopic.topicArn,
      ChangeQueueUrl: intake.queue.queueUrl,
      ChangeDeadLettersUrl: intake.deadLetters.queueUrl,
      CwoQueueUrl: cwoQueue.queueUrl,
      CwoDeadLettersUrl: cwoRefresh.deadLetters.queueUrl,
      ...('system' in timesheets && { TimesheetTokenSecretName: timesheets.system.tokenSecretName }),
      WebhookSecretName: webhook.secretName,
      AthenaWorkGroup: lake.workGroup,
      GlueDatabase: lake.database,
    });
    acknowledgeFindings(this);
  }

  #storage(configuration: Configuration): Storage {
    const storage = new Storage(this, 'Storage', configuration);
    this.#output({
      AllocationTableName: storage.allocationTable.tableName,
      CwoTableName: storage.cwoTable.tableName,
      BudgetTableName: storage.budgetTable.tableName,
      IdentityTableName: storage.identityTable.tableName,
      RunBucketName: storage.runBucket.bucketName,
      EvidenceBucketName: storage.evidenceBucket.bucketName,
      RootBucketName: storage.rootBucket.bucketName,
    });
    return storage;
  }

  /** With what the commands on usage need to know. */
  #collection(props: Omit<CollectionWorkflowProps, 'keys'>): CollectionWorkflow {
    const { usage, schedule } = props.configuration;
    const names = usage.sources.flatMap(({ pull }) => pull?.keySecretName ?? []);
    const { secrets } = new SourceKeys(this, 'UsageKeys', names, props.configuration);
    const collection = new CollectionWorkflow(this, 'Collection', { ...props, keys: secrets });
    this.#output({
      CollectionArn: collection.stateMachine.stateMachineArn,
      CollectionSettings: JSON.stringify({
        ...usage,
        sources: usage.sources.map((source) => ({ ...source, tool: toolOf(source) })),
        timeZone: schedule.timeZone,
      }),
    });
    return collection;
  }

  #sync(props: Omit<TimesheetSyncProps, 'keys'>): TimesheetSync {
    const names = props.timesheet.sources.map(({ secretName }) => secretName);
    const { secrets } = new SourceKeys(this, 'TimesheetKeys', names, props.configuration);
    const sync = new TimesheetSync(this, 'TimesheetSync', { ...props, keys: secrets });
    const { stateMachineArn } = sync.stateMachine;
    this.#output({
      ...{ MirrorTableName: props.mirror.tableName, TimesheetSyncArn: stateMachineArn },
      MirrorSettings: settingsOf(props.timesheet),
    });
    return sync;
  }

  #finance(props: FinanceDoorProps): void {
    const { workGroup, policy } = new FinanceDoor(this, 'Finance', props);
    this.#output({ FinanceWorkGroup: workGroup, FinancePolicyArn: policy.managedPolicyArn });
  }

  /** With what the commands on budgets need to know. */
  #doors(props: BudgetFunctionsProps, receiveWebhook: NodeFunction) {
    const { configuration, storage, sendAlerts } = props;
    const budgets = new BudgetFunctions(this, 'Budgets', props);
    const pages = new DecisionPages(this, 'DecisionPages', { configuration, budgets });
    const readAudit = auditFunction(this, configuration, storage);
    const api = new PublicApi(this, 'PublicApi', { configuration, receiveWebhook, readAudit, budgets });
    sendAlerts
      .bindValue(ENV.budgetUrl, api.http.apiEndpoint)
      .bindValue(ENV.decisionPageUrl, pages.url)
      .bindSecret(ENV.linkKeySecret, budgets.linkKey, budgets.linkKeyName);
    this.#output({
      WebhookUrl: api.webhookUrl,
      AuditUrl: api.auditUrl,
      BudgetUrl: api.budgetUrl,
      DecisionPageUrl: pages.url,
      LinkKeySecretName: budgets.linkKeyName,
    });
    return { api, pages };
  }

  #alerts(props: AlertsProps): Alerts {
    const alerts = new Alerts(this, 'Alerts', props);
    const { budgets, benchmarks, finance, schedule } = props.configuration;
    this.#output({
      AlertTopicArn: alerts.topic.topicArn,
      SendAlertsName: alerts.sender.functionName,
      FinanceSettings: JSON.stringify(finance),
      BudgetSettings: JSON.stringify({
        thresholds: budgets.thresholds,
        benchmarks,
        timeZone: schedule.timeZone,
      }),
    });
    return alerts;
  }

  /** Made with a random value; an operator puts the real one there after the first deployment. */
  #webhookSecret(configuration: Configuration): Secret {
    const { secretName } = configuration.webhook;
    return new Secret(this, 'WebhookSecret', { secretName, removalPolicy: removalPolicyOf(configuration) });
  }

  #operatorTopic({ operatorEmails }: Configuration): Topic {
    const topic = new Topic(this, 'OperatorTopic', { enforceSSL: true });
    // The policy that enforces TLS replaces the one by which alarms may publish.
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    );
    for (const email of operatorEmails) topic.addSubscription(new EmailSubscription(email));
    return topic;
  }

  #output(values: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(values)) new CfnOutput(this, name, { value });
  }
}
