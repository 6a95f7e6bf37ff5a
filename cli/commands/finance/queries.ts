import { type FinanceQuery, readFinanceQueries } from '../../../adapters/lake/finance-queries.ts';
import { type Column, renderTable } from '../../view/table.ts';

/** The ready queries as a table. */
export function renderFinanceQueries(): string {
  return renderTable([...readFinanceQueries().values()], COLUMNS);
}

const COLUMNS: readonly Column<FinanceQuery>[] = [
  { title: 'query', of: ({ name }) => name },
  { title: 'answers', of: ({ answers }) => answers },
  { title: 'parameters', of: ({ parameters }) => parameters.join(', ') },
];
