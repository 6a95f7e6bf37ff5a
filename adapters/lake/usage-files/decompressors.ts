import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import type { Compressors } from 'hyparquet';
import { decompressLz4, decompressLz4Raw } from 'hyparquet-compressors';

type Decompressor = (packed: Uint8Array, bytes: number) => Uint8Array;

/**
 * Decompressors of Parquet pages beside Snappy, which the Parquet library has: none gives more than the bytes that the
 * page's header states.
 */
export const DECOMPRESSORS: Compressors = {
  GZIP: orNothing((packed, bytes) => gunzipSync(packed, { maxOutputLength: bytes })),
  BROTLI: orNothing((packed, bytes) => brotliDecompressSync(packed, { maxOutputLength: bytes })),
  ZSTD: orNothing((packed, bytes) => zstdDecompressSync(packed, { maxOutputLength: bytes })),
  LZ4: orNothing(decompressLz4),
  LZ4_RAW: orNothing(decompressLz4Raw),
};

/** A page without bytes, as that of a column without values, is an empty block, at which the LZ4 library stumbles. */
function orNothing(decompress: Decompressor): Decompressor {
  return (packed, bytes) => (bytes === 0 ? new Uint8Array() : decompress(packed, bytes));
}
