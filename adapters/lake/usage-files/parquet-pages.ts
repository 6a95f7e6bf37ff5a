import type { AsyncBuffer, ColumnMetaData, SchemaElement } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { UnreadableFileError } from './faults.ts';

/** A column of a row group, of single values. */
export interface FlatColumn {
  readonly element: SchemaElement;
  readonly metadata: ColumnMetaData;
  readonly rows: number;
}

export interface StoredColumn extends FlatColumn {
  readonly packed: DataView<ArrayBuffer>;
}

/** @throws UnreadableFileError where the footer places the column outside the file */
export async function readColumn(file: AsyncBuffer, column: FlatColumn): Promise<StoredColumn> {
  const { dictionary_page_offset, data_page_offset, total_compressed_size } = column.metadata;
  const start = Number(dictionary_page_offset || data_page_offset);
  const end = start + Number(total_compressed_size);
  const isWithin = 0 <= start && start <= end && end <= file.byteLength;
  if (!isWithin) throw new UnreadableFileError('a column lies outside the file');
  return { ...column, packed: new DataView(await file.slice(start, end)) };
}

/**
 * The pages of a column, until there are as many values as rows. The reader stands behind the header of a page until
 * the next one is taken.
 */
export function* pagesOf({ packed, rows }: StoredColumn) {
  const reader = { view: packed, offset: 0 };
  for (let values = 0; values < rows && reader.offset < packed.byteLength - 1; ) {
    const header = parquetHeader(reader);
    const data = header.data_page_header ?? header.data_page_header_v2;
    const count = (data ?? header.dictionary_page_header)?.num_values ?? 0;
    const { compressed_page_size: packedBytes, uncompressed_page_size: bytes } = header;
    if (Math.min(packedBytes, bytes, count) < 0) throw new UnreadableFileError('a page states a negative size');
    const end = reader.offset + packedBytes;
    const isOfDictionary = data?.encoding.endsWith('_DICTIONARY') ?? false;
    yield { header, reader, isData: data !== undefined, isOfDictionary, values: count, bytes };
    if (data) values += count;
    reader.offset = end;
  }
}
