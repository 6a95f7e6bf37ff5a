import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';

/** A message as a queue on the topic receives it. */
export interface Received {
  readonly Subject: string;
  /** The JSON for programs. */
  readonly Message: string;
  readonly MessageAttributes: Readonly<Record<string, { readonly Type: string; readonly Value: string }>>;
}

const WAIT_SECONDS = 2;
const MESSAGES_MAX = 10;

/** A subscriber of the topic of budget alerts: a queue with a filter policy. */
export class AlertQueue {
  readonly #sqs = new SQSClient({ useQueueUrlAsEndpoint: false });
  readonly #url: string;

  private constructor(url: string) {
    this.#url = url;
  }

  static async subscribe(TopicArn: string, name: string, filterPolicy: object): Promise<AlertQueue> {
    const sqs = new SQSClient({ useQueueUrlAsEndpoint: false });
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
    const { Attributes: { QueueArn: Endpoint } = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
    );
    const Attributes = { FilterPolicy: JSON.stringify(filterPolicy) };
    await new SNSClient({}).send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint, Attributes }));
    return new AlertQueue(QueueUrl);
  }

  /** What has come, until nothing more does. */
  async receive(): Promise<Received[]> {
    const received: Received[] = [];
    while (received.length < MESSAGES_MAX) {
      const { Messages: [message] = [] } = await this.#sqs.send(
        new ReceiveMessageCommand({ QueueUrl: this.#url, MaxNumberOfMessages: 1, WaitTimeSeconds: WAIT_SECONDS }),
      );
      if (!message) return received;
      received.push(JSON.parse(message.Body ?? ''));
      await this.#sqs.send(new DeleteMessageCommand({ QueueUrl: this.#url, ReceiptHandle: message.ReceiptHandle }));
    }
    throw new Error(`more than ${MESSAGES_MAX} messages`);
  }
}
