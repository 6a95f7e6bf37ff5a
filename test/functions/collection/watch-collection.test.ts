import { describe, expect, it } from 'vitest';
import { watchCollection } from '../../../functions/collection/watch-collection/step.ts';
import { MemoryCollectionRecords } from '../../doubles/memory-collection-records.ts';
import { TestClock } from '../../doubles/test-clock.ts';

const FAILURE = { at: '2026-11-24T05:00:00.000Z', code: 'UNAVAILABLE', message: 'cursor answered 503' } as const;

async function watch(at: string | null, sources = ['cursor'], isFailed = false) {
  const records = new MemoryCollectionRecords();
  const days = { from: '2026-11-14', to: '2026-11-18', facts: 0, refused: 0, refusedSample: [] };
  if (at !== null) await records.noteCollected('cursor', { at, ...days });
  if (isFailed) await records.noteFailure('cursor', FAILURE);
  const told: [string, number][] = [];
  const report = { hoursSince: (source: string, hours: number) => void told.push([source, hours]) };
  await watchCollection(sources, { records, clock: new TestClock('2026-11-24T06:00:00.000Z'), report });
  return told;
}

describe('the hours since a source was collected', () => {
  it.each([
    ['an hour ago', '2026-11-24T05:00:00.000Z', 1],
    ['less than an hour ago', '2026-11-24T05:00:00.001Z', 0],
    ['days ago', '2026-11-21T05:30:00.000Z', 72],
    ['by a clock that is ahead', '2026-11-24T07:30:00.000Z', 0],
  ])('are full ones: %s', async (_, at, hours) => {
    expect(await watch(at)).toEqual([['cursor', hours]]);
  });

  it('go on from the last success where it failed since', async () => {
    expect(await watch('2026-11-22T06:00:00.000Z', ['cursor'], true)).toEqual([['cursor', 48]]);
  });

  it.each<[string, string | null, string[], boolean]>([
    ['was never collected', null, ['cursor'], false],
    ['only ever failed', null, ['cursor'], true],
    ['is not pulled any more', '2026-11-24T05:00:00.000Z', ['openai_usage'], false],
  ])('are not told of a source that %s', async (_, at, sources, isFailed) => {
    expect(await watch(at, sources, isFailed)).toEqual([]);
  });
});
