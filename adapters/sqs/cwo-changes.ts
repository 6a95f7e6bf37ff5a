import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { CwoChanges } from '../../core/timesheets/cwo-changes.ts';
import { chunksOf } from '../../core/values/chunks.ts';

/** The queue did not take what it was sent. */
export class CwoChangesError extends Error {
  override readonly name = 'CwoChangesError';
  /** The SDK's mark of what passes. */
  readonly $retryable = {};
}

/** SQS's limit of messages in one request. */
const MESSAGES_MAX = 10;

/** CWOs that are to be asked for again, in SQS: a message is the id. */
export class SqsCwoChanges implements CwoChanges {
  readonly #sqs: SQSClient;
  readonly #url: string;

  constructor(sqs: SQSClient, url: string) {
    this.#sqs = sqs;
    this.#url = url;
  }

  async send(cwoIds: readonly string[]): Promise<void> {
    for (const some of chunksOf(cwoIds, MESSAGES_MAX)) {
      const Entries = some.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
      const { Failed = [] } = await this.#sqs.send(new SendMessageBatchCommand({ QueueUrl: this.#url, Entries }));
      const [first] = Failed;
      if (first)
        throw new CwoChangesError(`${Failed.length} of ${Entries.length} messages were not taken: ${first.Code}`);
    }
  }
}
