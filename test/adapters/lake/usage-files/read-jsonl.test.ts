import { describe, expect, it } from 'vitest';
import { FAULTS_PER_FILE_MAX, RowIntake } from '../../../../adapters/lake/usage-files/intake.ts';
import { readJsonl } from '../../../../adapters/lake/usage-files/read-jsonl.ts';
import { MONDAY, readText, row, TUESDAY } from './support.ts';

describe('readJsonl', () => {
  it.each([
    ['numbers', '{"employee_id":"E1","source":"cursor","total_tokens":1000,"cost_usd":12.5}', row()],
    ['text', '{"employee_id":"E1","source":"cursor","total_tokens":"1000","cost_usd":"12.50"}', row()],
    ['an exponent', '{"employee_id":"E1","source":"cursor","total_tokens":1e3,"cost_usd":1.25e1}', row()],
    [
      'a small exponent',
      '{"employee_id":"E1","source":"cursor","total_tokens":1000,"cost_usd":1e-3}',
      row({ cost_usd: 1000n }),
    ],
    ['no source', '{"employee_id":"E1","total_tokens":1000,"cost_usd":12.5}', row({ source: null })],
    [
      'nested fields of others',
      '{"employee_id":"E1","source":"cursor","total_tokens":1000,"cost_usd":12.5,"x":[{"n":1}]}',
      row(),
    ],
    [
      'a day of the week',
      `{"employee_id":"E1","source":"cursor","total_tokens":1000,"cost_usd":12.5,"week_start_date":"${TUESDAY}"}`,
      row({ week_start_date: TUESDAY }),
    ],
    [
      'nulls',
      '{"employee_id":null,"source":null,"total_tokens":null,"cost_usd":null,"week_start_date":null}',
      row({ employee_id: null, source: null, total_tokens: null, cost_usd: null }),
    ],
    [
      'a malformed id',
      '{"employee_id":"no id!","source":"cursor","total_tokens":1000,"cost_usd":12.5}',
      row({ employee_id: 'no id!' }),
    ],
    [
      'numbers no float holds',
      '{"employee_id":"E1","source":"cursor","total_tokens":9223372036854775807,"cost_usd":123456789012.345678}',
      row({ total_tokens: 9_223_372_036_854_775_807n, cost_usd: 123_456_789_012_345_678n }),
    ],
  ])('takes %s', async (_what, line, expected) => {
    expect(await readText(readJsonl, `${line}\n`)).toMatchObject({ rows: [expected], faults: [] });
  });

  it.each([
    [
      'a cost of letters',
      '{"employee_id":"E1","total_tokens":1,"cost_usd":"abc"}',
      'cost_usd',
      /^"abc" is not a decimal/,
    ],
    [
      'the float of 0.1 + 0.2',
      '{"employee_id":"E1","total_tokens":1,"cost_usd":0.30000000000000004}',
      'cost_usd',
      /^0.30000000000000004 is/,
    ],
    [
      'half a token',
      '{"employee_id":"E1","total_tokens":1.5,"cost_usd":1}',
      'total_tokens',
      /^1.5 is not a whole number/,
    ],
    [
      'tokens past BIGINT',
      '{"employee_id":"E1","total_tokens":9223372036854775808,"cost_usd":1}',
      'total_tokens',
      /BIGINT/,
    ],
    ['a boolean id', '{"employee_id":true,"total_tokens":1,"cost_usd":1}', 'employee_id', /^true is not text/],
    ['a number as id', '{"employee_id":17,"total_tokens":1,"cost_usd":1}', 'employee_id', /^17 is not text/],
    [
      'an object that poses as a number',
      '{"employee_id":"E1","total_tokens":1,"cost_usd":{"text":"1"}}',
      'cost_usd',
      /another type/,
    ],
    ['a list as source', '{"employee_id":"E1","total_tokens":1,"cost_usd":1,"source":[]}', 'source', /not text/],
    [
      'a number as day',
      '{"employee_id":"E1","total_tokens":1,"cost_usd":1,"week_start_date":20261116}',
      'week_start_date',
      /^20261116 is/,
    ],
    ['half an object', '{"employee_id":"E1",', null, /not a JSON object/],
    ['a list', '["E1",1,1]', null, /not a JSON object/],
    ['a number', '17', null, /not a JSON object/],
    ['null', 'null', null, /not a JSON object/],
  ])('refuses %s', async (_what, line, field, message) => {
    const { faults } = await readText(readJsonl, `\n  \r\n${line}\n`);
    expect(faults).toEqual([{ file: 'usage', line: 3, field, message: expect.stringMatching(message) }]);
  });

  it('takes a field that a line does not have as null, which the run judges', async () => {
    const all = '{"employee_id":"E1","source":"cursor","total_tokens":1000,"cost_usd":12.5}';
    const { rows, faults } = await readText(readJsonl, `{"cost_usd":1}\n${all}\n{"employee_id":"E1"}`);
    expect(faults).toEqual([]);
    expect(rows).toMatchObject([
      { employee_id: null, source: null, total_tokens: null, cost_usd: 1_000_000n },
      row(),
      { employee_id: 'E1', total_tokens: null, cost_usd: null },
    ]);
  });

  it('refuses a required field that is missing in every line, and shows what the first has', async () => {
    const { faults } = await readText(readJsonl, '\n{"employee_id":"E1","tokens":1,"cost_usd":1}\n{"cost_usd":1}');
    expect(faults.map(({ line, field, message }) => [line, field, message])).toEqual([
      [null, 'total_tokens', 'the field is missing in every line'],
      [2, null, 'the fields found are "employee_id", "tokens", "cost_usd"'],
    ]);
  });

  it.each([
    ['twice', '"cost_usd":1,"cost_usd":2', 'cost_usd', 'the field is there more than once'],
    ['twice with one value', '"cost_usd":1,"cost_usd":1', 'cost_usd', 'the field is there more than once'],
    ['twice, once escaped', '"cost_usd":1,"cost\\u005fusd":2', 'cost_usd', 'the field is there more than once'],
    ['twice, once null', '"source":"a","source":null,"cost_usd":1', 'source', 'the field is there more than once'],
    ['in capitals', '"Cost_USD":1', 'cost_usd', '"Cost_USD" must be written "cost_usd"'],
    ['as one word', '"cost_usd":1,"weekStartDate":"2026-11-16"', 'week_start_date', '"weekStartDate" must be written'],
  ])('refuses a field that is there %s, with its line', async (_what, cells, field, message) => {
    const good = '{"employee_id":"E1","total_tokens":1,"cost_usd":1}';
    const text = `${good}\n{"employee_id":"E1","total_tokens":1,${cells}}`;
    const { faults } = await readText(readJsonl, text);
    expect(faults).toEqual([{ file: 'usage', line: 2, field, message: expect.stringContaining(message) }]);
  });

  it.each([
    ['within a field of others', '"x":{"cost_usd":1,"cost_usd":2},"y":[{"source":1,"source":2}]'],
    ['of others', '"team":"a","team":"b"'],
    ['of the prototype', '"__proto__":{"source":"x"},"__proto__":{"cost_usd":99}'],
    ['in text', '"note":"\\"cost_usd\\":1,\\"cost_usd\\":2"'],
  ])('ignores keys that are there twice %s', async (_what, more) => {
    const text = `{${more},"employee_id":"E1","source":"cursor","total_tokens":1000,"cost_usd":12.5}`;
    expect(await readText(readJsonl, text)).toEqual({ rows: [row()], faults: [] });
  });

  it.each([
    ['NaN', '{"employee_id":"E1","total_tokens":1,"cost_usd":NaN}'],
    ['infinity', '{"employee_id":"E1","total_tokens":1,"cost_usd":-Infinity}'],
    ['a comment', '{"employee_id":"E1","total_tokens":1,"cost_usd":1} // one'],
    ['a comma too many', '{"employee_id":"E1","total_tokens":1,"cost_usd":1,}'],
    ['a number with a zero before it', '{"employee_id":"E1","total_tokens":1,"cost_usd":012}'],
    ['lines that end in CR alone', '{"employee_id":"E1","total_tokens":1,"cost_usd":1}\r{"employee_id":"E2"}'],
    ['endless depth', `{"x":${'['.repeat(200_000)}`],
    ['endless depth that ends', `{"x":${'['.repeat(200_000)}${']'.repeat(200_000)},"employee_id":"E1"}`],
  ])('refuses %s, and shows the line', async (_what, text) => {
    const { faults } = await readText(readJsonl, text);
    expect(faults.at(0)).toMatchObject({
      line: 1,
      message: expect.stringMatching(/^the line is not a JSON object: "\{/),
    });
  });

  it('refuses a file that is one long line before it is in memory', async () => {
    const endless = async function* () {
      for (;;) yield '{"employee_id":"E1"},'.repeat(1000);
    };
    await expect(readJsonl(endless(), new RowIntake('usage', MONDAY, () => {}))).rejects.toThrow(
      'a line is longer than 1048576 characters: write one JSON object per line',
    );
  });

  it('takes an empty file as no rows', async () => {
    expect(await readText(readJsonl, '')).toMatchObject({ rows: [], faults: [] });
  });

  it('tells the first faults and counts the others', async () => {
    const { faults } = await readText(readJsonl, 'broken\n'.repeat(100));
    expect(faults).toHaveLength(FAULTS_PER_FILE_MAX + 1);
    expect(faults.at(-1)).toMatchObject({ line: null, message: '80 more faults' });
  });
});
