import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ENTRY_COLUMNS } from '../../adapters/timesheets/import/entry-row.ts';
import { MAPPING_FILE_NAMES } from '../../adapters/timesheets/mapping/files.ts';
import { columnsOf } from '../../adapters/timesheets/mapping/read-rows.ts';
import { MIRROR_SET_ASIDE_REASONS } from '../../core/timesheets/mirror/mirror-record.ts';
import { WEEK_STATUSES } from '../../functions/messages/timesheets.ts';
import { CONTRACTS } from './contract-files.ts';
import { ROOT, readPage, sectionOf, tableOf } from './markdown.ts';

const PAGE = readPage('docs/connectors.md');
const words = (cell = '') => cell.replaceAll('`', '').split(', ');

describe('the page on connectors', () => {
  it('names the columns of a file of entries', () => {
    const told = tableOf(sectionOf(PAGE, 'A file of entries')).flatMap(({ column }) => words(column));

    expect(told.sort()).toEqual([...ENTRY_COLUMNS.needed.flat(), ...ENTRY_COLUMNS.optional].sort());
  });

  it('names the files of a mapping and their columns', () => {
    const rows = tableOf(sectionOf(PAGE, 'The mapping'));
    const told = rows.map(({ file = '', columns = '' }) => {
      const [list = ''] = columns.replaceAll(/ \([^)]*\)/g, '').split(';');
      return [words(file).join(), list.split(', ')];
    });

    expect(told).toEqual(MAPPING_FILE_NAMES.map((name) => [name, columnsOf(name)]));
  });

  it('explains every status of a week, and why people are set aside', () => {
    const told = tableOf(sectionOf(PAGE, 'What becomes of a week')).flatMap(({ 'a week is': status }) => words(status));
    const rules = sectionOf(PAGE, 'Rules');

    expect(told).toEqual([...WEEK_STATUSES]);
    expect(MIRROR_SET_ASIDE_REASONS.filter((word) => !rules.includes(`\`${word}\``))).toEqual([]);
  });

  it('leads from each rule to files that are there', () => {
    const files = tableOf(sectionOf(PAGE, 'Rules and files')).flatMap(({ file }) => words(file));

    expect(files.length).toBeGreaterThan(10);
    expect(files.filter((file) => !existsSync(`${ROOT}${file}`))).toEqual([]);
  });
});

describe('the words of the contracts', () => {
  const sync = CONTRACTS.get('cli-timesheets-sync.schema.json')?.$defs;

  it.each([
    ['statuses of weeks', sync.week.properties.status.enum, WEEK_STATUSES],
    ['reasons', sync.setAside.properties.reason.enum, MIRROR_SET_ASIDE_REASONS],
    [
      'reasons, of what is unmapped',
      CONTRACTS.get('cli-timesheets-unmapped.schema.json')?.$defs.setAside.properties.reason.enum,
      MIRROR_SET_ASIDE_REASONS,
    ],
  ])('are those of the code: %s', (_, inContract, inCode) => {
    expect([...inContract].sort()).toEqual([...inCode].sort());
  });
});
