import { describe, expect, it } from 'vitest';
import { type Page, readPages } from './markdown.ts';

const FENCED = /^```[\s\S]*?^```$/gm;
const TABLE = /^\|.*(?:\n\|.*)+/gm;

/** The lines of a page's tables whose bars do not stand below those of the line above. */
function unalignedIn({ path, text }: Page): string[] {
  const tables = [...text.replace(FENCED, '').matchAll(TABLE)].map(([table]) => table.split('\n'));
  return tables.flatMap(([head = '', ...rows]) =>
    rows.filter((row) => barsOf(row) !== barsOf(head)).map((row) => `${path}: ${row}`),
  );
}

/** Where the bars between cells are. */
function barsOf(row: string): string {
  return [...row.matchAll(/(?<!\\)\|/g)].map(({ index }) => index).join();
}

describe('the tables of the documentation', () => {
  it('are aligned', () => {
    expect(readPages().flatMap(unalignedIn)).toEqual([]);
  });

  it.each([
    ['a cell that is too wide', '| a | b |\n| - | - |\n| cc | d |'],
    ['a rule that is too short', '| aaa | b |\n| - | - |'],
  ])('are not with %s', (_, text) => {
    expect(unalignedIn({ path: 'a page', text })).toHaveLength(1);
  });

  it('are with a bar inside a cell that is escaped', () => {
    expect(unalignedIn({ path: 'a page', text: '| a\\|b | c |\n| ---- | - |' })).toEqual([]);
  });
});
