import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { SqsChangeQueue } from '../../../adapters/sqs/change-queue.ts';
import type { WaitingChange } from '../../../core/recalculation/change-queue.ts';

const sqs = mockClient(SQSClient);
const URL = 'https://queue';
const queue = new SqsChangeQueue(new SQSClient({}), URL);
const CHANGE = { employeeId: 'a.b_c@d-e', mondayDate: '2026-11-16' };

beforeEach(() => {
  sqs.reset();
});

function receiveOnly(...Messages: Message[]): Promise<WaitingChange[]> {
  sqs.on(ReceiveMessageCommand).resolves({ Messages });
  return queue.receive();
}

describe('a change that is sent', () => {
  it('is a message of its own, with no more than whose week it is', async () => {
    sqs.on(SendMessageCommand).resolves({ MessageId: 'm1' });

    await queue.send(CHANGE);

    expect(sqs.calls().map(({ args }) => args[0].input)).toEqual([
      { QueueUrl: URL, MessageBody: '2026-11-16#a.b_c@d-e' },
    ]);
  });

  it('and refused is told to be, so that the delivery comes again', async () => {
    sqs.on(SendMessageCommand).rejects(new Error('throttled'));

    await expect(queue.send(CHANGE)).rejects.toThrow('throttled');
  });

  it('comes back as it went', async () => {
    sqs.on(SendMessageCommand).resolves({ MessageId: 'm1' });
    await queue.send(CHANGE);
    const { MessageBody: Body } = sqs.commandCalls(SendMessageCommand)[0]?.args[0].input ?? {};

    const received = await receiveOnly({ Body, MessageId: 'm1', ReceiptHandle: 'r1' });

    expect(received).toEqual([{ ...CHANGE, messageId: 'm1', receipt: 'r1' }]);
  });
});

describe('what waits', () => {
  it('is asked for ten at a time, without waiting for more', async () => {
    await receiveOnly();

    expect(sqs.call(0).args[0].input).toEqual({ QueueUrl: URL, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 });
  });

  it('may be nothing', async () => {
    sqs.on(ReceiveMessageCommand).resolves({});

    expect(await queue.receive()).toEqual([]);
  });

  it.each([
    ['no change', 'hello'],
    ['a change with more behind it', '2026-11-16#E1#E2'],
    ['a change of nobody', '2026-11-16#'],
    ['empty', ''],
  ])('and is %s is left to the dead-letter queue, and holds up no other', async (_, Body) => {
    const good = { Body: '2026-11-16#E1', MessageId: 'm2', ReceiptHandle: 'r2' };

    const received = await receiveOnly({ Body, MessageId: 'm1', ReceiptHandle: 'r1' }, good);

    expect(received).toEqual([{ employeeId: 'E1', mondayDate: '2026-11-16', messageId: 'm2', receipt: 'r2' }]);
  });

  it('and cannot be received is an error, not an empty queue', async () => {
    sqs.on(ReceiveMessageCommand).rejects(new Error('denied'));

    await expect(queue.receive()).rejects.toThrow('denied');
  });
});

describe('changes that are dealt with', () => {
  const changes = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ ...CHANGE, messageId: `m${index}`, receipt: `r${index}` }));
  const deleted = () =>
    sqs
      .commandCalls(DeleteMessageBatchCommand)
      .map(({ args: [{ input }] }) => (input.Entries ?? []).map(({ ReceiptHandle }) => ReceiptHandle));

  it.each([
    [0, []],
    [1, [1]],
    [10, [10]],
    [11, [10, 1]],
    [25, [10, 10, 5]],
  ])('are deleted to the last one: %i of them', async (count, sizes) => {
    sqs.on(DeleteMessageBatchCommand).resolves({});

    await queue.delete(changes(count));

    expect(deleted().map(({ length }) => length)).toEqual(sizes);
    expect(deleted().flat()).toEqual(changes(count).map(({ receipt }) => receipt));
  });

  it('are told apart within a request', async () => {
    sqs.on(DeleteMessageBatchCommand).resolves({});

    await queue.delete(changes(10));

    const [call] = sqs.commandCalls(DeleteMessageBatchCommand);
    expect(new Set(call?.args[0].input.Entries?.map(({ Id }) => Id)).size).toBe(10);
    expect(call?.args[0].input.QueueUrl).toBe(URL);
  });

  it('and cannot be deleted are an error', async () => {
    sqs.on(DeleteMessageBatchCommand).rejects(new Error('denied'));

    await expect(queue.delete(changes(1))).rejects.toThrow('denied');
  });
});
