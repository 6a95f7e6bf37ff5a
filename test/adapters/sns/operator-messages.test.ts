import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { SnsOperatorMessages } from '../../../adapters/sns/operator-messages.ts';

const sns = mockClient(SNSClient);
const messages = new SnsOperatorMessages(new SNSClient({}), 'arn:topic');

beforeEach(() => {
  sns.reset();
  sns.on(PublishCommand).resolves({});
});

describe('a message to operators', () => {
  it.each([
    ['Run of week 2026-11-16: FAILED', 'Run of week 2026-11-16: FAILED'],
    ['Zoë: a\nb\tc', 'Zo?: a?b?c'],
    ['x'.repeat(200), 'x'.repeat(99)],
  ])('has a subject that SNS takes: %j', async (subject, sent) => {
    await messages.send({ subject, body: 'Zoë\nthe body as it is' });

    expect(sns.call(0).args[0].input).toEqual({
      TopicArn: 'arn:topic',
      Subject: sent,
      Message: 'Zoë\nthe body as it is',
    });
  });
});
