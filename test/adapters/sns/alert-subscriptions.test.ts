import {
  InvalidParameterException,
  ListSubscriptionsByTopicCommand,
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

beforeEach(() => sns.reset());

describe('a subscription', () => {
  it('lets through what is for the PM of the address alone', async () => {
    sns.on(SubscribeCommand).resolves({ SubscriptionArn: 'arn:one' });

    await subscriptions.subscribe('"pm"@example.com');

    expect(sns.commandCalls(SubscribeCommand)[0]?.args[0].input).toEqual({
      TopicArn: 'arn:topic',
      Protocol: 'email',
      Endpoint: '"pm"@example.com',
      Attributes: { FilterPolicy: '{"audience":["PM"],"pmEmail":["\\"pm\\"@example.com"]}' },
    });
  });

  it('is none where SNS refuses', async () => {
    sns.on(SubscribeCommand).rejects(refusal(InvalidParameterException));

    await expect(subscriptions.subscribe('pm@example.com')).rejects.toThrow('refused');
  });

  it('is listed with its ARN once its person has confirmed, over all pages', async () => {
    const page = (...subscriptions: readonly object[]) => ({ Subscriptions: [...subscriptions] });
    const email = (Endpoint: string, SubscriptionArn: string) => ({ Protocol: 'email', Endpoint, SubscriptionArn });
    sns
      .on(ListSubscriptionsByTopicCommand)
      .resolvesOnce({
        ...page(email('a@example.com', 'arn:a'), { Protocol: 'sqs', Endpoint: 'arn:queue' }),
        NextToken: 'n',
      })
      .resolvesOnce(page(email('b@example.com', 'PendingConfirmation'), email('c@example.com', 'Deleted')));

    expect(await Array.fromAsync(subscriptions.list())).toEqual([
      { email: 'a@example.com', subscriptionArn: 'arn:a' },
      { email: 'b@example.com', subscriptionArn: null },
      { email: 'c@example.com', subscriptionArn: null },
    ]);
    expect(sns.commandCalls(ListSubscriptionsByTopicCommand)[1]?.args[0].input.NextToken).toBe('n');
  });

  it('is not looked for without end', async () => {
    sns.on(ListSubscriptionsByTopicCommand).resolves({ Subscriptions: [], NextToken: 'again' });

    await expect(Array.fromAsync(subscriptions.list())).rejects.toThrow('more than 1000 pages');
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
