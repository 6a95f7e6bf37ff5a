import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';

/**
 * `line` is the one the record starts on, from 1. What follows a fault is not read, and of what stands right before it
 * some may be missing.
 */
export type CsvRecord =
  | { readonly line: number; readonly fields: readonly string[] }
  | { readonly line: number; readonly fault: string };

interface ParsedRecord {
  readonly record: readonly string[];
  /** `bytes` is where the record ends, line break included. */
  readonly info: { readonly bytes: number };
}

/** Of one record in bytes: an open quote or a file without line breaks does not fill the memory. */
const RECORD_BYTES_MAX = 1024 * 1024;
const LF = 0x0a;
const OPTIONS = {
  info: true,
  relax_column_count: true,
  skip_empty_lines: true,
  record_delimiter: ['\r\n', '\n'],
  max_record_size: RECORD_BYTES_MAX,
  readableHighWaterMark: 1000,
};

/** The records of CSV, the header among them; lines end in LF or CRLF, blank ones are skipped. */
export async function* csvRecords(text: AsyncIterable<string>, delimiter = ','): AsyncGenerator<CsvRecord> {
  const lines = new LineCount();
  const bytes = Readable.from(lines.watch(text), { objectMode: false });
  const records = parse({ ...OPTIONS, delimiter });
  bytes.once('error', (error) => records.destroy(error));
  try {
    for await (const { record, info } of bytes.pipe(records) as AsyncIterable<ParsedRecord>) {
      yield { line: lines.startOf(record, info.bytes), fields: record };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    yield { line: lines.lineAt(Number(error.bytes)), fault: messageOf(error) };
  } finally {
    bytes.destroy();
  }
}

/** What follows a quote out of place can be read in two ways, so nothing after it is read. */
function messageOf({ code }: CsvError): string {
  if (code !== 'CSV_MAX_RECORD_SIZE') return 'a quote is out of place or never closed';
  return `a record is longer than ${RECORD_BYTES_MAX} bytes: is a quote never closed, or does each line end in CR alone?`;
}

/** Tells the line a record starts on. The parser's own count takes a quoted CRLF for two lines. */
class LineCount {
  #line = 1;
  /** Where the line breaks are that no record has passed yet. */
  #breaks: number[] = [];
  #watched = 0;

  /** Passes text on as bytes and notes its line breaks; a missing one at the end is added. */
  async *watch(text: AsyncIterable<string>): AsyncGenerator<Buffer> {
    let last = LF;
    for await (const piece of text) {
      const bytes = Buffer.from(piece);
      for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) this.#breaks.push(this.#watched + at);
      this.#watched += bytes.length;
      last = bytes.at(-1) ?? last;
      yield bytes;
    }
    if (last === LF) return;
    this.#breaks.push(this.#watched);
    yield Buffer.of(LF);
  }

  /** Records are asked for in their order. Before its own line break and those within it come those of blank lines. */
  startOf(fields: readonly string[], endByte: number): number {
    const end = this.lineAt(endByte);
    this.#breaks.splice(0, end - this.#line);
    this.#line = end;
    return end - 1 - fields.reduce((sum, field) => sum + breaksIn(field), 0);
  }

  /** The line of a byte that no record has passed yet. */
  lineAt(byte: number): number {
    const after = this.#breaks.findIndex((at) => at >= byte);
    return this.#line + (after < 0 ? this.#breaks.length : after);
  }
}

function breaksIn(field: string): number {
  let count = 0;
  for (let at = field.indexOf('\n'); at >= 0; at = field.indexOf('\n', at + 1)) count += 1;
  return count;
}
