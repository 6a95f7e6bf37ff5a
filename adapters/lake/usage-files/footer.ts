import { parquetMetadata } from 'hyparquet';
import type { LakeFiles } from './lake-files.ts';
import { FOOTER_TAIL_BYTES, footerBytes } from './parquet-bounds.ts';
import { readTotalsText, TOTALS_KEY } from './totals.ts';

/** What the footer of an object in the lake tells. */
export interface UsageFooter {
  readonly rows: number;
  /** What the loader knew of the file; null where another writer made the object. */
  readonly loaded: ReturnType<typeof readTotalsText>;
}

/** Null where the object is no Parquet file. */
export async function readFooter(lake: LakeFiles, key: string, bytes: number): Promise<UsageFooter | null> {
  if (bytes < FOOTER_TAIL_BYTES) return null;
  const length = footerBytes(await lake.read(key, bytes - FOOTER_TAIL_BYTES, bytes));
  if (length === null || length > bytes - FOOTER_TAIL_BYTES) return null;
  const footer = await lake.read(key, bytes - FOOTER_TAIL_BYTES - length, bytes);
  try {
    const { num_rows, key_value_metadata } = parquetMetadata(footer, { geoparquet: false });
    const note = key_value_metadata?.find((pair) => pair.key === TOTALS_KEY);
    return { rows: Number(num_rows), loaded: readTotalsText(note?.value) };
  } catch {
    return null;
  }
}
