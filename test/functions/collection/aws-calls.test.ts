import { describe, expect, it } from 'vitest';
import { DynamoCollectionRecords } from '../../../adapters/dynamodb/collection/collection-records.ts';
import { DynamoIdentities } from '../../../adapters/dynamodb/collection/identities.ts';
import { S3FactTable } from '../../../adapters/lake/collection/fact-table.ts';
import { S3IdentityTable } from '../../../adapters/lake/collection/identity-table.ts';
import { S3WeeklyTable } from '../../../adapters/lake/collection/weekly-table.ts';
import { S3PulledPages } from '../../../adapters/s3/pulled-pages.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import type { PulledPage } from '../../../core/collection/usage-puller.ts';
import { daysOf } from '../../../core/collection/write-days.ts';
import { buildWeek } from '../../../functions/collection/build-week/step.ts';
import { pullSource } from '../../../functions/collection/pull-source/step.ts';
import { writeDays } from '../../../functions/collection/write-days/step.ts';
import { MemoryByteBucket } from '../../doubles/memory-byte-bucket.ts';
import { MemoryCwoList } from '../../doubles/memory-cwo-list.ts';
import { MemoryPendingRecalculations } from '../../doubles/memory-pending-recalculations.ts';
import { MemoryRunRecords } from '../../doubles/memory-run-records.ts';
import { MemoryRunStore } from '../../doubles/memory-run-store.ts';
import { MemoryTable } from '../../doubles/memory-table.ts';
import { MemoryWeeklyFacts } from '../../doubles/memory-weekly-facts.ts';
import { ScriptedPuller } from '../../doubles/scripted-puller.ts';
import { TestClock } from '../../doubles/test-clock.ts';
import { gatedClient } from '../../histories/model/gates.ts';
import { CURSOR, EXECUTION } from '../../worlds/collections.ts';
import { identityEntry } from '../../worlds/identities.ts';
import { EMPTY_PAGE, MONDAY, usageFact } from '../../worlds/usage-facts.ts';

const { signal } = new AbortController();
const WINDOW = { from: '2026-11-16', to: '2026-11-23' };
const DAYS = daysOf(WINDOW);

/** A week of a source that gives a page a day, of people each of whom has a key with an owner. */
function pagesOf(people: number): PulledPage[] {
  const keys = Array.from({ length: people }, (_, index) => ({ kind: 'API_KEY', id: `key-${index}` }) as const);
  return DAYS.map((usageDate, day) => ({
    ...EMPTY_PAGE,
    facts: keys.map((actor) => usageFact({ actor, usageDate })),
    owners: day === 0 ? keys.map((actor) => ({ actor, email: 'ann@example.com' })) : [],
    next: day + 1 < DAYS.length ? `day ${day + 1}` : null,
  }));
}

/** A source that is pulled, written and built into its week twice; the requests of the second time, by step. */
async function countSteps(people: number): Promise<Readonly<Record<string, number>>> {
  let calls = 0;
  const counted = <Client>(client: Client) =>
    gatedClient(client, (_, action) => {
      calls += 1;
      return action();
    });
  const [s3, dynamodb] = [counted(new MemoryByteBucket().client), counted(new MemoryTable().client)];
  const since = async <T>(step: () => Promise<T>) => {
    calls = 0;
    return { result: await step(), calls };
  };
  const identities = new DynamoIdentities(dynamodb, 'identities', sha256);
  await identities.add([identityEntry()], '2026-01-05T08:00:00.000Z');
  const pages = new S3PulledPages(s3, 'runs');
  const shared = { clock: new TestClock(), sha256, identities, pages };
  const facts = MemoryWeeklyFacts.of(...pagesOf(people).flatMap((page) => page.facts));
  const write = { ...shared, facts: new S3FactTable(s3, 'lake'), pricesVersion: 'list@1' };
  const build = {
    ...{ ...shared, facts, identityTable: new S3IdentityTable(s3, 'lake'), table: new S3WeeklyTable(s3, 'lake') },
    ...{ cwos: new MemoryCwoList(), pending: new MemoryPendingRecalculations() },
    ...{ records: new MemoryRunRecords(), store: new MemoryRunStore() },
  };
  const event = { execution: EXECUTION, source: CURSOR, contractRates: [], window: WINDOW };
  let steps: Readonly<Record<string, number>> = {};
  for (const round of ['first', 'again']) {
    const ports = { ...shared, puller: new ScriptedPuller(...pagesOf(people)), uniqueId: () => round };
    const pulled = await since(() => pullSource(event, ports, signal));
    const records = new DynamoCollectionRecords(dynamodb, 'ledger');
    const { position } = pulled.result;
    const written = await since(() => writeDays({ ...event, position }, { ...write, records }));
    const built = await since(() => buildWeek({ executionId: EXECUTION.id, mondayDate: MONDAY }, build, signal));
    expect([pulled.result.status, written.result.isDone]).toEqual(['DONE', true]);
    steps = { pull: pulled.calls, write: written.calls, build: built.calls };
  }
  return steps;
}

describe('a week of a source that is collected again', () => {
  it('asks AWS as often for a thousand people as for ten, in as many pages', async () => {
    expect(await countSteps(1000)).toEqual(await countSteps(10));
  });

  it('takes, beside its one query, less than a tenth of a request for each of a thousand employee-weeks', async () => {
    const { pull = 0, write = 0, build = 0 } = await countSteps(1000);

    expect((pull + write + build) / 1000).toBeLessThan(0.1);
  });

  it('puts a part of each page, and looks at, reads and replaces each day once', async () => {
    expect(await countSteps(10)).toEqual({
      // A part of each day, and the owners.
      pull: DAYS.length + 1,
      // Each day: a list of its parts, the part, a look at the object and the put. Beside them the owners by a list and a
      // read, all identities by their sixteen partitions, and the record of the source.
      write: 4 * DAYS.length + 2 + 16 + 1,
      // All identities, the look at their table and its put, and the rows that are there.
      build: 16 + 2 + 1,
    });
  });
});
