import { describe, expect, it } from 'vitest';
import { DynamoPublications } from '../../../../adapters/dynamodb/publication/publications.ts';
import { UNDIVIDED } from '../../../../core/publication/publication.ts';
import { MemoryTable } from '../../../doubles/memory-table.ts';
import { gatedClient } from '../../../histories/model/gates.ts';
import { MONDAY } from '../../../worlds/raw-answer.ts';

const NOW = '2026-11-24T06:00:00.000Z';
const LATER = '2026-11-24T07:00:00.000Z';
const TOTALS = { rows: 3, tokens: 2n ** 62n, costUsd4: -5n };

function publicationsIn(table = new MemoryTable()) {
  return new DynamoPublications(table.client, 'ledger');
}

describe('the publication record of a week', () => {
  it('gives each who raises it a version of its own, and is dirty from then on', async () => {
    const publications = publicationsIn();

    expect(await publications.raise(MONDAY, NOW)).toBe(1);
    expect(await publications.raise(MONDAY, LATER)).toBe(2);
    expect(await publications.list()).toEqual([
      {
        part: MONDAY,
        version: 2,
        isDirty: true,
        dirtySince: NOW,
        raisedAt: LATER,
        settlesAt: null,
        published: null,
      },
    ]);
  });

  it('keeps since when it is dirty, until it is confirmed', async () => {
    const publications = publicationsIn();
    const first = await publications.raise(MONDAY, NOW);
    const second = await publications.raise(MONDAY, LATER);
    await publications.confirm(MONDAY, first, TOTALS, LATER);
    expect(await publications.list()).toMatchObject([{ dirtySince: NOW }]);

    await publications.confirm(MONDAY, second, TOTALS, LATER);
    expect(await publications.list()).toMatchObject([{ isDirty: false, dirtySince: null }]);
    await publications.raise(MONDAY, LATER);
    expect(await publications.list()).toMatchObject([{ isDirty: true, dirtySince: LATER }]);
  });

  it('is confirmed on its latest version, with totals to the last unit', async () => {
    const publications = publicationsIn();
    const version = await publications.raise(MONDAY, NOW);

    expect(await publications.confirm(MONDAY, version, TOTALS, LATER)).toBe(true);
    expect(await publications.list()).toMatchObject([{ isDirty: false, published: { ...TOTALS, at: LATER } }]);
  });

  it('is not confirmed on an older one, and stays dirty', async () => {
    const publications = publicationsIn();
    const version = await publications.raise(MONDAY, NOW);
    await publications.raise(MONDAY, LATER);

    expect(await publications.confirm(MONDAY, version, TOTALS, LATER)).toBe(false);
    expect(await publications.list()).toMatchObject([{ version: 2, isDirty: true, published: null }]);
  });

  it('keeps until when a run may write, and what was published, whatever else is written', async () => {
    const publications = publicationsIn();
    await publications.expect(MONDAY, LATER);
    await publications.confirm(MONDAY, await publications.raise(MONDAY, NOW), TOTALS, NOW);
    await publications.raise(MONDAY, LATER);

    expect(await publications.list()).toMatchObject([{ settlesAt: LATER, isDirty: true, published: TOTALS }]);
  });

  it('keeps the later of two instants until which somebody may write, in either order', async () => {
    const publications = publicationsIn();
    for (const settlesAt of [LATER, NOW]) await publications.expect(MONDAY, settlesAt);

    expect(await publications.list()).toMatchObject([{ part: MONDAY, settlesAt: LATER }]);
  });

  it('is kept beside one of what no week divides, of which a change of no week is expected', async () => {
    const publications = publicationsIn();
    await publications.expectChange([MONDAY], NOW);
    await publications.expectChange([], LATER);

    expect(await publications.list()).toMatchObject([
      { part: MONDAY, settlesAt: NOW },
      { part: UNDIVIDED, settlesAt: LATER },
    ]);
  });

  it('is listed with those of other weeks by Monday', async () => {
    const publications = publicationsIn();
    for (const monday of ['2026-11-16', '2026-10-05', '2026-11-09']) await publications.raise(monday, NOW);

    const weeks = (await publications.list()).map(({ part }) => part);

    expect(weeks).toEqual(['2026-10-05', '2026-11-09', '2026-11-16']);
  });

  it('lets an error of the table out', async () => {
    const refused = gatedClient(new MemoryTable().client, async () => {
      throw new Error('refused');
    });

    await expect(new DynamoPublications(refused, 'ledger').confirm(MONDAY, 1, TOTALS, NOW)).rejects.toThrow('refused');
  });
});
