import type { AsyncBuffer, ColumnMetaData } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { UnreadableFileError } from './faults.ts';

/** What a Parquet file may unpack to, by the sizes that it states: kilobytes of it can hold gigabytes. */
export const PARQUET_BOUNDS = {
  /** A million rows of the five columns, which is the group of common writers, with ids of 36 characters. */
  groupBytes: 128 * 1024 * 1024,
  /** Of the whole file, as a multiple of its size, where that is more than a small file may. */
  fileFactor: 500,
  smallFileBytes: 64 * 1024 * 1024,
  footerBytes: 8 * 1024 * 1024,
} as const;

/** Room that a value takes at least once it is read, however short a run of equal ones is written. */
const VALUE_BYTES = 8;
/** Length of the footer, then `PAR1`. */
export const FOOTER_TAIL_BYTES = 8;

/** The length that the last bytes of a file state; null where no real file has one of that length. */
export function footerBytes(tail: ArrayBuffer): number | null {
  const bytes = new DataView(tail).getUint32(0, true);
  return bytes <= PARQUET_BOUNDS.footerBytes ? bytes : null;
}

/** @throws UnreadableFileError where the description of the columns is larger than that of any real file */
export async function checkFooter(file: AsyncBuffer): Promise<void> {
  if (file.byteLength < FOOTER_TAIL_BYTES) return;
  const tail = await file.slice(file.byteLength - FOOTER_TAIL_BYTES, file.byteLength);
  if (footerBytes(tail) !== null) return;
  throw new UnreadableFileError(`the footer states more than the ${PARQUET_BOUNDS.footerBytes} bytes that are read`);
}

/**
 * @param groups the columns that are read of each row group
 * @throws UnreadableFileError where the footer states more than the bounds, before any of it is unpacked
 */
export function checkStatedSizes(groups: readonly (readonly ColumnMetaData[])[], fileBytes: number): void {
  const { groupBytes, fileFactor, smallFileBytes } = PARQUET_BOUNDS;
  const fileBytesMax = Math.max(smallFileBytes, fileFactor * fileBytes);
  let inFile = 0;
  for (const columns of groups) {
    const inGroup = columns.reduce((sum, column) => sum + statedBytes(column), 0);
    if (inGroup > groupBytes) throw tooMuch('a row group', inGroup, groupBytes, ': write smaller row groups');
    inFile += inGroup;
  }
  if (inFile > fileBytesMax) throw tooMuch(`the file of ${fileBytes} bytes`, inFile, fileBytesMax);
}

/**
 * Walks the pages of a row group's columns, whose headers may state more than the footer did.
 * @throws UnreadableFileError past the bounds, and where a column has not one value per row
 */
export async function checkPages(file: AsyncBuffer, columns: readonly ColumnMetaData[], rows: number): Promise<void> {
  let unpacked = 0;
  for (const column of columns) {
    let values = 0;
    for (const page of pagesOf(await columnBytes(file, column), rows)) {
      if (page.isData) values += page.values;
      unpacked += Math.max(page.bytes, page.values * VALUE_BYTES);
      if (unpacked > PARQUET_BOUNDS.groupBytes) throw tooMuch('a row group', unpacked, PARQUET_BOUNDS.groupBytes);
    }
    if (values !== rows) throw new UnreadableFileError(`a column has ${values} values in a row group of ${rows} rows`);
  }
}

async function columnBytes(file: AsyncBuffer, column: ColumnMetaData): Promise<DataView<ArrayBuffer>> {
  const start = Number(column.dictionary_page_offset || column.data_page_offset);
  const end = start + Number(column.total_compressed_size);
  const isWithin = 0 <= start && start <= end && end <= file.byteLength;
  if (!isWithin) throw new UnreadableFileError('a column lies outside the file');
  return new DataView(await file.slice(start, end));
}

/** As the Parquet library will meet them: until there are as many values as rows. */
function* pagesOf(view: DataView<ArrayBuffer>, rows: number) {
  const reader = { view, offset: 0 };
  for (let values = 0; values < rows && reader.offset < view.byteLength - 1; ) {
    const header = parquetHeader(reader);
    const data = header.data_page_header ?? header.data_page_header_v2;
    const count = (data ?? header.dictionary_page_header)?.num_values ?? 0;
    const { compressed_page_size: packedBytes, uncompressed_page_size: bytes } = header;
    if (Math.min(packedBytes, bytes, count) < 0) throw new UnreadableFileError('a page states a negative size');
    yield { isData: data !== undefined, values: count, bytes };
    if (data) values += count;
    reader.offset += packedBytes;
  }
}

function statedBytes({ total_uncompressed_size, num_values }: ColumnMetaData): number {
  return Math.max(Number(total_uncompressed_size), Number(num_values) * VALUE_BYTES);
}

function tooMuch(what: string, bytes: number, bytesMax: number, hint = ''): UnreadableFileError {
  return new UnreadableFileError(`${what} unpacks to ${bytes} bytes; at most ${bytesMax} are read${hint}`);
}
