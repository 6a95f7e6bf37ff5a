import type { DecodedArray, SchemaElement } from 'hyparquet';
import { readPage } from 'hyparquet/src/column.js';
import { convert, DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import { formatDecimal } from '../../../core/values/decimal.ts';
import { NumberText } from '../../../core/values/number-text.ts';
import { addDays } from '../../../core/values/week.ts';
import { DECOMPRESSORS } from './decompressors.ts';
import { UnreadableFileError } from './faults.ts';
import { pagesOf, type StoredColumn } from './parquet-pages.ts';

const EPOCH = '1970-01-01';
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const PARSERS = { ...DEFAULT_PARSERS, stringFromBytes: (bytes: Uint8Array) => bytes && UTF8.decode(bytes) };
const ROOT = { name: 'root' };

/**
 * The cells of a flat column: text, a number as text, null, or as they are for `RowIntake` to refuse. No more than the
 * dictionary and one page is unpacked at a time.
 */
export function* cellsOf(column: StoredColumn): Generator<unknown, undefined> {
  const { element } = column;
  const stored = withoutLossyType(element);
  const decoder = {
    ...column.metadata,
    pathInSchema: [element.name],
    element: stored,
    schemaPath: [ROOT, stored].map((one) => ({ element: one, path: [one.name], children: [], count: 1 })),
    compressors: DECOMPRESSORS,
    utf8: false,
    parsers: PARSERS,
  };
  let dictionary: DecodedArray | undefined;
  for (const { header, reader, isData, isOfDictionary, values } of pagesOf(column)) {
    if (isOfDictionary && !dictionary) throw new UnreadableFileError('a page refers to a dictionary that is not there');
    const { data = [] } = readPage(reader, header, decoder, dictionary, undefined, 0);
    if (data.length !== values) throw new UnreadableFileError(`a page states ${values} values and has ${data.length}`);
    if (isData) for (const value of data) yield toCell(element, value);
    else dictionary = convert(data, decoder);
  }
}

function annotation({ converted_type, logical_type }: SchemaElement): string | undefined {
  return converted_type ?? logical_type?.type;
}

/**
 * The library makes a float of a decimal, an instant of a day, and something of its own of bytes that are not marked as
 * text. Without the annotation it gives what is stored.
 */
function withoutLossyType(element: SchemaElement): SchemaElement {
  const kept =
    element.type === 'BYTE_ARRAY' ? isText(element) : !['DECIMAL', 'DATE'].includes(annotation(element) ?? '');
  if (kept) return element;
  const { converted_type, logical_type, ...stored } = element;
  return stored;
}

function isText(element: SchemaElement): boolean {
  return ['UTF8', 'STRING'].includes(annotation(element) ?? '');
}

function toCell(element: SchemaElement, value: unknown): unknown {
  if (annotation(element) === 'DECIMAL') {
    const units = unscaled(value);
    return units === undefined ? value : new NumberText(formatDecimal(units, decimalScale(element)));
  }
  if (typeof value === 'number' && annotation(element) === 'DATE') return addDays(EPOCH, value);
  if (typeof value === 'number' || typeof value === 'bigint') return new NumberText(numberText(value));
  if (value instanceof Uint8Array && element.type === 'BYTE_ARRAY') return UTF8.decode(value);
  return value;
}

function decimalScale({ scale, logical_type }: SchemaElement): number {
  return scale ?? (logical_type?.type === 'DECIMAL' ? logical_type.scale : 0);
}

/** The integer behind a decimal; bytes hold it in two's complement, the highest first. */
function unscaled(stored: unknown): bigint | undefined {
  if (typeof stored === 'bigint' || typeof stored === 'number') return BigInt(stored);
  if (!(stored instanceof Uint8Array)) return undefined;
  return BigInt.asIntN(8 * stored.length, BigInt(`0x0${Buffer.from(stored).toString('hex')}`));
}

/** The exact value of a whole number, whose shortest text may differ from it, and the shortest text of any other. */
function numberText(value: number | bigint): string {
  return Number.isInteger(value) ? BigInt(value).toString() : String(value);
}
