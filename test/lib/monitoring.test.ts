import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { METRICS } from '../../functions/names.ts';
import { grantsOf } from './grants.ts';
import { type Json, print, propertiesOf, type Resource, resourcesOf, STAGES, variantOf } from './stacks.ts';

/** It has all that the others have. */
const VARIANT = variantOf('mirror');
const ALARMS: [string, Resource][] = resourcesOf(VARIANT, 'AWS::CloudWatch::Alarm').map(([name, alarm]) => [
  name.replace(/^(Collection|TimesheetSync)?Monitoring/, ''),
  alarm,
]);
/** The section of the runbook that an alarm names: alarms of one kind share it. */
const kindOf = ({ Properties }: Resource): string => Properties.AlarmDescription.split('#').at(-1);
const QUEUES = resourcesOf(VARIANT, 'AWS::SQS::Queue').map(([name]) => name);
const SCHEDULES: [string, Resource][] = resourcesOf(VARIANT, 'AWS::Scheduler::Schedule');
const MACHINES = resourcesOf(VARIANT, 'AWS::StepFunctions::StateMachine').map(([name]) => name);
const FUNCTIONS = resourcesOf(VARIANT, 'AWS::Lambda::Function').map(([name]) => name);
const TABLES = resourcesOf(VARIANT, 'AWS::DynamoDB::GlobalTable').map(([name]) => name);
const RUNBOOK = 'docs/runbook.md';

/** Sections of the runbook that are named like an alarm: `## RunTimedOut`. */
function runbookSections(): string[] {
  const text = existsSync(RUNBOOK) ? readFileSync(RUNBOOK, 'utf8') : '';
  return [...text.matchAll(/^#{2,3} ((?:[A-Z][a-z]+){2,})$/gm)].map(([, heading]) => heading as string);
}

/** Metrics of the alarms, as `name of what is looked at`. */
function watched(): string[] {
  return ALARMS.map(([, { Properties }]) => Properties)
    .filter(({ Dimensions }) => Dimensions)
    .flatMap(({ MetricName, Dimensions }) =>
      Dimensions.map(({ Value }: Json) => `${MetricName} of ${print(Value).replace(/^.*:/, '')}`),
    );
}

describe('each alarm', () => {
  it.each(ALARMS)('%s tells the operators', (_, { Properties }) => {
    expect(Properties.AlarmActions.map(print)).toEqual(['OperatorTopic']);
    expect(Properties.ActionsEnabled).not.toBe(false);
  });

  it.each(ALARMS)('%s says what is wrong, what it does not see, and where to read on', (name, alarm) => {
    const [what, blind, runbook] = alarm.Properties.AlarmDescription.split(/(?<=\.) /);

    expect(what).toMatch(/^[A-Z].{10,}\.$/);
    expect(blind).toMatch(/^Does not .{5,}\.$/);
    expect(runbook).toMatch(new RegExp(`^Runbook: ${VARIANT.configuration.docsUrl}/runbook\\.md#[a-z]+$`));
    expect(name.toLowerCase()).toMatch(new RegExp(`^${kindOf(alarm)}`));
  });

  it.each(ALARMS)('%s has its section in the runbook', (_, alarm) => {
    expect(runbookSections().map((section) => section.toLowerCase())).toContain(kindOf(alarm));
  });

  it.each(ALARMS)('%s is silent where there is no data, as on the first day', (_, { Properties }) => {
    expect(Properties.TreatMissingData).toBe('notBreaching');
    expect(Properties.ComparisonOperator).toBe('GreaterThanOrEqualToThreshold');
    expect(Properties.Threshold).toBeGreaterThan(0);
  });

  it('is of a kind for each section of the runbook that is named like an alarm', () => {
    const kinds = ALARMS.map(([, alarm]) => kindOf(alarm));

    expect(runbookSections().filter((section) => !kinds.includes(section.toLowerCase()))).toEqual([]);
  });
});

describe('what is watched', () => {
  it.each(MACHINES)('is whether executions of %s fail', (name) => {
    expect(watched()).toContain(`ExecutionsFailed of ${name}`);
  });

  it.each(QUEUES.filter((name) => deadLetterQueues().includes(name)))('is whether anything lies in %s', (name) => {
    expect(watched()).toContain(`ApproximateNumberOfMessagesVisible of ${name}`);
  });

  it.each(MACHINES)('is whether executions of %s take too long', (name) => {
    expect(watched()).toContain(`ExecutionsTimedOut of ${name}`);
  });

  it.each(FUNCTIONS)('is whether calls of %s are throttled, but by its own share', (name) => {
    const { ReservedConcurrentExecutions: share } = propertiesOf(VARIANT, 'AWS::Lambda::Function', name);

    expect(watched().includes(`Throttles of ${name}`)).toBe(share === undefined);
  });

  it.each(TABLES)('is whether reads and writes of %s are throttled', (name) => {
    expect(watched()).toEqual(
      expect.arrayContaining([`ReadThrottleEvents of ${name}`, `WriteThrottleEvents of ${name}`]),
    );
  });

  it('is a look at the schedule that Lambda gave up, not one of its tries', () => {
    expect(watched()).toContain('AsyncEventsDropped of ScheduleWatchWatcher');
    expect(watched()).not.toContain('Errors of ScheduleWatchWatcher');
  });

  it('is whether the API and the receiver behind it fail', () => {
    expect(watched()).toEqual(expect.arrayContaining(['5xx of PublicApi', 'Errors of WebhookIntakeReceiver']));
  });

  it.each(ALARMS.filter(([, { Properties }]) => /Throttle|5xx|^Errors$/.test(Properties.MetricName)))(
    'raises %s only where it does not pass by itself',
    (_, { Properties: { Period, EvaluationPeriods, DatapointsToAlarm } }) => {
      expect([Period, DatapointsToAlarm, EvaluationPeriods]).toEqual([300, 3, 12]);
    },
  );

  it('is whether the schedule starts, by the metric that its watch emits for this stack alone', async () => {
    vi.stubEnv('POWERTOOLS_SERVICE_NAME', VARIANT.configuration.stackName);
    const { metrics } = await import('../../functions/runtime/telemetry.ts');
    metrics.addMetric(METRICS.hoursSinceSchedule, 'Count', 1);
    const { _aws, service } = metrics.serializeMetrics();
    const [emitted] = _aws.CloudWatchMetrics;
    metrics.clearMetrics();

    const alarm = ALARMS.find(([name]) => name === 'RunMissing')?.[1].Properties;

    expect(emitted?.Metrics.map(({ Name }) => Name)).toEqual([alarm.MetricName]);
    expect(emitted?.Namespace).toBe(alarm.Namespace);
    expect(emitted?.Dimensions).toEqual([['service']]);
    expect(service).toBe('tokenledger-production');
    expect(alarm.Dimensions).toEqual([{ Name: 'service', Value: service }]);
  });

  it('is whether an alert of a budget waits, by the metric of its sender, and whether the sender fails', () => {
    const alarm = ALARMS.find(([name]) => name === 'AlertsWaiting')?.[1].Properties;

    expect(alarm).toMatchObject({ MetricName: METRICS.alertWaitSeconds, Threshold: 3600, Statistic: 'Maximum' });
    expect(watched()).toContain('AsyncEventsDropped of AlertsSender');
  });

  it('is whether a part waits for an hour to be published, by the metric of the publisher', () => {
    const alarm = ALARMS.find(([name]) => name === 'PublicationStale')?.[1].Properties;

    expect(alarm).toMatchObject({ MetricName: METRICS.publicationWaitSeconds, Threshold: 3600, Statistic: 'Maximum' });
    expect(alarm.Dimensions).toEqual([{ Name: 'service', Value: 'tokenledger-production' }]);
  });

  it('is a schedule late by more than a week and the hour of a clock change', () => {
    const alarm = ALARMS.find(([name]) => name === 'RunMissing')?.[1].Properties;

    expect(alarm.Threshold).toBeGreaterThan(7 * 24 + 1);
    expect(alarm.Statistic).toBe('Minimum');
  });

  it('is a week at most, which is as long as an alarm may look back', () => {
    const spans = ALARMS.map(([, { Properties }]) => Properties.Period * Properties.EvaluationPeriods);

    expect(Math.max(...spans)).toBeLessThanOrEqual(7 * 24 * 3600);
  });
});

describe('what is not delivered', () => {
  it.each(QUEUES)('lies in a dead-letter queue for two weeks, or goes to one after some tries: %s', (name) => {
    const { RedrivePolicy, MessageRetentionPeriod } = queue(name);

    if (deadLetterQueues().includes(name)) expect(MessageRetentionPeriod).toBe(14 * 24 * 3600);
    else expect(RedrivePolicy.maxReceiveCount).toBeGreaterThan(1);
  });

  it.each(SCHEDULES)(
    'goes to a dead-letter queue after some tries, by a role that may do nothing else: %s',
    (_, { Properties }) => {
      const { Arn, DeadLetterConfig, RetryPolicy, RoleArn } = Properties.Target;
      const [target, deadLetters] = [Arn, DeadLetterConfig.Arn].map(print) as [string, string];
      const isFunction = resourcesOf(VARIANT, 'AWS::Lambda::Function').some(([name]) => name === target);
      const start = isFunction
        ? { [target]: 'lambda:InvokeFunction', [`${target}:*`]: 'lambda:InvokeFunction' }
        : { [target]: 'states:StartExecution' };

      expect(QUEUES).toContain(deadLetters);
      expect(RetryPolicy.MaximumRetryAttempts).toBeGreaterThan(0);
      expect(grantsOf(VARIANT, print(RoleArn))).toEqual({ ...start, [deadLetters]: 'sqs:SendMessage' });
    },
  );

  it.each(QUEUES)('is encrypted and travels by TLS only: %s', (name) => {
    const policies = resourcesOf(VARIANT, 'AWS::SQS::QueuePolicy').filter(([, { Properties }]) =>
      Properties.Queues.map(print).includes(name),
    );

    expect(queue(name).SqsManagedSseEnabled).toBe(true);
    expect(policies.flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement)).toContainEqual(
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    );
  });
});

describe.each(STAGES)('the operators of the stage %s', (stage) => {
  const variant = variantOf(stage);

  it('are those of the configuration', () => {
    const all = resourcesOf(variant, 'AWS::SNS::Subscription').map(([, { Properties }]) => Properties);
    const subscriptions = all.filter(({ TopicArn }) => print(TopicArn) === 'OperatorTopic');

    expect(subscriptions.map(({ Protocol, Endpoint }) => [Protocol, Endpoint])).toEqual(
      variant.configuration.operatorEmails.map((email) => ['email', email]),
    );
  });

  it('hear of alarms, by a topic whose policy lets CloudWatch publish, by TLS only', () => {
    const [policy] = resourcesOf(variant, 'AWS::SNS::TopicPolicy').filter(([, { Properties }]) =>
      Properties.Topics.map(print).includes('OperatorTopic'),
    );

    expect(policy?.[1].Properties.PolicyDocument.Statement).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          Effect: 'Deny',
          Principal: '*',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
        expect.objectContaining({
          Effect: 'Allow',
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Action: 'sns:Publish',
          Condition: { StringEquals: { 'aws:SourceAccount': variant.configuration.account } },
        }),
      ]),
    );
  });
});

function queue(name: string): Json {
  return resourcesOf(VARIANT, 'AWS::SQS::Queue').find(([id]) => id === name)?.[1].Properties;
}

/** Queues that a queue or a schedule names as its place for what it cannot deliver. */
function deadLetterQueues(): string[] {
  const ofQueues = QUEUES.flatMap((name) => queue(name).RedrivePolicy?.deadLetterTargetArn ?? []);
  const ofSchedules = SCHEDULES.map(([, { Properties }]) => Properties.Target.DeadLetterConfig?.Arn);
  return [...ofQueues, ...ofSchedules].map(print);
}
