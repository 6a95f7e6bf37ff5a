import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { OperatorMessages } from '../../core/runs/operator-messages.ts';

/** SNS takes less than 100 characters; what is no printable ASCII would be refused. */
const SUBJECT_MAX = 99;

export class SnsOperatorMessages implements OperatorMessages {
  readonly #sns: SNSClient;
  readonly #topicArn: string;

  constructor(sns: SNSClient, topicArn: string) {
    this.#sns = sns;
    this.#topicArn = topicArn;
  }

  async send({ subject, body }: { readonly subject: string; readonly body: string }): Promise<void> {
    const Subject = subject.replace(/[^\x20-\x7e]/g, '?').slice(0, SUBJECT_MAX);
    await this.#sns.send(new PublishCommand({ TopicArn: this.#topicArn, Subject, Message: body }));
  }
}
