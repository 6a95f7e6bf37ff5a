import type { SchemaElement } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { UsageRow } from './rows.ts';

const SCHEMA: SchemaElement[] = [
  { name: 'usage', num_children: 4 },
  { name: 'employee_id', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
  { name: 'source', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
  { name: 'total_tokens', type: 'INT64', repetition_type: 'OPTIONAL' },
  { name: 'cost_usd', type: 'INT64', converted_type: 'DECIMAL', precision: 18, scale: 6, repetition_type: 'OPTIONAL' },
];

/**
 * Writes rows as Parquet (Snappy) with the column types of the lake. All four columns are always there, also
 * without a value; `week_start_date` is the partition and no column.
 */
export function writeParquet(rows: readonly UsageRow[]): Uint8Array {
  const columnData = [
    { name: 'employee_id', data: rows.map((row) => row.employee_id) },
    { name: 'source', data: rows.map((row) => row.source) },
    { name: 'total_tokens', data: rows.map((row) => row.total_tokens) },
    { name: 'cost_usd', data: rows.map((row) => row.cost_usd) },
  ];
  return new Uint8Array(parquetWriteBuffer({ schema: SCHEMA, columnData, codec: 'SNAPPY' }));
}
