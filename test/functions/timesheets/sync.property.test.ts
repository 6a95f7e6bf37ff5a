import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LEASE_MS } from '../../../adapters/dynamodb/timesheets/sync-leases.ts';
import type { SnapshotPart } from '../../../core/timesheets/mirror/snapshot-store.ts';
import { dyingAt, OPEN } from '../../histories/model/gates.ts';
import { MirrorSystem, weekOf } from '../../worlds/mirror-syncs.ts';

const EMPLOYEES = ['E-0', 'E-1', 'E-2', 'E-3'] as const;

/** The hours of each, null of whom the import does not name; where it dies. */
const step = fc.record({
  hours: fc.tuple(...EMPLOYEES.map(() => fc.option(fc.integer({ min: 1, max: 3 }), { nil: null }))),
  complete: fc.boolean(),
  death: fc.option(fc.record({ atCall: fc.nat(30), moment: fc.constantFrom('BEFORE' as const, 'AFTER' as const) }), {
    nil: null,
  }),
});
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

function partsOf({ hours }: Pick<Step, 'hours'>): SnapshotPart[] {
  return EMPLOYEES.flatMap((id, index) => {
    const told = hours[index] ?? null;
    return told === null ? [] : [{ week: weekOf(id, told * 100) }];
  });
}

/** The hash of what decides and the version, by employee. */
function seen(system: MirrorSystem): Map<string, { readonly hash: unknown; readonly version: number }> {
  const records = [...system.records()] as [string, { decisionHash: unknown; version: number }][];
  return new Map(records.map(([id, { decisionHash, version }]) => [id, { hash: decisionHash, version }]));
}

describe('syncs of any history', () => {
  it('never let a version fall, tell every change, and end as a fresh mirror that saw only the end', async () => {
    const history = fc.array(step, { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(history, async (steps) => {
        const system = new MirrorSystem();
        let cursor: string | null = null;
        let told = seen(system);
        for (const [index, { death, complete, ...one }] of [...steps, last(steps)].entries()) {
          const before = seen(system);
          const gate = death ? dyingAt({ ...death, times: 1, of: 'RUN' }) : OPEN;
          const asked = { owner: `sync-${index}`, complete, acceptDrop: true, gate };
          const synced = await system.import(partsOf(one), asked).catch(() => null);
          system.clock.advance(LEASE_MS + 1);
          const now = seen(system);
          for (const [id, { version }] of before) expect(now.get(id)?.version).toBeGreaterThanOrEqual(version);
          if (synced === null) continue;
          const page = await system.feed(cursor);
          cursor = page.cursor;
          const names = new Set(page.changes.map(({ employeeId }) => employeeId));
          for (const [id, { hash }] of now) if (told.get(id)?.hash !== hash) expect(names).toContain(id);
          told = now;
        }
        await expectAsFresh(system, last(steps));
      }),
      { numRuns: 300 },
    );
  }, 60_000);
});

/** A complete import that does not die ends each history. */
function last(steps: readonly Step[]): Step {
  return { ...(steps.at(-1) as Step), complete: true, death: null };
}

async function expectAsFresh(system: MirrorSystem, end: Step): Promise<void> {
  const fresh = new MirrorSystem();
  await fresh.import(partsOf(end), { complete: true });
  const ids = partsOf(end).flatMap((part) => ('week' in part ? [part.week.employeeId] : []));
  const hashes = (of: MirrorSystem) => ids.map((id) => seen(of).get(id)?.hash);
  expect(hashes(system)).toEqual(hashes(fresh));
  const others = EMPLOYEES.filter((id) => !ids.includes(id) && seen(system).has(id));
  if (others.length === 0) return;
  for (const answer of (await system.answer(others)).employees.values()) {
    expect(answer).toMatchObject({ kind: 'KNOWN', record: { timesheet: null, entries: [] } });
  }
}
