import type { SchemaElement } from 'hyparquet';
import { ParquetWriter, type Writer } from 'hyparquet-writer';
import type { UsageRow } from './rows.ts';
import { TOTALS_KEY, totalsText, type UsageTotals } from './totals.ts';

const SCHEMA: SchemaElement[] = [
  { name: 'usage', num_children: 4 },
  { name: 'employee_id', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
  { name: 'source', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
  { name: 'total_tokens', type: 'INT64', repetition_type: 'OPTIONAL' },
  { name: 'cost_usd', type: 'INT64', converted_type: 'DECIMAL', precision: 18, scale: 6, repetition_type: 'OPTIONAL' },
];
/** What is held until it is written, whichever is reached first. */
const GROUP_ROWS = 16_384;
const GROUP_CHARACTERS = 8 * 1024 * 1024;

/**
 * Writes rows as Parquet (Snappy) with the column types of the lake, a row group at a time. All four columns are always
 * there, also without a value; `week_start_date` is the partition and no column.
 */
export class UsageParquet {
  readonly #parquet: ParquetWriter;
  readonly #fileName: string;
  #group: UsageRow[] = [];
  #characters = 0;
  #totals: UsageTotals = { rows: 0, tokens: 0n, costUsd6: 0n };

  /**
   * @param writer takes the bytes of each row group as it is complete
   * @param fileName of the file that was loaded, kept with the totals for those who list the lake
   */
  constructor(writer: Writer, fileName: string) {
    this.#parquet = new ParquetWriter({ writer, schema: SCHEMA, codec: 'SNAPPY' });
    this.#fileName = fileName;
  }

  add(row: UsageRow): void {
    this.#group.push(row);
    this.#characters += (row.employee_id?.length ?? 0) + (row.source?.length ?? 0);
    if (this.#group.length >= GROUP_ROWS || this.#characters >= GROUP_CHARACTERS) this.#writeGroup();
  }

  /** Writes what is held and the footer. */
  finish(): UsageTotals {
    this.#writeGroup();
    this.#parquet.kvMetadata = [{ key: TOTALS_KEY, value: totalsText(this.#fileName, this.#totals) }];
    this.#parquet.finish();
    return this.#totals;
  }

  #writeGroup(): void {
    const rows = this.#group;
    if (rows.length === 0) return;
    const { rows: count, tokens, costUsd6 } = this.#totals;
    this.#totals = {
      rows: count + rows.length,
      tokens: rows.reduce((sum, row) => sum + (row.total_tokens ?? 0n), tokens),
      costUsd6: rows.reduce((sum, row) => sum + (row.cost_usd ?? 0n), costUsd6),
    };
    const columnData = [
      { name: 'employee_id', data: rows.map((row) => row.employee_id) },
      { name: 'source', data: rows.map((row) => row.source) },
      { name: 'total_tokens', data: rows.map((row) => row.total_tokens) },
      { name: 'cost_usd', data: rows.map((row) => row.cost_usd) },
    ];
    this.#parquet.write({ columnData, rowGroupSize: rows.length });
    this.#group = [];
    this.#characters = 0;
  }
}
