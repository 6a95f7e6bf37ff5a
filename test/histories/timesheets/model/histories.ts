import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { STAND_IN_SYSTEMS } from '../../../../local/stand-ins/timesheets/systems.ts';
import { fetchWithin } from './in-process.ts';
import { PulledWorld } from './pulled-world.ts';
import { STEPS, take } from './steps.ts';

const HISTORIES = 500;
const LONGEST_MS = 300_000;
/** What enough histories must have met. */
const EVERY_SIGHT = ['a sync died', 'a sync ended', 'DRAFT', 'SUBMITTED', 'APPROVED', 'REOPENED', 'null'];

/**
 * Kimai's plugin tells nothing of who is disabled, so that the state before is kept, which no fresh installation can know:
 * here the configuration says what it means.
 */
const DISABLED = { disabled: 'APPROVED' } as const;

const beginnings = fc.record({
  seed: fc.nat(1_000),
  people: fc.constantFrom(2, 2, 3),
  weeks: fc.constantFrom(1, 1, 1, 1, 2),
});

/** Of every other system, so that two files share the work. */
export function describeHistories(part: 0 | 1): void {
  const systems = Object.entries(STAND_IN_SYSTEMS).map(([name, system]) => {
    return { ...system, name, states: { ...system.states, ...DISABLED } };
  });
  describe.each(systems.filter((_, index) => index % 2 === part))('a ledger by $name', (system) => {
    let world: PulledWorld;
    beforeEach(() =>
      vi.stubGlobal(
        'fetch',
        fetchWithin(() => world.standIn),
      ),
    );
    afterEach(() => vi.unstubAllGlobals());

    it(
      `is after any of ${HISTORIES} histories as if only their end had been seen`,
      async () => {
        const seen = new Set<string>();
        await fc.assert(
          fc.asyncProperty(beginnings, STEPS, async (beginning, steps) => {
            world = new PulledWorld(system, beginning);
            await world.begin();
            for (const step of steps) await take(world, step);
            await world.end();
            await world.checkAsFresh();
            for (const sight of world.sights) seen.add(sight);
          }),
          { numRuns: HISTORIES },
        );
        expect([...seen]).toEqual(expect.arrayContaining(EVERY_SIGHT));
      },
      LONGEST_MS,
    );
  });
}
