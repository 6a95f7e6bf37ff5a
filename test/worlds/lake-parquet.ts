import { ByteWriter } from 'hyparquet-writer';
import type { UsageRow } from '../../adapters/lake/usage-files/rows.ts';
import { UsageParquet } from '../../adapters/lake/usage-files/write-parquet.ts';

/** Rows as the loader leaves them in the lake. */
export function lakeParquet(rows: readonly UsageRow[], fileName = 'usage.csv'): Uint8Array {
  const writer = new ByteWriter();
  const parquet = new UsageParquet(writer, fileName);
  for (const row of rows) parquet.add(row);
  parquet.finish();
  return new Uint8Array(writer.getBuffer());
}
