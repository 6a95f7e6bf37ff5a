import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { AwsClients, RequestMeter } from '../../../adapters/aws/clients.ts';
import { cachedSecret } from '../../../adapters/aws/secret.ts';
import { DynamoRunRecords } from '../../../adapters/dynamodb/runs/run-records.ts';
import { S3RunStore } from '../../../adapters/s3/object-store.ts';
import { SqsChangeQueue } from '../../../adapters/sqs/change-queue.ts';
import { SqsCwoChanges } from '../../../adapters/sqs/cwo-changes.ts';
import { StepFunctionsRecalculations } from '../../../adapters/step-functions/recalculations.ts';
import { systemClock } from '../../../adapters/system/clock.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import { StandardWebhookVerifier } from '../../../adapters/webhooks/verifier.ts';
import type { Deployment } from '../../../cli/deployment.ts';
import type { Recalculations } from '../../../core/recalculation/recalculations.ts';
import { receiveWebhook } from '../../../functions/api/receive-webhook/step.ts';
import type { DrainResult } from '../../../functions/messages/recalculation.ts';
import { drainWebhooks } from '../../../functions/recalculation/drain-webhooks/step.ts';
import type { Delivery } from '../../worlds/webhooks/deliveries.ts';
import { watchable } from '../faults/watch.ts';

/** As the deployed queue, but what was received and not deleted comes again after a second. */
const RECEIVES_MAX = 5;
const HIDDEN_SECONDS = 1;

/**
 * The receiver and the drainer on a queue of their own, beside the deployed ones, with clients of which each request may
 * be watched. All the rest is the deployed stack. Each call takes up everything anew, as a process just started does.
 */
export class OwnQueue {
  readonly url: string;
  readonly deadLettersUrl: string;
  readonly #stack: Deployment;
  readonly #clients = new AwsClients(new RequestMeter());
  readonly #sqs = new SQSClient({ useQueueUrlAsEndpoint: false });

  private constructor(stack: Deployment, url: string, deadLettersUrl: string) {
    this.#stack = stack;
    this.url = url;
    this.deadLettersUrl = deadLettersUrl;
  }

  static async create(stack: Deployment, name: string): Promise<OwnQueue> {
    const sqs = new SQSClient({ useQueueUrlAsEndpoint: false });
    const make = async (QueueName: string, Attributes: Record<string, string>) => {
      const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
      return QueueUrl.replace('//localhost:', '//127.0.0.1:');
    };
    const deadLettersUrl = await make(`${name}-dead-letters`, {});
    const { Attributes: { QueueArn } = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: deadLettersUrl, AttributeNames: ['QueueArn'] }),
    );
    const url = await make(name, {
      VisibilityTimeout: String(HIDDEN_SECONDS),
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: QueueArn, maxReceiveCount: RECEIVES_MAX }),
    });
    return new OwnQueue(stack, url, deadLettersUrl);
  }

  async receive({ headers, body }: Delivery): Promise<number> {
    const secretId = this.#stack.output('WebhookSecretName');
    const secret = cachedSecret(watchable(this.#clients.secrets()), { secretId, clock: systemClock });
    const cwoChanges = new SqsCwoChanges(watchable(this.#clients.sqs()), this.#stack.output('CwoQueueUrl'));
    const ports = { verifier: new StandardWebhookVerifier(secret), queue: this.#queue(), cwoChanges };
    const { statusCode } = await receiveWebhook({ headers: headers as Record<string, string>, body }, ports);
    return statusCode;
  }

  /** @param recalculations in place of the real ones */
  drain(recalculations?: Recalculations): Promise<DrainResult> {
    const dynamodb = watchable(this.#clients.dynamodb());
    const real = new StepFunctionsRecalculations(
      watchable(this.#clients.stepFunctions()),
      this.#stack.output('WorkflowArn'),
    );
    const ports = {
      queue: this.#queue(),
      records: new DynamoRunRecords(dynamodb, this.#stack.output('AllocationTableName')),
      store: new S3RunStore(watchable(this.#clients.s3()), this.#stack.output('RunBucketName'), sha256),
      recalculations: recalculations ?? real,
      clock: systemClock,
      sha256,
    };
    return drainWebhooks(ports, new AbortController().signal);
  }

  async send(body: string): Promise<void> {
    await this.#sqs.send(new SendMessageCommand({ QueueUrl: this.url, MessageBody: body }));
  }

  #queue(): SqsChangeQueue {
    return new SqsChangeQueue(watchable(this.#clients.sqs()), this.url);
  }
}

/**
 * Gives the messages of a dead-letter queue back to the queue they came from, as `start-message-move-task` does, which
 * the engine does not know. @returns their bodies
 */
export async function redrive(deadLettersUrl: string, queueUrl: string, count: number): Promise<string[]> {
  const sqs = new SQSClient({ useQueueUrlAsEndpoint: false });
  const bodies: string[] = [];
  for (let moved = 0; moved < count; moved += 1) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: deadLettersUrl, MaxNumberOfMessages: 1, WaitTimeSeconds: 5 }),
    );
    const [message] = Messages;
    if (!message) break;
    await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: message.Body }));
    await sqs.send(new DeleteMessageCommand({ QueueUrl: deadLettersUrl, ReceiptHandle: message.ReceiptHandle }));
    bodies.push(message.Body ?? '');
  }
  return bodies;
}
