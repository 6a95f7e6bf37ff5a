import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { NOTIONAL_COUNTS } from '../../core/collection/weekly-usage.ts';
import { SOURCE_ERROR_CODES } from '../../core/values/source-error.ts';
import { COLLECTED_TABLES, USAGE_SOURCES } from '../../functions/names.ts';
import { LAKE_TABLES } from '../../lib/base/lake-tables.ts';
import { ROOT, readPage, sectionOf, tableOf } from './markdown.ts';

const PAGE = readPage('docs/collectors.md');
const bare = (cell = '') => cell.replaceAll('`', '');
const { daily, identity } = COLLECTED_TABLES;

describe('the page on collectors', () => {
  it.each([daily, identity])('tells the columns of %s, with their types', (name) => {
    const told = tableOf(sectionOf(PAGE, name)).map(({ column, type }) => [bare(column), bare(type)]);
    const table = Object.values(LAKE_TABLES).find((one) => one.name === name);

    expect(told).toEqual(Object.entries(table?.columns ?? {}));
  });

  it('names every source, how it comes, and the tool whose use it tells', () => {
    const told = tableOf(sectionOf(PAGE, 'Sources')).map(({ source, tool, 'comes by': way }) => [
      bare(source),
      way === 'pull',
      tool === 'as configured' ? null : bare(tool),
    ]);

    expect(told).toEqual(Object.entries(USAGE_SOURCES).map(([source, { isPulled, tool }]) => [source, isPulled, tool]));
  });

  it('explains every way to count what a subscription covers', () => {
    const explained = sectionOf(PAGE, 'The weekly table');

    expect(NOTIONAL_COUNTS.filter((word) => !explained.includes(`\`${word}\``))).toEqual([]);
  });

  it('leads from each rule to files that are there', () => {
    const files = tableOf(sectionOf(PAGE, 'Rules and files')).flatMap(({ file = '' }) => bare(file).split(', '));

    expect(files.filter((file) => !existsSync(`${ROOT}${file.replace('<source>/', '')}`))).toEqual([]);
  });
});

describe('the runbook', () => {
  it('says of each code of a source what to do', () => {
    const codes = tableOf(sectionOf(readPage('docs/runbook.md'), 'CollectionFailed')).map(({ code }) => bare(code));

    expect(codes.sort()).toEqual([...SOURCE_ERROR_CODES, 'FAILED'].sort());
  });
});
