import fc from 'fast-check';
import { expect, it } from 'vitest';
import { begin, beginnings, COMMANDS, type Seen } from './model/commands.ts';
import { interleavedBy } from './model/gates.ts';
import { checkAtRest } from './model/invariants.ts';
import { EVERY_SIGHT, EVERY_SIGHT_AT_ONCE, note } from './model/sights.ts';
import { World } from './model/world.ts';

const HISTORIES = 900;
const LONGEST_MS = 300_000;

it(
  `the ledger is what the rules make of it after any of ${HISTORIES} histories of runs whose calls interleave`,
  async () => {
    const seen: Seen = new Map();
    const commands = fc.commands(COMMANDS, { maxCommands: 30, size: 'max' });
    await fc.assert(
      fc.asyncProperty(beginnings, commands, fc.scheduler(), async (beginning, history, scheduler) => {
        const world = new World(interleavedBy(scheduler));
        const setUp = async () => ({ model: seen, real: await begin(world, beginning) });
        await fc.scheduledModelRun(scheduler, setUp, history);
        await scheduler.waitFor(world.join());
        note(seen, world);
        await scheduler.waitFor(checkAtRest(world));
      }),
      { numRuns: HISTORIES },
    );
    expect([...seen.keys()]).toEqual(expect.arrayContaining([...EVERY_SIGHT, ...EVERY_SIGHT_AT_ONCE]));
  },
  LONGEST_MS,
);
