import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { compareIds } from '../../core/values/ids.ts';
import type { MondayDate } from '../../core/values/week.ts';
import { readPages } from '../aws/read-pages.ts';
import { SHARD_NAMES, weekShard } from './keys.ts';
import type { HeadItem } from './ledger/items.ts';
import { mergeSorted } from './merge-sorted.ts';

/** Items in a page of a query, where nothing is said. */
export const PAGE_ITEMS = 300;
/** 300,000 items of one partition; a partition without end is an error, not a wait. */
const PAGES_MAX = 1000;

export interface PartOfPartition {
  /** How the sort keys begin; all of them where nothing is said. */
  readonly prefix?: string;
  /** More for rows so small that a page of them is no burden; DynamoDB ends it at 1 MB whatever is asked. */
  readonly pageItems?: number;
}

/**
 * The items of a partition by sort key ascending, by consistent reads: a page at a time, and one ahead.
 * @throws RangeError after 1,000 pages
 */
export async function* queryPartition<Item>(
  client: DynamoDBDocumentClient,
  table: string,
  pk: string,
  { prefix = '', pageItems = PAGE_ITEMS }: PartOfPartition = {},
): AsyncGenerator<Item> {
  const query = (start: Record<string, unknown> | undefined) =>
    client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: prefix === '' ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': pk, ...(prefix !== '' && { ':prefix': prefix }) },
        ConsistentRead: true,
        Limit: pageItems,
        ExclusiveStartKey: start,
      }),
    );
  const limit = { pagesMax: PAGES_MAX, of: pk };
  for await (const { Items } of readPages(query, ({ LastEvaluatedKey }) => LastEvaluatedKey, limit)) {
    yield* (Items ?? []) as Item[];
  }
}

/** The head items of a week by employee id ascending, merged from its shards, all of which are read side by side. */
export function queryWeek(
  client: DynamoDBDocumentClient,
  table: string,
  mondayDate: MondayDate,
): AsyncGenerator<HeadItem> {
  const shards = SHARD_NAMES.map((shard) => queryPartition<HeadItem>(client, table, weekShard(mondayDate, shard)));
  return mergeSorted(shards, (a, b) => compareIds(a.sk, b.sk));
}
