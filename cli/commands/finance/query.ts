import { fillIn } from '../../../adapters/lake/finance-parameters.ts';
import { readFinanceQueries } from '../../../adapters/lake/finance-queries.ts';
import type { ResultTable } from '../../../adapters/lake/query-result.ts';
import { grouped } from '../../../core/values/decimal.ts';
import type { Deployment } from '../../deployment.ts';
import { toCsv } from '../../view/csv.ts';
import { toJson } from '../../view/json.ts';
import { type Column, renderTable } from '../../view/table.ts';
import { WrongUseError } from '../../wrong-use-error.ts';

export interface FinanceQueryOptions {
  /** Texts by parameter. */
  readonly param: Readonly<Record<string, string>>;
}

/** The answer of a ready query, with what was asked. */
export interface QueryAnswer extends ResultTable {
  readonly query: string;
  readonly params: Readonly<Record<string, string>>;
}

type Cells = QueryAnswer['rows'][number];

const INTEGERS = ['bigint', 'integer'];

/**
 * Asks a ready query in the workgroup of finance. Nothing is asked before the parameters are known to be right.
 * @throws WrongUseError where there is no such query
 * @throws FinanceParameterError
 */
export async function runFinanceQuery(
  name: string,
  { param }: FinanceQueryOptions,
  find: () => Promise<Pick<Deployment, 'financeQuery'>>,
  tell: (line: string) => void,
): Promise<QueryAnswer> {
  const queries = readFinanceQueries();
  const query = queries.get(name);
  if (!query) throw new WrongUseError(`there is no query ${name}; there are ${[...queries.keys()].join(', ')}`);
  const statement = fillIn(query, param);
  const { financeQuery } = await find();
  tell(`asking ${name}`);
  const result = await financeQuery.ask({ statement, name: `the query ${name}` }, new AbortController().signal);
  return { query: name, params: param, ...result };
}

/** The form of `docs/contracts/cli-finance-query.schema.json`. */
export function queryJson({ query, params, columns, rows }: QueryAnswer): string {
  const toRow = (cells: Cells) =>
    Object.fromEntries(columns.map(({ name, type }, at) => [name, toValue(type, cells[at] ?? null)]));
  return toJson({ query, params, columns: columns.map(({ name }) => name), rows: rows.map(toRow) });
}

export function queryCsv(answer: QueryAnswer): string {
  return toCsv(
    answer.rows,
    columnsOf(answer, (cell) => cell),
  );
}

export function renderQuery(answer: QueryAnswer): string {
  return answer.rows.length === 0 ? 'No row fits.' : renderTable(answer.rows, columnsOf(answer, grouped));
}

function columnsOf({ columns }: QueryAnswer, number: (cell: string) => string): Column<Cells>[] {
  return columns.map(({ name, type }, at) => {
    const isNumber = INTEGERS.includes(type) || type === 'decimal';
    const of = (cells: Cells) => (isNumber ? number(cells[at] ?? '') : (cells[at] ?? ''));
    return { title: name, of, isNumber };
  });
}

/** Integers and truth as such; decimals stay text, so that no reader rounds them. */
function toValue(type: string, cell: string | null): string | bigint | boolean | null {
  if (cell === null) return null;
  if (INTEGERS.includes(type)) return BigInt(cell);
  return type === 'boolean' ? cell === 'true' : cell;
}
