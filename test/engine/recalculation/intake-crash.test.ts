import { setTimeout } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { Fuse } from '../faults/fuse.ts';
import { ChangingWeek, each, names, on } from './changing-week.ts';
import { callsOf, faultsOf } from './faults.ts';
import { countMessages, runsEnded } from './intake.ts';
import { OwnQueue } from './own-queue.ts';
import { weekOf } from './weeks.ts';

/**
 * The receiver and the drainer die between any two of their calls, or lose the answer to any of them, and are invoked
 * again: by the sender, who got no answer, and by the scheduler, once what they held is shown again. There is an
 * employee for each fault. All sheets are amended, but only who is told of may be recalculated.
 */

const DRAINS_MAX = 15;
const PAUSE_MS = 200;
/** More than there are faults. */
const PEOPLE_MAX = 40;

describe('a receiver that dies', () => {
  const week = new ChangingWeek(weekOf('receiver dies'));
  const people = names('RD', PEOPLE_MAX);
  let queue: OwnQueue;

  beforeAll(async () => {
    queue = await OwnQueue.create(week.stack, 'receiver-dies');
    await week.begin(each(people, on('RD-A')));
    await week.change(each(people, on('RD-B', 2)));
  });

  it('has lost nothing once the sender has its 202', async () => {
    const deliveries = await week.deliveries(...people);
    const receive = (index: number) => queue.receive(deliveries[index] as (typeof deliveries)[number]);
    const calls = await callsOf(() => receive(0));
    const faults = faultsOf(calls);

    const answers: number[] = [];
    for (const [index, fault] of faults.entries()) {
      answers.push(await new Fuse(fault).invoke(() => receive(index + 1)));
    }
    await queue.drain();
    await runsEnded(week.stack);

    expect(calls).toEqual(['GetSecretValueCommand', 'SendMessageCommand']);
    expect(answers).toEqual(faults.map(() => 202));
    const told = people.slice(0, faults.length + 1);
    const untold = people.slice(faults.length + 1);
    expect(await week.state()).toEqual({ ...each(told, ['RD-B 40.00 r2']), ...each(untold, ['RD-A 40.00 r1']) });
  });
});

describe('a drainer that dies', () => {
  const week = new ChangingWeek(weekOf('drainer dies'));
  const people = names('DD', PEOPLE_MAX);
  let queue: OwnQueue;

  beforeAll(async () => {
    queue = await OwnQueue.create(week.stack, 'drainer-dies');
    await week.begin(each(people, on('DD-A')));
    await week.change(each(people, on('DD-B', 2)));
  });

  /** Drains again and again, as the scheduler does each minute, until nothing is held any more. */
  async function drainAgain(): Promise<void> {
    for (let drains = 0; drains < DRAINS_MAX; drains += 1) {
      const { waiting, held } = await countMessages(queue.url);
      if (waiting + held === 0) return;
      await queue.drain();
      await setTimeout(PAUSE_MS);
    }
    throw new Error('the queue does not get empty');
  }

  it('has lost nothing once the next one has drained', async () => {
    const send = (index: number) => queue.send(`${week.monday}#${people[index]}`);
    await send(0);
    const calls = await callsOf(() => queue.drain());
    const faults = faultsOf(calls);

    for (const [index, fault] of faults.entries()) {
      await send(index + 1);
      await new Fuse(fault).invoke(() => queue.drain()).catch(() => undefined);
      await drainAgain();
    }
    await runsEnded(week.stack);

    expect(calls).toEqual([
      'ReceiveMessageCommand',
      'ReceiveMessageCommand',
      'ReceiveMessageCommand',
      'ReceiveMessageCommand',
      'GetItemCommand',
      'PutObjectCommand',
      'StartExecutionCommand',
      'DeleteMessageBatchCommand',
    ]);
    const told = people.slice(0, faults.length + 1);
    const untold = people.slice(faults.length + 1);
    expect(await week.state()).toEqual({ ...each(told, ['DD-B 40.00 r2']), ...each(untold, ['DD-A 40.00 r1']) });
    expect(await countMessages(queue.deadLettersUrl)).toEqual({ waiting: 0, held: 0 });
  });
});
