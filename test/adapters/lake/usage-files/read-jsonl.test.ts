import { describe, expect, it } from 'vitest';
import { FAULTS_PER_FILE_MAX } from '../../../../adapters/lake/usage-files/intake.ts';
import { readJsonl } from '../../../../adapters/lake/usage-files/read-jsonl.ts';
import { read, row, TUESDAY } from './support.ts';

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
    expect(await read(readJsonl, `${line}\n`)).toMatchObject({ rows: [expected], faults: [] });
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
    const { faults } = await read(readJsonl, `\n  \r\n${line}\n`);
    expect(faults).toEqual([{ file: 'usage', line: 3, field, message: expect.stringMatching(message) }]);
  });

  it('takes a field that is not there as null, which the run judges', async () => {
    const { rows, faults } = await read(readJsonl, '{"cost_usd":1}');
    expect(faults).toEqual([]);
    expect(rows).toMatchObject([{ employee_id: null, source: null, total_tokens: null, cost_usd: 1_000_000n }]);
  });

  it('takes an empty file as no rows', async () => {
    expect(await read(readJsonl, '')).toMatchObject({ rows: [], faults: [] });
  });

  it('stops at the most faults a file may list', async () => {
    const { faults } = await read(readJsonl, 'broken\n'.repeat(1000));
    expect(faults).toHaveLength(FAULTS_PER_FILE_MAX);
  });
});
