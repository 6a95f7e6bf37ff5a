import { randomBytes, randomUUID } from 'node:crypto';
import {
  type DynamoDBServiceException,
  ProvisionedThroughputExceededException,
  RequestLimitExceeded,
  ThrottlingException,
  TransactionCanceledException,
  TransactionConflictException,
  TransactionInProgressException,
} from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import type { HeadItem } from '../../../../adapters/dynamodb/ledger/items.ts';
import { DynamoLedger } from '../../../../adapters/dynamodb/ledger/ledger.ts';
import { sha256 } from '../../../../adapters/system/hash.ts';
import type { Commit } from '../../../../core/ledger/ledger.ts';
import { TestClock } from '../../../doubles/test-clock.ts';
import { confirm, headItem, revise, targets } from '../../../worlds/commits.ts';
import { line } from '../../../worlds/heads.ts';
import { MONDAY } from '../../../worlds/rule-weeks.ts';

/** What DynamoDB may say to a commit, and what the ledger makes of it. The rest is shown on a real API elsewhere. */

const dynamodb = mockClient(DynamoDBDocumentClient);
const client = dynamodb as unknown as DynamoDBDocumentClient;
let clock: TestClock;
let ledger: DynamoLedger;

beforeEach(() => {
  dynamodb.reset();
  clock = new TestClock();
  ledger = new DynamoLedger(client, 'ledger', { clock, sha256 });
});

/** The heads that each batch read finds, the last ones again and again. */
function findHeads(...reads: (readonly HeadItem[])[]): void {
  let command = dynamodb.on(BatchGetCommand);
  for (const heads of reads.slice(0, -1)) command = command.resolvesOnce({ Responses: { ledger: [...heads] } });
  command.resolves({ Responses: { ledger: [...(reads.at(-1) ?? [])] } });
}

/** What becomes of each transaction, the last again and again. */
function answerTransactions(...answers: (Error | 'done')[]): void {
  const last = answers.pop();
  let command = dynamodb.on(TransactWriteCommand);
  for (const one of answers) command = one === 'done' ? command.resolvesOnce({}) : command.rejectsOnce(one);
  if (last instanceof Error) command.rejects(last);
  else command.resolves({});
}

/** How many actions each transaction had. */
function sizes(): (number | undefined)[] {
  return dynamodb.commandCalls(TransactWriteCommand).map(({ args }) => args[0].input.TransactItems?.length);
}

function error<Kind extends DynamoDBServiceException>(
  Kind: new (options: { message: string; $metadata: object }) => Kind,
  reasons: readonly string[] = [],
): Kind {
  const made = new Kind({ message: 'no', $metadata: {} });
  return Object.assign(made, { CancellationReasons: reasons.map((Code) => ({ Code })) });
}

/** A first commit whose line has that name. */
function namedAs(cwoName: string): Commit {
  const { write, ...commit } = revise('E1', ['C1']);
  if (write.kind !== 'REVISE') throw new TypeError('no revision');
  const allocation = { ...write.revision.allocation, lines: [line({ cwoName })] };
  return { ...commit, write: { kind: 'REVISE', revision: { ...write.revision, allocation } } };
}

const lost = error(TransactionCanceledException, ['None', 'ConditionalCheckFailed']);

describe('what passes', () => {
  it.each([
    ['a conflict', error(TransactionConflictException)],
    ['a conflict among the reasons', error(TransactionCanceledException, ['None', 'TransactionConflict'])],
    ['throttling among the reasons', error(TransactionCanceledException, ['ThrottlingError'])],
    ['a table out of capacity', error(TransactionCanceledException, ['ProvisionedThroughputExceeded'])],
    ['throttling', error(ThrottlingException)],
    ['throughput', error(ProvisionedThroughputExceededException)],
    ['a limit of the account', error(RequestLimitExceeded)],
    ['a transaction in progress', error(TransactionInProgressException)],
  ])('(%s) is met once, then all is written after a fresh read of the heads', async (_, passing) => {
    findHeads([]);
    answerTransactions(passing, 'done');

    const results = await ledger.commit(MONDAY, [revise('E1', ['C1']), revise('E2', ['C1'])]);

    expect([...results]).toEqual([
      ['E1', 'COMMITTED'],
      ['E2', 'COMMITTED'],
    ]);
    // Before there was a head, the first try goes without a read.
    expect(dynamodb.commandCalls(BatchGetCommand)).toHaveLength(1);
    expect(sizes()).toEqual([4, 4]);
    expect(clock.pauses).toHaveLength(1);
  });

  it('and does not pass is unavailability, after one by one was tried too, and longer pauses each time', async () => {
    findHeads([]);
    answerTransactions(error(ThrottlingException));

    await expect(ledger.commit(MONDAY, [revise('E1', ['C1']), revise('E2', ['C1'])])).rejects.toMatchObject({
      name: 'LedgerUnavailableError',
      message: expect.stringContaining('2 commits'),
    });

    expect(sizes()).toEqual([4, 4, 4, 2, 2, 2, 2, 2, 2]);
    expect(clock.pauses).toHaveLength(5);
    for (const [index, pause] of clock.pauses.entries()) {
      expect(pause).toBeGreaterThanOrEqual(80 * 2 ** index);
      expect(pause).toBeLessThan(160 * 2 ** index);
    }
  });

  it('is told apart from what does not: a refused request leaves at once', async () => {
    findHeads([]);
    answerTransactions(Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' }));

    await expect(ledger.commit(MONDAY, [revise('E1', ['C1'])])).rejects.toThrow('not authorized');

    expect(sizes()).toEqual([2]);
  });
});

describe('a race', () => {
  const before = headItem('E1', ['C1'], 1);
  const other = { ...before, headVersion: 2, decisionId: 'of somebody else' };

  it('that was lost before the write costs no transaction', async () => {
    findHeads([other]);

    const results = await ledger.commit(MONDAY, [confirm('E1', before)]);

    expect(results.get('E1')).toBe('CONTENDED');
    expect(sizes()).toEqual([]);
  });

  it('that is lost in the write shows by a fresh read; the others of the transaction go again', async () => {
    const [second, third] = [headItem('E2', ['C1']), headItem('E3', ['C1'])];
    findHeads([before, second, third], [other, second, third]);
    answerTransactions(lost, 'done');

    const results = await ledger.commit(MONDAY, [confirm('E1', before), confirm('E2', second), confirm('E3', third)]);

    expect(Object.fromEntries(results)).toEqual({ E1: 'CONTENDED', E2: 'COMMITTED', E3: 'COMMITTED' });
    expect(sizes()).toEqual([3, 2]);
  });

  it('against oneself is won: the answer to the first try was lost', async () => {
    const commit = confirm('E1', before);
    findHeads([before], [{ ...before, headVersion: 2, decisionId: commit.decisionId }]);
    answerTransactions(lost);

    const results = await ledger.commit(MONDAY, [commit]);

    expect(results.get('E1')).toBe('COMMITTED');
    expect(sizes()).toEqual([1]);
  });

  it('for the first revision against oneself is won, by the read after the first try', async () => {
    const commit = revise('E1', ['C1']);
    findHeads([{ ...before, decisionId: commit.decisionId }]);
    answerTransactions(error(TransactionCanceledException, ['ConditionalCheckFailed', 'None']));

    expect((await ledger.commit(MONDAY, [commit])).get('E1')).toBe('COMMITTED');
  });

  it('for the first revision is lost to whoever has written a head', async () => {
    findHeads([before]);
    answerTransactions(error(TransactionCanceledException, ['ConditionalCheckFailed', 'None']));

    const results = await ledger.commit(MONDAY, [revise('E1', ['C1'])]);

    expect(results.get('E1')).toBe('CONTENDED');
    expect(sizes()).toEqual([2]);
  });
});

describe('what can never pass', () => {
  const before = headItem('E1', ['C1'], 1);

  it.each(['ValidationError', 'ItemCollectionSizeLimitExceeded'])(
    'is told by %s among the reasons: it fails by itself, and its colleagues are written',
    async (reason) => {
      findHeads([]);
      answerTransactions(error(TransactionCanceledException, ['None', 'None', reason]), 'done');

      const results = await ledger.commit(MONDAY, [revise('E1', ['C1']), revise('E2', ['C1']), revise('E3', ['C1'])]);

      expect(Object.fromEntries(results)).toEqual({ E1: 'COMMITTED', E2: 'WRITE_REFUSED', E3: 'COMMITTED' });
      expect(sizes()).toEqual([6, 4]);
    },
  );

  it('is told of a whole transaction: whose fault it is shows when each goes alone', async () => {
    const refused = Object.assign(new Error('Item size has exceeded the maximum'), { name: 'ValidationException' });
    findHeads([]);
    answerTransactions(refused, 'done', refused, 'done');

    const results = await ledger.commit(MONDAY, [revise('E1', ['C1']), revise('E2', ['C1']), revise('E3', ['C1'])]);

    expect(Object.fromEntries(results)).toEqual({ E1: 'COMMITTED', E2: 'WRITE_REFUSED', E3: 'COMMITTED' });
    expect(sizes()).toEqual([6, 2, 2, 2]);
  });

  it('is told of the pointers of a large employee-week', async () => {
    findHeads([]);
    answerTransactions(error(TransactionCanceledException, ['ValidationError']), 'done');

    const results = await ledger.commit(MONDAY, [revise('E1', targets(60))]);

    expect(results.get('E1')).toBe('WRITE_REFUSED');
    expect(sizes()).toEqual([60]);
  });

  it('is another revision in the place of the one to be kept, where the head is as it was read', async () => {
    findHeads([before]);
    answerTransactions(error(TransactionCanceledException, ['None', 'ConditionalCheckFailed', 'None']));

    const results = await ledger.commit(MONDAY, [revise('E1', ['C1'], before)]);

    expect(results.get('E1')).toBe('REVISION_TAKEN');
    expect(sizes()).toEqual([3]);
  });

  it('is not what was lost together with the head: that is a race', async () => {
    findHeads([before], [{ ...before, headVersion: 2, decisionId: 'of somebody else' }]);
    answerTransactions(error(TransactionCanceledException, ['ConditionalCheckFailed', 'ConditionalCheckFailed']));

    const results = await ledger.commit(MONDAY, [revise('E1', ['C1'], before)]);

    expect(results.get('E1')).toBe('CONTENDED');
  });
});

describe('a batch', () => {
  it('is packed into as few transactions as 100 actions allow', async () => {
    findHeads([]);
    answerTransactions('done');
    const commits = Array.from({ length: 100 }, (_, index) => revise(`E${index}`, ['C1', 'C2']));

    await ledger.commit(MONDAY, commits);

    expect(sizes()).toEqual([99, 99, 99, 3]);
  });

  it('of confirmations is one transaction', async () => {
    const heads = Array.from({ length: 100 }, (_, index) => headItem(`E${index}`, ['C1']));
    findHeads(heads);
    answerTransactions('done');

    await ledger.commit(
      MONDAY,
      heads.map((head) => confirm(head.sk, head)),
    );

    expect(sizes()).toEqual([100]);
  });

  it('of nothing asks nothing', async () => {
    expect(await ledger.commit(MONDAY, [])).toEqual(new Map());
    expect(dynamodb.calls()).toEqual([]);
  });

  it('carries the same token for the same writes, and another for others, be it of the same items', async () => {
    findHeads([]);
    answerTransactions(error(TransactionConflictException), 'done');

    await ledger.commit(MONDAY, [namedAs('one')]);
    await ledger.commit(MONDAY, [revise('E2', ['C1'])]);
    await ledger.commit(MONDAY, [namedAs('other')]);

    const tokens = dynamodb.commandCalls(TransactWriteCommand).map(({ args }) => args[0].input.ClientRequestToken);
    expect(tokens[1]).toBe(tokens[0]);
    expect(new Set(tokens).size).toBe(3);
    expect(tokens.every((token) => token !== undefined && token.length <= 36)).toBe(true);
  });
});

describe('a large employee-week', () => {
  it('goes alone: pointers first, then what decides, then stale lines one by one', async () => {
    const large = headItem('E1', targets(150));
    findHeads([large]);
    answerTransactions('done');

    await ledger.commit(MONDAY, [revise('E0', ['C1']), revise('E1', targets(120, 200), large)]);

    expect(sizes()).toEqual([100, 20, 2, ...Array(150).fill(1), 2]);
  });

  it('decides nothing while its pointers are not there', async () => {
    findHeads([]);
    answerTransactions(error(TransactionConflictException), 'done');

    await ledger.commit(MONDAY, [revise('E1', targets(60))]);

    expect(sizes()).toEqual([60, 60, 1]);
  });

  it('is done although a newer commit holds on to a stale line', async () => {
    const large = headItem('E1', targets(120));
    findHeads([large]);
    answerTransactions('done', lost, 'done');

    const results = await ledger.commit(MONDAY, [revise('E1', [], large)]);

    expect(results.get('E1')).toBe('COMMITTED');
    expect(sizes()).toHaveLength(1 + 120);
  });

  it.each([
    ['too many lines', revise('E1', randomTargets(30_000))],
    ['names of too many bytes', namedAs(randomBytes(600_000).toString('base64'))],
  ])('with %s for one item fails by itself', async (_, tooLarge) => {
    findHeads([]);
    answerTransactions('done');

    const results = await ledger.commit(MONDAY, [revise('E0', ['C1']), tooLarge, revise('E2', ['C1'])]);

    expect(Object.fromEntries(results)).toEqual({ E0: 'COMMITTED', E1: 'TOO_MANY_TARGETS', E2: 'COMMITTED' });
  });

  function randomTargets(count: number): string[] {
    return Array.from({ length: count }, () => randomUUID());
  }
});
