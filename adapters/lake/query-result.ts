import { type AthenaClient, GetQueryResultsCommand, type GetQueryResultsCommandOutput } from '@aws-sdk/client-athena';
import { readPages } from '../aws/read-pages.ts';

/** A row of a result: text by column, undefined where it is null. */
export type ResultRow = Readonly<Record<string, string | undefined>>;

/** Rows in a page of a result, the most that Athena gives. */
export const PAGE_ROWS = 1000;
/** 5 million rows; a result without end is an error, not a wait. */
const PAGES_MAX = 5000;

/**
 * The pages of a query's result, in order.
 * @param columns those of the statement, in order
 */
export async function* readQueryResult(
  athena: AthenaClient,
  queryId: string,
  columns: readonly string[],
): AsyncGenerator<ResultRow[]> {
  const ask = (NextToken: string | undefined) =>
    athena.send(new GetQueryResultsCommand({ QueryExecutionId: queryId, MaxResults: PAGE_ROWS, NextToken }));
  const limit = { pagesMax: PAGES_MAX, of: `the result of query ${queryId}` };
  let isFirstPage = true;
  for await (const page of readPages(ask, ({ NextToken }) => NextToken, limit)) {
    yield toRows(page, columns, isFirstPage);
    isFirstPage = false;
  }
}

function toRows(
  { ResultSet }: GetQueryResultsCommandOutput,
  columns: readonly string[],
  isFirst: boolean,
): ResultRow[] {
  const rows = (ResultSet?.Rows ?? []).map(({ Data }) => (Data ?? []).map((cell) => cell.VarCharValue));
  const hasHeader = isFirst && rows[0]?.[0] === columns[0];
  const data = hasHeader ? rows.slice(1) : rows;
  return data.map((cells) => Object.fromEntries(columns.map((column, index) => [column, cells[index]])));
}
