import {
  GetSubscriptionAttributesCommand,
  InvalidParameterException,
  NotFoundException,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { SnsAlertSubscriptions } from '../../../adapters/sns/alert-subscriptions.ts';

const sns = mockClient(SNSClient);
const subscriptions = new SnsAlertSubscriptions(new SNSClient({}), 'arn:topic');
const refusal = (kind: typeof NotFoundException | typeof InvalidParameterException) =>
  new kind({ message: 'refused', $metadata: {} });

const answer = (Attributes: Record<string, string>) =>
  sns.on(GetSubscriptionAttributesCommand).resolves({ Attributes });

beforeEach(() => sns.reset());

describe('a subscription', () => {
  it('lets through what is for the PM of the address alone', async () => {
    sns.on(SubscribeCommand).resolves({ SubscriptionArn: 'arn:one' });

    expect(await subscriptions.subscribe('"pm"@example.com')).toBe('arn:one');

    expect(sns.commandCalls(SubscribeCommand)[0]?.args[0].input).toEqual({
      TopicArn: 'arn:topic',
      Protocol: 'email',
      Endpoint: '"pm"@example.com',
      ReturnSubscriptionArn: true,
      Attributes: { FilterPolicy: '{"audience":["PM"],"pmEmail":["\\"pm\\"@example.com"]}' },
    });
  });

  it.each([
    ['refuses', () => sns.on(SubscribeCommand).rejects(refusal(InvalidParameterException)), 'refused'],
    ['answers without an ARN', () => sns.on(SubscribeCommand).resolves({}), 'without an ARN'],
  ])('is none where SNS %s', async (_, script, message) => {
    script();

    await expect(subscriptions.subscribe('pm@example.com')).rejects.toThrow(message);
  });

  it.each([
    ['its person has confirmed', () => answer({ PendingConfirmation: 'false' }), true],
    ['nobody has confirmed', () => answer({ PendingConfirmation: 'true' }), false],
    ['is gone', () => sns.on(GetSubscriptionAttributesCommand).rejects(refusal(NotFoundException)), false],
  ])('that %s is confirmed or not', async (_, script, expected) => {
    script();

    expect(await subscriptions.isConfirmed('arn:one')).toBe(expected);
  });

  it('that cannot be looked at is an error', async () => {
    sns.on(GetSubscriptionAttributesCommand).rejects(refusal(InvalidParameterException));

    await expect(subscriptions.isConfirmed('arn:one')).rejects.toThrow('refused');
  });

  it('is ended, also where it is gone already', async () => {
    sns.on(UnsubscribeCommand).resolvesOnce({}).rejectsOnce(refusal(NotFoundException));

    await subscriptions.unsubscribe('arn:one');
    await subscriptions.unsubscribe('arn:one');

    expect(sns.commandCalls(UnsubscribeCommand)[0]?.args[0].input).toEqual({ SubscriptionArn: 'arn:one' });
  });

  it('that cannot be ended is an error', async () => {
    sns.on(UnsubscribeCommand).rejects(refusal(InvalidParameterException));

    await expect(subscriptions.unsubscribe('arn:one')).rejects.toThrow('refused');
  });
});
