import type { DecodedArray, SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { PublishedTotals } from '../../../core/publication/publication.ts';
import { ZERO_AMOUNT } from '../../../core/values/money.ts';
import type { Column } from './columns.ts';

/** Rows that are held until they are written. */
const GROUP_ROWS = 16_384;

/** Writes rows as Parquet (Snappy) with the column types of their table, a row group at a time. */
export class TableParquet<Row> {
  readonly #columns: readonly Column<Row>[];
  readonly #writer = new ByteWriter();
  readonly #parquet: ParquetWriter;
  #group: Row[] = [];
  #totals: PublishedTotals = { rows: 0, ...ZERO_AMOUNT };

  constructor(columns: readonly Column<Row>[]) {
    this.#columns = columns;
    const schema: SchemaElement[] = [
      { name: 'row', num_children: columns.length },
      ...columns.map(({ name, kind }) => ({ name, ...kind, repetition_type: 'OPTIONAL' as const })),
    ];
    this.#parquet = new ParquetWriter({ writer: this.#writer, schema, codec: 'SNAPPY' });
  }

  /** Of what the row groups hold that were written so far. */
  get totals(): PublishedTotals {
    return this.#totals;
  }

  /** Takes rows. @returns the bytes of the row groups that are full */
  add(rows: readonly Row[]): Uint8Array[] {
    const full: Uint8Array[] = [];
    for (const row of rows) {
      this.#group.push(row);
      if (this.#group.length === GROUP_ROWS) full.push(this.#takeGroup());
    }
    return full;
  }

  /** @returns the bytes that are left, and the footer */
  finish(): Uint8Array[] {
    const rest = this.#group.length > 0 ? [this.#takeGroup()] : [];
    this.#parquet.finish();
    return [...rest, this.#takeBytes()];
  }

  #takeGroup(): Uint8Array {
    const rows = this.#group;
    this.#group = [];
    const columnData = this.#columns.map(({ name, of }) => ({ name, data: rows.map(of) as DecodedArray }));
    const sumOf = (what: Column<Row>['sums']) => {
      const at = this.#columns.findIndex(({ sums }) => sums === what);
      const values = (at < 0 ? [] : columnData[at]?.data) as bigint[];
      return values.reduce((sum, value) => sum + value, 0n);
    };
    const { rows: before, tokens, costUsd4 } = this.#totals;
    this.#totals = {
      rows: before + rows.length,
      tokens: tokens + sumOf('tokens'),
      costUsd4: costUsd4 + sumOf('costUsd4'),
    };
    this.#parquet.write({ columnData, rowGroupSize: rows.length });
    return this.#takeBytes();
  }

  /** What was written since; offsets in the file go on. */
  #takeBytes(): Uint8Array {
    const bytes = this.#writer.getBytes().slice();
    this.#writer.index = 0;
    return bytes;
  }
}
