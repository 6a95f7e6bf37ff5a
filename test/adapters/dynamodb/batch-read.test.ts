import { BatchGetCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { batchRead } from '../../../adapters/dynamodb/batch-read.ts';
import { TestClock } from '../../doubles/test-clock.ts';

const dynamodb = mockClient(DynamoDBDocumentClient);
const client = dynamodb as unknown as DynamoDBDocumentClient;
const all = Array.from({ length: 250 }, (_, index) => ({ id: `C${index}` }));
let clock: TestClock;

beforeEach(() => {
  dynamodb.reset();
  clock = new TestClock();
});

/** What each request was for. */
function requests() {
  return dynamodb.commandCalls(BatchGetCommand).map(({ args }) => args[0].input.RequestItems?.things);
}

function read(keys: readonly object[]) {
  return batchRead({ client, table: 'things', clock }, keys);
}

/** Answers up to so many keys of a request, and leaves the others for later. */
function answer(atMost: number): void {
  dynamodb.on(BatchGetCommand).callsFake(({ RequestItems }) => {
    const { Keys, ...how } = RequestItems.things;
    const later = Keys.slice(atMost);
    return {
      Responses: { things: Keys.slice(0, atMost) },
      UnprocessedKeys: later.length > 0 ? { things: { Keys: later, ...how } } : {},
    };
  });
}

describe('a batch read', () => {
  it('asks for a hundred keys at once, consistently', async () => {
    answer(100);

    expect(await read(all)).toEqual(all);

    expect(requests().map((request) => request?.Keys?.length)).toEqual([100, 100, 50]);
    expect(requests().every((request) => request?.ConsistentRead === true)).toBe(true);
    expect(clock.pauses).toEqual([]);
  });

  it('asks again for what was left out, consistently too, after longer and longer pauses', async () => {
    answer(30);

    expect(await read(all.slice(0, 100))).toEqual(all.slice(0, 100));

    expect(requests().map((request) => request?.Keys?.length)).toEqual([100, 70, 40, 10]);
    expect(requests().every((request) => request?.ConsistentRead === true)).toBe(true);
    for (const [index, pause] of clock.pauses.entries()) {
      expect(pause).toBeGreaterThanOrEqual(80 * 2 ** index);
      expect(pause).toBeLessThan(160 * 2 ** index);
    }
    expect(clock.pauses).toHaveLength(3);
  });

  it('never takes half an answer for a whole one', async () => {
    answer(12);

    await expect(read(all.slice(0, 100))).rejects.toMatchObject({
      name: 'LedgerUnavailableError',
      message: '4 keys of things were not read in 8 requests',
    });
  });

  it('gives the last request its chance', async () => {
    answer(13);

    expect(await read(all.slice(0, 100))).toHaveLength(100);
    expect(requests()).toHaveLength(8);
  });

  it('of nothing costs nothing', async () => {
    expect(await read([])).toEqual([]);
    expect(requests()).toEqual([]);
  });
});
