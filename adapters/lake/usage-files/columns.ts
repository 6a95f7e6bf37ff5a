import { COLUMNS, type Column, REQUIRED_COLUMNS, shown } from './rows.ts';

/** What is wrong with the names that a file gives its columns. */
export interface ColumnFault {
  readonly column: Column;
  readonly message: string;
}

const HEADER_SHOWN_MAX = 200;
const OTHER_SEPARATOR = /[;\t|]/;

/** The faults of columns that are named once for the whole file. Names are exact; any other column is ignored. */
export function faultsOfColumns(names: readonly string[]): ColumnFault[] {
  return COLUMNS.flatMap((column) => {
    const count = names.filter((name) => name === column).length;
    if (count > 1) return [{ column, message: 'the column is there more than once' }];
    if (count === 1) return [];
    const near = nearName(names, column);
    if (near !== undefined) return [{ column, message: `the column is missing: ${nearMessage(near, column)}` }];
    return isRequired(column) ? [{ column, message: 'the column is missing' }] : [];
  });
}

/** The name that was probably meant for the column: the same letters with other capitals, blanks or signs. */
export function nearName(names: readonly string[], column: Column): string | undefined {
  return names.find((name) => !isColumn(name) && lettersOf(name) === lettersOf(column));
}

export function nearMessage(near: string, column: Column): string {
  return `${shown(near)} must be written ${shown(column)}`;
}

/** What a header was found to be, and what to do about it. */
export function describeHeader(names: readonly string[]): string {
  const header = names.join(',');
  return `the columns found are ${shown(header, HEADER_SHOWN_MAX)}: ${hintOf(names, header)}`;
}

function hintOf(names: readonly string[], header: string): string {
  if (/^\s*sep=/i.test(header)) return 'remove this line, and separate fields by commas';
  if (header.includes('\r')) return 'end each line in LF or CRLF, not in CR alone';
  if (names.length === 1 && OTHER_SEPARATOR.test(header)) {
    return 'separate fields by commas, and write decimals with a point';
  }
  if (COLUMNS.some((column) => nearName(names, column) !== undefined)) {
    return 'write the names in small letters, without blanks';
  }
  return `name at least ${REQUIRED_COLUMNS.join(', ')}`;
}

function isColumn(name: string): boolean {
  return (COLUMNS as readonly string[]).includes(name);
}

function isRequired(column: Column): boolean {
  return (REQUIRED_COLUMNS as readonly Column[]).includes(column);
}

function lettersOf(name: string): string {
  return name
    .normalize('NFKC')
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();
}
