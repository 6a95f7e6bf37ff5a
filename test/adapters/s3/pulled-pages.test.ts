import { describe, expect, it } from 'vitest';
import { S3PulledPages } from '../../../adapters/s3/pulled-pages.ts';
import type { PulledPage } from '../../../core/collection/usage-puller.ts';
import { MemoryByteBucket } from '../../doubles/memory-byte-bucket.ts';
import { ANN } from '../../worlds/identities.ts';
import { billed, DAY, EMPTY_PAGE, spreadUsage, usageFact } from '../../worlds/usage-facts.ts';

const PULL = { execution: 'daily-1', source: 'cursor', attempt: 0 };
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
    await pages.put(PULL, 0, PAGE);

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
    await pages.put(PULL, 0, PAGE);
    const { owners, seats, refused } = PAGE;

    expect(await Array.fromAsync(pages.readRest(PULL))).toEqual([{ owners, seats, refused }]);
  });

  it('with nothing leaves nothing', async () => {
    const { bucket, pages } = pagesIn();
    await pages.put(PULL, 0, EMPTY_PAGE);

    expect(bucket.objects.size).toBe(0);
  });

  it('that is put again is there once', async () => {
    const { pages } = pagesIn();
    await pages.put(PULL, 0, PAGE);
    await pages.put(PULL, 0, PAGE);

    expect(await Array.fromAsync(pages.readDay(PULL, DAY))).toHaveLength(1);
  });
});

describe('the pages of a pull', () => {
  it('are read in their order, also the hundredth', async () => {
    const { pages } = pagesIn();
    const numbers = [100, 2, 29_999, 10, 0];
    for (const number of numbers) {
      await pages.put(PULL, number, { ...EMPTY_PAGE, facts: [usageFact({ requests: BigInt(number) })] });
    }
    const read = await Array.fromAsync(pages.readDay(PULL, DAY));

    expect(read.map(({ facts }) => facts[0]?.requests)).toEqual([0n, 2n, 10n, 100n, 29_999n]);
  });

  it.each([
    ['attempt', { ...PULL, attempt: 1 }],
    ['source', { ...PULL, source: 'openai_usage' }],
    ['execution', { ...PULL, execution: 'daily-10' }],
    ['attempt whose number begins alike', { ...PULL, attempt: 10 }],
  ])('are apart from those of another %s', async (_, other) => {
    const { pages } = pagesIn();
    await pages.put(other, 0, PAGE);

    expect(await Array.fromAsync(pages.readDay({ ...PULL, attempt: PULL.attempt }, DAY))).toEqual([]);
    expect(await Array.fromAsync(pages.readRest(PULL))).toEqual([]);
  });

  it('of which one is gone are an error', async () => {
    const { bucket, pages } = pagesIn();
    await pages.put(PULL, 0, PAGE);
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
