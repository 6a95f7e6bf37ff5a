import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { begin, beginnings, COMMANDS, type Seen } from '../fixtures/histories/commands.ts';
import { interleavedBy } from '../fixtures/histories/gates.ts';
import { checkLedger } from '../fixtures/histories/invariants.ts';
import { sightsOf } from '../fixtures/histories/sights.ts';
import { KEYS, MONDAYS, World } from '../fixtures/histories/world.ts';

const ONE_BY_ONE = 1200;
const AT_ONCE = 900;
const LONGEST_MS = 240_000;

const commands = fc.commands(COMMANDS, { maxCommands: 30, size: 'max' });

const EVERY_COMMAND = [
  ...['submit', 'approve', 'amend', 'reopen', 'leave', 'plan', 'plan-untold', 'forget'],
  ...['late-usage', 'changed-usage', 'usage-vanishes', 'old-replica', 'outage'],
  ...['deliver', 'duplicate', 'lose', 'replay-months-later'],
  ...['run', 'run-dies', 'drain', 'drain-dies', 'sweep', 'sweep-dies'],
];
const EVERY_SIGHT = [
  ...['MANUAL', 'WEBHOOK', 'SWEEP'].flatMap((trigger) =>
    ['SUCCEEDED', 'PARTIAL', 'FAILED'].map((status) => `${trigger} ${status}`),
  ),
  ...['set aside', 'vanished', 'failed', 'batch failed', 'confirmed', 'not confirmed'],
  ...['ACTUAL', 'ESTIMATED'].map((basis) => `${basis} EQUAL_SPLIT`),
  ...['ESTIMATED SUBMITTED_HOURS', 'ESTIMATED PLANNED_HOURS', 'ESTIMATED NONE'],
  ...['ACTUAL LOGGED_HOURS', 'ACTUAL FULL_WEEK_LEAVE', 'ACTUAL NONE'],
  ...['0 revisions', '1 revisions', '2 revisions', '3 revisions', '4 revisions'],
];
const ONLY_AT_ONCE = ['race lost', 'two races lost', 'superseded'];

/** Nothing is under way any more: what must hold then, and once every week is run again; which twice changes nothing. */
async function checkAtRest(world: World): Promise<void> {
  const written = () => KEYS.map((key) => world.system.revisionTexts(key).length);
  await world.settle();
  await checkLedger(world);
  for (const monday of MONDAYS) await world.runWeek(monday);
  await world.join();
  await checkLedger(world);
  const before = written();
  for (const monday of MONDAYS) await world.runWeek(monday);
  await world.join();
  expect(written()).toEqual(before);
}

function note(seen: Seen, world: World): void {
  for (const sight of sightsOf(world.system)) seen.set(sight, (seen.get(sight) ?? 0) + 1);
}

describe('whatever happens, with the sweep behind it', () => {
  it(
    `the ledger is what the rules make of it, in ${ONE_BY_ONE} histories of one thing after the other`,
    async () => {
      const seen: Seen = new Map();
      await fc.assert(
        fc.asyncProperty(beginnings, commands, async (beginning, history) => {
          const world = await begin(new World(), beginning);
          await fc.asyncModelRun(() => ({ model: seen, real: world }), history);
          note(seen, world);
          await checkAtRest(world);
        }),
        { numRuns: ONE_BY_ONE },
      );
      expect([...seen.keys()]).toEqual(expect.arrayContaining([...EVERY_COMMAND, ...EVERY_SIGHT]));
    },
    LONGEST_MS,
  );

  it(
    `and in ${AT_ONCE} histories of runs that interleave`,
    async () => {
      const seen: Seen = new Map();
      await fc.assert(
        fc.asyncProperty(beginnings, commands, fc.scheduler(), async (beginning, history, scheduler) => {
          const world = new World(interleavedBy(scheduler));
          const setUp = async () => ({ model: seen, real: await begin(world, beginning) });
          await fc.scheduledModelRun(scheduler, setUp, history);
          await scheduler.waitFor(world.join());
          note(seen, world);
          await scheduler.waitFor(checkAtRest(world));
        }),
        { numRuns: AT_ONCE },
      );
      expect([...seen.keys()]).toEqual(expect.arrayContaining([...EVERY_COMMAND, ...EVERY_SIGHT, ...ONLY_AT_ONCE]));
    },
    LONGEST_MS,
  );
});
