import { parquetMetadata } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { column, oneRow, parquet, readBytes, row, TUESDAY } from './support.ts';

const DECIMAL = { converted_type: 'DECIMAL' } as const;
const TUESDAY_DAYS = Date.parse(TUESDAY) / 86_400_000;

describe('readParquet', () => {
  it.each([
    [
      'a decimal on INT32',
      column('cost_usd', { type: 'INT32', ...DECIMAL, precision: 9, scale: 2 }, 1250n),
      12_500_000n,
    ],
    [
      'a decimal on INT64',
      column('cost_usd', { type: 'INT64', ...DECIMAL, precision: 18, scale: 6 }, 123_456_789_012_345_678n),
      123_456_789_012_345_678n,
    ],
    [
      'a negative decimal on INT64',
      column('cost_usd', { type: 'INT64', ...DECIMAL, precision: 18, scale: 6 }, -123_456_789_012_345_678n),
      -123_456_789_012_345_678n,
    ],
    [
      'a decimal on fixed bytes',
      column(
        'cost_usd',
        { type: 'FIXED_LEN_BYTE_ARRAY', type_length: 16, ...DECIMAL, precision: 38, scale: 9 },
        123_456_789_012_345_678_000n,
      ),
      123_456_789_012_345_678n,
    ],
    [
      'a negative decimal on fixed bytes',
      column('cost_usd', { type: 'FIXED_LEN_BYTE_ARRAY', type_length: 8, ...DECIMAL, precision: 18, scale: 6 }, -1n),
      -1n,
    ],
    [
      'a decimal on bytes',
      column('cost_usd', { type: 'BYTE_ARRAY', ...DECIMAL, precision: 38, scale: 0 }, 12n),
      12_000_000n,
    ],
    [
      'a negative decimal on bytes',
      column('cost_usd', { type: 'BYTE_ARRAY', ...DECIMAL, precision: 38, scale: 7 }, -129_0n),
      -129n,
    ],
    [
      'a decimal of the newer kind alone',
      column('cost_usd', { type: 'INT64', logical_type: { type: 'DECIMAL', precision: 18, scale: 6 } }, 300_000n),
      300_000n,
    ],
    ['whole numbers', column('cost_usd', { type: 'INT64' }, 12n), 12_000_000n],
    ['a double by its shortest text', column('cost_usd', { type: 'DOUBLE' }, 0.3), 300_000n],
    ['a double with an exponent in its text', column('cost_usd', { type: 'DOUBLE' }, 0.000001), 1n],
    ['text', column('cost_usd', { type: 'BYTE_ARRAY', converted_type: 'UTF8' }, '12.50'), 12_500_000n],
    ['bytes that are text', column('cost_usd', { type: 'BYTE_ARRAY' }, new TextEncoder().encode('12.50')), 12_500_000n],
    [
      'null',
      column('cost_usd', { type: 'FIXED_LEN_BYTE_ARRAY', type_length: 16, ...DECIMAL, precision: 38, scale: 9 }, null),
      null,
    ],
  ])('takes cost as %s', async (_what, cost, cost_usd) => {
    expect(await readBytes(oneRow(cost))).toMatchObject({
      rows: [row({ source: null, cost_usd })],
      faults: [],
    });
  });

  it.each([
    ['INT64', column('total_tokens', { type: 'INT64' }, 9_223_372_036_854_775_807n), 9_223_372_036_854_775_807n],
    ['INT32', column('total_tokens', { type: 'INT32' }, -7), -7n],
    ['UINT_32', column('total_tokens', { type: 'INT32', converted_type: 'UINT_32' }, 4_294_967_295), 4_294_967_295n],
    ['UINT_64', column('total_tokens', { type: 'INT64', converted_type: 'UINT_64' }, 7n), 7n],
    [
      'DECIMAL(38,0)',
      column(
        'total_tokens',
        { type: 'FIXED_LEN_BYTE_ARRAY', type_length: 16, ...DECIMAL, precision: 38, scale: 0 },
        9_223_372_036_854_775_807n,
      ),
      9_223_372_036_854_775_807n,
    ],
    ['DOUBLE, whole', column('total_tokens', { type: 'DOUBLE' }, 2 ** 60), 1_152_921_504_606_846_976n],
    ['text', column('total_tokens', { type: 'BYTE_ARRAY', converted_type: 'UTF8' }, '12'), 12n],
    ['null', column('total_tokens', { type: 'INT64' }, null), null],
  ])('takes tokens as %s', async (_what, tokens, total_tokens) => {
    expect(await readBytes(oneRow(tokens))).toMatchObject({
      rows: [row({ source: null, total_tokens })],
      faults: [],
    });
  });

  it.each([
    ['a date', column('week_start_date', { type: 'INT32', converted_type: 'DATE' }, TUESDAY_DAYS)],
    [
      'a date of the newer kind alone',
      column('week_start_date', { type: 'INT32', logical_type: { type: 'DATE' } }, TUESDAY_DAYS),
    ],
    ['text', column('week_start_date', { type: 'BYTE_ARRAY', converted_type: 'UTF8' }, TUESDAY)],
  ])('takes the day as %s', async (_what, day) => {
    const { rows, faults } = await readBytes(oneRow(day));
    expect(faults).toEqual([]);
    expect(rows).toEqual([row({ source: null, week_start_date: TUESDAY })]);
  });

  it('takes values of a dictionary, nulls among them', async () => {
    const costs = [300_000n, null, 123_456_789_012_345_678n].flatMap((cost) => Array(500).fill(cost));
    const file = parquet(
      column('employee_id', { type: 'BYTE_ARRAY', converted_type: 'UTF8' }, ...costs.map(() => 'E1')),
      column('total_tokens', { type: 'INT64' }, ...costs.map(() => 1000n)),
      column(
        'cost_usd',
        { type: 'FIXED_LEN_BYTE_ARRAY', type_length: 8, ...DECIMAL, precision: 18, scale: 6 },
        ...costs,
      ),
      column('extra', { type: 'INT64', ...DECIMAL, precision: 18, scale: 2 }, ...costs.map(() => 1n)),
    );
    expect(parquetMetadata(file.slice().buffer).row_groups[0]?.columns[2]?.meta_data?.encodings).toContain(
      'RLE_DICTIONARY',
    );
    const { rows, faults } = await readBytes(file);
    expect(faults).toEqual([]);
    expect(rows.map((each) => each.cost_usd)).toEqual(costs);
  });

  it.each([
    [
      '7 decimals',
      column('cost_usd', { type: 'INT64', ...DECIMAL, precision: 18, scale: 7 }, 1n),
      'cost_usd',
      /^0.0000001 is not/,
    ],
    [
      'the double of 0.1 + 0.2',
      column('cost_usd', { type: 'DOUBLE' }, 0.1 + 0.2),
      'cost_usd',
      /^0.30000000000000004 is not/,
    ],
    ['no number', column('cost_usd', { type: 'DOUBLE' }, Number.NaN), 'cost_usd', /^NaN is not/],
    [
      'a cost past DECIMAL(18,6)',
      column('cost_usd', { type: 'INT64', ...DECIMAL, precision: 18, scale: 5 }, 10n ** 17n),
      'cost_usd',
      /DECIMAL/,
    ],
    ['half a token', column('total_tokens', { type: 'DOUBLE' }, 1.5), 'total_tokens', /^1.5 is not a whole number/],
    [
      'tokens past BIGINT',
      column('total_tokens', { type: 'INT64', converted_type: 'UINT_64' }, 2n ** 63n),
      'total_tokens',
      /^9223372036854775808 is not/,
    ],
    ['a boolean id', column('employee_id', { type: 'BOOLEAN' }, true), 'employee_id', /^true is not text/],
    ['a number as id', column('employee_id', { type: 'INT64' }, 7n), 'employee_id', /^7 is not text/],
    [
      'bytes of fixed length as id',
      column('employee_id', { type: 'FIXED_LEN_BYTE_ARRAY', type_length: 2 }, new Uint8Array(2)),
      'employee_id',
      /another type/,
    ],
    [
      'an instant as day',
      column('week_start_date', { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' }, 0n),
      'week_start_date',
      /another type/,
    ],
    [
      'another week',
      column('week_start_date', { type: 'INT32', converted_type: 'DATE' }, TUESDAY_DAYS + 7),
      'week_start_date',
      /^"2026-11-24" is not/,
    ],
  ])('refuses %s by row and field', async (_what, cell, field, message) => {
    const { faults } = await readBytes(oneRow(cell));
    expect(faults).toEqual([{ file: 'usage', line: 1, field, message: expect.stringMatching(message) }]);
  });

  it('names a missing column', async () => {
    const file = parquet(column('employee_id', { type: 'BYTE_ARRAY', converted_type: 'UTF8' }, 'E1'));
    const { faults } = await readBytes(file);
    expect(faults.map(({ line, field }) => [line, field])).toEqual([
      [null, 'total_tokens'],
      [null, 'cost_usd'],
      [null, null],
    ]);
    expect(faults.at(-1)?.message).toBe(
      'the columns found are "employee_id": name at least employee_id, total_tokens, cost_usd',
    );
  });

  it.each([
    ['no bytes', new Uint8Array()],
    ['another format', new TextEncoder().encode('employee_id,total_tokens,cost_usd\n')],
    ['a file cut off', oneRow().slice(20)],
    ['an impossible date', oneRow(column('week_start_date', { type: 'INT32', converted_type: 'DATE' }, 2 ** 31 - 1))],
  ])('refuses %s as a whole', async (_what, file) => {
    const { faults } = await readBytes(file);
    expect(faults).toEqual([
      { file: 'usage', line: null, field: null, message: expect.stringMatching(/^the file cannot be read as Parquet/) },
    ]);
  });
});
