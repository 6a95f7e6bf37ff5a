import { describe, expect, it } from 'vitest';
import { FAULTS_PER_FILE_MAX } from '../../../../adapters/lake/usage-files/intake.ts';
import { readCsv } from '../../../../adapters/lake/usage-files/read-csv.ts';
import { read, row, TUESDAY } from './support.ts';

const HEADER = 'employee_id,source,total_tokens,cost_usd';

describe('readCsv', () => {
  it.each([
    ['a plain line', `${HEADER}\nE1,cursor,1000,12.50\n`, [row()]],
    ['no line break at the end', `${HEADER}\nE1,cursor,1000,12.50`, [row()]],
    ['CRLF and a blank line', `${HEADER}\r\nE1,cursor,1000,12.50\r\n\r\n`, [row()]],
    [
      'mixed line breaks',
      `${HEADER}\r\nE1,cursor,1000,12.50\nE2,cursor,1000,12.50\r\n`,
      [row(), row({ employee_id: 'E2' })],
    ],
    [
      'quoted fields',
      `${HEADER}\n"E,1","say ""hi""","1000","12.5"\n`,
      [row({ employee_id: 'E,1', source: 'say "hi"' })],
    ],
    [
      'empty fields as null',
      `${HEADER}\n,"",,\n`,
      [row({ employee_id: null, source: null, total_tokens: null, cost_usd: null })],
    ],
    [
      'columns in any order, others ignored',
      'team,cost_usd,total_tokens,employee_id\nX,12.5,1000,E1\n',
      [row({ source: null })],
    ],
    [
      'a day of the week',
      `${HEADER},week_start_date\nE1,cursor,1000,12.5,${TUESDAY}\n`,
      [row({ week_start_date: TUESDAY })],
    ],
    ['an empty day as the Monday', `${HEADER},week_start_date\nE1,cursor,1000,12.5,\n`, [row()]],
    ['negative values', `${HEADER}\nE1,cursor,-1,-0.000001\n`, [row({ total_tokens: -1n, cost_usd: -1n })]],
    ['a header alone', `${HEADER}\n`, []],
  ])('takes %s', async (_what, text, rows) => {
    expect(await read(readCsv, text)).toMatchObject({ rows, faults: [] });
  });

  it.each([
    ['a cost of letters', `${HEADER}\nE1,cursor,1000,abc\n`, 2, 'cost_usd', /^"abc" is not a decimal/],
    ['7 decimals', `${HEADER}\nE1,cursor,1000,0.1234567\n`, 2, 'cost_usd', /at most 6 decimals/],
    ['half a token', `${HEADER}\nE1,cursor,1.5,1\n`, 2, 'total_tokens', /^"1.5" is not a whole number/],
    [
      'a day that is none',
      `${HEADER},week_start_date\nE1,c,1,1,2026-11-31\n`,
      2,
      'week_start_date',
      /2026-11-16 to 2026-11-22/,
    ],
    ['another week', `${HEADER},week_start_date\nE1,c,1,1,2026-11-23\n`, 2, 'week_start_date', /^"2026-11-23" is not/],
    ['a field too many', `${HEADER}\nE1,cursor,1,1,1\n`, 2, null, /5 fields, the header 4/],
    ['a field too few', `${HEADER}\nE1,cursor,1\n`, 2, null, /3 fields, the header 4/],
    ['an open quote', `${HEADER}\nE1,cursor,1,1\nE2,"cursor,1,1\nE3,c,1,1\n`, 3, null, /quote/],
    ['text after a quote', `${HEADER}\nE1,"cursor"x,1,1\n`, 2, null, /quote/],
    ['no tokens', 'employee_id,cost_usd\nE1,1\n', 1, 'total_tokens', /column is missing/],
    ['a column twice', `${HEADER},cost_usd\nE1,c,1,1,2\n`, 1, 'cost_usd', /more than once/],
  ])('refuses %s', async (_what, text, line, field, message) => {
    const { faults } = await read(readCsv, text);
    expect(faults).toEqual([{ file: 'usage', line, field, message: expect.stringMatching(message) }]);
  });

  it('names every missing column of an empty file', async () => {
    const { faults } = await read(readCsv, '');
    expect(faults.map(({ line, field }) => [line, field])).toEqual([
      [1, 'employee_id'],
      [1, 'total_tokens'],
      [1, 'cost_usd'],
    ]);
  });

  it.each(['\n', '\r\n'])('counts lines through quoted %j and blank lines', async (end) => {
    const lines = [HEADER, `"E${end}1",cursor,x,1`, '', `E2,"a${end}${end}b",1,y`, 'E3,cursor,1,z'];
    const { faults } = await read(readCsv, lines.join(end));
    expect(faults.map(({ line, field }) => [line, field])).toEqual([
      [2, 'total_tokens'],
      [5, 'cost_usd'],
      [8, 'cost_usd'],
    ]);
  });

  it('stops at the most faults a file may list', async () => {
    const { faults } = await read(readCsv, `${HEADER}\n${'E1,cursor,x,y\n'.repeat(1000)}`);
    expect(faults).toHaveLength(FAULTS_PER_FILE_MAX);
    expect(faults.at(-1)).toMatchObject({ line: 11, field: 'cost_usd' });
  });
});
