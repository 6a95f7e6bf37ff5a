import {
  GetSubscriptionAttributesCommand,
  NotFoundException,
  type SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import type { AlertSubscriptions } from '../../core/budgets/subscribers.ts';

/** SNS did not say which subscription it made. */
export class SubscriptionError extends Error {
  override readonly name = 'SubscriptionError';
}

/** Subscriptions by e-mail to the topic of budget alerts, each for the messages to its own address. */
export class SnsAlertSubscriptions implements AlertSubscriptions {
  readonly #sns: SNSClient;
  readonly #topicArn: string;

  constructor(sns: SNSClient, topicArn: string) {
    this.#sns = sns;
    this.#topicArn = topicArn;
  }

  async subscribe(email: string): Promise<string> {
    const { SubscriptionArn } = await this.#sns.send(
      new SubscribeCommand({
        TopicArn: this.#topicArn,
        Protocol: 'email',
        Endpoint: email,
        // Else one that waits for its person to confirm would have no ARN.
        ReturnSubscriptionArn: true,
        Attributes: { FilterPolicy: JSON.stringify({ audience: ['PM'], pmEmail: [email] }) },
      }),
    );
    if (SubscriptionArn === undefined) throw new SubscriptionError('SNS answered without an ARN');
    return SubscriptionArn;
  }

  async isConfirmed(SubscriptionArn: string): Promise<boolean> {
    const answer = await unlessGone(this.#sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn })));
    return answer?.Attributes?.PendingConfirmation === 'false';
  }

  async unsubscribe(SubscriptionArn: string): Promise<void> {
    await unlessGone(this.#sns.send(new UnsubscribeCommand({ SubscriptionArn })));
  }
}

/** Null where there is no such subscription any more. */
async function unlessGone<Answer>(request: Promise<Answer>): Promise<Answer | null> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof NotFoundException) return null;
    throw error;
  }
}
