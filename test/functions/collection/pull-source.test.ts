import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../adapters/system/hash.ts';
import type { PulledPage } from '../../../core/collection/usage-puller.ts';
import { SourceError, type SourceErrorCode } from '../../../core/values/source-error.ts';
import { pullSource } from '../../../functions/collection/pull-source/step.ts';
import type { PullPosition, PullResult, PullSourceEvent } from '../../../functions/messages/collection.ts';
import { MemoryPulledPages } from '../../doubles/memory-pulled-pages.ts';
import { type ScriptedAnswer, ScriptedPuller } from '../../doubles/scripted-puller.ts';
import { TestClock } from '../../doubles/test-clock.ts';
import { CURSOR, EXECUTION, EXECUTION_NAME } from '../../worlds/collections.ts';
import { EMPTY_PAGE, usageFact } from '../../worlds/usage-facts.ts';

const { signal } = new AbortController();
const WINDOW = { from: '2026-11-14', to: '2026-11-18' };
const EVENT: PullSourceEvent = { execution: EXECUTION, source: CURSOR, contractRates: [] };
const START: PullPosition = { attempt: 0, page: 0, cursor: null, tries: 0, lastPage: null, rounds: [] };

function page(tokens: number, next: string | null): PulledPage {
  return { ...EMPTY_PAGE, facts: [usageFact({ tokens: { output: BigInt(tokens) } })], next };
}

function worldOf(...answers: readonly ScriptedAnswer[]) {
  const puller = new ScriptedPuller(...answers);
  let rounds = 0;
  const uniqueId = () => {
    rounds += 1;
    return `r${rounds}`;
  };
  const ports = { puller, pages: new MemoryPulledPages(), clock: new TestClock(), sha256, uniqueId };
  const pull = (event: Partial<PullSourceEvent> = {}) => pullSource({ ...EVENT, ...event }, ports, signal);
  /** As the workflow does: again and again, and how long it waits each time. */
  const pullToEnd = async () => {
    const waits: number[] = [];
    let result = await pull();
    while (result.status === 'AGAIN' && waits.length < 50) {
      waits.push(result.waitSeconds);
      result = await pull({ window: result.window, position: result.position });
    }
    return { result, waits };
  };
  const stored = (...of: string[]) => ports.pages.pagesOf({ execution: EXECUTION_NAME, source: 'cursor', rounds: of });
  return { puller, ports, pull, pullToEnd, stored };
}

function unavailable(retryAfterMs = 0): SourceError {
  return new SourceError('UNAVAILABLE', 'cursor answered 503', { retryAfterMs });
}

function failure(code: SourceErrorCode, message: string): Partial<PullResult> {
  return { status: 'FAILED', waitSeconds: 0, failure: { code, message } };
}

describe('a pull', () => {
  it('takes pages one after the other, each from where the one before ended, and keeps them in order', async () => {
    const pages = [page(1, 'p2'), page(2, 'p3'), page(3, null)];
    const { pull, puller, stored } = worldOf(...pages);

    expect(await pull()).toMatchObject({ window: WINDOW, status: 'DONE', waitSeconds: 0, failure: null });
    expect(puller.asked).toEqual([null, 'p2', 'p3'].map((cursor) => ({ window: WINDOW, cursor })));
    expect(stored('r1')).toEqual(pages);
  });

  it('is of whole days of UTC before the start, wherever the start was written', async () => {
    const { pull } = worldOf(page(1, null));
    const execution = { ...EXECUTION, startTime: '2026-11-18T01:30:00+02:00' };

    expect((await pull({ execution })).window).toEqual({ from: '2026-11-13', to: '2026-11-17' });
  });

  it('is of the days asked for by hand', async () => {
    const { pull, puller } = worldOf(page(1, null));
    const window = { from: '2026-01-01', to: '2026-02-01' };

    expect((await pull({ window })).window).toEqual(window);
    expect(puller.asked).toEqual([{ window, cursor: null }]);
  });

  it('goes on where it was', async () => {
    const { pull, puller, stored } = worldOf(page(3, null));
    const position = { ...START, page: 2, cursor: 'p3', attempt: 1, rounds: ['r0'] };
    const result = await pull({ window: WINDOW, position });

    expect(puller.asked).toEqual([{ window: WINDOW, cursor: 'p3' }]);
    expect(result.position.rounds).toEqual(['r0', 'r1']);
    expect(stored('r1')).toEqual([page(3, null)]);
  });

  it('stops with its signal', async () => {
    const { ports } = worldOf(page(1, null));

    await expect(pullSource(EVENT, ports, AbortSignal.abort(new Error('time is up')))).rejects.toThrow('time is up');
  });
});

describe('a page', () => {
  it('that is the one before it again is refused', async () => {
    const { pull, stored } = worldOf(page(1, 'p2'), page(1, 'p3'));

    expect(await pull()).toMatchObject(failure('MALFORMED', 'cursor page 2 is the one before it again'));
    expect(stored('r1')).toHaveLength(1);
  });

  it('that is the last one before the wait again is refused after it too', async () => {
    const { pullToEnd } = worldOf(page(1, 'p2'), unavailable(), page(1, 'p3'));

    expect((await pullToEnd()).result).toMatchObject({ failure: { code: 'MALFORMED' } });
  });

  it('that is empty may be followed by another such, and by one like the last that held anything by none', async () => {
    const empty = (next: string | null) => ({ ...EMPTY_PAGE, next });
    const { pull } = worldOf(empty('p2'), empty('p3'), page(1, 'p4'), empty('p5'), empty(null));
    const repeated = worldOf(page(1, 'p2'), empty('p3'), page(1, null));

    expect((await pull()).status).toBe('DONE');
    expect(await repeated.pull()).toMatchObject(failure('MALFORMED', 'cursor page 3 is the one before it again'));
  });

  it('that leads to itself is refused', async () => {
    const { pull } = worldOf(page(1, 'p2'), page(2, 'p2'));

    expect(await pull()).toMatchObject(failure('MALFORMED', 'cursor page 2 leads to no page that could be next'));
  });

  it.each([
    [4_096, 'DONE'],
    [4_097, 'FAILED'],
  ])('may lead on by %s characters: %s', async (length, status) => {
    const { pull } = worldOf(page(1, 'c'.repeat(length)), page(2, null));

    expect((await pull()).status).toBe(status);
  });

  it('behind 30,000 others is refused without asking for it', async () => {
    const { pull, puller } = worldOf(page(1, 'next'), page(2, null));
    const result = await pull({ position: { ...START, page: 29_999, cursor: 'c' } });

    expect(result).toMatchObject(failure('MALFORMED', 'cursor has more than 30000 pages'));
    expect(puller.asked).toHaveLength(1);
  });
});

describe('a cursor that the source forgot', () => {
  const stale = () => new SourceError('STALE_CURSOR', 'cursor answered 410');

  it('begins the window anew, with pages of their own', async () => {
    const { pullToEnd, puller, stored } = worldOf(page(1, 'p2'), stale(), page(7, null));
    const { result, waits } = await pullToEnd();

    expect(result).toMatchObject({ window: WINDOW, status: 'DONE', position: { attempt: 1, rounds: ['r2'] } });
    expect(waits).toEqual([0]);
    expect(puller.asked.map(({ cursor }) => cursor)).toEqual([null, 'p2', null]);
    expect([stored('r1'), stored('r2')]).toEqual([[page(1, 'p2')], [page(7, null)]]);
  });

  it('may be one that held the same before it was forgotten', async () => {
    const { pullToEnd } = worldOf(page(1, 'p2'), stale(), page(1, 'p2'), page(2, null));

    expect((await pullToEnd()).result.status).toBe('DONE');
  });

  it('three times is a failure', async () => {
    const { pullToEnd, puller } = worldOf(stale());
    const { result } = await pullToEnd();

    expect(result).toMatchObject(failure('STALE_CURSOR', 'cursor answered 410'));
    expect(puller.asked).toHaveLength(3);
  });
});

describe('a source that is not there', () => {
  it('is waited for, longer each time, and has failed after five times', async () => {
    const { pullToEnd } = worldOf(page(1, 'p2'), unavailable());
    const { result, waits } = await pullToEnd();

    expect(waits).toEqual([30, 60, 120, 240, 480]);
    expect(result).toMatchObject(failure('UNAVAILABLE', 'cursor answered 503'));
  });

  it('is asked for the same page again', async () => {
    const { pullToEnd, puller } = worldOf(page(1, 'p2'), unavailable(), page(2, null));

    expect((await pullToEnd()).result.status).toBe('DONE');
    expect(puller.asked.map(({ cursor }) => cursor)).toEqual([null, 'p2', 'p2']);
  });

  it('has its waits counted anew after a page', async () => {
    const { pullToEnd } = worldOf(unavailable(), unavailable(), page(1, 'p2'), unavailable(), page(2, null));

    expect((await pullToEnd()).waits).toEqual([30, 60, 30]);
  });

  it.each([
    ['longer than the wait would be', 45_001, 46],
    ['shorter than the wait would be', 5_000, 30],
    ['an hour', 3_600_000, 3_600],
  ])('is not asked again before it said: %s', async (_, retryAfterMs, waitSeconds) => {
    const { pull } = worldOf(unavailable(retryAfterMs));

    expect(await pull()).toMatchObject({ status: 'AGAIN', waitSeconds, failure: null, position: { tries: 1 } });
  });

  it('for more than an hour has failed for today', async () => {
    const { pull } = worldOf(unavailable(3_600_001));

    expect(await pull()).toMatchObject(failure('UNAVAILABLE', 'cursor answered 503'));
  });
});

describe('a source that needs a person', () => {
  it.each<SourceErrorCode>(['UNAUTHORIZED', 'FORBIDDEN', 'MALFORMED'])('is not asked again: %s', async (code) => {
    const { pull, puller } = worldOf(new SourceError(code, 'no', { retryAfterMs: 1_000 }));

    expect(await pull()).toMatchObject(failure(code, 'no'));
    expect(puller.asked).toHaveLength(1);
  });
});

describe('an error that is not the source', () => {
  it('leaves the step, so that it is tried again where it was', async () => {
    const { pull } = worldOf(page(1, 'p2'), new TypeError('a fault of ours'));

    await expect(pull()).rejects.toThrow('a fault of ours');
  });

  it('of the store leaves it as well', async () => {
    const { pull, ports } = worldOf(page(1, null));
    ports.pages.put = () => Promise.reject(new Error('no bucket'));

    await expect(pull()).rejects.toThrow('no bucket');
  });
});

describe('a pull whose time is up', () => {
  it('goes on later, behind the page that was whole', async () => {
    const { pull, ports, puller } = worldOf((cursor) => {
      ports.clock.advance(3 * 60_000);
      const number = Number(cursor ?? 0);
      return page(number, number === 4 ? null : String(number + 1));
    });
    const first = await pull();

    expect(first).toMatchObject({ status: 'AGAIN', waitSeconds: 0, position: { page: 3, cursor: '3' } });
    expect(await pull({ window: first.window, position: first.position })).toMatchObject({ status: 'DONE' });
    expect(puller.asked.map(({ cursor }) => cursor)).toEqual([null, '1', '2', '3', '4']);
  });
});
