import { describe, expect, it } from 'vitest';
import { print, propertiesOf, resourcesOf, STAGES, variantOf } from './stacks.ts';

describe.each(STAGES)('the topic of budget alerts in the stage %s', (stage) => {
  const variant = variantOf(stage);

  it('is encrypted and travels by TLS only', () => {
    const policies = resourcesOf(variant, 'AWS::SNS::TopicPolicy').map(([, { Properties }]) => Properties);
    const statements = policies
      .filter(({ Topics }) => Topics.map(print).includes('AlertsTopic'))
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement);

    expect(propertiesOf(variant, 'AWS::SNS::Topic', 'AlertsTopic').KmsMasterKeyId).toBe('alias/aws/sns');
    expect(statements).toEqual([
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    ]);
  });

  it('tells the escalation list what is escalated, and what is for its members as PMs', () => {
    const all = resourcesOf(variant, 'AWS::SNS::Subscription').map(([, { Properties }]) => Properties);

    expect(all.filter(({ TopicArn }) => print(TopicArn) === 'AlertsTopic')).toEqual(
      variant.configuration.alerts.escalationEmails.map((email) => ({
        TopicArn: { Ref: expect.stringMatching(/^AlertsTopic/) },
        Protocol: 'email',
        Endpoint: email,
        FilterPolicy: { $or: [{ audience: ['ESCALATION'] }, { audience: ['PM'], pmEmail: [email] }] },
      })),
    );
  });

  it('is sent to by one at a time, every quarter of an hour, whatever the run', () => {
    const { Target, ScheduleExpression } = propertiesOf(variant, 'AWS::Scheduler::Schedule', 'AlertsSchedule');

    expect(propertiesOf(variant, 'AWS::Lambda::Function', 'AlertsSender').ReservedConcurrentExecutions).toBe(1);
    expect(ScheduleExpression).toBe('rate(15 minutes)');
    expect(JSON.parse(Target.Input)).toEqual({ run: null, reconciledKey: null });
  });
});
