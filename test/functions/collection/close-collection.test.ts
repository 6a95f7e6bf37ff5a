import { describe, expect, it } from 'vitest';
import { closeCollection } from '../../../functions/collection/close-collection/step.ts';
import { type CloseCollectionEvent, closeCollectionEventSchema } from '../../../functions/messages/collection.ts';
import { MemoryCollectionRecords } from '../../doubles/memory-collection-records.ts';
import { MemoryOperatorMessages } from '../../doubles/memory-operator-messages.ts';
import { MemoryPendingRecalculations } from '../../doubles/memory-pending-recalculations.ts';
import { TestClock } from '../../doubles/test-clock.ts';
import { builtWeek, sourceResult } from '../../worlds/collections.ts';
import { MONDAY } from '../../worlds/usage-facts.ts';

const DOCS = 'https://docs.example.com';
const WHAT_TO_DO = `What to do: ${DOCS}/runbook.md#collectionfailed`;
const FAILED = sourceResult({
  ...{ source: 'openai_usage', facts: 0, mondays: [] },
  failure: { code: 'UNAUTHORIZED', message: 'openai_usage answered 401' },
});
const NOT_BUILT = { isBuilt: false, weekStartDate: MONDAY, failure: 'WeeklyFactsError' } as const;

async function close(event: Partial<CloseCollectionEvent>) {
  const ports = {
    records: new MemoryCollectionRecords(),
    pending: new MemoryPendingRecalculations(),
    messages: new MemoryOperatorMessages(),
    clock: new TestClock(),
    docsUrl: DOCS,
  };
  await ports.pending.add(MONDAY, ['a', 'b']);
  const result = await closeCollection(closeCollectionEventSchema.parse({ sources: [], weeks: [], ...event }), ports);
  return { result, ports, sent: ports.messages.sent };
}

describe('a collection that closes', () => {
  it('with nothing to tell tells nobody', async () => {
    const { result, sent } = await close({ sources: [sourceResult()], weeks: [builtWeek()] });

    expect(sent).toEqual([]);
    expect(result).toEqual({
      ...{ isComplete: true, obstacle: null, sources: [sourceResult()] },
      weeks: [builtWeek().week],
    });
  });

  it('settles the recalculations that succeeded, and no other', async () => {
    const of = { weekStartDate: MONDAY };
    const ends = [
      { ...of, requestKey: 'a', isDone: true },
      { ...of, requestKey: 'b', isDone: false },
    ];
    const { ports } = await close({ weeks: [builtWeek(ends)] });

    expect(await ports.pending.list(MONDAY)).toEqual(['b']);
  });

  it('notes which sources failed and tells what to do; the others are done', async () => {
    const { result, ports, sent } = await close({ sources: [sourceResult(), FAILED], weeks: [builtWeek()] });

    expect(await ports.records.list()).toEqual([
      { source: 'openai_usage', collected: null, failure: { at: ports.clock.now(), ...FAILED.failure } },
    ]);
    const obstacle = 'openai_usage: UNAUTHORIZED: openai_usage answered 401';
    expect(result).toMatchObject({ isComplete: false, obstacle, weeks: [builtWeek().week] });
    expect(sent).toEqual([{ subject: 'Tokenledger collection: 1 not collected', body: `${obstacle}\n${WHAT_TO_DO}` }]);
  });

  it('tells of weeks that were not built', async () => {
    const { result, sent } = await close({ sources: [FAILED], weeks: [NOT_BUILT] });

    expect(result).toMatchObject({
      obstacle: expect.stringContaining(`; week ${MONDAY}: WeeklyFactsError`),
      weeks: [],
    });
    expect(sent[0]?.subject).toBe('Tokenledger collection: 2 not collected');
  });

  it('tells of days that shrank and of records that were not taken, and is complete', async () => {
    const shrunk = sourceResult({
      ...{ shrunk: ['2026-11-16', '2026-11-17'], refused: 12 },
      refusedSample: [
        { place: 'page 1, rows.3', reason: 'no day' },
        { place: 'page 2, rows.9', reason: 'no model' },
      ],
    });
    const { result, sent } = await close({ sources: [shrunk] });

    expect(result).toMatchObject({ isComplete: true, obstacle: null });
    expect(sent).toEqual([
      {
        subject: 'Tokenledger collection: 2 findings',
        body: [
          'cursor: days that became smaller by more than half: 2026-11-16, 2026-11-17',
          'cursor: 12 records were not taken, such as page 1, rows.3: no day',
          WHAT_TO_DO,
        ].join('\n'),
      },
    ]);
  });

  it('says no more than comes in: neither requests nor figures', async () => {
    const ends = [{ weekStartDate: MONDAY, requestKey: 'runs/requests/E1', isDone: false }];
    const { sent } = await close({ sources: [FAILED], weeks: [builtWeek(ends)] });

    expect(JSON.stringify(sent)).not.toMatch(/@|E1|runs\/|0\.000014/);
  });

  it('of nothing at all is complete', async () => {
    expect((await close({})).result).toEqual({ isComplete: true, obstacle: null, sources: [], weeks: [] });
  });
});
