import { describe, expect, it } from 'vitest';
import { toCsv } from '../../../cli/view/csv.ts';
import type { Column } from '../../../cli/view/table.ts';

type Row = readonly [name: string, cost: string];

const COLUMNS: Column<Row>[] = [
  { title: 'name', of: ([name]) => name },
  { title: 'cost_usd', of: ([, cost]) => cost, isNumber: true },
];

/** The line of a row with this name. */
function lineOf(name: string): string {
  return toCsv([[name, '1.0000']], COLUMNS)
    .replace('name,cost_usd\r\n', '')
    .replace(',1.0000\r\n', '');
}

describe('CSV', () => {
  it('has a header and an end of line behind each row', () => {
    expect(toCsv([['Ümläut', '-7.5000']], COLUMNS)).toBe('name,cost_usd\r\nÜmläut,-7.5000\r\n');
    expect(toCsv([], COLUMNS)).toBe('name,cost_usd\r\n');
  });

  it.each([
    ['Core, build', '"Core, build"'],
    ['the "core"', '"the ""core"""'],
    ['two\nlines', '"two\nlines"'],
    ['two\rlines', '"two\rlines"'],
    ['', ''],
    [' = 1', ' = 1'],
  ])('quotes what has to be: %j', (name, line) => {
    expect(lineOf(name)).toBe(line);
  });

  it.each([
    ['=HYPERLINK("x")', '"\'=HYPERLINK(""x"")"'],
    ['+1', "'+1"],
    ["'=1", "''=1"],
    ['-7.5000', "'-7.5000"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\tx', "'\tx"],
    ['\rx', '"\'\rx"'],
  ])('begins a text with an apostrophe where it would be a formula: %j', (name, line) => {
    expect(lineOf(name)).toBe(line);
  });
});
