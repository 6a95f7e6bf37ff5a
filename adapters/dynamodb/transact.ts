import {
  ProvisionedThroughputExceededException,
  RequestLimitExceeded,
  ThrottlingException,
  TransactionCanceledException,
  TransactionConflictException,
  TransactionInProgressException,
} from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { encodeJson } from '../../core/values/codec.ts';
import type { Sha256 } from '../../core/values/hash.ts';

export type Action = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** DynamoDB's limit of actions in one transaction. */
export const ACTIONS_MAX = 100;

/** What a request may meet that a later try can do without. */
const PASSING_ERRORS = [
  TransactionConflictException,
  TransactionInProgressException,
  ProvisionedThroughputExceededException,
  RequestLimitExceeded,
  ThrottlingException,
];

/** Reasons of a cancellation that no later try can do without. */
const REFUSALS: readonly string[] = ['ValidationError', 'ItemCollectionSizeLimitExceeded'];
/** Reason of an action that was not to blame. */
export const NO_REASON = 'None';
/** Reason of an action whose condition did not hold. */
export const CONDITION_FAILED = 'ConditionalCheckFailed';

/** How a transaction ended: with the reason of each of its actions where it was cancelled. */
export type TransactAnswer = 'DONE' | 'AGAIN' | 'REFUSED' | readonly string[];

/** Writes all of the actions or none; the token is of their content, so that a repeated request is met as one. */
export async function transact(
  client: DynamoDBDocumentClient,
  sha256: Sha256,
  actions: readonly Action[],
): Promise<TransactAnswer> {
  const token = sha256(encodeJson(actions)).slice(0, 36);
  try {
    await client.send(new TransactWriteCommand({ TransactItems: [...actions], ClientRequestToken: token }));
    return 'DONE';
  } catch (error) {
    if (error instanceof TransactionCanceledException) {
      return (error.CancellationReasons ?? []).map(({ Code = NO_REASON }) => Code);
    }
    if (PASSING_ERRORS.some((passing) => error instanceof passing)) return 'AGAIN';
    if (error instanceof Error && error.name === 'ValidationException') return 'REFUSED';
    throw error;
  }
}

/** Whether no later try can write it. */
export function isRefusal(answer: TransactAnswer): boolean {
  return answer === 'REFUSED' || (typeof answer !== 'string' && answer.some((reason) => REFUSALS.includes(reason)));
}
