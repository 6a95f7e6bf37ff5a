import { UnreadableFileError } from './faults.ts';
import { shown } from './rows.ts';

/** Encodings of more bytes per character, by the first character that each gives an ASCII text. */
const WIDE_ENCODINGS = [
  { name: 'UTF-32', begin: [/^[^\0]\0\0\0/, /^\0\0\0[^\0]/, /^\xff\xfe\0\0/, /^\0\0\xfe\xff/], decoder: null },
  { name: 'UTF-16', begin: [/^[^\0]\0/, /^\xff\xfe/], decoder: 'utf-16le' },
  { name: 'UTF-16', begin: [/^\0[^\0]/, /^\xfe\xff/], decoder: 'utf-16be' },
] as const;
const BEGIN_BYTES = 400;

/**
 * The text of a file in pieces. Files are UTF-8; byte order marks at the begin are dropped, however many.
 * @throws UnreadableFileError where the bytes are another encoding
 */
export async function* readText(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let isBegin = true;
  for await (const chunk of chunks) {
    if (isBegin) refuseWideEncoding(chunk);
    const text = decode(decoder, chunk);
    yield isBegin ? text.replace(/^\ufeff+/, '') : text;
    isBegin = false;
  }
  yield decode(decoder);
}

function refuseWideEncoding(bytes: Uint8Array): void {
  const begin = Buffer.from(bytes.subarray(0, BEGIN_BYTES));
  const wide = WIDE_ENCODINGS.find((encoding) =>
    encoding.begin.some((pattern) => pattern.test(begin.toString('latin1'))),
  );
  if (!wide) return;
  const text = wide.decoder
    ? new TextDecoder(wide.decoder).decode(begin)
    : begin.toString('latin1').replaceAll('\0', '');
  const [line = ''] = text.split(/[\r\n]/, 1);
  throw new UnreadableFileError(
    `the file is ${wide.name}, it begins with ${shown(line, BEGIN_BYTES)}: save it as UTF-8`,
  );
}

function decode(decoder: InstanceType<typeof TextDecoder>, chunk?: Uint8Array): string {
  try {
    return decoder.decode(chunk, { stream: chunk !== undefined });
  } catch (error) {
    throw new UnreadableFileError('the file is not UTF-8: save it as UTF-8', { cause: error });
  }
}
