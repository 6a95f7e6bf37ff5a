import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { S3ServiceException } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { SecretError } from '../../../adapters/aws/secret.ts';
import { LedgerUnavailableError } from '../../../adapters/dynamodb/batch-read.ts';
import { ObjectStoreError } from '../../../adapters/s3/object-store.ts';
import { CwoChangesError } from '../../../adapters/sqs/cwo-changes.ts';
import {
  TimesheetSystemRefusedError,
  TimesheetSystemUnavailableError,
} from '../../../adapters/timesheets/etm/errors.ts';
import { workflowStep } from '../../../functions/runtime/workflow-step.ts';

const context = { functionName: 'step', getRemainingTimeInMillis: () => 1000 } as Context;

/** An error as the SDK throws it: a name, and the status of the answer that held it. */
function sdkError(name: string, httpStatusCode: number): Error {
  return new S3ServiceException({ name, message: 'for the test', $fault: 'server', $metadata: { httpStatusCode } });
}

function networkError(code: string): Error {
  return Object.assign(new Error('for the test'), { code });
}

async function failWith(error: unknown): Promise<Error> {
  const step = workflowStep(z.object({}), () => Promise.reject(error));
  return step({}, context).then(
    () => Promise.reject(new Error('the step did not fail')),
    (thrown: Error) => thrown,
  );
}

describe('a failure that passes', () => {
  it.each<[string, Error]>([
    ...[
      ...['ThrottlingException', 'ProvisionedThroughputExceededException', 'RequestLimitExceeded'],
      ...['TooManyRequestsException', 'TransactionInProgressException', 'LimitExceededException', 'ThrottledException'],
    ].map((name): [string, Error] => [name, sdkError(name, 400)]),
    ['SlowDown', sdkError('SlowDown', 503)],
    ['InternalServerError', sdkError('InternalServerError', 500)],
    ['InternalFailure without a known status', sdkError('InternalFailure', 507)],
    ['ServiceUnavailable', sdkError('ServiceUnavailable', 503)],
    ['an answer of 429', sdkError('AnyName', 429)],
    ['RequestTimeout', sdkError('RequestTimeout', 400)],
    ...['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN', 'ENOTFOUND'].map((code): [string, Error] => [
      code,
      networkError(code),
    ]),
    ['a body that broke off', new Error('aborted', { cause: networkError('ECONNRESET') })],
    ['the timesheet system', new TimesheetSystemUnavailableError('answered 503', 0)],
    ['the ledger', new LedgerUnavailableError('did not get through')],
    ['a queue that did not take all', new CwoChangesError('2 of 10')],
  ])('leaves a function under one name: %s', async (_, error) => {
    const thrown = await failWith(error);

    expect(thrown).toMatchObject({ name: 'TransientError', message: `${error.name}: ${error.message}`, cause: error });
  });
});

describe('a failure that does not pass', () => {
  it.each<[string, Error]>([
    ['a refused right', sdkError('AccessDenied', 403)],
    ['a wrong request', sdkError('ValidationException', 400)],
    ['a missing table', sdkError('ResourceNotFoundException', 400)],
    ['a lost condition', new ConditionalCheckFailedException({ message: 'lost', $metadata: { httpStatusCode: 400 } })],
    ['a refusal of the timesheet system', new TimesheetSystemRefusedError(403)],
    ['a secret that is missing', new SecretError('has no text value')],
    ['an object that is not what its key says', new ObjectStoreError('does not have the content')],
    ['a defect', new TypeError('x is not a function')],
  ])('keeps its name: %s', async (_, error) => {
    expect(await failWith(error)).toBe(error);
  });
});
