import { describe, expect, it } from 'vitest';
import { DynamoPublications } from '../../../adapters/dynamodb/publication/publications.ts';
import { listDue, longestDueSeconds, UNDIVIDED } from '../../../core/publication/publication.ts';
import { addDays } from '../../../core/values/week.ts';
import { publish } from '../../../functions/publication/publish/step.ts';
import { NOTHING_BESIDE } from '../../core/publication/publishing.ts';
import { MemoryPublishedTables } from '../../doubles/memory-published-tables.ts';
import { MemoryTable } from '../../doubles/memory-table.ts';
import { TestClock } from '../../doubles/test-clock.ts';
import { OPEN } from '../../histories/model/gates.ts';
import { MONDAY } from '../../worlds/raw-answer.ts';
import { headFor, RUN } from '../../worlds/runs.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
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
  const readSuperseded = async () => [];
  const tables = new MemoryPublishedTables().through(OPEN);
  const waits: number[] = [];
  const report = { waiting: (seconds: number) => void waits.push(seconds) };
  const stores = { ledger: { listWeek, readSuperseded }, publishedTables: tables };
  const ports = { ...NOTHING_BESIDE, ...stores, report, clock, publications };
  const published: string[] = [];
  const replaceWeek: typeof tables.replaceWeek = (monday, rows) => {
    published.push(monday);
    return tables.replaceWeek(monday, rows);
  };
  /** The weeks that a pass begins. */
  const pass = async () => {
    published.length = 0;
    await publish({}, { ...ports, publishedTables: { ...tables, replaceWeek } });
    return [...published];
  };
  return { ports, pass, waits, due: async () => (await listDue(publications, clock.now())).weeks };
}

describe('a pass over the weeks that changed', () => {
  it('publishes all of them, those that have waited longest first', async () => {
    const { pass, due } = await dirtyWeeks(3);

    expect(await pass()).toEqual([weekAt(2), weekAt(1), weekAt(0)]);
    expect(await due()).toEqual([]);
    expect(await pass()).toEqual([]);
  });

  it('publishes with them what no week divides, and that alone where only that is due', async () => {
    const { ports, pass } = await dirtyWeeks(1);
    const versions = async () => (await ports.publications.list()).map(({ part, version }) => `${part} ${version}`);
    await pass();
    expect(await versions()).toEqual([`${weekAt(0)} 2`, `${UNDIVIDED} 1`]);

    await ports.publications.raise(UNDIVIDED, ports.clock.now());
    expect(await pass()).toEqual([]);
    expect(await versions()).toEqual([`${weekAt(0)} 2`, `${UNDIVIDED} 3`]);
  });

  it('takes no more than 20, and leaves the others to the next', async () => {
    const { pass } = await dirtyWeeks(21);

    expect(await pass()).toHaveLength(20);
    expect(await pass()).toEqual([weekAt(0)]);
  });

  it('begins none after five minutes', async () => {
    const { pass, due } = await dirtyWeeks(3, { minutes: 3 });

    expect(await pass()).toEqual([weekAt(2), weekAt(1)]);
    expect(await due()).toEqual([weekAt(0)]);
  });

  it('fails after the last where one could not be published, names it, and tries it last in the next', async () => {
    const { ports, pass, due } = await dirtyWeeks(2, { fails: weekAt(1) });

    await expect(pass()).rejects.toThrow(`${weekAt(1)}: Error: no answer`);
    expect(await due()).toEqual([weekAt(1)]);
    await ports.publications.raise(weekAt(0), '2026-11-24T05:00:00.000Z');
    expect(await due()).toEqual([weekAt(0), weekAt(1)]);
  });
});

describe('how long what waits behind a pass has waited', () => {
  it('is no time where nothing waits', async () => {
    const { ports, pass, waits } = await dirtyWeeks(2);
    await pass();
    ports.clock.advance(HOUR_MS);
    await pass();

    expect(waits).toEqual([0, 0]);
  });

  it('counts from the first change that is not published, whatever was tried since', async () => {
    const { ports, pass, waits } = await dirtyWeeks(1, { fails: weekAt(0) });
    for (const _ of [1, 2]) {
      ports.clock.advance(HOUR_MS);
      await expect(pass()).rejects.toThrow('no answer');
    }

    expect(waits).toEqual([3601, 7201]);
  });

  it('counts what a pass has left to the next', async () => {
    const { pass, waits } = await dirtyWeeks(21, { minutes: 0 });
    await pass();

    expect(waits).toEqual([1]);
  });

  it('counts from when a run that died without a word had ended by, and not before', async () => {
    const { ports, pass, waits } = await dirtyWeeks(1);
    await pass();
    const settlesAt = new Date(Date.parse(ports.clock.now()) + HOUR_MS).toISOString();
    await ports.publications.expect(weekAt(0), settlesAt);
    const longestDue = () => longestDueSeconds(ports.publications, ports.clock.now());

    expect(await longestDue()).toBe(0);
    ports.clock.advance(3 * HOUR_MS);
    expect(await longestDue()).toBe(7200);
    await pass();
    expect(waits).toEqual([0, 0]);
  });
});

describe('the week of a run', () => {
  it('is published with what no week divides, whatever else is due', async () => {
    const { ports, due } = await dirtyWeeks(2);

    expect(await publish({ run: { ...RUN, mondayDate: weekAt(0) } }, ports)).toEqual({ isPublished: true });
    expect(await due()).toEqual([weekAt(1)]);
    expect(await ports.publications.list()).toContainEqual(
      expect.objectContaining({ part: UNDIVIDED, isDirty: false }),
    );
  });

  it('is left to the schedule where it changes faster than it can be published', async () => {
    const { ports } = await dirtyWeeks(1);
    const publishedTables = { ...ports.publishedTables, replaceWeek: async () => null };

    expect(await publish({ run: { ...RUN, mondayDate: weekAt(0) } }, { ...ports, publishedTables })).toEqual({
      isPublished: false,
    });
  });
});
