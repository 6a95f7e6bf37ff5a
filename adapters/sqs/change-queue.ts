import {
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { EmployeeWeekKey } from '../../core/ledger/ledger.ts';
import type { ChangeQueue, WaitingChange } from '../../core/recalculation/change-queue.ts';
import { chunksOf } from '../../core/values/chunks.ts';

/** SQS's limit of messages in one request. */
const MESSAGES_MAX = 10;
const KEY = /^(\d{4}-\d{2}-\d{2})#([A-Za-z0-9._@-]{1,64})$/;

/** Employee-weeks whose timesheets changed, in SQS. */
export class SqsChangeQueue implements ChangeQueue {
  readonly #sqs: SQSClient;
  readonly #url: string;

  constructor(sqs: SQSClient, url: string) {
    this.#sqs = sqs;
    this.#url = url;
  }

  async send({ employeeId, mondayDate }: EmployeeWeekKey): Promise<void> {
    await this.#sqs.send(new SendMessageCommand({ QueueUrl: this.#url, MessageBody: `${mondayDate}#${employeeId}` }));
  }

  async receive(): Promise<WaitingChange[]> {
    const { Messages } = await this.#sqs.send(
      new ReceiveMessageCommand({ QueueUrl: this.#url, MaxNumberOfMessages: MESSAGES_MAX, WaitTimeSeconds: 0 }),
    );
    return (Messages ?? []).flatMap(({ Body = '', MessageId, ReceiptHandle }) => {
      const [, mondayDate, employeeId] = KEY.exec(Body) ?? [];
      // What is no change of ours is left to the dead-letter queue.
      if (!mondayDate || !employeeId || !MessageId || !ReceiptHandle) return [];
      return [{ employeeId, mondayDate, messageId: MessageId, receipt: ReceiptHandle }];
    });
  }

  async delete(changes: readonly WaitingChange[]): Promise<void> {
    for (const some of chunksOf(changes, MESSAGES_MAX)) {
      const Entries = some.map(({ receipt }, index) => ({ Id: String(index), ReceiptHandle: receipt }));
      await this.#sqs.send(new DeleteMessageBatchCommand({ QueueUrl: this.#url, Entries }));
    }
  }
}
