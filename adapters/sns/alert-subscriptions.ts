import {
  ListSubscriptionsByTopicCommand,
  type ListSubscriptionsByTopicCommandOutput,
  NotFoundException,
  type SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import type { AlertSubscription, AlertSubscriptions } from '../../core/budgets/subscribers.ts';

/** Of 100 subscriptions each. */
const PAGES_MAX = 1_000;
/** What SNS names a subscription by until it is confirmed. */
const ARN = /^arn:/;

/** Subscriptions by e-mail to the topic of budget alerts, each for the messages to its own address. */
export class SnsAlertSubscriptions implements AlertSubscriptions {
  readonly #sns: SNSClient;
  readonly #topicArn: string;

  constructor(sns: SNSClient, topicArn: string) {
    this.#sns = sns;
    this.#topicArn = topicArn;
  }

  async *list(): AsyncGenerator<AlertSubscription> {
    let NextToken: string | undefined;
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const answer: ListSubscriptionsByTopicCommandOutput = await this.#sns.send(
        new ListSubscriptionsByTopicCommand({ TopicArn: this.#topicArn, NextToken }),
      );
      for (const { Protocol, Endpoint, SubscriptionArn = '' } of answer.Subscriptions ?? []) {
        if (Protocol !== 'email' || Endpoint === undefined) continue;
        yield { email: Endpoint, subscriptionArn: ARN.test(SubscriptionArn) ? SubscriptionArn : null };
      }
      NextToken = answer.NextToken;
      if (NextToken === undefined) return;
    }
    throw new RangeError(`the topic of alerts has more than ${PAGES_MAX} pages of subscriptions`);
  }

  async subscribe(email: string): Promise<void> {
    await this.#sns.send(
      new SubscribeCommand({
        TopicArn: this.#topicArn,
        Protocol: 'email',
        Endpoint: email,
        Attributes: { FilterPolicy: JSON.stringify({ audience: ['PM'], pmEmail: [email] }) },
      }),
    );
  }

  async unsubscribe(SubscriptionArn: string): Promise<void> {
    try {
      await this.#sns.send(new UnsubscribeCommand({ SubscriptionArn }));
    } catch (error) {
      if (!(error instanceof NotFoundException)) throw error;
    }
  }
}
