import { ThrottlingException } from '@aws-sdk/client-dynamodb';
import { StandardRetryStrategy } from '@smithy/core/retry';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DynamoLedger } from '../../../adapters/dynamodb/ledger/ledger.ts';
import { systemClock } from '../../../adapters/system/clock.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import type { Commit } from '../../../core/ledger/ledger.ts';
import { BATCH_TIMEOUTS } from '../../../lib/run/run-functions.ts';
import { MemoryTable } from '../../doubles/memory-table.ts';
import { BatchChild, sleep } from '../../worlds/batch-child.ts';
import { allocationOf, line } from '../../worlds/heads.ts';
import { MONDAY } from '../../worlds/raw-answer.ts';
import { headFor } from '../../worlds/runs.ts';

/** A first run against a table that is new: what it refuses is asked again by the SDK, by the ledger and by the workflow. */

const BATCHES = 60;
const AT_ONCE = 12;
const EMPLOYEES = 100;
/** What a new on-demand table takes in a second. */
const WRITE_UNITS = 4_000;
const ANSWER_MS = 15;
const ATTEMPTS_MAX = 4;

/** A table in memory that answers after a while, and refuses what is over its units of the second. */
class ColdTable extends MemoryTable {
  refused = 0;
  #units = WRITE_UNITS;
  #filledAt = Date.now();
  readonly #opensAt: number;

  /** @param shutMs how long it takes nothing at all, as while it is split */
  constructor(shutMs: number) {
    super();
    this.#opensAt = Date.now() + shutMs;
  }

  override async send(command: Parameters<MemoryTable['send']>[0]) {
    await sleep(ANSWER_MS);
    this.#take(2 * (command.input.TransactItems?.length ?? 0));
    return super.send(command);
  }

  #take(units: number): void {
    const now = Date.now();
    this.#units = Math.min(WRITE_UNITS, this.#units + ((now - this.#filledAt) / 1000) * WRITE_UNITS);
    this.#filledAt = now;
    if (this.#units < units || now < this.#opensAt) {
      this.refused += 1;
      throw new ThrottlingException({ message: 'slow down', $metadata: { httpStatusCode: 400 } });
    }
    this.#units -= units;
  }
}

/** The client of one function, with the SDK's own strategy for what is refused. */
function sdkClient(table: ColdTable) {
  const strategy = new StandardRetryStrategy(ATTEMPTS_MAX);
  const send = async (command: Parameters<MemoryTable['send']>[0]) => {
    let token = await strategy.acquireInitialRetryToken('');
    for (;;) {
      try {
        const answer = await table.send(command);
        strategy.recordSuccess(token);
        return answer;
      } catch (error) {
        if (!(error instanceof ThrottlingException)) throw error;
        try {
          token = await strategy.refreshRetryTokenForRetry(token, { errorType: 'THROTTLING' });
        } catch {
          throw error;
        }
      }
    }
  };
  return { send } as unknown as MemoryTable['client'];
}

function commitsOf(batch: number): Commit[] {
  return Array.from({ length: EMPLOYEES }, (_, index) => {
    const employeeId = `E${batch * EMPLOYEES + index}`;
    const allocation = allocationOf([line(), line({ target: 'C2' })]);
    const { revision } = headFor(employeeId, { allocation });
    const decisionId = `decision-${employeeId}`;
    return { employeeId, basedOn: 0, decisionId, write: { kind: 'REVISE', revision: { ...revision, revision: 1 } } };
  });
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  vi.setTimerTickMode('nextTimerAsync');
});
afterEach(() => vi.useRealTimers());

describe('a table that is new', () => {
  it.each([
    ['at once', 0, 20],
    ['after a minute in which it takes nothing', 60_000, 150],
  ])('takes all of a first run at 12 batches at a time, %s', async (_, shutMs, secondsMax) => {
    const table = new ColdTable(shutMs);
    const waiting = Array.from({ length: BATCHES }, (_, batch) => batch);
    const seconds: number[] = [];
    const clock = { now: systemClock.now, pause: sleep };

    const worker = async () => {
      const ledger = new DynamoLedger(sdkClient(table), 'ledger', { clock, sha256 });
      for (let batch = waiting.shift(); batch !== undefined; batch = waiting.shift()) {
        const commits = commitsOf(batch);
        const child = new BatchChild(`batch ${batch}`);
        await child.run(() => ledger.commit(MONDAY, commits), BATCH_TIMEOUTS.persist);
        seconds.push(child.seconds());
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));

    expect(table.refused).toBeGreaterThan(50);
    expect(seconds).toHaveLength(BATCHES);
    expect(Math.max(...seconds)).toBeLessThan(secondsMax);
    expect(table.items().filter(({ pk }) => pk.startsWith('WEEK#'))).toHaveLength(BATCHES * EMPLOYEES);
  });
});
