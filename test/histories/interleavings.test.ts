import { describe, expect, it } from 'vitest';
import { type Head, latestInputs } from '../../core/ledger/revision.ts';
import { putRequest } from '../../functions/messages/recalculation.ts';
import type { Gate } from './model/gates.ts';
import { checkLedger } from './model/invariants.ts';
import { Stepping, words } from './model/stepping.ts';
import { sweep } from './model/sweeping.ts';
import type { Execution } from './model/system.ts';
import { runWorkflow } from './model/workflow.ts';
import { KEYS, World } from './model/world.ts';

type Writer = 'weekly run' | 'webhook' | 'sweep';
type Start = 'a head' | 'no head';

const PAIRS: readonly [Writer, Writer][] = [
  ['weekly run', 'weekly run'],
  ['weekly run', 'webhook'],
  ['weekly run', 'sweep'],
  ['webhook', 'webhook'],
  ['webhook', 'sweep'],
  ['sweep', 'sweep'],
];
const STARTS: readonly Start[] = ['a head', 'no head'];
const CASES = PAIRS.flatMap(([a, b]) => STARTS.map((start) => [a, b, start] as const));

const KEY = KEYS[0] as (typeof KEYS)[number];
const ROW = { employeeId: KEY.employeeId, source: 'tool', tokens: 100n };
const SUBMITTED = { status: 'SUBMITTED', version: 1, logs: { C1: '20.00', C2: '20.00' } };
const APPROVED = { status: 'APPROVED', version: 2, logs: { C1: '30.00', C2: '10.00' } };

/** The employee-week before two writers meet: its usage has changed since its head was written, where there is one. */
async function worldWith(start: Start): Promise<World> {
  const world = new World();
  const { company, lake } = world.system;
  company.set(KEY, SUBMITTED, 'FEED');
  if (start === 'a head') lake.put(KEY.mondayDate, [{ ...ROW, cost: '10.000000' }]);
  await world.runWeek(KEY.mondayDate);
  lake.put(KEY.mondayDate, [{ ...ROW, cost: '12.340000' }]);
  return world;
}

function writerOf(kind: Writer, name: string, { system }: World): (gate: Gate) => Promise<unknown> {
  const { mondayDate, employeeId } = KEY;
  return async (gate) => {
    if (kind === 'sweep') return sweep(system, gate);
    const requestKey = await putRequest(system.objects, { mondayDate, employeeIds: [employeeId] });
    const input = { trigger: kind === 'webhook' ? 'WEBHOOK' : 'WEEKLY', weekStartDate: mondayDate } as const;
    system.start(name, kind === 'webhook' ? { ...input, requestKey } : input);
    return runWorkflow(system, system.waiting.pop() as Execution, gate);
  };
}

/** The head read before the fetch, the fetch, the read and the transaction of the commit, each of the first attempt. */
function firstAttempt(kind: Writer): (call: string) => boolean {
  let heads = kind === 'weekly run' ? 0 : -1;
  let fetches = 0;
  return (call) => {
    if (call === 'BatchGetCommand') heads += 1;
    if (call === 'fetchWeek') fetches += 1;
    return (call === 'BatchGetCommand' && (heads === 1 || heads === 2)) || (call === 'fetchWeek' && fetches === 1);
  };
}

/** Every call that reads or writes what the other may have read or written. */
const everyCall = (call: string) => ['BatchGetCommand', 'TransactWriteCommand', 'fetchWeek', 'start'].includes(call);

/** Takes the steps in the order of the word: A and B are the writers', C is the approval of the timesheet. */
async function play(
  word: string,
  world: World,
  [a, b]: readonly [Writer, Writer],
  points: (kind: Writer) => (call: string) => boolean,
): Promise<void> {
  const writers = {
    A: new Stepping(points(a), writerOf(a, 'a', world)),
    B: new Stepping(points(b), writerOf(b, 'b', world)),
  };
  await writers.A.step();
  await writers.B.step();
  for (const letter of word) {
    if (letter === 'C') world.system.company.set(KEY, APPROVED, 'WEBHOOK');
    else await writers[letter as 'A' | 'B'].step();
  }
  await writers.A.finish();
  await writers.B.finish();
}

/** As soon as both have ended, the ledger rests on the newest usage and timesheet that either has seen. */
function checkNewest({ system }: World): void {
  const { company, ended } = system;
  const asked = ended.flatMap(({ usageAsOf }) => usageAsOf ?? []);
  const { timesheet, usageAsOf } = latestInputs(system.head(KEY) as Head);
  expect(usageAsOf >= (asked.sort().at(-1) as string), 'usage').toBe(true);
  // Who gives way to newer usage has seen a timesheet in vain; the webhook of its change is still to come.
  const isSuperseded = ended.some(({ summary }) => summary.totals.employeesSuperseded > 0);
  if (!isSuperseded) expect(timesheet?.version).toBe(Math.max(...company.answered));
}

/** And once the webhook has come and the sweep has passed. */
async function checkAtRest(world: World): Promise<void> {
  for (const key of world.system.company.outbox.splice(0)) await world.deliver(key);
  await world.settle();
  await checkLedger(world);
}

describe.each(CASES)('a %s and a %s that meet on %s', (a, b, start) => {
  it('end in the right ledger, in whatever order they read heads, fetch, commit, and the timesheet is approved', async () => {
    for (const word of words({ A: 3, B: 3, C: 1 })) {
      const world = await worldWith(start);

      await play(word, world, [a, b], firstAttempt);

      checkNewest(world);
      await checkAtRest(world);
    }
  });

  it('end in the right ledger, in whatever order each of their calls is made', async () => {
    for (const word of words({ A: 5, B: 5 })) {
      const world = await worldWith(start);
      world.system.company.set(KEY, APPROVED, 'WEBHOOK');

      await play(word, world, [a, b], () => everyCall);

      checkNewest(world);
      await checkAtRest(world);
    }
  });
});
