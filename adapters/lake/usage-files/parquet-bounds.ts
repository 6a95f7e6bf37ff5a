import type { AsyncBuffer, ColumnMetaData } from 'hyparquet';
import { UnreadableFileError } from './faults.ts';
import { pagesOf, type StoredColumn } from './parquet-pages.ts';

/** What a Parquet file may unpack to, by the sizes that it states: kilobytes of it can hold gigabytes. */
export const PARQUET_BOUNDS = {
  /** A million rows of the five columns, which is the group of common writers, with ids of 36 characters. */
  groupBytes: 96 * 1024 * 1024,
  /** In memory at once: the packed columns of a row group, and of each its dictionary and its largest page. */
  heldBytes: 160 * 1024 * 1024,
  /** Of the whole file, as a multiple of its size, where that is more than a small file may. */
  fileFactor: 500,
  smallFileBytes: 64 * 1024 * 1024,
  footerBytes: 8 * 1024 * 1024,
};
export type ParquetBounds = Readonly<typeof PARQUET_BOUNDS>;

/** Room that a value takes at least once it is read, however short a run of equal ones is written. */
const VALUE_BYTES = 8;
/** Room that a value takes while its page is read, beside the page's bytes and their copy: of its own, or in a dictionary. */
const OWN_VALUE_BYTES = 128;
const DICTIONARY_VALUE_BYTES = 32;
const SMALLER_GROUPS = ': write smaller row groups, in DuckDB with ROW_GROUP_SIZE 100000';
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
export function checkStatedSizes(
  groups: readonly (readonly ColumnMetaData[])[],
  fileBytes: number,
  { groupBytes, fileFactor, smallFileBytes }: ParquetBounds,
): void {
  const fileBytesMax = Math.max(smallFileBytes, fileFactor * fileBytes);
  let inFile = 0;
  for (const columns of groups) {
    const inGroup = sumOf(columns, statedBytes);
    if (inGroup > groupBytes) throw tooMuch('a row group', inGroup, groupBytes, SMALLER_GROUPS);
    inFile += inGroup;
  }
  if (inFile > fileBytesMax) throw tooMuch(`the file of ${fileBytes} bytes`, inFile, fileBytesMax);
}

/**
 * Walks the pages of a row group's columns, whose headers may state more than the footer did.
 * @throws UnreadableFileError past the bounds, and where a column has not one value per row
 */
export function checkPages(columns: readonly StoredColumn[], { groupBytes, heldBytes }: ParquetBounds): void {
  const sizes = columns.map(sizesOf);
  const unpacked = sumOf(sizes, (size) => size.unpacked);
  if (unpacked > groupBytes) throw tooMuch('a row group', unpacked, groupBytes, SMALLER_GROUPS);
  const held = sumOf(sizes, (size) => size.held);
  if (held > heldBytes) throw tooMuch('what is read at once of a row group', held, heldBytes, SMALLER_GROUPS);
}

/** Bytes of all pages of a column, and of what is in memory at once. */
function sizesOf(column: StoredColumn): { readonly unpacked: number; readonly held: number } {
  let [unpacked, values, dictionary, largest] = [0, 0, 0, 0];
  for (const page of pagesOf(column)) {
    unpacked += Math.max(page.bytes, page.values * VALUE_BYTES);
    const room = 2 * page.bytes + page.values * (page.isOfDictionary ? DICTIONARY_VALUE_BYTES : OWN_VALUE_BYTES);
    if (page.isData) {
      values += page.values;
      largest = Math.max(largest, room);
    } else dictionary += room;
  }
  if (values === column.rows) return { unpacked, held: column.packed.byteLength + dictionary + largest };
  throw new UnreadableFileError(`a column has ${values} values in a row group of ${column.rows} rows`);
}

function statedBytes({ total_uncompressed_size, total_compressed_size, num_values }: ColumnMetaData): number {
  return Math.max(Number(total_uncompressed_size), Number(total_compressed_size), Number(num_values) * VALUE_BYTES);
}

function sumOf<Part>(parts: readonly Part[], bytesOf: (part: Part) => number): number {
  return parts.reduce((sum, part) => sum + bytesOf(part), 0);
}

function tooMuch(what: string, bytes: number, bytesMax: number, remedy = ''): UnreadableFileError {
  return new UnreadableFileError(`${what} unpacks to ${bytes} bytes; at most ${bytesMax} are read${remedy}`);
}
