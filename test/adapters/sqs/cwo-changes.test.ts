import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { SqsCwoChanges } from '../../../adapters/sqs/cwo-changes.ts';

const sqs = mockClient(SQSClient);
const changes = new SqsCwoChanges(new SQSClient({}), 'https://queue');

beforeEach(() => {
  sqs.reset();
  sqs.on(SendMessageBatchCommand).resolves({});
});

function sent(): (string | undefined)[][] {
  return sqs
    .commandCalls(SendMessageBatchCommand)
    .map(({ args: [{ input }] }) => (input.Entries ?? []).map(({ MessageBody }) => MessageBody));
}

describe('CWOs that are to be asked for', () => {
  it('are sent ten at a time, each a message of its own', async () => {
    const ids = Array.from({ length: 21 }, (_, index) => `C${index}`);

    await changes.send(ids);

    expect(sent()).toEqual([ids.slice(0, 10), ids.slice(10, 20), ids.slice(20)]);
  });

  it('that are none ask nothing of the queue', async () => {
    await changes.send([]);

    expect(sent()).toEqual([]);
  });

  it.each([
    ['refuses some of them', () => sqs.on(SendMessageBatchCommand).resolves({ Failed: [failure('1')] })],
    ['does not answer', () => sqs.on(SendMessageBatchCommand).rejects(new Error('1 of 2 messages: no answer'))],
  ])('are not sent where the queue %s', async (_, prepare) => {
    prepare();

    await expect(changes.send(['C1', 'C2'])).rejects.toThrow('1 of 2 messages');
  });
});

function failure(Id: string) {
  return { Id, Code: 'InternalError', SenderFault: false };
}
