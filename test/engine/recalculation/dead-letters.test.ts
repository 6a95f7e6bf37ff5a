import { setTimeout } from 'node:timers/promises';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import type { Recalculations } from '../../../core/recalculation/recalculations.ts';
import { ChangingWeek, each, names, on } from './changing-week.ts';
import { countMessages, runsEnded, settle } from './intake.ts';
import { OwnQueue, redrive } from './own-queue.ts';
import { weekOf } from './weeks.ts';

const RECEIVES = 5;
const HIDDEN_MS = 1_100;
const people = names('DL', 3);
const allOf = (monday: string) => people.map((id) => `${monday}#${id}`);

describe('changes that no run could be started for', () => {
  const week = new ChangingWeek(weekOf('dead letters'));
  const broken: Recalculations = { start: () => Promise.reject(new Error('no right to start')) };

  it('are given up after five drains, and are in the ledger after they are given back', async () => {
    await week.begin(each(people, on('DL-A')));
    await week.change(each(people, on('DL-B', 2)));
    const queue = await OwnQueue.create(week.stack, 'dead-letters');
    for (const body of [...allOf(week.monday), 'no change of ours']) await queue.send(body);

    for (let drains = 0; drains < RECEIVES; drains += 1) {
      await expect(queue.drain(broken)).rejects.toThrow('no right to start');
      await setTimeout(HIDDEN_MS);
    }
    const last = await queue.drain();
    const given = await redrive(queue.deadLettersUrl, queue.url, people.length + 1);
    const after = await queue.drain();
    await runsEnded(week.stack);

    expect(last).toMatchObject({ messages: 0, executions: [] });
    expect(given.sort()).toEqual([...allOf(week.monday), 'no change of ours'].sort());
    expect({ messages: after.messages, runs: after.executions.length }).toEqual({ messages: 3, runs: 1 });
    expect(await week.state()).toEqual(each(people, ['DL-B 40.00 r2']));
  });
});

describe('the dead-letter queue of the stack', () => {
  const week = new ChangingWeek(weekOf('redrive'));

  it('is empty again after a redrive, and the ledger is right', async () => {
    await week.begin(each(people, on('DL-A')));
    await week.change(each(people, on('DL-B', 2)));
    const [deadLetters, changes] = ['ChangeDeadLettersUrl', 'ChangeQueueUrl'].map((name) => week.stack.output(name));
    const Entries = allOf(week.monday).map((MessageBody, index) => ({ Id: String(index), MessageBody }));
    await new SQSClient({ useQueueUrlAsEndpoint: false }).send(
      new SendMessageBatchCommand({ QueueUrl: deadLetters, Entries }),
    );

    await redrive(deadLetters as string, changes as string, people.length);
    await settle(week.stack);

    expect(await countMessages(deadLetters as string)).toEqual({ waiting: 0, held: 0 });
    expect(await week.state()).toEqual(each(people, ['DL-B 40.00 r2']));
  });
});
