import type { AsyncBuffer } from 'hyparquet';
import type { RowIntake } from './intake.ts';
import { PARQUET_BOUNDS, type ParquetBounds } from './parquet-bounds.ts';
import { parquetRows } from './parquet-rows.ts';
import { COLUMNS } from './rows.ts';

/** Reads a Parquet file of flat columns, page by page. The line of a fault is the number of the row, from 1. */
export async function readParquet(
  file: AsyncBuffer,
  intake: RowIntake,
  bounds: ParquetBounds = PARQUET_BOUNDS,
): Promise<void> {
  const choose = (names: readonly string[]) => (intake.takesColumns(null, names) ? COLUMNS : []);
  try {
    let row = 0;
    for await (const raw of parquetRows(file, choose, bounds)) intake.add(++row, raw);
  } catch (error) {
    intake.refuse(null, null, `the file cannot be read as Parquet: ${error instanceof Error ? error.message : error}`);
  }
}
