import fc from 'fast-check';
import { type ColumnMetaData, parquetMetadata, type RowGroup, type SchemaElement } from 'hyparquet';
import { ByteWriter } from 'hyparquet-writer';
import { writeMetadata } from 'hyparquet-writer/src/metadata.js';
import { describe, expect, it } from 'vitest';
import { column, parquetOf, readBytes } from './support.ts';

const TEXT = { type: 'BYTE_ARRAY', converted_type: 'UTF8' } as const;

/** A file whose rows are told apart by their tokens, of ids that are all different or all the same. */
function manyRows(rows: number, idOf: (row: number) => string | null, sizes: Parameters<typeof parquetOf>[1] = {}) {
  const each = <T>(of: (row: number) => T) => Array.from({ length: rows }, (_, index) => of(index));
  const columns = [
    column('employee_id', TEXT, ...each(idOf)),
    column('total_tokens', { type: 'INT64' }, ...each((index) => BigInt(index))),
    column('cost_usd', { type: 'INT64', converted_type: 'DECIMAL', precision: 18, scale: 6 }, ...each(() => 1n)),
  ];
  return parquetOf(columns, sizes);
}

/** In the header of a page, as Thrift writes small integers. */
const FIVE_VALUES_NO_NULL = Buffer.from([0x15, 10, 0x15, 0]);

const message = async (...given: Parameters<typeof readBytes>) => (await readBytes(...given)).faults[0]?.message;
const different = (index: number) => `E-${index.toString().padStart(34, '0')}`;
const same = () => 'E1';

describe('pages and row groups', () => {
  it('give the same rows however many there are', async () => {
    const ids = fc.array(fc.option(fc.constantFrom('E1', 'E2', 'ü', ''), { freq: 5 }), { maxLength: 60 });
    const sizes = fc.record({
      pageSize: fc.integer({ min: 1, max: 64 }),
      rowGroupSize: fc.integer({ min: 1, max: 70 }),
    });
    await fc.assert(
      fc.asyncProperty(ids, sizes, async (given, size) => {
        const { rows, faults } = await readBytes(manyRows(given.length, (index) => given[index] ?? null, size));

        expect(faults).toEqual([]);
        expect(rows.map(({ employee_id: id, total_tokens: tokens }) => [id, tokens])).toEqual(
          given.map((id, index) => [id, BigInt(index)]),
        );
      }),
    );
  });

  it('are read where only their sum is past what is held at once', async () => {
    const held = { heldBytes: 100_000 };

    expect(await message(manyRows(5000, different), held)).toMatch(/^.*what is read at once of a row group unpacks to/);
    expect((await readBytes(manyRows(5000, different, { rowGroupSize: 200 }), held)).rows).toHaveLength(5000);
    const inPages = await readBytes(manyRows(5000, different, { pageSize: 1000 }), { heldBytes: 400_000 });
    expect(inPages.rows).toHaveLength(5000);
  });

  it('are refused past the bounds with what to do', async () => {
    const file = manyRows(1000, different);

    expect(await message(file, { groupBytes: 50_000 })).toBe(
      'the file cannot be read as Parquet: a row group unpacks to 56057 bytes; at most 50000 are read: write smaller row groups, in DuckDB with ROW_GROUP_SIZE 100000',
    );
    expect(await message(file, { groupBytes: 60_000 })).toBeUndefined();
    expect(await message(file, { smallFileBytes: 1000, fileFactor: 1 })).toMatch(
      /the file of \d+ bytes unpacks to 56057/,
    );
  });

  it('of few bytes are refused where they state many values, in the footer or in a page alone', async () => {
    const equal = Array(50_000).fill(1n);
    const bomb = parquetOf(
      [
        column('employee_id', TEXT, ...equal.map(same)),
        column('total_tokens', { type: 'INT64' }, ...equal),
        column('cost_usd', { type: 'INT64' }, ...equal),
      ],
      { rowGroupSize: equal.length },
    );
    expect(bomb.length).toBeLessThan(1000);
    const lying = withFooter(bomb, ({ columns }) => {
      for (const { meta_data } of columns) {
        if (meta_data) Object.assign(meta_data, { num_values: 1n, total_uncompressed_size: 1n });
      }
    });

    const refusal = /a row group unpacks to \d{7} bytes; at most 1000000 are read/;
    for (const file of [bomb, lying]) expect(await message(file, { groupBytes: 1_000_000 })).toMatch(refusal);
  });

  it('are refused where a column has another number of values than its row group, or lies elsewhere', async () => {
    const file = manyRows(5, different);
    const first = (change: (metadata: ColumnMetaData) => void) =>
      withFooter(file, ({ columns }) => columns[0]?.meta_data && change(columns[0].meta_data));

    expect(await message(withFooter(file, (group) => Object.assign(group, { num_rows: 6n })))).toMatch(
      /a column has 5 values in a row group of 6 rows/,
    );
    expect(await message(first((metadata) => Object.assign(metadata, { data_page_offset: 1_000_000n })))).toMatch(
      /a column lies outside the file/,
    );
    expect(await message(withFooter(file, (group) => group.columns.shift()))).toMatch(
      /employee_id is not a column of single values/,
    );
    expect((await readBytes(first(() => {}))).rows).toHaveLength(5);
  });

  it('are refused where a page has not what it states, or refers to a dictionary that is not there', async () => {
    const number = { type: 'INT64', repetition_type: 'REQUIRED' } as const;
    const numbers = [1n, 2n, 3n, 4n, 5n];
    const file = parquetOf(
      [
        column('employee_id', { ...TEXT, repetition_type: 'REQUIRED' }, ...numbers.map(String)),
        column('total_tokens', number, ...numbers),
        column('cost_usd', number, ...numbers),
      ],
      {},
    );
    expect((await readBytes(file)).rows).toHaveLength(5);
    const nulls = Buffer.from(file).indexOf(FIVE_VALUES_NO_NULL) + FIVE_VALUES_NO_NULL.length - 1;
    const oneNull = file.with(nulls, 2);
    const noDictionary = withFooter(manyRows(100, same), ({ columns }) => {
      if (columns[0]?.meta_data) columns[0].meta_data.dictionary_page_offset = undefined;
    });

    expect(await message(oneNull)).toMatch(/a page states 5 values and has 4/);
    expect(await message(noDictionary)).toMatch(/a page refers to a dictionary that is not there/);
  });

  it('are refused where a column holds lists', async () => {
    const file = withFooter(manyRows(5, different), (_group, [, employee]) =>
      Object.assign(employee ?? {}, { repetition_type: 'REPEATED' }),
    );

    expect(await message(file)).toMatch(/employee_id is not a column of single values/);
  });
});

/** The file with another footer, in which its only row group, or its schema, is changed. */
function withFooter(file: Uint8Array, change: (group: RowGroup, schema: SchemaElement[]) => unknown): Uint8Array {
  const metadata = parquetMetadata(new Uint8Array(file).buffer);
  const [group] = metadata.row_groups;
  if (group) change(group, metadata.schema);
  const writer = new ByteWriter();
  writer.appendBytes(file.slice(0, file.length - 8 - metadata.metadata_length));
  writeMetadata(writer, metadata);
  writer.appendBytes(new TextEncoder().encode('PAR1'));
  return new Uint8Array(writer.getBuffer());
}
