import { describe, expect, it } from 'vitest';
import { readFinanceQueries } from '../../adapters/lake/finance-queries.ts';
import { columnsOf } from '../trino/dialects.ts';
import { readPage, sectionOf, tableOf } from './markdown.ts';

const PAGE = readPage('docs/finance.md');
const QUERIES = readFinanceQueries();

/** Words in code in a cell, in order. */
function wordsOf(cell = ''): string[] {
  return [...cell.matchAll(/`([\w-]+)`/g)].map(([, word]) => word as string);
}

describe('the page on finance', () => {
  const told = tableOf(sectionOf(PAGE, 'Ready queries'));

  it('names every ready query once', () => {
    expect(told.flatMap(({ query }) => wordsOf(query)).sort()).toEqual([...QUERIES.keys()]);
  });

  it.each(told)('tells of $query what its file says', ({ query, answers, parameters, columns }) => {
    const [name = ''] = wordsOf(query);
    const file = QUERIES.get(name);

    expect(answers).toBe(file?.answers);
    expect(wordsOf(parameters)).toEqual(file?.parameters);
    expect(wordsOf(columns)).toEqual(columnsOf(file?.template ?? ''));
  });

  it('names the outputs that lead through the door', () => {
    for (const output of ['FinancePolicyArn', 'FinanceWorkGroup']) expect(PAGE.text).toContain(`\`${output}\``);
  });
});
