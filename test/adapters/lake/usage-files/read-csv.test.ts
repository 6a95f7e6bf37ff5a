import { describe, expect, it } from 'vitest';
import { FAULTS_PER_FILE_MAX } from '../../../../adapters/lake/usage-files/intake.ts';
import { readCsv } from '../../../../adapters/lake/usage-files/read-csv.ts';
import { readText, row, TUESDAY } from './support.ts';

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
    expect(await readText(readCsv, text)).toMatchObject({ rows, faults: [] });
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
    ['a decimal comma', `${HEADER}\nE1,cursor,1,"38,50"\n`, 2, 'cost_usd', /^"38,50" is not a decimal with a point/],
    [
      'an id without end',
      `${HEADER}\n${'E'.repeat(5000)},c,1,1\n`,
      2,
      'employee_id',
      /text of at most 4096 characters/,
    ],
    ['a record without end', `${HEADER}\nE1,"${'x'.repeat(2_000_000)}`, 2, null, /longer than 1048576 bytes/],
  ])('refuses %s', async (_what, text, line, field, message) => {
    const { faults } = await readText(readCsv, text);
    expect(faults).toEqual([{ file: 'usage', line, field, message: expect.stringMatching(message) }]);
  });

  it('names every missing column of an empty file', async () => {
    const { faults } = await readText(readCsv, '');
    expect(faults.map(({ line, field }) => [line, field])).toEqual([
      [1, 'employee_id'],
      [1, 'total_tokens'],
      [1, 'cost_usd'],
      [1, null],
    ]);
  });

  it.each(['\n', '\r\n'])('counts lines through quoted %j and blank lines', async (end) => {
    const lines = [HEADER, `"E${end}1",cursor,x,1`, '', `E2,"a${end}${end}b",1,y`, 'E3,cursor,1,z'];
    const { faults } = await readText(readCsv, lines.join(end));
    expect(faults.map(({ line, field }) => [line, field])).toEqual([
      [2, 'total_tokens'],
      [5, 'cost_usd'],
      [8, 'cost_usd'],
    ]);
  });

  it('tells the first faults and counts the others', async () => {
    const { faults } = await readText(readCsv, `${HEADER}\n${'E1,cursor,x,y\n'.repeat(1000)}`);
    expect(faults).toHaveLength(FAULTS_PER_FILE_MAX + 1);
    expect(faults.at(-2)).toMatchObject({ line: 11, field: 'cost_usd' });
    expect(faults.at(-1)).toMatchObject({ line: null, field: null, message: '1980 more faults' });
  });
});

describe('a header', () => {
  it.each([
    ['no tokens', 'employee_id,cost_usd', '"employee_id,cost_usd": name at least employee_id, total_tokens, cost_usd'],
    ['a column twice', `${HEADER},cost_usd`, `"${HEADER},cost_usd"`],
    ['semicolons', HEADER.replaceAll(',', ';'), 'separate fields by commas, and write decimals with a point'],
    ['tabs', HEADER.replaceAll(',', '\t'), 'employee_id\\tsource'],
    ['bars', HEADER.replaceAll(',', '|'), 'separate fields by commas'],
    ['a note for spreadsheets', `sep=,\n${HEADER}`, '"sep=,": remove this line'],
    ['a note for spreadsheets and semicolons', `sep=;\n${HEADER.replaceAll(',', ';')}`, '"sep=;": remove this line'],
    ['capitals', 'Employee_ID,Source,Total_Tokens,Cost_USD', '"Employee_ID,Source,Total_Tokens,Cost_USD"'],
    ['capitals of an optional column', 'employee_id,Source,total_tokens,cost_usd', 'write the names in small letters'],
    ['capitals of the day', `${HEADER},Week_Start_Date`, 'write the names in small letters'],
    ['other words', 'employeeId,source,totalTokens,costUsd', 'write the names in small letters'],
    ['blanks', HEADER.replaceAll(',', ', '), '"employee_id, source, total_tokens, cost_usd"'],
    ['lines that end in CR alone', `${HEADER}\rE1,cursor,1000,12.50\r`, 'end each line in LF or CRLF, not in CR alone'],
    ['no header', 'E1,cursor,1000,12.50', '"E1,cursor,1000,12.50": name at least'],
    ['what cannot be seen', `${HEADER},\u200bcost_usd`.replace(',cost_usd', ''), 'write the names in small letters'],
    ['a byte order mark within', HEADER.replace('total', '\ufefftotal'), '\ufefftotal_tokens'],
  ])('of %s is shown as found, with a hint', async (_what, header, found) => {
    const { rows, faults } = await readText(readCsv, `${header}\nE1,cursor,1000,12.50\n`);

    expect(rows).toEqual([]);
    expect(faults.at(-1)).toMatchObject({ line: 1, field: null, message: expect.stringContaining(found) });
    expect(faults.at(-1)?.message).toMatch(/^the columns found are "/);
  });

  it('names the column that was meant', async () => {
    const { faults } = await readText(readCsv, 'employee_id,source,Total Tokens,cost_usd\n');
    expect(faults.at(0)).toMatchObject({
      field: 'total_tokens',
      message: 'the column is missing: "Total Tokens" must be written "total_tokens"',
    });
  });

  it('may have others beside the exact ones, however they are written', async () => {
    const { rows, faults } = await readText(readCsv, `${HEADER},Cost_USD,team,team\nE1,cursor,1000,12.5,99,a,b\n`);
    expect({ rows, faults }).toEqual({ rows: [row()], faults: [] });
  });
});
