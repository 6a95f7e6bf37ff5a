import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { chunksOf } from '../../core/values/chunks.ts';
import type { Clock } from '../../core/values/clock.ts';

/** DynamoDB refused to go on for longer than a step may wait: worth another try later. */
export class LedgerUnavailableError extends Error {
  override readonly name = 'LedgerUnavailableError';
  /** The SDK's mark of what passes. */
  readonly $retryable = {};
}

/** DynamoDB's limit of keys in one batch read. */
const KEYS_MAX = 100;
const READS_MAX = 8;
const PAUSE_MS = 40;

/** Where a batch read looks: a table, by a client, with a clock for the pauses. */
export interface BatchSource {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
  readonly clock: Clock;
}

/**
 * The items of these keys by consistent reads, in no order; those that do not exist are absent.
 * @throws LedgerUnavailableError where some keys stayed unprocessed: half an answer is none
 */
export async function batchRead<Item>(source: BatchSource, keys: readonly object[]): Promise<Item[]> {
  const items: Item[] = [];
  for (const part of chunksOf(keys, KEYS_MAX)) items.push(...(await readPart<Item>(source, part)));
  return items;
}

async function readPart<Item>({ client, table, clock }: BatchSource, keys: readonly object[]): Promise<Item[]> {
  const items: Item[] = [];
  let Keys: Record<string, unknown>[] = keys.map((key) => ({ ...key }));
  for (let read = 0; read < READS_MAX; read += 1) {
    if (read > 0) await clock.pause(PAUSE_MS * 2 ** read * (1 + Math.random()));
    const request = { [table]: { Keys, ConsistentRead: true } };
    const { Responses, UnprocessedKeys } = await client.send(new BatchGetCommand({ RequestItems: request }));
    items.push(...((Responses?.[table] ?? []) as Item[]));
    Keys = UnprocessedKeys?.[table]?.Keys ?? [];
    if (Keys.length === 0) return items;
  }
  throw new LedgerUnavailableError(`${Keys.length} keys of ${table} were not read in ${READS_MAX} requests`);
}
