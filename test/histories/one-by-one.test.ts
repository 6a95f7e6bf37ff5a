import fc from 'fast-check';
import { expect, it } from 'vitest';
import { begin, beginnings, COMMANDS, type Seen } from './model/commands.ts';
import { checkAtRest } from './model/invariants.ts';
import { EVERY_SIGHT, note } from './model/sights.ts';
import { World } from './model/world.ts';

const HISTORIES = 1200;
const LONGEST_MS = 300_000;

it(
  `the ledger is what the rules make of it after any of ${HISTORIES} histories of one thing after the other`,
  async () => {
    const seen: Seen = new Map();
    const commands = fc.commands(COMMANDS, { maxCommands: 30, size: 'max' });
    await fc.assert(
      fc.asyncProperty(beginnings, commands, async (beginning, history) => {
        const world = await begin(new World(), beginning);
        await fc.asyncModelRun(() => ({ model: seen, real: world }), history);
        note(seen, world);
        await checkAtRest(world);
      }),
      { numRuns: HISTORIES },
    );
    expect([...seen.keys()]).toEqual(expect.arrayContaining(EVERY_SIGHT));
  },
  LONGEST_MS,
);
