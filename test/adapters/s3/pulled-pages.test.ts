import { describe, expect, it } from 'vitest';
import { S3PulledPages } from '../../../adapters/s3/pulled-pages.ts';
import type { PulledPage } from '../../../core/collection/usage-puller.ts';
import { MemoryByteBucket } from '../../doubles/memory-byte-bucket.ts';
import { ANN } from '../../worlds/identities.ts';
import { billed, DAY, EMPTY_PAGE, spreadUsage, usageFact } from '../../worlds/usage-facts.ts';

const OF = { execution: 'daily-1', source: 'cursor' };
const FIRST = { ...OF, round: 'r1' };
const PULL = { ...OF, rounds: ['r1', 'r2'] };
const NEXT_DAY = '2026-11-18';
const nextDays = usageFact({ usageDate: NEXT_DAY });
const PAGE: PulledPage = {
  facts: [usageFact({ tokens: { output: 2n ** 62n } }), nextDays],
  spreadUsage: [spreadUsage('a', 10n ** 30n)],
  billed: [billed(-9n), billed(3n, { usageDate: '2026-11-19', fact: usageFact({ usageDate: '2026-11-19' }) })],
  owners: [{ actor: ANN, email: 'ann@example.com' }],
  seats: [{ actor: ANN, from: '2026-11-01', to: null }],
  refused: [{ place: 'page 1, rows.3', reason: 'no day' }],
  next: 'p2',
};

function pagesIn(bucket = new MemoryByteBucket()) {
  return { bucket, pages: new S3PulledPages(bucket.client, 'runs') };
}

describe('a page of a pull', () => {
  it('is cut by days, each read without the others, exact', async () => {
    const { pages } = pagesIn();
    await pages.put(FIRST, 0, PAGE);

    expect(await Array.fromAsync(pages.readDay(PULL, DAY))).toEqual([
      { facts: [PAGE.facts[0]], spreadUsage: PAGE.spreadUsage, billed: [PAGE.billed[0]] },
    ]);
    expect(await Array.fromAsync(pages.readDay(PULL, NEXT_DAY))).toEqual([
      { facts: [nextDays], spreadUsage: [], billed: [] },
    ]);
    expect(await Array.fromAsync(pages.readDay(PULL, '2026-11-19'))).toMatchObject([{ billed: [PAGE.billed[1]] }]);
    expect(await Array.fromAsync(pages.readDay(PULL, '2026-11-20'))).toEqual([]);
  });

  it('has owners, seats and what was refused beside its days', async () => {
    const { pages } = pagesIn();
    await pages.put(FIRST, 0, PAGE);
    const { owners, seats, refused } = PAGE;

    expect(await Array.fromAsync(pages.readRest(PULL))).toEqual([{ owners, seats, refused }]);
  });

  it('with nothing leaves nothing', async () => {
    const { bucket, pages } = pagesIn();
    await pages.put(FIRST, 0, EMPTY_PAGE);

    expect(bucket.objects.size).toBe(0);
  });

  it('that an invocation put before it broke is none of the pull, though the next try has nothing of that day', async () => {
    const { pages } = pagesIn();
    await pages.put({ ...OF, round: 'broken' }, 0, PAGE);
    await pages.put(FIRST, 0, { ...EMPTY_PAGE, facts: [nextDays] });

    expect(await Array.fromAsync(pages.readDay(PULL, DAY))).toEqual([]);
    expect(await Array.fromAsync(pages.readDay(PULL, NEXT_DAY))).toMatchObject([{ facts: [nextDays] }]);
    expect(await Array.fromAsync(pages.readRest(PULL))).toEqual([]);
  });
});

describe('the pages of a pull', () => {
  it('are read in their order, also the hundredth', async () => {
    const { pages } = pagesIn();
    const numbers = [100, 2, 29_999, 10, 0];
    for (const number of numbers) {
      const round = number > 50 ? 'r2' : 'r1';
      await pages.put({ ...OF, round }, number, { ...EMPTY_PAGE, facts: [usageFact({ requests: BigInt(number) })] });
    }
    const read = await Array.fromAsync(pages.readDay(PULL, DAY));

    expect(read.map(({ facts }) => facts[0]?.requests)).toEqual([0n, 2n, 10n, 100n, 29_999n]);
  });

  it.each([
    ['source', { ...FIRST, source: 'openai_usage' }],
    ['execution', { ...FIRST, execution: 'daily-10' }],
    ['round', { ...FIRST, round: 'r10' }],
  ])('are apart from those of another %s', async (_, other) => {
    const { pages } = pagesIn();
    await pages.put(other, 0, PAGE);

    expect(await Array.fromAsync(pages.readDay(PULL, DAY))).toEqual([]);
    expect(await Array.fromAsync(pages.readRest(PULL))).toEqual([]);
  });

  it('of which one is gone are an error', async () => {
    const { bucket, pages } = pagesIn();
    await pages.put(FIRST, 0, PAGE);
    const send = bucket.send.bind(bucket);
    bucket.send = async (command) => {
      const answer = await send(command);
      if (command.constructor.name === 'ListObjectsV2Command') bucket.objects.clear();
      return answer;
    };

    await expect(Array.fromAsync(pages.readDay(PULL, DAY))).rejects.toThrow(
      /^no object runs\/collection\/daily-1\/cursor/,
    );
  });
});
