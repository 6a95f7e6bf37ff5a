import { beforeAll, describe, expect, it } from 'vitest';
import type { RunSummary } from '../../../core/runs/run.ts';
import { ChangingWeek, each, names, on } from './changing-week.ts';
import { post, runsEnded, settle } from './intake.ts';
import { OwnQueue } from './own-queue.ts';
import { weekOf } from './weeks.ts';

const AMENDMENTS = 200;
const REVISIONS_MAX = 10;
const BATCH = 50;
/**
 * Whatever the number of corrections: four before plan batches, a mark of the week by open run and by close run, and one for
 * what operators were told of it.
 */
const CALLS_OF_THE_RUN = 7;
/**
 * Plan tracking 2, check tracking 1, send alerts 6 (a PM has a CWO more); and for the three CWOs a query of their rows and
 * one of their lines each, a transaction and a receipt.
 */
const CALLS_OF_BUDGETS = 9 + 2 * 3 + 2;
/** What other tests have left in the outbox and on the topic, which *send alerts* looks through: a page more of each. */
const CALLS_FOR_OTHERS = 3;

describe('an employee-week that is amended 200 times within a minute', () => {
  const week = new ChangingWeek(weekOf('amendments'));
  const url = week.stack.output('WebhookUrl');

  it('gets a few revisions, the last of them right', async () => {
    await week.begin({ 'AM-1': on('AM-0'), 'AM-2': on('AM-0') });
    const deliveries = await week.deliveries(...Array<string>(AMENDMENTS).fill('AM-1'));

    for (const [index, delivery] of deliveries.entries()) {
      await week.change({ 'AM-1': on(`AM-${index + 1}`, index + 2) });
      expect(await post(url, delivery)).toBe(202);
    }
    await settle(week.stack);

    const revisions = await week.audit('AM-1');
    expect(await week.state()).toEqual({
      'AM-1': [`AM-${AMENDMENTS} 40.00 r${revisions.length}`],
      'AM-2': ['AM-0 40.00 r1'],
    });
    expect(revisions.length).toBeGreaterThan(1);
    expect(revisions.length).toBeLessThanOrEqual(REVISIONS_MAX);
    expect(revisions.every(({ recomputedAgrees }) => recomputedAgrees)).toBe(true);
  });
});

describe('fifty corrections of a week', () => {
  const week = new ChangingWeek(weekOf('fifty corrections'));
  const people = names('FC', BATCH);
  let queue: OwnQueue;

  beforeAll(async () => {
    queue = await OwnQueue.create(week.stack, 'fifty-corrections');
    await week.begin(each(people, { logs: { 'FC-A': '20.00', 'FC-B': '20.00' } }));
    await week.change(each(people, { version: 2, logs: { 'FC-A': '30.00', 'FC-C': '10.00' } }));
  });

  it('cost at most half an AWS call each, beside the few of a run as such', async () => {
    for (const id of people) await queue.send(`${week.monday}#${id}`);
    await queue.drain();
    await runsEnded(week.stack);

    const [run] = await week.stack.records.listSinceFullRun(week.monday);
    expect(run).toMatchObject({ trigger: 'WEBHOOK', totals: { employeesCommitted: BATCH } });
    expect(await week.state()).toEqual(each(people, ['FC-A 30.00 r2', 'FC-C 10.00 r2']));
    const beside = CALLS_OF_THE_RUN + CALLS_OF_BUDGETS + CALLS_FOR_OTHERS;
    const ofCorrections = (run as RunSummary).awsCalls - beside;
    expect(ofCorrections).toBeLessThanOrEqual(BATCH / 2);
  });
});
