import { describe, expect, it } from 'vitest';
import { DynamoPublications } from '../../../adapters/dynamodb/publication/publications.ts';
import { listDueWeeks } from '../../../core/publication/publication.ts';
import { addDays } from '../../../core/values/week.ts';
import { publishDirty } from '../../../functions/publication/publish-dirty/step.ts';
import { MemoryPublishedLines } from '../../doubles/memory-published-lines.ts';
import { MemoryTable } from '../../doubles/memory-table.ts';
import { TestClock } from '../../doubles/test-clock.ts';
import { OPEN } from '../../histories/model/gates.ts';
import { MONDAY } from '../../worlds/raw-answer.ts';
import { headFor } from '../../worlds/runs.ts';

const MINUTE_MS = 60_000;
const weekAt = (index: number) => addDays(MONDAY, 7 * index);

/** Weeks that were marked one after the other, of which reading takes a while or fails. */
async function dirtyWeeks(count: number, reading: { readonly minutes?: number; readonly fails?: string } = {}) {
  const clock = new TestClock();
  const publications = new DynamoPublications(new MemoryTable().client, 'ledger');
  for (let index = count - 1; index >= 0; index -= 1) {
    await publications.raise(weekAt(index), clock.now());
    clock.advance(1000);
  }
  async function* listWeek(mondayDate: string) {
    clock.advance((reading.minutes ?? 0) * MINUTE_MS);
    if (mondayDate === reading.fails) throw new Error('no answer');
    yield headFor('E1');
  }
  const ports = { clock, publications, ledger: { listWeek }, publishedLines: new MemoryPublishedLines().through(OPEN) };
  return { ports, due: () => listDueWeeks(publications, clock.now()) };
}

describe('a pass over the weeks that changed', () => {
  it('publishes all of them, those that have waited longest first', async () => {
    const { ports, due } = await dirtyWeeks(3);

    expect(await publishDirty(ports)).toEqual({ published: [weekAt(2), weekAt(1), weekAt(0)] });
    expect(await due()).toEqual([]);
    expect(await publishDirty(ports)).toEqual({ published: [] });
  });

  it('takes no more than 20, and leaves the others to the next', async () => {
    const { ports } = await dirtyWeeks(21);

    expect((await publishDirty(ports)).published).toHaveLength(20);
    expect((await publishDirty(ports)).published).toEqual([weekAt(0)]);
  });

  it('begins none after five minutes', async () => {
    const { ports, due } = await dirtyWeeks(3, { minutes: 3 });

    expect((await publishDirty(ports)).published).toEqual([weekAt(2), weekAt(1)]);
    expect(await due()).toEqual([weekAt(0)]);
  });

  it('fails after the last where one could not be published, names it, and tries it last in the next', async () => {
    const { ports, due } = await dirtyWeeks(2, { fails: weekAt(1) });

    await expect(publishDirty(ports)).rejects.toThrow(`${weekAt(1)}: Error: no answer`);
    expect(await due()).toEqual([weekAt(1)]);
    await ports.publications.raise(weekAt(0), '2026-11-24T05:00:00.000Z');
    expect(await due()).toEqual([weekAt(0), weekAt(1)]);
  });
});
