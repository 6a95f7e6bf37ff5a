import type { FileHandle } from 'node:fs/promises';
import type { AsyncBuffer } from 'hyparquet';
import { UnreadableFileError } from './faults.ts';

/** The bytes of a file as the Parquet library asks for them. */
export async function fileBuffer(file: FileHandle): Promise<AsyncBuffer> {
  const { size } = await file.stat();
  return {
    byteLength: size,
    async slice(start, end = size) {
      const bytes = new Uint8Array(end - start);
      const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
      if (bytesRead < bytes.length) throw new UnreadableFileError('the file ended while it was read');
      return bytes.buffer;
    },
  };
}
