import {
  type AthenaClient,
  GetQueryResultsCommand,
  type GetQueryResultsCommandOutput,
  type ResultSet,
} from '@aws-sdk/client-athena';
import { readPages } from '../aws/read-pages.ts';

/** A row of a result: text by column, undefined where it is null. */
export type ResultRow = Readonly<Record<string, string | undefined>>;

/** A result with whatever columns its statement has. */
export interface ResultTable {
  /** With the type that Athena tells: `varchar`, `bigint`, `decimal` … */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly (string | null)[])[];
}

type Cells = readonly (string | undefined)[];

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
  let isFirstPage = true;
  for await (const { ResultSet } of pagesOf(athena, queryId)) {
    const data = withoutHeader(ResultSet, isFirstPage ? columns[0] : undefined);
    yield data.map((cells) => Object.fromEntries(columns.map((column, index) => [column, cells[index]])));
    isFirstPage = false;
  }
}

/** The whole result of a query. */
export async function readResultTable(athena: AthenaClient, queryId: string): Promise<ResultTable> {
  let columns: ResultTable['columns'] | undefined;
  const rows: (string | null)[][] = [];
  for await (const { ResultSet } of pagesOf(athena, queryId)) {
    const isFirstPage = columns === undefined;
    columns ??= (ResultSet?.ResultSetMetadata?.ColumnInfo ?? []).map(({ Name = '', Type = '' }) => {
      return { name: Name, type: Type };
    });
    for (const cells of withoutHeader(ResultSet, isFirstPage ? columns[0]?.name : undefined)) {
      rows.push(columns.map((_, index) => cells[index] ?? null));
    }
  }
  return { columns: columns ?? [], rows };
}

function pagesOf(athena: AthenaClient, queryId: string): AsyncGenerator<GetQueryResultsCommandOutput> {
  const ask = (NextToken: string | undefined) =>
    athena.send(new GetQueryResultsCommand({ QueryExecutionId: queryId, MaxResults: PAGE_ROWS, NextToken }));
  return readPages(ask, ({ NextToken }) => NextToken, { pagesMax: PAGES_MAX, of: `the result of query ${queryId}` });
}

/** @param firstColumn on the first page, which may begin with the names of the columns */
function withoutHeader(resultSet: ResultSet | undefined, firstColumn: string | undefined): Cells[] {
  const rows = (resultSet?.Rows ?? []).map(({ Data }) => (Data ?? []).map((cell) => cell.VarCharValue));
  return firstColumn !== undefined && rows[0]?.[0] === firstColumn ? rows.slice(1) : rows;
}
